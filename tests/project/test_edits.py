"""Edits are functions from a project to another; a place is told by a path, and what has no meaning is refused."""

import pytest
from project_samples import spirals

from plugkeras.errors import ArgumentError, PlugkerasError, UnknownArgument, UnknownName
from plugkeras.project import LayerSpec, Part, Project, Table
from plugkeras.project.edits import (
    add_layer,
    bypass_layer,
    duplicate_layer,
    get_value,
    move_layer,
    remove_layer,
    rename_layer,
    replace_layer,
    set_value,
    unset_value,
)


def names(project):
    return [spec.name for spec in project.model.layers]


@pytest.mark.parametrize(
    ("edit", "result"),
    [
        (lambda p: add_layer(p, "Flatten"), ["input", "hidden", "dropout", "head", "flatten"]),
        (
            lambda p: add_layer(p, Part("dense", Table({"units": 2})), at=1),
            ["input", "dense", "hidden", "dropout", "head"],
        ),
        (
            lambda p: add_layer(p, {"class": "Dropout", "rate": 0.1}),
            ["input", "hidden", "dropout", "head", "dropout_1"],
        ),
        (lambda p: add_layer(p, "Flatten", name="flat"), ["input", "hidden", "dropout", "head", "flat"]),
        (lambda p: duplicate_layer(p, "hidden"), ["input", "hidden", "hidden_1", "dropout", "head"]),
        (
            lambda p: duplicate_layer(duplicate_layer(p, 1), "hidden_1"),
            ["input", "hidden", "hidden_1", "hidden_2", "dropout", "head"],
        ),
        (lambda p: move_layer(p, "head", 1), ["input", "head", "hidden", "dropout"]),
        (lambda p: move_layer(p, 1, 3), ["input", "dropout", "head", "hidden"]),
        (lambda p: remove_layer(p, "dropout"), ["input", "hidden", "head"]),
        (lambda p: unset_value(p, "layers.dropout"), ["input", "hidden", "head"]),
        (lambda p: rename_layer(p, "head", "Ω out"), ["input", "hidden", "dropout", "Ω out"]),
        (lambda p: set_value(p, "layers.head.name", "out"), ["input", "hidden", "dropout", "out"]),
    ],
)
def test_layers_are_added_copied_moved_removed_and_renamed(edit, result):
    before = spirals()
    assert names(edit(before)) == result
    assert before == spirals()


def test_a_layer_gets_the_full_name_of_its_class():
    assert get_value(add_layer(spirals(), "max_pooling2d"), "layers.4").part == Part("MaxPooling2D")


def test_a_layer_is_bypassed_and_back():
    off = bypass_layer(spirals(), "hidden")
    assert [spec.name for spec in off.model.active] == ["input", "head"]
    assert bypass_layer(off, "hidden", False) == spirals() == set_value(off, "layers.hidden.pass", "false")


def test_another_layer_takes_the_place_and_the_name():
    changed = replace_layer(spirals(), "hidden", {"class": "LSTM", "units": 3})
    assert changed.model.layers[1] == LayerSpec(Part("LSTM", Table({"units": 3})), "hidden")


def test_an_edit_that_changes_nothing_gives_the_same_project():
    project = spirals()
    assert move_layer(project, "hidden", 1) is bypass_layer(project, "hidden", False) is project
    assert set_value(project, "fit.epochs", 20) == project


SET = [
    ("layers.hidden.units", "32", 32),
    ("model.layers.1.units", 32.0, 32),
    (("layers", "hidden", "units"), 32, 32),
    (("model", "layers", 1, "units"), 32, 32),
    ("layers.hidden.use_bias", "False", False),
    ("layers.hidden.use_bias", "false", False),
    ("layers.hidden.activation", "relu", "relu"),
    ("layers.hidden.kernel_initializer", "he_normal", "he_normal"),
    ("layers.hidden.kernel_initializer", '{"class": "HeNormal", "seed": 3}', Part("HeNormal", Table({"seed": 3}))),
    ("layers.hidden.kernel_initializer.seed", "3", Part("GlorotUniform", Table({"seed": 3}))),
    (
        "layers.hidden.activation",
        {"class": "LeakyReLU", "negative_slope": 0.1},
        Part("LeakyReLU", Table({"negative_slope": 0.1})),
    ),
    ("compile.optimizer", "sgd", Part("SGD")),
    ("compile.optimizer.learning_rate", "1e-4", 1e-4),
    (
        "compile.optimizer.learning_rate",
        {"class": "CosineDecay", "initial_learning_rate": 1, "decay_steps": 9},
        Part("CosineDecay", Table({"initial_learning_rate": 1, "decay_steps": 9})),
    ),
    ("compile.loss", "mse", Part("mse")),
    ("compile.loss", "null", None),
    ("compile.metrics.0", "mae", Part("mae")),
    ("compile.metrics.1", {"class": "AUC", "num_thresholds": 50}, Part("AUC", Table({"num_thresholds": 50}))),
    ("compile.metrics", '["accuracy", "mae"]', (Part("accuracy"), Part("mae"))),
    ("fit.callbacks.0.patience", "7", 7),
    ("fit.callbacks.0.monitor", "12", "12"),
    ("fit.class_weight", '{"0": 2.5}', Table({"0": 2.5})),
    ("fit.class_weight.1", "2.5", 2.5),
    ("data.scaling", "Standard", "standard"),
    ("data.rows", "100", 100),
    ("note", "12", "12"),
    ("name", "null", "null"),
]


