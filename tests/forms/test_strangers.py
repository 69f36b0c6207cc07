"""Forms of what other people write: hints of all sorts, none at all, docstrings of all schools."""

import pytest
import strangers

import plugkeras as keras
from plugkeras.errors import ArgumentError, UnknownArgument, UnknownName
from plugkeras.forms import Unset, form_of
from plugkeras.host import Host, use
from plugkeras.project import Part, Table

REQUIRED, UNWRITTEN = Unset.REQUIRED, Unset.UNWRITTEN

# argument: control, whether none may stand there, default, group
HINTED = {
    "units": ("integer", False, REQUIRED, "main"),
    "rate": ("number", False, 0.5, "main"),
    "flag": ("toggle", False, True, "main"),
    "mode": ("choice", False, "good", "main"),
    "order": ("choice", False, "last", "main"),
    "width": ("integer", False, 3, "main"),
    "size": ("sizes", False, (2, 2), "main"),
    "shape_like": ("integer", False, 1, "main"),
    "betas": ("list", False, (0.9, 0.999), "main"),
    "words": ("list", False, (), "main"),
    "table": ("mapping", True, None, "main"),
    "either": ("integer", False, "auto", "main"),
    "maybe": ("number", True, None, "main"),
    "path": ("text", True, None, "main"),
    "inner": ("part", True, None, "main"),
    "several": ("list", True, None, "main"),
    "start": ("part", False, "zeros", "main"),
    "share": ("number", False, 0.1, "main"),
    "gain": ("number", False, 1.0, "main"),
    "function": ("json", True, None, "main"),
    "unknown": ("json", True, None, "main"),
    "wrong": ("integer", False, "auto", "main"),
    "wordy": ("integer", False, "x", "main"),
    "activity_regularizer": ("part", True, None, "advanced"),
    "trainable": ("toggle", False, True, "advanced"),
    "dtype": ("text", True, None, "advanced"),
    "name": ("text", True, None, "advanced"),
}
BARE = {
    "units": ("integer", False, REQUIRED, "main"),
    "activation": ("part", True, None, "main"),
    "kernel_initializer": ("part", False, "glorot_uniform", "main"),
    "kernel_regularizer": ("part", True, None, "main"),
    "kernel_constraint": ("part", True, None, "main"),
    "momentum": ("number", False, 0, "main"),
    "use_it": ("toggle", True, None, "main"),
    "label": ("json", True, None, "main"),
    "kernel_size": ("integer", False, (3, 3), "main"),
    "output_size": ("sizes", True, None, "main"),
    "data_format": ("choice", True, None, "main"),
    "num_things": ("integer", True, None, "main"),
    "count": ("integer", False, 5, "main"),
    "share": ("number", False, 0.5, "main"),
    "mystery": ("json", True, None, "main"),
    "table": ("json", False, UNWRITTEN, "main"),
    "limit": ("number", False, UNWRITTEN, "main"),
    "nonlinearity": ("part", False, "relu", "main"),
    "learning_rate": ("number", False, 0.1, "main"),
}
FORMS = {
    "hints of all sorts": (strangers.Hinted, HINTED),
    "no hints": (strangers.Bare, {**BARE, **{name: HINTED[name] for name in list(HINTED)[-4:]}}),
}


@pytest.mark.parametrize(("cls", "told"), FORMS.values(), ids=FORMS.keys())
def test_each_argument_of_a_constructor_has_its_control(cls, told):
    form = form_of("layers", cls)
    assert {f.name: (f.control, f.optional, f.default, f.group) for f in form.fields} == told
    for field in form.fields:
        if not isinstance(field.default, Unset):
            assert field.parse(field.format(field.default)) == field.default


def test_what_hints_say_besides_is_kept():
    form = form_of("layers", strangers.Hinted)
    assert form.field("mode").choices == ("fast", "good")
    assert (form.field("gain").range.low, form.field("gain").range.high) == (1, 2)
    assert form.field("gain").help == "How much larger it gets."
    assert form.field("inner").kind == "layers"
    assert "Dense" in form.field("inner").choices
    assert form.field("several").parse("Flatten, Dense(3)") == ("Flatten", Part("Dense", Table({"units": 3})))
    assert "Unknown" in form.field("unknown").note
    assert "function" in form.field("function").note
    assert form.field("shape_like").parse("2x3") == (2, 3)
    assert form.field("either").parse("AUTO") == "auto"
    assert form.field("table").parse("a: 1, b: 2.5") == Table({"a": 1, "b": 2.5})
    assert form.field("table").parse("a=1, b=2.5") == Table({"a": 1, "b": 2.5})


