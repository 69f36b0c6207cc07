"""A model becomes a document and comes back the same; what no document can say is refused, and nothing is evaluated."""

import numpy as np
import pytest
from project_samples import MODELS, SPIRALS, spirals

import plugkeras as keras
from plugkeras import hookimpl
from plugkeras.errors import ArgumentError, FileError, PlugkerasError, ShapeError, UnknownArgument, UnknownName
from plugkeras.host import Host, host, use
from plugkeras.layers import Dense, Input, Lambda
from plugkeras.parts.config import serialize
from plugkeras.project import Part, Project, Table
from plugkeras.project.building import callbacks_of, compiled, fit_arguments, model_of, open_project, part_object
from plugkeras.project.describing import described
from plugkeras.project.edits import rename_layer, set_value
from plugkeras.project.values import as_part


@pytest.mark.parametrize("make", MODELS)
def test_a_model_becomes_a_project_and_comes_back_equal(make):
    model = make()
    project = Project.of(model, "mine")
    assert Project.from_text(project.to_text()) == project
    again = model_of(project)
    assert (again.get_config(), again.built) == (model.get_config(), model.built)
    if model.compiled:
        assert compiled(project, again).get_compile_config() == model.get_compile_config()


def test_a_document_says_only_what_differs_from_the_defaults():
    model = keras.Sequential([Input((8,)), Dense(4, "relu", name="hidden")], name="chain")
    model.compile(keras.optimizers.Adam(0.001), "mse")
    assert Project.of(model, "small").to_json() == {
        "plugkeras_project": 1,
        "name": "small",
        "model": {
            "layers": [
                {"class": "Input", "as": model.get_config()["layers"][0]["config"]["name"], "shape": [8]},
                {"class": "Dense", "as": "hidden", "units": 4, "activation": "relu"},
            ],
            "name": "chain",
        },
        "compile": {"optimizer": "Adam", "loss": "mse"},
    }


def test_a_rate_is_written_as_it_was_given_and_not_as_a_float32_holds_it():
    assert Project.of(MODELS[0]()).compile.optimizer == Part("SGD", Table({"learning_rate": 0.1, "momentum": 0.9}))


KINDS = ("optimizers", "losses", "metrics", "initializers", "regularizers", "constraints", "callbacks", "layers")


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_that_needs_no_arguments_is_described_by_its_name_alone(kind):
    tried = 0
    for name in host().standard_names(kind):
        try:
            part = part_object(kind, Part(name))
        except PlugkerasError:
            continue  # it needs arguments
        if hasattr(part, "get_config"):
            said = described(serialize(part), kind)
            said.pop("name", None) if kind == "layers" else None
            assert list(said) == ["class"], name
            assert type(part_object(kind, as_part(said))) is type(part)
            tried += 1
    assert tried >= 4


def test_a_model_that_is_opened_from_a_file_is_the_one_that_was_saved(tmp_path):
    for make in MODELS:
        model = make()
        if model.built:
            file = tmp_path / f"{make.__name__}.keras"
            model.save(file)
            project = open_project(file)
            assert project.name == make.__name__
            assert model_of(project).get_config() == model.get_config()


def test_arguments_of_fit_are_kept_and_given_back():
    given = {
        "epochs": 3,
        "batch_size": np.int64(16),
        "class_weight": {0: 1.0, 1: 2.5},
        "validation_split": 0.1,
        "shuffle": False,
        "callbacks": [keras.callbacks.EarlyStopping(patience=2)],
        "verbose": 0,
    }
    project = Project.of(MODELS[0](), fit=given)
    assert (project.data.validation, project.data.split) == (0.1, "last")
    back = fit_arguments(Project.from_text(project.to_text()))
    assert (back["epochs"], back["batch_size"], back["shuffle"]) == (3, 16, False)
    assert back["class_weight"] == {0: 1.0, 1: 2.5}
    assert back["callbacks"][0].get_config() == given["callbacks"][0].get_config()


def test_the_model_lacks_what_is_bypassed_and_has_the_names_of_the_document():
    model = model_of(spirals())
    assert [layer.name for layer in model.layers] == ["hidden", "head"]
    assert (model.built, model.output_shape) == (True, (None, 1))


