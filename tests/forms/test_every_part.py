"""Every registered part of every kind has a form, whose fields read back what they write."""

import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugkeras.errors import ArgumentError
from plugkeras.forms import Unset, form_of
from plugkeras.forms.controls import Choice, Integer, Maybe, Number, Text, Toggle, parts_in
from plugkeras.forms.nested import Items, Names, Sizes
from plugkeras.forms.notation import same
from plugkeras.forms.of_kind import OfKind
from plugkeras.forms.several import OneOf
from plugkeras.hookspecs import KINDS
from plugkeras.host import host
from plugkeras.project import Part, Table, arguments
from plugkeras.project.building import part_object
from plugkeras.project.values import frozen, thawed

PARTS = [(kind, name) for kind in KINDS for name in host().standard_names(kind)]
CONTROLS = {"integer", "number", "toggle", "choice", "part", "sizes", "list", "mapping", "text", "json"}

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["none", "", "true", " x ", "'", "3", "a, b"]
)
SCALARS = (
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
)
NAMES = st.from_regex(r"[a-z_]{1,6}", fullmatch=True).filter(lambda name: name != "class")
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(NAMES, inner, max_size=3).map(Table)
        | st.builds(Part, TEXTS, st.dictionaries(NAMES, inner, max_size=2).map(Table))
    ),
    max_leaves=5,
)


def values(control, deep=1):
    """Values that a control takes; parts get arguments of their own ``deep`` levels down."""
    match control:
        case Maybe(inner=inner):
            return st.none() | values(inner, deep)
        case OneOf(options=options):
            return st.one_of([values(option, deep) for option in options])
        case Number(within=within):
            return st.floats(within.low, within.high, allow_nan=False, allow_infinity=False) | _integers(within)
        case Integer(within=within):
            return _integers(within)
        case Toggle():
            return st.booleans()
        case Choice(choices=choices):
            return st.sampled_from(choices)
        case Text():
            return TEXTS
        case Sizes():
            return _sizes(control)
        case Items(item=item, count=count):
            return st.lists(values(item, deep), min_size=count or 0, max_size=count or 3).map(tuple)
        case Names(item=item):
            return st.dictionaries(TEXTS.filter(lambda t: t != "class"), values(item, deep), max_size=3).map(Table)
        case OfKind():
            names = st.sampled_from(control.choices)
            parts = names.flatmap(lambda name: _parts(control.kind_of(name), name, deep - 1))
            return parts if not control.by_name else names | parts
    return VALUES


def _integers(within):
    low = within.low if within.low is None or within.low == int(within.low) else int(within.low) + 1
    return st.integers(low, None if within.high is None else int(within.high))


def _sizes(control):
    sizes = st.integers(control.low, None if control.low is None else control.low + 99)
    items = sizes | st.none() if control.open else sizes
    many = st.lists(items, min_size=control.rank or 0, max_size=control.rank or 4).map(tuple)
    return sizes | many if control.rank is not None and control.alone else many


def _parts(kind, name, deep):
    fields = form_of(kind, name).fields if deep >= 0 else ()
    given = {field.name: values(field.entry, deep) for field in fields[:3]}
    return st.builds(lambda arguments: Part(name, Table(arguments)), st.fixed_dictionaries({}, optional=given))


DRAWN = {repr(f.entry): (f"{k} {n}.{f.name}", f.entry) for k, n in PARTS for f in form_of(k, n).fields}


@pytest.mark.parametrize(("owner", "control"), DRAWN.values(), ids=[owner for owner, _ in DRAWN.values()])
def test_each_control_that_a_part_has_reads_back_whatever_it_takes(owner, control):
    @settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(values(control))
    def reads_back(value):
        try:
            value = control.take(value)
        except ArgumentError:
            assert any(parts_in(value)), "only the constructor of a part within may ask for more than its controls"
            return
        text = control.write(value)
        assert same(control.read(text), value), text

    reads_back()


@pytest.mark.parametrize("kind", KINDS)
def test_each_default_is_read_back_and_taken_from_json(kind):
    for name in host().standard_names(kind):
        for field in form_of(kind, name).fields:
            if not isinstance(field.default, Unset):
                assert same(field.parse(field.format(field.default)), field.default), (name, field.name)
                assert same(field.take(frozen(thawed(field.default))), field.default), (name, field.name)


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_says_what_it_is(kind):
    for name in host().standard_names(kind):
        form = form_of(kind, name)
        assert form.summary, name
        assert len({field.name for field in form.fields}) == len(form.fields)
        for field in form.fields:
            assert field.control in CONTROLS
            assert field.group == "main" or (field.group == "advanced" and not field.required)
            assert field.label
            assert not field.name.startswith(("_", "*"))
            assert field.control != "json" or field.note, "what is not known has a note"


