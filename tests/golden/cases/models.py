"""Whole models: 20 training steps from given weights, then `fit`, `evaluate` and `predict` of the same model."""

from typing import Any, NamedTuple

from ..parts import Data, Given, Part, integer, part, real

Array = Data | Given


class Model(NamedTuple):
    """A Sequential model, what it is compiled with, and 20 samples of data.

    ``fit`` has 3 epochs of batches of ``batch`` samples; ``batch`` does not divide 20 unless the model is stateful.
    """

    layers: list[Part]
    x: Array
    y: Array
    compile: dict[str, Any]
    weight: Array | None = None
    class_weight: dict[int, float] | None = None
    batch: int = 6


def _dense(units: int, activation: str | None = None, **kwargs: Any) -> Part:
    return part("layers.Dense", units=units, activation=activation, **kwargs)


def _conv(filters: int, **kwargs: Any) -> Part:
    return part("layers.Conv2D", filters=filters, kernel_size=3, activation="relu", **kwargs)


def _compile(loss: str | Part, optimizer: str | Part, *metrics: Any, **kwargs: Any) -> dict[str, Any]:
    return {"loss": loss, "optimizer": optimizer, "metrics": list(metrics), **kwargs}


_SGD = part("optimizers.SGD", learning_rate=0.05, momentum=0.9, nesterov=True)
_ADAM = part("optimizers.Adam", learning_rate=0.01)
_RMSPROP = part("optimizers.RMSprop", learning_rate=0.01)
_DECAYING = part(
    "optimizers.SGD",
    learning_rate=part(
        "optimizers.schedules.ExponentialDecay", initial_learning_rate=0.1, decay_steps=4, decay_rate=0.8
    ),
)

_MLP = [part("layers.Input", shape=(8,)), _dense(12, "relu"), _dense(12, "relu"), _dense(4, "softmax")]
_BINARY = [part("layers.Input", shape=(8,)), _dense(12, "relu"), _dense(1, "sigmoid")]
_X = real((20, 8))
_ONE_HOT = Data("one_hot", (20, 4))
_CLASSES = integer((20,), high=4)
_LABELS = Data("binary", (20, 1))
_WEIGHT = real((20,), 0, 2)
_CLASS_WEIGHT = {0: 0.5, 1: 2.0, 3: 1.5}

perceptrons = {
    "mlp-sgd": Model(_MLP, _X, _ONE_HOT, _compile("categorical_crossentropy", _SGD, "accuracy")),
    "mlp-adam-sparse": Model(_MLP, _X, _CLASSES, _compile("sparse_categorical_crossentropy", _ADAM, "acc")),
    "mlp-class_weight": Model(
        _MLP, _X, _ONE_HOT, _compile("categorical_crossentropy", _SGD, "accuracy"), class_weight=_CLASS_WEIGHT
    ),
    "mlp-class_weight-sparse": Model(
        _MLP,
        _X,
        _CLASSES,
        _compile("sparse_categorical_crossentropy", _SGD, "accuracy", weighted_metrics=["accuracy"]),
        class_weight=_CLASS_WEIGHT,
    ),
    "mlp-sample_weight": Model(
        _MLP,
        _X,
        _ONE_HOT,
        _compile("categorical_crossentropy", _ADAM, "accuracy", "mse", weighted_metrics=["accuracy", "mae"]),
        weight=_WEIGHT,
    ),
    "mlp-schedule": Model(_MLP, _X, _ONE_HOT, _compile("categorical_crossentropy", _DECAYING, "accuracy")),
    "binary-rmsprop": Model(_BINARY, _X, _LABELS, _compile("binary_crossentropy", _RMSPROP, "accuracy")),
    "binary-metrics": Model(
        _BINARY,
        _X,
        _LABELS,
        _compile(
            part("losses.BinaryCrossentropy", label_smoothing=0.1),
            part("optimizers.Nadam", learning_rate=0.01),
            part("metrics.AUC", name="auc"),
            part("metrics.Precision", name="precision"),
            part("metrics.Recall", name="recall"),
        ),
    ),
    "regression": Model(
        [part("layers.Input", shape=(8,)), _dense(10, "tanh"), _dense(1)],
        _X,
        real((20,)),
        _compile("mse", _ADAM, "mae", part("metrics.RootMeanSquaredError", name="rmse")),
    ),
    "regularized": Model(
        [
            part("layers.Input", shape=(8,)),
            _dense(
                10,
                "tanh",
                kernel_regularizer=part("regularizers.L1L2", l1=0.01, l2=0.02),
                bias_regularizer="l1",
                activity_regularizer=part("regularizers.L2", l2=0.03),
            ),
            _dense(4, "softmax", kernel_regularizer="l2", kernel_constraint=part("constraints.MaxNorm", max_value=0.7)),
        ],
        _X,
        _ONE_HOT,
        _compile("categorical_crossentropy", _SGD, "accuracy"),
    ),
    "normalized": Model(
        [
            part("layers.Input", shape=(8,)),
            _dense(10, use_bias=False),
            part("layers.BatchNormalization", momentum=0.8),
            part("layers.LeakyReLU", negative_slope=0.1),
            _dense(6),
            part("layers.LayerNormalization"),
            _dense(1),
        ],
        _X,
        real((20, 1)),
        _compile("huber", part("optimizers.AdamW", learning_rate=0.01, weight_decay=0.1), "mae"),
    ),
    "frozen": Model(
        [
            part("layers.Input", shape=(8,)),
            _dense(6, "relu", trainable=False),
            part("layers.BatchNormalization", trainable=False),
            _dense(4, "softmax"),
        ],
        _X,
        _ONE_HOT,
        _compile("categorical_crossentropy", _SGD, "accuracy"),
    ),
}