def test_a_model_without_an_input_is_built_for_the_shape_of_the_data():
    project = Project.of(keras.Sequential([Dense(3)]))
    assert not model_of(project).built
    assert model_of(project, (5,)).input_shape == (None, 5)


class Tower(keras.Sequential):
    """A class of models of one's own."""


def twice(x):
    return 2 * x


SHARED = Dense(2, name="shared")
UNSAYABLE = {
    "a lambda in a layer": (lambda: keras.Sequential([Lambda(lambda x: x)]), "no name to write down"),
    "a function as an activation": (lambda: keras.Sequential([Dense(2, activation=twice)]), "`activation`"),
    "a class that nobody registered": (lambda: keras.Sequential([type("Mine", (keras.Layer,), {})()]), "Mine has no"),
    "a model of another class": (lambda: Tower([Dense(2)]), "not of a Tower"),
    "a layer that is there twice": (lambda: keras.Sequential([Input((2,)), SHARED, SHARED]), "'shared' is there twice"),
    "a loss that is a function": (lambda: trained(loss=lambda a, b: a - b), "The loss is a function"),
    "weighted metrics": (lambda: trained(loss="mse", weighted_metrics=["mae"]), "`weighted_metrics`"),
    "no model at all": (lambda: 3, "not of 3"),
}


def trained(**arguments):
    model = keras.Sequential([Input((2,)), Dense(1)])
    model.compile("sgd", **arguments)
    return model


@pytest.mark.parametrize("what", UNSAYABLE)
def test_what_no_document_can_say_is_refused_with_the_reason(what):
    make, said = UNSAYABLE[what]
    with pytest.raises(ArgumentError, match=said):
        Project.of(make())


@pytest.mark.parametrize(
    ("fit", "said"),
    [
        ({"steps_per_epoch": 3}, "`steps_per_epoch` is nothing"),
        ({"epoch": 3}, "did you mean 'epochs'"),
        ({"callbacks": [keras.callbacks.LambdaCallback(on_epoch_end=twice)]}, "`on_epoch_end` is a function, twice"),
        ({"callbacks": [3]}, "3 is no Callback"),
    ],
)
def test_arguments_of_fit_that_no_document_can_say_are_refused(fit, said):
    with pytest.raises(ArgumentError, match=said):
        Project.of(MODELS[0](), fit=fit)


@hookimpl
def register_layers():
    return {"Scale": Scale}


class Scale(keras.Layer):
    """A stranger's layer, with a constructor written by hand."""

    def __init__(self, by=2.0, inside=None, **kwargs):
        super().__init__(**kwargs)
        self.by, self.inside = by, inside

    def call(self, x):
        return x * self.by


class Stranger:
    """A manifest."""

    PLUGKERAS_API = 1
    __name__ = "acme"

    @hookimpl
    def register_layers(self):
        return {"Scale": Scale}


def test_a_strangers_layer_and_a_registered_function_go_both_ways():
    with use(Host([Stranger()], standard=True)):
        keras.register(twice)
        inside = keras.layers.Dense(3, name="inside")
        model = keras.Sequential([Scale(3.0, inside=inside), Dense(2, activation=twice), Lambda(twice)])
        project = Project.of(model)
        scale, second, third = project.model.layers
        assert scale.part.name.endswith(">Scale")
        assert scale.part.arguments == Table(
            {"by": 3.0, "inside": Part("Dense", Table({"name": "inside", "units": 3}))}
        )
        assert second.part.arguments["activation"] == third.part.arguments["function"].name == "main>twice"
        assert model_of(project).get_config() == model.get_config()


class Shift(keras.Layer):
    """A beginner's layer, whose constructor takes no name."""

    def __init__(self, by):
        super().__init__()
        self.by = by

    def call(self, x):
        return x + self.by


def test_a_layer_whose_constructor_takes_no_name_has_the_one_of_the_document():
    with use(Host(standard=True)):
        keras.register(Shift)
        first, second = Shift(1), Shift(2)
        project = Project.of(keras.Sequential([Input((2,)), first, second]))
        assert [spec.name for spec in project.model.layers[1:]] == [first.name, second.name]
        again = model_of(rename_layer(project, first.name, "up"))
        assert [(layer.name, layer.by) for layer in again.layers] == [("up", 1), (second.name, 2)]


