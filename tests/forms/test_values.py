"""From a part to the values of its form and back; what is wrong with them, by field."""

import numpy as np
import pytest

from plugkeras.errors import UnknownArgument
from plugkeras.forms import Problem, form_of
from plugkeras.layers import Dense
from plugkeras.project import Part, Table


def part(name, **arguments):
    return Part(name, Table(arguments))


def test_a_part_s_values_are_its_own_and_the_defaults():
    values = form_of("layers", "Dense").values_from(part("Dense", units=3, use_bias=False))
    assert (values["units"], values["use_bias"], values["kernel_initializer"]) == (3, False, "glorot_uniform")
    assert "units" not in form_of("layers", "Dense").values_from(Part("Dense"))


SAME = [
    (part("Dense", units=3), part("Dense", units=3)),
    (part("Dense", use_bias=True, activation=None, units=3), part("Dense", units=3)),
    (part("Dense", activation="relu", units=3), part("Dense", units=3, activation="relu")),
    (part("Dense", output_dim=3, bias=False), part("Dense", units=3, use_bias=False)),
    (part("Dense", units=3, colour="red"), part("Dense", units=3, colour="red")),
    (Part("Dense", Table({"0": 3, "1": "relu"})), part("Dense", units=3, activation="relu")),
]


@pytest.mark.parametrize(("given", "kept"), SAME)
def test_a_part_made_of_values_says_what_is_no_default_in_order_and_loses_nothing(given, kept):
    form = form_of("layers", "Dense")
    made = form.part(form.values_from(given))
    assert made == kept
    assert list(made.arguments) == list(kept.arguments)


def test_the_arguments_are_in_the_order_of_the_fields():
    made = form_of("layers", "Dense").part({"activation": "relu", "units": 3})
    assert list(made.arguments) == ["units", "activation"]


def test_true_is_another_value_than_1():
    form = form_of("callbacks", "EarlyStopping")
    assert form.part({"min_delta": False}) == part("EarlyStopping", min_delta=False)
    assert form.part({"min_delta": 0.0}) == Part("EarlyStopping")


PROBLEMS = {
    "nothing": ("layers", "Dense", {"units": 3}, []),
    "missing": ("layers", "Dense", {}, [("units", "Dense needs 'units'")]),
    "misspelt": ("layers", "Dense", {"units": 3, "actvation": "relu"}, [("actvation", "did you mean 'activation'?")]),
    "wrong": ("layers", "Dense", {"units": "3"}, [("units", "whole number of at least 1 expected")]),
    "two": ("layers", "Dropout", {"rate": 2, "name": 3}, [("rate", "0 to 1"), ("name", "text expected")]),
    "within": (
        *("optimizers", "Adam", {"learning_rate": part("CosineDecay", decay_steps="x")}),
        [("learning_rate", "decay_steps: number")],
    ),
    "missing within": (
        *("optimizers", "Adam", {"learning_rate": part("CosineDecay", decay_steps=3)}),
        [("learning_rate", "CosineDecay needs 'initial_learning_rate'")],
    ),
    "missing in a function": (
        "layers",
        "Dense",
        {"units": 3, "activation": "threshold"},
        2 * [("activation", "needs")],
    ),
    "the constructor": ("optimizers", "SGD", {"clipnorm": 1.0, "clipvalue": 1.0}, [("", "only one of")]),
    "of a field": ("layers", "Permute", {"dims": (1, 3)}, [("dims", "must name each axis")]),
}


@pytest.mark.parametrize(("kind", "name", "values", "told"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_what_is_wrong_is_told_by_field(kind, name, values, told):
    found = form_of(kind, name).problems(values)
    assert [problem.field for problem in found] == [field for field, _ in told]
    assert all(isinstance(p, Problem) and words in p.what for p, (_, words) in zip(found, told, strict=True)), found


def test_a_dry_run_changes_neither_random_numbers_nor_the_names_of_layers():
    np.random.seed(3)
    wanted = np.random.rand()
    np.random.seed(3)
    before = int(Dense(1).name.partition("_")[2] or 0)
    assert form_of("layers", "Dropout").problems({"rate": 0.5}) == []
    assert form_of("layers", "Dense").problems({"units": 3}) == []
    assert np.random.rand() == wanted
    assert Dense(1).name == f"dense_{before + 1}"


def test_the_constructors_of_other_people_are_not_called_unasked():
    class Raising(Dense):
        def __init__(self, units, **kwargs):
            raise RuntimeError("called")

    assert form_of("layers", Raising).problems({"units": 3}) == []


def test_json_has_all_that_is_known():
    form = form_of("layers", "Dense").to_json()
    fields = {field["name"]: field for field in form["fields"]}
    assert fields["units"] == {
        "name": "units",
        "label": "Units",
        "help": "How many numbers come out.",
        "group": "main",
        "required": True,
        "optional": False,
        "control": "integer",
        "low": 1,
        "high": None,
        "note": "",
    }
    assert (fields["activation"]["kind"], fields["activation"]["optional"]) == ("activations", True)
    assert fields["activation"]["default"] is None
    rate = {field["name"]: field for field in form_of("optimizers", "SGD").to_json()["fields"]}["learning_rate"]
    assert [option["control"] for option in rate["any_of"]] == ["number", "part"]


def test_a_field_that_is_not_there_has_a_near_name():
    with pytest.raises(UnknownArgument, match="no argument 'unit'; did you mean 'units'"):
        form_of("layers", "Dense").field("unit")
