"""Layers: outputs, and the gradients of a random projection of them."""

from typing import Any, NamedTuple

from ..parts import Data, Given, Part, integer, part, real


class Layer(NamedTuple):
    """A layer and what it is called with.

    Its weights are drawn from ``weights``; ``calls`` batches go through it before the gradients are taken.
    """

    layer: Part
    x: Data | Given | tuple[Data | Given, ...]
    mask: Any = None
    weights: tuple[float, float] = (-0.8, 0.8)
    calls: int = 1
    modes: tuple[bool, ...] = (False, True)
    call: dict[str, Any] = {}  # what else the layer is called with


def rows(path: str, x: Any, table: dict[str, dict], **options: Any) -> dict[str, Layer]:
    """A case for each set of arguments in ``table``."""
    name = path.split(".")[-1]
    return {f"{name}-{key}": Layer(part(path, **kwargs), x, **options) for key, kwargs in table.items()}


def _model(*layers: Part) -> Part:
    return part("Sequential", layers=list(layers))


ROWS = real(shape=(4, 5))
STEPS = real(shape=(3, 4, 5))
IMAGES = real(shape=(2, 7, 6, 4))
IMAGES_FIRST = real(shape=(2, 4, 7, 6))
FIRST = {"data_format": "channels_first"}
POSITIVE = {"weights": (0.3, 1.3)}

core = {
    **rows(
        "layers.Dense",
        ROWS,
        {
            "plain": {"units": 3},
            "relu": {"units": 6, "activation": "relu"},
            "tanh": {"units": 3, "activation": "tanh"},
            "sigmoid": {"units": 3, "activation": "sigmoid"},
            "softmax": {"units": 3, "activation": "softmax"},
            "gelu": {"units": 3, "activation": "gelu"},
            "selu": {"units": 3, "activation": "selu"},
            "no_bias": {"units": 3, "use_bias": False},
        },
    ),
    **rows("layers.Dense", STEPS, {"sequence": {"units": 3, "activation": "elu"}}),
    **rows("layers.Activation", ROWS, {a: {"activation": a} for a in ("relu", "softmax", "tanh", "linear")}),
    **rows("layers.Flatten", IMAGES, {"last": {}, "first": FIRST}),
    **rows("layers.Flatten", real(shape=(4,)), {"vector": {}}),
    **rows("layers.Reshape", real(shape=(3, 12)), {"3x4": {"target_shape": (3, 4)}}),
    **rows("layers.Reshape", real(shape=(3, 12)), {"rest": {"target_shape": (-1, 2, 2)}}),
    **rows("layers.Dropout", ROWS, {"inference": {"rate": 0.5}}, modes=(False,)),
    **rows("layers.Embedding", integer(shape=(3, 4)), {"plain": {"input_dim": 5, "output_dim": 3}}),
    **rows("layers.Embedding", integer(shape=(6,)), {"vector": {"input_dim": 5, "output_dim": 2, "mask_zero": True}}),
    **rows("layers.TimeDistributed", STEPS, {"dense": {"layer": part("layers.Dense", units=3, activation="tanh")}}),
    **rows("layers.TimeDistributed", real(shape=(2, 3, 4, 5, 2)), {
        "conv": {"layer": part("layers.Conv2D", filters=3, kernel_size=2)},
        "flatten": {"layer": part("layers.Flatten")},
    }),
    "Masking-zero": Layer(part("layers.Masking"), Given([[[0.0, 0.0], [1, 0]], [[0, 2], [0, 0]], [[3, 4], [5, 6]]])),
    "Masking-value": Layer(part("layers.Masking", mask_value=-1.0), Given([[[-1.0, -1], [1, -1]], [[0, 2], [-1, -1]]])),
    "Sequential-nested": Layer(
        _model(
            part("layers.Dense", units=4, activation="tanh"),
            _model(part("layers.Dense", units=3), part("layers.ReLU")),
        ),
        ROWS,
    ),
}  # fmt: skip

activations = {
    **rows(
        "layers.ReLU",
        real(shape=(4, 6), low=-3, high=8),
        {
            "plain": {},
            "max_value": {"max_value": 6.0},
            "negative_slope": {"negative_slope": 0.2},
            "threshold": {"threshold": 1.5},
            "all": {"max_value": 5.0, "negative_slope": 0.1, "threshold": 1.0},
        },
    ),
    **rows("layers.LeakyReLU", ROWS, {"plain": {}, "slope": {"negative_slope": 0.05}}),
    **rows("layers.Softmax", STEPS, {"plain": {}, "axis1": {"axis": 1}, "axes": {"axis": (1, 2)}}),
    "Softmax-mask": Layer(part("layers.Softmax"), real(shape=(2, 3)), mask=Given([[1, 0, 1], [1, 1, 1]], integer=True)),
}