def layer(**said):
    return {**SPIRALS, "model": {"layers": [{"class": "Input", "as": "input", "shape": [9]}, {"as": "it", **said}]}}


REFUSED = [
    (layer(**{"class": "Dens", "units": 3}), UnknownName, "layers.it: no layers named 'Dens'; did you mean 'Dense'"),
    (layer(**{"class": "Dense", "unit": 3}), UnknownArgument, "layers.it: .*did you mean 'units'"),
    (layer(**{"class": "Dense", "units": 3, "nonsense": None}), UnknownArgument, "no argument `nonsense`"),
    (layer(**{"class": "Dense", "units": "many"}), ArgumentError, "layers.it: Dense: `units` must be an integer"),
    (layer(**{"class": "Dense", "units": 3, "activation": "rleu"}), UnknownName, "layers.it: .*did you mean 'relu'"),
    (layer(**{"class": "Dense", "units": 10**13}), ArgumentError, "more memory than there is"),
    (layer(**{"class": "Conv2D", "filters": 3, "kernel_size": 3}), ShapeError, "it .*needs inputs with 4 axes"),
    (layer(**{"class": "TimeDistributed", "layer": "Dense"}), UnknownArgument, "Dense needs `units`"),
    (layer(**{"class": "Dense", "units": 3, "kernel_initializer": {"class": "Dense"}}), UnknownName, "no initializers"),
    (layer(**{"class": "Lambda", "function": {"class": "os.system"}}), PlugkerasError, "layers.it: .*os.system"),
    (layer(**{"class": "Lambda", "function": {"class_name": "__lambda__", "config": "x"}}), FileError, "never run"),
    (layer(**{"class": "plugkeras_std.layers.core:Dense", "units": 3}), UnknownName, "layers.it: no layers named"),
    ({**SPIRALS, "compile": {"optimizer": "adamm"}}, UnknownName, "compile.optimizer: .*did you mean 'Adam'"),
    ({**SPIRALS, "compile": {"loss": {"class": "mse", "x": 1}}}, ArgumentError, "compile.loss: "),
    ({**SPIRALS, "compile": {"metrics": ["accuracy", "acuracy"]}}, UnknownName, r"compile.metrics.1: .*did you mean"),
    ({**SPIRALS, "fit": {"callbacks": ["EarlyStoping"]}}, UnknownName, r"fit.callbacks.0: .*'EarlyStopping'"),
    ({**SPIRALS, "fit": {"class_weight": {"cat": 1}}}, ArgumentError, "fit.class_weight: .*'cat'"),
    ({**SPIRALS, "fit": {"class_weight": {"1": "much"}}}, ArgumentError, "fit.class_weight.1: must be a number"),
]


@pytest.mark.parametrize(("data", "error", "said"), REFUSED)
def test_what_cannot_be_made_is_told_with_its_place(data, error, said):
    project = Project.from_json(data)
    with pytest.raises(error, match=said):
        compiled(project, model_of(project)), fit_arguments(project)


def test_a_strangers_constructor_that_fails_makes_a_sentence():
    class Broken(keras.Layer):
        def __init__(self, units):
            raise RuntimeError("out of order")

    with use(Host(standard=True)):
        keras.register(Broken)
        project = Project.from_json(layer(**{"class": "main>Broken", "units": 1}))
        with pytest.raises(ArgumentError, match="layers.it: main>Broken cannot be made: RuntimeError: out of order"):
            model_of(project)


def test_callbacks_are_made():
    (callback,) = callbacks_of(spirals())
    assert (type(callback).__name__, callback.patience) == ("EarlyStopping", 3)


def test_a_project_trains():
    x = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")
    y = (x[:, 0] > 0).astype("float32")
    project = set_value(spirals(), "fit.callbacks.0.monitor", "loss")
    model = compiled(project, model_of(project))
    history = model.fit(x, y, verbose=0, **{**fit_arguments(project), "epochs": 3})
    assert history.history["loss"][-1] < history.history["loss"][0]
