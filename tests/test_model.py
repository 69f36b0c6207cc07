"""Sequential: the list of layers, building, describing, weights."""

import json

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.errors import ArgumentError, FormatError, ShapeError, StateError, UnknownName
from plugkeras.layers import Activation, Dense, Dropout, Input


def mlp(**kwargs):
    return keras.Sequential([Input((4,)), Dense(3, activation="relu"), Dropout(0.5), Dense(2)], **kwargs)


WAYS = {
    "a list with an Input": lambda: keras.Sequential([Input(shape=(4,)), Dense(3)]),
    "input_shape": lambda: keras.Sequential([Dense(3, input_shape=(4,))]),
    "input_dim": lambda: keras.Sequential([Dense(3, input_dim=4)]),
    "add": lambda: added(Input((4,)), Dense(3)),
    "add with batch_input_shape": lambda: added(Dense(3, batch_input_shape=(None, 4))),
    "build": lambda: built(keras.Sequential([Dense(3)]), (None, 4)),
    "a call": lambda: called(keras.Sequential([Dense(3)]), np.ones((2, 4))),
    "a model inside": lambda: keras.Sequential([keras.Sequential([Dense(3, input_dim=4)])]),
    "a config": lambda: keras.Sequential.from_config(keras.Sequential([Dense(3, input_dim=4)]).get_config()),
    "JSON": lambda: keras.models.model_from_json(keras.Sequential([Dense(3, input_dim=4)]).to_json()),
    "a clone": lambda: keras.models.clone_model(keras.Sequential([Dense(3, input_dim=4)])),
}


def added(*layers):
    model = keras.Sequential()
    for layer in layers:
        model.add(layer)
    return model


def built(model, shape):
    model.build(shape)
    return model


def called(model, x):
    model(x)
    return model


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_say_the_input_gives_the_same_model(way):
    model = WAYS[way]()
    assert (model.input_shape, model.output_shape, model.count_params()) == ((None, 4), (None, 3), 15)
    assert [w.shape for w in model.get_weights()] == [(4, 3), (3,)]


def test_a_model_without_an_input_shape_is_built_when_it_sees_data():
    model = keras.Sequential([Dense(3), Dense(1)])
    assert model.weights == []
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 5)), np.ones(4), verbose=0)
    assert model.input_shape == (None, 5)