images = {
    "vgg": Model(
        [
            part("layers.Input", shape=(10, 10, 3)),
            _conv(4),
            _conv(4),
            part("layers.MaxPooling2D", pool_size=(2, 2)),
            _conv(5, padding="same"),
            part("layers.BatchNormalization"),
            part("layers.MaxPooling2D"),
            part("layers.Flatten"),
            _dense(8, "relu"),
            _dense(4, "softmax"),
        ],
        real((20, 10, 10, 3)),
        _ONE_HOT,
        _compile("categorical_crossentropy", part("optimizers.SGD", learning_rate=0.02, momentum=0.9), "accuracy"),
    ),
    "strided": Model(
        [
            part("layers.Input", shape=(9, 8, 2)),
            part("layers.ZeroPadding2D"),
            _conv(4, strides=2),
            part("layers.AveragePooling2D", pool_size=2, padding="same"),
            part("layers.Conv2D", filters=4, kernel_size=2, padding="same", groups=2, activation="tanh"),
            part("layers.GlobalAveragePooling2D"),
            _dense(4),
        ],
        real((20, 9, 8, 2)),
        _CLASSES,
        _compile(
            part("losses.SparseCategoricalCrossentropy", from_logits=True),
            part("optimizers.Adagrad", learning_rate=0.05),
            "accuracy",
        ),
    ),
}

_TOKENS = [part("layers.Input", shape=(5,), dtype="int32")]

sequences = {
    "lstm": Model(
        [
            *_TOKENS,
            part("layers.Embedding", input_dim=7, output_dim=4, mask_zero=True),
            part("layers.LSTM", units=5),
            _dense(1, "sigmoid"),
        ],
        integer((20, 5), high=7),
        _LABELS,
        _compile("binary_crossentropy", _ADAM, "accuracy"),
    ),
    "lstm-tagging": Model(
        [
            *_TOKENS,
            part("layers.Embedding", input_dim=7, output_dim=4, mask_zero=True),
            part("layers.LSTM", units=5, return_sequences=True),
            part("layers.TimeDistributed", layer=_dense(3, "softmax")),
        ],
        integer((20, 5), high=7),
        Data("one_hot", (20, 5, 3)),
        _compile("categorical_crossentropy", _SGD, "accuracy"),
    ),
    "lstm-step-weights": Model(
        [part("layers.Input", shape=(5, 3)), part("layers.LSTM", units=4, return_sequences=True), _dense(2)],
        real((20, 5, 3)),
        real((20, 5, 2)),
        _compile("mse", _SGD, weighted_metrics=["mae"]),
        weight=real((20, 5), 0, 2),
    ),
    "lstm-stateful": Model(
        [
            part("layers.Input", batch_shape=(5, 6, 3)),
            part("layers.LSTM", units=4, return_sequences=True, stateful=True),
            part("layers.LSTM", units=3, stateful=True),
            _dense(4, "softmax"),
        ],
        real((20, 6, 3)),
        _ONE_HOT,
        _compile("categorical_crossentropy", _RMSPROP, "accuracy"),
        batch=5,
    ),
}