@pytest.mark.parametrize(("path", "value", "kept"), SET)
def test_a_value_is_set_by_its_path_as_json_or_as_text(path, value, kept):
    project = set_value(spirals(), path, value)
    found = get_value(project, path)
    at = path.removesuffix(".seed") if isinstance(path, str) else path
    found = get_value(project, at) if at != path else found
    assert (found, type(found)) == (kept, type(kept))
    assert Project.from_text(project.to_text()) == project


@pytest.mark.parametrize(
    ("path", "default"),
    [
        ("layers.hidden.activation", None),
        ("layers.hidden.activation", "linear"),
        ("layers.hidden.kernel_initializer", "GlorotUniform"),
        ("layers.hidden.kernel_initializer", {"class": "glorot_uniform"}),
        ("layers.hidden.use_bias", "True"),
        ("layers.dropout.seed", "null"),
        ("compile.optimizer.learning_rate", 0.001),
        ("fit.callbacks.0.patience", 0),
    ],
)
def test_a_default_is_not_kept(path, default):
    before = set_value(spirals(), "layers.hidden.kernel_initializer", "he_normal")
    before = set_value(before, "layers.dropout.seed", 3)
    owner, _, argument = path.rpartition(".")
    after = set_value(before, path, default)
    part = getattr(get_value(after, owner), "part", get_value(after, owner))
    assert argument not in part.arguments
    assert unset_value(before, path) == after


def test_the_default_of_a_section_is_not_in_the_json():
    assert "fit" not in unset_value(unset_value(spirals(), "fit.epochs"), "fit.callbacks").to_json()
    assert "compile" not in unset_value(spirals(), "compile").to_json()
    assert unset_value(spirals(), "fit.callbacks.0").fit.callbacks == ()


def test_what_is_not_said_reads_as_its_default():
    project = spirals()
    assert get_value(project, "layers.hidden.use_bias") is True
    assert get_value(project, "layers.hidden.kernel_initializer") == Part("GlorotUniform")
    assert get_value(project, "compile.optimizer.beta_1") == 0.9
    assert get_value(project, "fit.batch_size") == 32
    assert get_value(project, "layers.hidden.units") == 16
    assert get_value(project, "compile.optimizer") == project.compile.optimizer


REFUSED = [
    ("layers.hiden.units", 3, UnknownName, "no layer 'hiden'; did you mean 'hidden'"),
    ("layers.9.units", 3, UnknownName, "4 layers, numbered from 0, and none at 9"),
    ("layers.-1.units", 3, UnknownName, "no layer '-1'"),
    ("layers.hidden.unit", 3, UnknownArgument, "layers.hidden: Dense has no argument `unit`; did you mean 'units'"),
    (
        "layers.hidden.units",
        "many",
        ArgumentError,
        "layers.hidden.units: Dense: `units` must be an integer, not 'many'",
    ),
    ("layers.hidden.units", "0", ArgumentError, "at least 1, not 0"),
    ("layers.hidden.units", "__import__('os').abort()", ArgumentError, "must be an integer"),
    ("layers.hidden.units", "9" * 5000, ArgumentError, "must be an integer"),
    ("layers.hidden.units", 10**30, ArgumentError, "more than 64 bits"),
    ("layers.hidden.units", "[" * 100_000, ArgumentError, "must be an integer"),
    ("layers.hidden.units", None, ArgumentError, "must be an integer, not None"),
    ("layers.hidden.units.x", 1, UnknownArgument, "layers.hidden.units is 16, and has nothing called 'x'"),
    ("layers.hidden.activation", "rleu", UnknownName, "layers.hidden.activation: .*did you mean 'relu'"),
    ("layers.hidden.kernel_initializer", {"class": "HeNormal", "sed": 1}, UnknownArgument, "did you mean 'seed'"),
    ("layers.hidden.name", "head", ArgumentError, "another layer is called 'head' already"),
    ("layers.hidden.name", " ", ArgumentError, "cannot be the name of a layer"),
    ("layers.hidden.name", "a/b", ArgumentError, "cannot be the name of a layer"),
    ("layers.hidden", "Dens", UnknownName, "layers.hidden: no layers named 'Dens'; did you mean 'Dense'"),
    ("compile.optimizer", "adamm", UnknownName, "compile.optimizer: .*did you mean 'Adam'"),
    ("compile.optimizer", None, ArgumentError, "compile.optimizer: A part is given by"),
    ("compile.optimizer.learning_rte", 1, UnknownArgument, "did you mean 'learning_rate'"),
    ("compile.optimizer.learning_rate", "fast", ArgumentError, "must be a number, a schedule"),
    ("compile.optimizer.learning_rate", -1, ArgumentError, "finite number of at least 0"),
    ("compile.optimizer.learning_rate", float("nan"), ArgumentError, "compile.optimizer.learning_rate: nan"),
    ("compile.optimizer.learning_rate", {"class": "CosineDecay"}, ArgumentError, "needs `initial_learning_rate`"),
    ("compile.loss", "mes", UnknownName, "compile.loss: no losses named 'mes'; did you mean"),
    ("compile.loss.x", 1, UnknownArgument, "compile.loss"),
    ("compile.metrics", "accuracy", ArgumentError, r"compile.metrics: must be a list.*compile\.metrics\.0"),
    ("compile.metrics.2", "mae", UnknownArgument, "has 1 items, numbered from 0, and none at '2'"),
    ("compile.metrics.first", "mae", UnknownArgument, "none at 'first'"),
    ("fit.epoch", 3, UnknownArgument, "The section fit has no 'epoch'; did you mean 'epochs'"),
    ("fit.epochs", "many", ArgumentError, "`fit.epochs` must be an integer, not 'many'"),
    ("fit.callbacks.0", "EarlyStoping", UnknownName, "fit.callbacks.0: .*did you mean 'EarlyStopping'"),
    ("data.split", "rndom", ArgumentError, "must be one of 'random', 'last'"),
    ("data.source.path", "x", UnknownArgument, "data.source is not set"),
    ("fits.epochs", 3, UnknownArgument, "A project has no 'fits'; did you mean 'fit'"),
    ("", 3, ArgumentError, "no path"),
    ((), 3, ArgumentError, "no path"),
    ("layers..units", 3, ArgumentError, "no path"),
    ((True, 3.5), 3, ArgumentError, "no path"),
    ("note", ["a"], ArgumentError, '"note": must be text'),
    ("note", "\ud800", ArgumentError, "halves of characters"),
]


