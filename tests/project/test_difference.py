"""What differs between two projects is told in words that a person reads, with the place."""

import pytest
from project_samples import spirals

from plugkeras.project import Part, Project, Table
from plugkeras.project.difference import diff, in_words, shown
from plugkeras.project.edits import (
    add_layer,
    bypass_layer,
    duplicate_layer,
    move_layer,
    remove_layer,
    rename_layer,
    replace_layer,
    set_value,
    unset_value,
)

DIFFERENCES = [
    (lambda p: set_value(p, "layers.hidden.units", 32), ["hidden: units 16 → 32"]),
    (lambda p: unset_value(p, "layers.hidden.activation"), ["hidden: activation tanh → linear"]),
    (lambda p: set_value(p, "layers.head.use_bias", False), ["head: use_bias True → False"]),
    (lambda p: add_layer(p, "Flatten", at=2), ["layer flatten added after hidden"]),
    (lambda p: add_layer(p, "Flatten", at=0), ["layer flatten added at the beginning"]),
    (lambda p: duplicate_layer(p, "hidden"), ["layer hidden_1 added after hidden"]),
    (lambda p: remove_layer(p, "dropout"), ["layer dropout removed"]),
    (lambda p: move_layer(p, "head", 1), ["head moved after input"]),
    (lambda p: move_layer(p, "hidden", 3), ["hidden moved after head"]),
    (lambda p: rename_layer(p, "hidden", "first"), ["layer hidden renamed to first"]),
    (lambda p: bypass_layer(p, "hidden"), ["hidden bypassed"]),
    (lambda p: bypass_layer(p, "dropout", False), ["dropout no longer bypassed"]),
    (
        lambda p: replace_layer(p, "hidden", {"class": "LSTM", "units": 3}),
        ["hidden: Dense(units=16, activation=tanh) → LSTM(units=3)"],
    ),
    (
        lambda p: set_value(p, "compile.optimizer", {"class": "SGD", "learning_rate": 0.1}),
        ["optimizer Adam(learning_rate=0.01) → SGD(learning_rate=0.1)"],
    ),
    (lambda p: set_value(p, "compile.optimizer.learning_rate", 0.1), ["optimizer: learning_rate 0.01 → 0.1"]),
    (lambda p: set_value(p, "compile.optimizer.beta_1", 0.5), ["optimizer: beta_1 0.9 → 0.5"]),
    (lambda p: set_value(p, "compile.loss", None), ["loss binary_crossentropy → none"]),
    (lambda p: set_value(p, "compile.metrics.1", "mae"), ["metric mae added"]),
    (lambda p: set_value(p, "compile.metrics.0", "mae"), ["metric accuracy removed", "metric mae added"]),
    (lambda p: set_value(p, "fit.callbacks.0.patience", 5), ["callback EarlyStopping: patience 3 → 5"]),
    (lambda p: unset_value(p, "fit.callbacks.0"), ["callback EarlyStopping(patience=3) removed"]),
    (lambda p: set_value(p, "fit.epochs", 5), ["fit: epochs 20 → 5"]),
    (lambda p: set_value(p, "fit.engine", "fast"), ["fit: engine none → fast"]),
    (lambda p: set_value(p, "data.scaling", "standard"), ["data: scaling none → standard"]),
    (lambda p: set_value(p, "name", "b"), ["project renamed from spirals to b"]),
    (lambda p: set_value(p, "note", "b"), ["note changed"]),
    (
        lambda p: remove_layer(set_value(move_layer(p, "head", 1), "layers.head.units", 2), "dropout"),
        ["layer dropout removed", "head moved after input", "head: units 1 → 2"],
    ),
]


@pytest.mark.parametrize(("edit", "told"), DIFFERENCES)
def test_a_difference_is_told_in_words(edit, told):
    assert [str(change) for change in diff(spirals(), edit(spirals()))] == told


def test_projects_that_say_the_same_do_not_differ():
    assert diff(spirals(), spirals()) == []
    assert in_words(spirals(), spirals()) == "nothing changed"


def test_as_few_layers_as_can_be_are_told_to_have_moved():
    project = Project()
    for name in "abcdefgh":
        project = add_layer(project, "Flatten", name=name)
    for name, to in (("a", 4), ("h", 1)):
        project = move_layer(project, name, to)
    before = Project.from_json(
        {**project.to_json(), "model": {"layers": [{"class": "Flatten", "as": n} for n in "abcdefgh"]}}
    )
    assert [str(c) for c in diff(before, project)] == ["h moved after b", "a moved after e"]


def test_a_difference_says_where_and_what():
    changed = bypass_layer(set_value(spirals(), "layers.hidden.units", 32), "head")
    assert [(c.where, c.what) for c in diff(spirals(), changed)] == [
        (("model", "layers", "hidden", "units"), "changed"),
        (("model", "layers", "head", "pass"), "bypassed"),
    ]
    assert in_words(spirals(), changed) == "hidden: units 16 → 32, and 1 more"


def test_long_values_are_shortened():
    assert shown("a\nb" * 100) == ("a b" * 100)[:59] + "…"
    assert shown(Part("A", Table({"x": (1, None, True), "y": Table({"k": Part("B")})}))) == (
        "A(x=(1, none, True), y={k: B})"
    )


def test_of_parts_that_are_not_here_differences_are_told_too():
    one = Project.from_json({"plugkeras_project": 1, "model": {"layers": [{"class": "acme>X", "as": "x", "n": 1}]}})
    assert [str(c) for c in diff(one, unset_value(one, "layers.x.n"))] == ["x: n 1 → default"]