_L2 = part("regularizers.L2", l2=0.03)
_SMALL = part("constraints.MaxNorm", max_value=0.6)

regularized = {
    "regularized-images": Model(
        [
            part("layers.Input", shape=(6, 6, 2)),
            _conv(
                3, kernel_regularizer=_L2, bias_regularizer="l1", activity_regularizer=_L2, bias_constraint="non_neg"
            ),
            part("layers.BatchNormalization", beta_regularizer="l2", gamma_regularizer=_L2, gamma_constraint=_SMALL),
            part("layers.Flatten"),
            _dense(4, "softmax", kernel_constraint="unit_norm"),
        ],
        real((20, 6, 6, 2)),
        _ONE_HOT,
        _compile("categorical_crossentropy", _SGD, "accuracy"),
    ),
    "regularized-lstm": Model(
        [
            *_TOKENS,
            part(
                "layers.Embedding", input_dim=7, output_dim=4, embeddings_regularizer=_L2, embeddings_constraint=_SMALL
            ),
            part(
                "layers.LSTM",
                units=3,
                return_sequences=True,
                kernel_regularizer="l2",
                recurrent_regularizer=_L2,
                bias_regularizer="l1",
                activity_regularizer=_L2,
                recurrent_constraint=_SMALL,
            ),
            part("layers.LayerNormalization", beta_regularizer=_L2, gamma_constraint="non_neg"),
            part("layers.Flatten"),
            _dense(1, "sigmoid"),
        ],
        integer((20, 5), high=7),
        _LABELS,
        _compile("binary_crossentropy", _SGD, "accuracy"),
    ),
}

_LOSSES = {
    "mae": _X,
    "mape": real((20, 4), 0.5, 2),
    "msle": real((20, 4), 0, 2),
    "log_cosh": real((20, 4)),
    "hinge": Data("sign", (20, 4)),
    "squared_hinge": Data("binary", (20, 4)),
    "categorical_hinge": _ONE_HOT,
    "poisson": real((20, 4), 0, 2),
    "kl_divergence": Data("probabilities", (20, 4)),
    "cosine_similarity": real((20, 4)),
}
by_loss = {
    f"loss-{loss}": Model(
        [part("layers.Input", shape=(8,)), _dense(6, "tanh"), _dense(y.shape[-1], "softplus")],
        _X,
        y,
        _compile(loss, part("optimizers.SGD", learning_rate=0.05)),
    )
    for loss, y in _LOSSES.items()
}
by_optimizer = {
    f"optimizer-{name}": Model(_MLP, _X, _ONE_HOT, _compile("categorical_crossentropy", optimizer, "accuracy"))
    for name, optimizer in {
        "adadelta": part("optimizers.Adadelta", learning_rate=1.0),
        "adamax": part("optimizers.Adamax", learning_rate=0.01),
        "sgd-clip": part("optimizers.SGD", learning_rate=0.1, global_clipnorm=0.3),
        "rmsprop-centered": part("optimizers.RMSprop", learning_rate=0.005, centered=True, momentum=0.5),
        "adam-ema": part("optimizers.Adam", learning_rate=0.01, use_ema=True, ema_momentum=0.9),
        "string": "adam",
    }.items()
}

CASES = {**perceptrons, **images, **sequences, **regularized, **by_loss, **by_optimizer}