def test_most_fields_are_described():
    fields = [(k, n, f.name) for k, n in PARTS for f in form_of(k, n).fields if not f.help]
    every = [f for k, n in PARTS for f in form_of(k, n).fields]
    assert len(fields) < 0.2 * len(every), fields


BY_CONTROL = {"integer": 3, "number": 1.0, "text": "val_loss", "sizes": 3, "toggle": True, "list": (1.0,)}
WRAPPERS = ("TimeDistributed", "Wrapper", "SpectralNormalization")
REQUIRED = {
    ("layers", "Activation"): {"activation": "relu"},
    **{("layers", n): {"layer": Part("Dense", Table({"units": 3}))} for n in WRAPPERS},
    **{("layers", n): {"rate": 0.5} for n in ("GaussianDropout", "AlphaDropout")},
    ("layers", "RNN"): {"cell": Part("GRUCell", Table({"units": 3}))},
    ("layers", "StackedRNNCells"): {"cells": (Part("GRUCell", Table({"units": 3})),)},
    ("layers", "Bidirectional"): {"layer": Part("GRU", Table({"units": 3}))},
    ("layers", "Dot"): {"axes": 1},
    ("layers", "EinsumDense"): {"equation": "ab,bc->ac", "output_shape": (3,)},
    ("layers", "Input"): {"shape": (4,)},
    ("layers", "InputLayer"): {"shape": (4, None)},
    ("layers", "Sequential"): {"layers": (Part("Dense", Table({"units": 3})),)},
    ("layers", "Permute"): {"dims": (2, 1)},
    ("layers", "Lambda"): None,
    ("layers", "FeatureSpace"): None,
    ("layers", "Rescaling"): {"scale": 0.5},
    ("layers", "Discretization"): {"num_bins": 3},
    ("layers", "CategoryEncoding"): {"num_tokens": 3},
    ("layers", "Pipeline"): {"layers": (Part("Dense", Table({"units": 3})),)},
    ("layers", "RandomTranslation"): {"height_factor": 0.25, "width_factor": (-0.25, 0.5)},
    ("layers", "RandomZoom"): {"height_factor": 0.25},
    ("layers", "RandomPosterization"): {"factor": 4},
    **{
        ("layers", f"Random{name}"): {"factor": 0.25}
        for name in ("Rotation", "Brightness", "Contrast", "Hue", "Saturation", "ColorDegeneration", "Sharpness")
    },
    ("callbacks", "LearningRateScheduler"): None,
    ("callbacks", "Interventions"): {"changes": ()},
    ("sources", "Function"): {"function": "mydata:load"},
    ("callbacks", "ModelCheckpoint"): {"filepath": "model.keras"},
    ("metrics", "MeanMetricWrapper"): None,
    ("metrics", "IoU"): {"num_classes": 3, "target_class_ids": (0, 2)},
    ("metrics", "OneHotIoU"): {"num_classes": 3, "target_class_ids": (1,)},
    ("optimizers", "LossScaleOptimizer"): {"inner_optimizer": Part("SGD")},
    ("optimizers", "MultiOptimizer"): None,
    ("schedules", "PiecewiseConstantDecay"): {"boundaries": (1,), "values": (0.5, 0.25)},
}


@pytest.mark.parametrize("kind", [k for k in KINDS if k in arguments.KINDS])
def test_what_a_form_finds_right_can_be_made_and_made_again_from_its_values(kind):
    for name in host().standard_names(kind):
        form = form_of(kind, name)
        if not isinstance(host().get(kind, name), type):
            continue
        required = {f.name: BY_CONTROL.get(f.control) for f in form.fields if f.required}
        given = REQUIRED.get((kind, name), required)
        if given is None:
            continue  # a function is wanted, which only a script can give
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            assert form.problems(given) == [], name
            part = form.part(form.values_from(Part(name, Table(given))))
            assert part == Part(form.name, Table(given)), "defaults are not stored"
            made = part_object(kind, part)
            assert type(made).from_config(made.get_config()).get_config() == made.get_config(), name
