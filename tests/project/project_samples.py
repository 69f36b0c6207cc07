"""Projects and models that several tests speak of; and edits drawn at random."""

from hypothesis import strategies as st

import plugkeras as keras
from plugkeras.errors import PlugkerasError
from plugkeras.layers import (
    LSTM,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    Input,
    LeakyReLU,
    MaxPooling2D,
    TimeDistributed,
    ZeroPadding2D,
)
from plugkeras.optimizers import SGD, Adam, schedules
from plugkeras.project import Project, edits

SPIRALS = {
    "plugkeras_project": 1,
    "name": "spirals",
    "model": {
        "layers": [
            {"class": "Input", "as": "input", "shape": [2]},
            {"class": "Dense", "as": "hidden", "units": 16, "activation": "tanh"},
            {"class": "Dropout", "as": "dropout", "rate": 0.2, "pass": True},
            {"class": "Dense", "as": "head", "units": 1, "activation": "sigmoid"},
        ]
    },
    "compile": {
        "optimizer": {"class": "Adam", "learning_rate": 0.01},
        "loss": "binary_crossentropy",
        "metrics": ["accuracy"],
    },
    "fit": {"epochs": 20, "callbacks": [{"class": "EarlyStopping", "patience": 3}]},
}


def spirals():
    """A small project: a dense model with a layer that is bypassed."""
    return Project.from_json(SPIRALS)


def dense():
    model = keras.Sequential([Input((8,)), Dense(4, "relu", kernel_regularizer=keras.regularizers.L2(0.01)), Dense(1)])
    model.compile(SGD(0.1, momentum=0.9), "mse", metrics=["mae", keras.metrics.RootMeanSquaredError()])
    return model


def convolutional():
    layers = [Conv2D(4, (3, 2), padding="same", kernel_initializer=keras.initializers.HeNormal(seed=3), name="edges")]
    layers += [BatchNormalization(momentum=0.9), MaxPooling2D(), ZeroPadding2D(1), Flatten(), Dropout(0.5), Dense(10)]
    model = keras.Sequential([Input((8, 8, 1)), *layers], name="digits")
    rate = schedules.ExponentialDecay(0.1, decay_steps=100, decay_rate=0.9, staircase=True)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(Adam(rate, clipnorm=1.0), loss, metrics=["accuracy"])
    return model


def recurrent():
    inner = keras.Sequential([Dense(3, "relu"), Dense(2)], name="inner")
    model = keras.Sequential([Embedding(20, 4), LSTM(6, return_sequences=True), TimeDistributed(inner), LSTM(2)])
    model.build((None, 5))
    model.compile("rmsprop", "mse")
    return model


def of_a_fixed_batch():
    return keras.Sequential([Input(batch_shape=(4, 3, 2)), LSTM(2, stateful=True), Dense(1, activation=LeakyReLU(0.1))])


def without_a_shape():
    return keras.Sequential([Dense(3), Dense(1, trainable=False)])


MODELS = [dense, convolutional, recurrent, of_a_fixed_batch, without_a_shape]

LAYERS = [{"class": "Dense", "units": 3}, "Flatten", {"class": "Dropout", "rate": 0.5}, {"class": "LSTM", "units": 2}]
VALUES = {
    "layers.0.units": [8, "32", 16],
    "layers.hidden.activation": ["relu", None, "tanh"],
    "layers.hidden.kernel_initializer": [{"class": "HeNormal", "seed": 4}, "glorot_uniform"],
    "layers.1.kernel_initializer.seed": [1, 2, None],
    "compile.optimizer": ["sgd", {"class": "Adam", "learning_rate": 0.1}],
    "compile.optimizer.learning_rate": [
        0.001,
        "1e-2",
        {"class": "CosineDecay", "initial_learning_rate": 1, "decay_steps": 9},
    ],
    "compile.loss": ["mse", None, {"class": "Huber", "delta": 2.0}],
    "compile.metrics.0": ["mae", {"class": "AUC", "num_thresholds": 50}],
    "fit.epochs": [10, "12", 1],
    "fit.callbacks.1": ["EarlyStopping", {"class": "TerminateOnNaN"}],
    "data.scaling": ["standard", "none"],
    "fit.class_weight.3": [2.0, 1],
    "note": ["a note", "", 'Ünï\u2028code\t"quoted" \\ 🎈'],
    "name": ["spirals", "another"],
}

_number = st.integers(0, 5)
EDIT = st.one_of(
    st.tuples(st.just("add_layer"), st.sampled_from(LAYERS), st.none() | _number),
    st.tuples(st.just("duplicate_layer"), _number),
    st.tuples(st.just("move_layer"), _number, _number),
    st.tuples(st.just("remove_layer"), _number),
    st.tuples(st.just("bypass_layer"), _number, st.booleans()),
    st.tuples(st.just("rename_layer"), _number, st.sampled_from(["a", "b.c", "hidden", "Ω 1"])),
    st.tuples(st.just("replace_layer"), _number, st.sampled_from(LAYERS)),
    st.sampled_from([("set_value", path, value) for path, values in VALUES.items() for value in values]),
    st.tuples(st.just("unset_value"), st.sampled_from(sorted(VALUES))),
)
"""One edit at random: a function of ``edits`` and its arguments."""


def edited(project, edit):
    """The project after a random edit; the same, if the edit has no meaning for it."""
    name, *arguments = edit
    try:
        return getattr(edits, name)(project, *arguments)
    except PlugkerasError:
        return project