MISTAKES = {
    "no layer": (lambda: keras.Sequential([3]), ArgumentError, "takes layers, not 3"),
    "a class": (lambda: keras.Sequential([Dense]), ArgumentError, "not the class: Dense"),
    "a second Input": (
        lambda: keras.Sequential([Input((4,)), Input((4,))]),
        ArgumentError,
        "an Input comes first, once",
    ),
    "a name twice": (lambda: keras.Sequential([Dense(1, name="a"), Dense(1, name="a")]), ArgumentError, "named 'a'"),
    "nothing to build": (lambda: keras.Sequential().build((None, 4)), StateError, "no layers to build"),
    "nothing to pop": (lambda: keras.Sequential().pop(), StateError, "no layers to pop"),
    "no shape": (lambda: keras.Sequential([Dense(1)]).build(), StateError, "does not know its input shape"),
    "unbuilt": (lambda: keras.Sequential([Dense(1)]).count_params(), StateError, "before it is built"),
    "unbuilt shape": (lambda: keras.Sequential([Dense(1)]).output_shape, StateError, "no shapes before it is built"),
    "no such layer": (lambda: mlp().get_layer("dens"), UnknownName, "no layer 'dens'"),
    "no such index": (lambda: mlp().get_layer(index=9), UnknownName, "has 3 layers and none at 9"),
    "unbuilt weights": (lambda: keras.Sequential([Dense(1)]).set_weights([1]), StateError, "before it is built"),
    "too few weights": (lambda: mlp().set_weights([np.ones((4, 3))]), ShapeError, "needs 4 arrays, not 1"),
    "bad JSON": (lambda: keras.models.model_from_json("{"), FormatError, "is no valid JSON"),
    "no layers in a config": (lambda: keras.Sequential.from_config({}), FormatError, "needs a list of layers"),
    "an empty model called": (lambda: keras.Sequential()(np.ones((1, 2))), StateError, "has no layers"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_explained(name):
    make, error, message = MISTAKES[name]
    with pytest.raises(error, match=message):
        make()


def test_set_weights_changes_nothing_if_one_does_not_fit():
    model = mlp()
    before = model.get_weights()
    with pytest.raises(ShapeError, match=r"dense.*bias has shape \(3,\), not \(4,\)"):
        model.set_weights([before[0] + 1, np.ones(4), *before[2:]])
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_pop_takes_the_last_layer_away():
    model = mlp()
    assert isinstance(model.pop(), Dense)
    assert model.output_shape == (None, 3)
    model.add(Dense(7))
    assert model.output_shape == (None, 7)


def test_names_count_up_until_the_session_is_cleared():
    keras.backend.clear_session()
    names = [layer.name for layer in (Dense(1), Dense(1), Dropout(0.1), Activation("relu"), keras.layers.ReLU())]
    assert names == ["dense", "dense_1", "dropout", "activation", "re_lu"]


def test_weights_have_the_path_of_model_and_layer():
    keras.backend.clear_session()
    assert [w.path for w in mlp(name="m").weights][:2] == ["m/dense/kernel", "m/dense/bias"]


def test_freezing_does_not_reorder_the_weights():
    model = mlp()
    shapes = [w.shape for w in model.weights]
    model.layers[0].trainable = False
    assert [w.shape for w in model.weights] == shapes
    assert [w.shape for w in model.trainable_weights] == shapes[2:]
    assert [w.shape for w in model.non_trainable_weights] == shapes[:2]


def test_an_architecture_survives_json():
    model = mlp(name="m")
    again = keras.models.model_from_json(model.to_json())
    assert again.get_config() == model.get_config()
    assert json.loads(model.to_json())["class_name"] == "Sequential"


def test_a_callable_model_gives_ndarrays():
    y = mlp()(np.ones((2, 4)))
    assert isinstance(y, np.ndarray)
    assert y.dtype == np.float32


def test_summary_lists_the_layers(capsys):
    keras.backend.clear_session()
    mlp(name="m").summary(line_length=70)
    text = capsys.readouterr().out
    assert 'Model: "m"' in text
    assert "dense (Dense)" in text
    assert "(None, 3)" in text
    assert "Total params: 23 (92.00 B)" in text
    assert max(map(len, text.splitlines())) <= 70


@pytest.mark.parametrize("width", [24, 40, 60, 100])
def test_summary_fits_its_line_length(width):
    lines = []
    model = keras.Sequential([Input((4,)), keras.layers.BatchNormalization(), mlp(name="inner")])
    model.summary(line_length=width, print_fn=lines.append, expand_nested=True, show_trainable=True)
    table = [line for line in lines[0].splitlines() if line[0] in "┃│┏┡├└"]
    assert len({len(line) for line in table}) == 1
    assert len(table[0]) <= max(width, 28)


def test_summary_of_an_unbuilt_model_says_so():
    lines = []
    keras.Sequential([Dense(3)]).summary(print_fn=lines.append)
    assert "0 (unbuilt)" in lines[0]


def test_old_conveniences_are_still_there():
    model = keras.Sequential([Input((4,)), Dense(3, activation="softmax")])
    x = np.random.default_rng(0).normal(size=(5, 4))
    np.testing.assert_array_equal(model.predict_classes(x), model.predict_proba(x).argmax(-1))


def test_the_generator_methods_of_keras_2_are_still_there():
    model, other = (keras.Sequential([Input((4,)), Dense(3, kernel_initializer="ones")]) for _ in range(2))
    x = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    for m in (model, other):
        m.compile("sgd", "mse")
    model.fit_generator(iter([(x, x[:, :3])] * 4), 2, 2, 0, workers=2)
    other.fit(x, x[:, :3], epochs=4, shuffle=False, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], other.get_weights()[0], rtol=1e-6)
    np.testing.assert_allclose(model.evaluate_generator(iter([(x, x[:, :3])]), 1), other.test_on_batch(x, x[:, :3]))
    assert model.predict_generator(iter([x, x]), steps=2).shape == (10, 3)


def test_a_layer_may_name_its_weights_as_in_keras_1():
    class Old(keras.layers.Layer):
        def build(self, input_shape):
            self.W = keras.backend.variable(np.ones((input_shape[-1], 2)))
            self.trainable_weights = [self.W]

        def call(self, x):
            return keras.backend.dot(x, self.W)

    model = keras.Sequential([Input((4,)), Old()])
    model.compile("sgd", "mse")
    model.fit(np.ones((8, 4)), np.zeros((8, 2)), verbose=0)
    assert [w.shape for w in model.get_weights()] == [(4, 2)]
    assert (model.get_weights()[0] < 1).all()