def test_a_size_without_a_hint_is_one_number_or_several():
    field = form_of("layers", strangers.Bare).field("kernel_size")
    assert [field.parse(text) for text in ("3", "3x3", "3, 3, 3")] == [3, (3, 3), (3, 3, 3)]
    assert form_of("layers", strangers.Bare).field("output_size").parse("2x2") == (2, 2)


def test_where_texts_and_numbers_may_stand_quotes_make_a_text_of_a_number():
    field = form_of("layers", strangers.Hinted).field("wordy")
    assert [field.parse(text) for text in ("4", "four", "'4'", "on")] == [4, "four", "4", True]
    assert [field.format(value) for value in (4, "four", "4", True, "on")] == ["4", "four", "'4'", "true", "'on'"]


HELPS = [
    (strangers.Bare, "layers", "units", "Positive integer, dimensionality of the output space."),
    (strangers.Bare, "layers", "momentum", "Float between 0 and 1. Note: it is kept for each weight."),
    (strangers.Bare, "layers", "label", "what it is called."),
    (strangers.Below, "layers", "depth", "How deep it is."),
    (strangers.Below, "layers", "units", "Positive integer, dimensionality of the output space."),
    (strangers.Hinted, "layers", "rate", "The share that is dropped."),
    (strangers.Declared, "layers", "width", "``width`` in steps of ``2``."),
    (strangers.Numpy, "callbacks", "width", "How wide it is."),
    (strangers.Numpy, "callbacks", "height", "How high it is, and how deep."),
    (strangers.Sphinx, "callbacks", "width", "how wide it is"),
    (strangers.Sphinx, "callbacks", "height", "how high it is"),
]


@pytest.mark.parametrize(("cls", "kind", "name", "help"), HELPS)
def test_docstrings_of_all_schools_describe_arguments(cls, kind, name, help):
    assert form_of(kind, cls).field(name).help == help


def test_the_summary_is_the_part_s_own():
    assert form_of("layers", strangers.Bare).summary == "A layer in the manner of Keras 2, without hints."
    assert "Bare(3)" not in form_of("layers", strangers.Bare).about
    assert form_of("layers", strangers.Below).summary == ""
    assert form_of("callbacks", strangers.Numpy).about == ""


def test_a_class_below_a_constructor_written_by_hand_has_the_fields_of_both():
    names = [field.name for field in form_of("layers", strangers.Below).fields]
    assert names[:4] == ["units", "depth", "activation", "kernel_initializer"]
    assert form_of("layers", strangers.Below).field("depth").range.low == 1


def test_a_function_has_fields_for_what_it_takes_besides_the_arrays():
    form = form_of("losses", strangers.quartic)
    assert [(f.name, f.control, f.default) for f in form.fields] == [
        ("power", "number", 4.0),
        ("scale", "integer", 1),
    ]
    assert form.summary == "The fourth power of the error."


def test_a_choice_called_none_is_not_none():
    field = form_of("layers", strangers.Declared).field("mode")
    assert (field.parse("none"), field.parse(""), field.parse("x")) == ("none", None, "x")
    assert (field.format("none"), field.format(None)) == ("none", "")


class Manifest:
    """A plugin with a good part, one that is not there, and one that ends the process."""

    PLUGKERAS_API = 1

    @keras.hookimpl
    def register_layers(self):
        return {"Bare": strangers.Bare, "Gone": "nowhere_at_all:Gone"}


def test_a_part_of_a_plugin_is_called_by_its_full_name_and_made_by_nobody():
    with use(Host([Manifest()], standard=True)):
        form = form_of("layers", "Bare")
        assert (form.title, form.plugin, form.standard) == ("Bare", "Manifest", False)
        assert form_of("layers", strangers.Bare).name == "Manifest>Bare"
        assert form.problems({"units": 3}) == []
        inner = form_of("layers", "TimeDistributed").field("layer")
        text = "Manifest>Bare(units=3, activation='relu')"
        assert inner.format(inner.parse(text)) == text
        with pytest.raises(ArgumentError, match="nowhere_at_all"):
            inner.parse("Gone(units=3)")
        (problem,) = form_of("layers", "TimeDistributed").problems({"layer": "Gone"})
        assert (problem.field, "nowhere_at_all" in problem.what) == ("layer", True)
        with pytest.raises(UnknownName, match="did you mean"):
            form_of("layers", "Bar")
    with pytest.raises(UnknownArgument, match="did you mean 'units'"):
        form_of("layers", "Dense").field("unit")