convolution = {
    **rows(
        "layers.Conv2D",
        IMAGES,
        {
            "3x3": {"filters": 3, "kernel_size": 3},
            "1x1": {"filters": 3, "kernel_size": 1},
            "3x2-relu": {"filters": 3, "kernel_size": (3, 2), "activation": "relu"},
            "same": {"filters": 3, "kernel_size": 3, "padding": "same"},
            "same-even": {"filters": 3, "kernel_size": (2, 4), "padding": "same"},
            "stride2": {"filters": 3, "kernel_size": 3, "strides": 2},
            "stride2-same": {"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same"},
            "stride3x1-same": {"filters": 2, "kernel_size": (2, 3), "strides": (3, 1), "padding": "same"},
            "stride-over-kernel": {"filters": 2, "kernel_size": 1, "strides": 2, "padding": "same"},
            "dilation2": {"filters": 3, "kernel_size": 2, "dilation_rate": 2},
            "dilation-same": {"filters": 3, "kernel_size": 3, "dilation_rate": (2, 1), "padding": "same"},
            "groups2": {"filters": 6, "kernel_size": 3, "groups": 2},
            "groups4-stride-same": {"filters": 4, "kernel_size": 3, "groups": 4, "strides": 2, "padding": "same"},
            "no_bias": {"filters": 3, "kernel_size": 3, "use_bias": False, "activation": "tanh"},
            "whole": {"filters": 3, "kernel_size": (7, 6)},
        },
    ),
    **rows("layers.Conv2D", real(shape=(1, 5, 5, 1)), {"one": {"filters": 1, "kernel_size": 3, "padding": "same"}}),
    **rows(
        "layers.Conv2D",
        IMAGES_FIRST,
        {
            "first": {"filters": 3, "kernel_size": 3, **FIRST},
            "first-same-stride": {"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same", **FIRST},
            "first-groups": {"filters": 4, "kernel_size": 2, "groups": 2, "activation": "relu", **FIRST},
        },
    ),
}

_POOLS = {
    "2x2": {"pool_size": 2},
    "3x2": {"pool_size": (3, 2)},
    "same": {"pool_size": 2, "padding": "same"},
    "overlap": {"pool_size": 3, "strides": 2},
    "overlap-same": {"pool_size": 3, "strides": 2, "padding": "same"},
    "stride1-same": {"pool_size": (2, 3), "strides": 1, "padding": "same"},
    "gaps": {"pool_size": 2, "strides": 3},
    "gaps-same": {"pool_size": 2, "strides": (3, 4), "padding": "same"},
}
_POOLS_FIRST = {
    "first": {"pool_size": 2, **FIRST},
    "first-same": {"pool_size": 3, "strides": 2, "padding": "same", **FIRST},
}
_GLOBAL = {"plain": {}, "keepdims": {"keepdims": True}}
_GLOBAL_FIRST = {"first": FIRST, "first-keepdims": {"keepdims": True, **FIRST}}

pooling = {
    **rows("layers.MaxPooling2D", IMAGES, {"default": {}}),
    **rows("layers.MaxPooling2D", IMAGES, _POOLS),
    **rows("layers.MaxPooling2D", IMAGES_FIRST, _POOLS_FIRST),
    **rows("layers.AveragePooling2D", IMAGES, _POOLS),
    **rows("layers.AveragePooling2D", IMAGES_FIRST, _POOLS_FIRST),
    **rows("layers.GlobalAveragePooling2D", IMAGES, _GLOBAL),
    **rows("layers.GlobalAveragePooling2D", IMAGES_FIRST, _GLOBAL_FIRST),
    **rows("layers.GlobalMaxPooling2D", IMAGES, _GLOBAL),
    **rows("layers.GlobalMaxPooling2D", IMAGES_FIRST, _GLOBAL_FIRST),
    **rows(
        "layers.ZeroPadding2D",
        real(shape=(2, 3, 2, 2)),
        {
            "default": {},
            "number": {"padding": 2},
            "pair": {"padding": (1, 2)},
            "pairs": {"padding": ((0, 1), (2, 3))},
            "first": {"padding": ((0, 1), (2, 3)), **FIRST},
        },
    ),
}