@pytest.mark.parametrize(("path", "value", "error", "said"), REFUSED)
def test_what_has_no_meaning_is_refused_with_the_place_and_the_near_name(path, value, error, said):
    with pytest.raises(error, match=said) as caught:
        set_value(spirals(), path, value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda p: unset_value(p, "layers.hidden.units"), "layers.hidden.units: Dense needs `units`"),
        (lambda p: unset_value(p, "layers.hidden.name"), "a layer needs a name"),
        (lambda p: add_layer(p, "Dnse"), "layers: no layers named 'Dnse'; did you mean 'Dense'"),
        (lambda p: add_layer(p, {"class": "Dense", "unit": 3}), "did you mean 'units'"),
        (lambda p: add_layer(p, {"units": 3}), "layers: A part is given by its name"),
        (lambda p: add_layer(p, "Flatten", at=9), "a place is a number from 0 to 4, and not 9"),
        (lambda p: add_layer(p, "Flatten", name="hidden"), "called 'hidden' already"),
        (lambda p: move_layer(p, "hidden", -1), "from 0 to 3, and not -1"),
        (lambda p: move_layer(p, "hiden", 1), "did you mean 'hidden'"),
        (lambda p: duplicate_layer(Project(), 0), "0 layers"),
        (lambda p: remove_layer(Project(), "x"), "it has none yet"),
        (lambda p: get_value(p, "layers.hidden.unts"), "did you mean 'units'"),
    ],
)
def test_edits_that_have_no_meaning_are_refused(edit, said):
    with pytest.raises(PlugkerasError, match=said):
        edit(spirals())


def test_a_layer_whose_name_has_dots_in_it_is_found():
    project = rename_layer(rename_layer(spirals(), "head", "a.b"), "hidden", "a")
    assert get_value(project, "layers.a.b.units") == 1
    assert get_value(project, "layers.a.units") == 16
    assert get_value(set_value(project, "layers.a.b.units", 3), ("layers", "a.b", "units")) == 3


def test_of_a_part_that_is_not_here_every_argument_can_be_set():
    project = Project.from_json(
        {"plugkeras_project": 1, "model": {"layers": [{"class": "acme>Scale", "as": "scale", "by": 2}]}}
    )
    changed = set_value(set_value(project, "layers.scale.by", "3.5"), "layers.scale.to", '["a", {"class": "X"}]')
    assert changed.model.layers[0].part == Part("acme>Scale", Table({"by": 3.5, "to": ("a", Part("X"))}))


def test_what_is_inside_of_a_layer_is_set_by_its_path():
    inner = {"class": "Sequential", "layers": [{"class": "Dense", "name": "in", "units": 3}]}
    project = add_layer(spirals(), {"class": "TimeDistributed", "layer": inner}, name="each")
    path = "layers.each.layer.layers.0.units"
    assert get_value(set_value(project, path, "5"), path) == 5
    with pytest.raises(UnknownArgument, match="layers.each.layer.layers.0: Dense has no argument `unit`"):
        set_value(project, path[:-1], 5)
