"""Arguments of parts, declared or written by hand, in every mixture: none is lost on the way to a config and back."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

import plugkeras as keras
from plugkeras import callbacks, constraints, initializers, layers, losses, metrics, optimizers, regularizers
from plugkeras.annotations import Activation, Count
from plugkeras.errors import ArgumentError, UnknownArgument

if TYPE_CHECKING:
    from nowhere import Unknown

schedules = optimizers.schedules
RATE = {"initial_learning_rate": 1.0, "decay_steps": 2, "decay_rate": 0.5}
BASES = {
    **{base.__name__: (base, {}) for base in (keras.Initializer, keras.Regularizer, keras.Constraint, keras.Schedule)},
    **{base.__name__: (base, {}) for base in (keras.Layer, keras.Loss, keras.Metric, keras.Callback)},
    "a declared layer": (layers.Dense, {"units": 3, "activation": "relu"}),
    "a declared optimizer": (optimizers.Adam, {"learning_rate": 0.5}),
    "a loss made of a function": (losses.MeanSquaredError, {"name": "mine"}),
    "a declared metric": (metrics.MeanSquaredError, {"name": "mine"}),
    "a declared penalty": (regularizers.L2, {"l2": 0.5}),
    "a declared constraint": (constraints.MaxNorm, {"max_value": 3.0}),
    "a declared initializer": (initializers.Constant, {"value": 3.0}),
    "a declared schedule": (
        schedules.ExponentialDecay,
        RATE,
    ),
    "a declared callback": (callbacks.EarlyStopping, {"patience": 3}),
}


def keeps(base):
    class Keeps(base):
        def __init__(self, v=1.0, **kwargs):
            super().__init__(**kwargs)
            self.v = v

    return Keeps


def forgets(base):
    class Forgets(base):
        def __init__(self, v=1.0, **kwargs):
            super().__init__(**kwargs)
            self._twice = 2 * v

    return Forgets


def changes(base):
    class Changes(base):
        def __init__(self, v=1.0, **kwargs):
            super().__init__(**kwargs)
            self.v = 2 * v

    return Changes


def declared_below(base):
    class Below(keeps(base)):
        w: int = 7

    return Below


def written_below(base):
    class Below(declared_below(base)):
        def __init__(self, u, **kwargs):
            super().__init__(**kwargs)
            self.u = u

    return Below


def declared_on_top(base):
    class Top(base):
        v: float = 1.0

    return Top


def mixed_in(base):
    class Mixin:
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.mixed = True

    class Mixed(Mixin, keeps(base)):
        pass

    return Mixed


MIXTURES = {
    "keeps its argument": (keeps, {"v": 3.0}),
    "does not keep it": (forgets, {"v": 3.0}),
    "keeps another value": (changes, {"v": 3.0}),
    "a declared one below a written one": (declared_below, {"v": 3.0, "w": 5}),
    "a written one below that": (written_below, {"u": 2, "v": 3.0, "w": 5}),
    "declared alone": (declared_on_top, {"v": 3.0}),
    "with a mixin": (mixed_in, {"v": 3.0}),
}


@pytest.mark.parametrize("mixture", MIXTURES)
@pytest.mark.parametrize("name", BASES)
def test_no_argument_is_lost(name, mixture):
    base, inherited = BASES[name]
    make, own = MIXTURES[mixture]
    cls = make(base)
    part = cls(**own, **inherited)
    config = part.get_config()
    assert {key: config[key] for key in {**own, **inherited}} == {**inherited, **own}
    again = cls.from_config(config)
    assert again.get_config() == config
    assert copy.deepcopy(part).get_config() == config
    assert getattr(again, "v", None) == getattr(part, "v", None)


def test_a_value_that_a_constructor_gives_to_the_one_above_is_no_argument_of_its_own():
    class Five(layers.Dense):
        def __init__(self, v=1.0, **kwargs):
            super().__init__(5, activation="relu", **kwargs)
            self.v = v

    config = Five(2.0, name="five").get_config()
    assert "units" not in config
    assert Five.from_config(config).get_config() == config


def test_a_property_that_has_nothing_to_give_yet_may_have_the_name_of_an_argument():
    class Sized(keras.Layer):
        def __init__(self, size, **kwargs):
            super().__init__(**kwargs)
            self._sizes = []

        @property
        def size(self):
            return self._sizes[0]

    assert Sized(3).built is False


def test_an_argument_that_is_kept_follows_its_changes():
    part = keeps(keras.Initializer)(3.0)
    part.v = 4.0
    assert part.get_config() == {"v": 4.0}


def test_a_constructor_of_a_dataclass_is_one_written_by_hand():
    @dataclass
    class Pair(keras.Initializer):
        a: float
        b: float = 2.0

    assert Pair(1.0, b=3.0).get_config() == {"a": 1.0, "b": 3.0}
    assert Pair.from_config({"a": 1.0}) == Pair(1.0)


def test_arguments_by_position_go_first_to_what_is_written_by_hand():
    cls = declared_below(keras.Initializer)
    assert cls(3.0, 5).get_config() == {"v": 3.0, "w": 5}
    with pytest.raises(UnknownArgument, match="each once"):
        cls(3.0, v=4.0)


class Quoted(keras.Layer):
    units: Count
    activation: Activation | None = None

    def call(self, x):
        return self.activation(x)


class Typed(keras.Initializer):
    value: Unknown = None


def test_annotations_as_text_check_and_convert_as_others_do():
    with pytest.raises(ArgumentError, match="`units` must be an integer of at least 1, not -3"):
        Quoted(-3)
    assert Quoted(3, activation="relu").activation is keras.activations.relu
    assert keras.Layer.from_config.__func__(Quoted, {"units": 2, "activation": "relu"}).activation(-1.0) == 0


def test_an_annotation_for_type_checkers_alone_is_refused_with_what_to_do():
    with pytest.raises(ArgumentError, match="annotated as 'Unknown', which .* outside of `if TYPE_CHECKING`"):
        Typed()


def test_a_name_that_a_module_defines_later_is_found():
    class Early(keras.Initializer):
        value: Late = 1  # noqa: F821

    globals()["Late"] = Count
    with pytest.raises(ArgumentError, match="at least 1"):
        Early(-1)