normalization = {
    **rows("layers.BatchNormalization", real(shape=(6, 4), low=-2, high=3), {
        "rows": {},
        "momentum": {"momentum": 0.7, "epsilon": 0.01},
        "no_center": {"center": False},
        "no_scale": {"scale": False},
        "neither": {"center": False, "scale": False},
    }, **POSITIVE),
    **rows("layers.BatchNormalization", IMAGES, {
        "images": {},
        "axis2": {"axis": 2},
        "axis1": {"axis": 1},
    }, **POSITIVE),
    **rows("layers.BatchNormalization", STEPS, {"sequence": {"momentum": 0.9}}, **POSITIVE),
    **rows("layers.BatchNormalization", STEPS, {"frozen": {"trainable": False}}, **POSITIVE),
    "BatchNormalization-masked": Layer(
        _model(part("layers.Masking"), part("layers.BatchNormalization", momentum=0.5)),
        Given([[[0.0, 0], [1, 3]], [[4, 2], [0, 0]], [[3, 4], [5, 1]]]),
        **POSITIVE,
    ),
    **rows("layers.LayerNormalization", STEPS, {
        "plain": {},
        "axis1": {"axis": 1},
        "axes": {"axis": [1, 2]},
        "epsilon": {"epsilon": 0.1},
        "no_center": {"center": False},
        "no_scale": {"scale": False},
    }),
    **rows("layers.LayerNormalization", IMAGES, {"images": {}, "axes13": {"axis": [1, 3]}}),
}  # fmt: skip

_LSTM = {
    "plain": {},
    "sequences": {"return_sequences": True},
    "backwards": {"go_backwards": True},
    "backwards-sequences": {"go_backwards": True, "return_sequences": True},
    "no_forget_bias": {"unit_forget_bias": False},
    "no_bias": {"use_bias": False, "return_sequences": True},
    "relu": {"activation": "relu"},
    "hard_sigmoid": {"recurrent_activation": "hard_sigmoid", "return_sequences": True},
    "linear-tanh": {"activation": None, "recurrent_activation": "tanh"},
    "unroll": {"unroll": True, "return_sequences": True},
    "other": {"activation": "softsign", "recurrent_activation": "hard_sigmoid", "go_backwards": True},
}
_HOLES = Given([[1, 0, 1, 1], [0, 0, 1, 0], [1, 1, 1, 1]], integer=True)
_PADDED = Given(
    [[[1.0, 2], [0, 0], [3, -1], [0, 0]], [[0, 0], [0, 0], [1, 1], [2, 0]], [[0.5, 0], [1, -1], [2, 1], [-1, -2]]]
)

recurrent = {
    **rows("layers.LSTM", STEPS, {k: {"units": 3, **v} for k, v in _LSTM.items()}),
    **rows("layers.LSTM", STEPS, {
        "mask": {"units": 3},
        "mask-sequences": {"units": 3, "return_sequences": True},
        "mask-backwards": {"units": 3, "go_backwards": True, "return_sequences": True},
        "mask-unroll": {"units": 3, "unroll": True, "return_sequences": True},
    }, mask=_HOLES),
    **rows("layers.LSTM", STEPS, {
        "stateful": {"units": 3, "stateful": True},
        "stateful-sequences": {"units": 2, "stateful": True, "return_sequences": True},
    }, calls=3),
    "LSTM-after-masking": Layer(_model(part("layers.Masking"), part("layers.LSTM", units=3)), _PADDED),
    "LSTM-stack-after-masking": Layer(
        _model(
            part("layers.Masking"),
            part("layers.LSTM", units=3, return_sequences=True),
            part("layers.LSTM", units=2, return_sequences=True),
            part("layers.TimeDistributed", layer=part("layers.Dense", units=2)),
        ),
        _PADDED,
    ),
    "LSTM-after-embedding": Layer(
        _model(part("layers.Embedding", input_dim=5, output_dim=3, mask_zero=True), part("layers.LSTM", units=3)),
        Given([[1, 2, 0, 0], [3, 0, 4, 1], [2, 2, 1, 0]], integer=True),
    ),
}  # fmt: skip

CASES = {**core, **activations, **convolution, **pooling, **normalization, **recurrent}
