"""Layers with drawn arguments, inputs and masks."""

from collections.abc import Callable
from typing import Any, NamedTuple

from drawing import Drawn

import plugkeras as keras

L = keras.layers

ACTIVATIONS = ("relu", "tanh", "sigmoid", "softmax", "elu", "gelu", "softsign", "hard_sigmoid", "mish", "selu")


class Case(NamedTuple):
    """How a layer is made, what it is called with, and a mask."""

    make: Callable[[], Any]
    x: Any
    mask: Any = None


def _image(d: Drawn, n: int, last: bool, channels: int) -> Any:
    space = tuple(d.rng.integers(4, 8, n))
    return d.normal(2, *space, channels) if last else d.normal(2, channels, *space)


def _convolution(d: Drawn) -> Case:
    n, last, groups = d.one_of(1, 2, 2, 3), d.one_of(True, True, False), d.one_of(1, 1, 2)
    kernel = d.one_of(1, 2, 3, tuple(int(k) for k in d.rng.integers(1, 4, n)))
    options = d.some(use_bias=[False], activation=ACTIVATIONS, padding=["same", *(["causal"] * (n == 1 and last))])
    options |= d.one_of({}, {"strides": d.one_of(2, tuple(map(int, d.rng.integers(1, 4, n))))}, {"dilation_rate": 2})
    if options.get("dilation_rate") and options.get("padding") not in ("same", "causal"):
        kernel = 2
    options |= {} if last else {"data_format": "channels_first"}
    if not last and options.get("activation") == "softmax":
        options["activation"] = "tanh"
    kind = (L.Conv1D, L.Conv2D, L.Conv3D)[n - 1]
    return Case(lambda: kind(4, kernel, groups=groups, **options), _image(d, n, last, 4))


def _pool(d: Drawn) -> Case:
    n, last, of = d.one_of(1, 2, 2, 3), d.one_of(True, True, False), d.one_of("Max", "Average")
    size = d.one_of(2, 3, tuple(map(int, d.rng.integers(1, 4, n))))
    options = d.some(padding=["same"], strides=[1, 2, 3]) | ({} if last else {"data_format": "channels_first"})
    return Case(lambda: getattr(L, f"{of}Pooling{n}D")(size, **options), _image(d, n, last, 3))


def _global_pool(d: Drawn) -> Case:
    n, of, last = d.one_of(1, 2, 3), d.one_of("Max", "Average"), d.one_of(True, False)
    options = d.some(keepdims=[True]) | ({} if last else {"data_format": "channels_first"})
    x = _image(d, n, last, 3)
    mask = d.steps(2, x.shape[1 if last else 2]) if (n, of) == (1, "Average") else None
    return Case(lambda: getattr(L, f"Global{of}Pooling{n}D")(**options), x, mask)


def _zero_padding(d: Drawn) -> Case:
    n, last = d.one_of(1, 2, 3), d.one_of(True, False)
    widths = tuple((int(a), int(b)) for a, b in d.rng.integers(0, 3, (n, 2)))
    padding = d.one_of(1, 2, widths[0] if n == 1 else widths)
    options = {} if last else {"data_format": "channels_first"}
    return Case(lambda: getattr(L, f"ZeroPadding{n}D")(padding, **options), _image(d, n, last, 2))


def _batch_normalization(d: Drawn) -> Case:
    options = d.some(center=[False], scale=[False], momentum=[0.5, 0.9], epsilon=[0.1], axis=[1, -1])
    x = d.one_of(d.normal(5, 4), d.normal(3, 4, 5), d.normal(2, 3, 4, 2))
    mask = d.steps(*x.shape[:2]) if x.ndim == 3 and options.get("axis") != 1 else None
    return Case(lambda: L.BatchNormalization(**options), x, mask)


def _layer_normalization(d: Drawn) -> Case:
    options = d.some(center=[False], scale=[False], epsilon=[0.1], axis=[1, -1, (1, 2), [-1, -2]])
    return Case(lambda: L.LayerNormalization(**options), d.one_of(d.normal(3, 4, 5), d.normal(2, 3, 4, 2)))


def _lstm(d: Drawn) -> Case:
    options = d.some(return_sequences=[True], go_backwards=[True], use_bias=[False], unit_forget_bias=[False])
    options |= d.one_of({}, {}, d.some(activation=["softsign", "relu"], recurrent_activation=["hard_sigmoid"]))
    options |= d.some(stateful=[True], return_state=[True])
    return Case(lambda: L.LSTM(3, **options), d.normal(3, 4, 5), d.steps(3, 4))


def _recurrent(d: Drawn) -> Case:
    """Others that go over time; a stack, both directions, convolutions."""
    options = d.some(return_sequences=[True], go_backwards=[True], stateful=[True], return_state=[True])
    options |= d.some(zero_output_for_mask=[True])
    own = d.some(activation=["softsign", "relu"], use_bias=[False])
    gates = d.some(recurrent_activation=["hard_sigmoid"], reset_after=[False])
    both = {name: value for name, value in options.items() if name == "return_sequences"}
    merge, images = d.one_of("concat", "sum", "mul", "ave"), d.some(padding=["same"], strides=[2])
    make = d.one_of(
        lambda: L.GRU(3, **own, **gates, **options),
        lambda: L.SimpleRNN(3, **own, **options),
        lambda: L.RNN([L.GRUCell(2, **own, **gates), L.LSTMCell(3, **own)], **options),
        lambda: L.Bidirectional(L.GRU(2, **own, **gates, **both), merge_mode=merge),
        lambda: L.ConvLSTM1D(2, 2, **own, **images, **options),
    )
    return Case(make, d.normal(3, 4, 5, 2) if isinstance(make(), L.ConvLSTM1D) else d.normal(3, 4, 5), d.steps(3, 4))


def _embedding(d: Drawn) -> Case:
    options = d.some(mask_zero=[True])
    x = d.rng.integers(0, 5, d.one_of((3, 4), (6,), (2, 3, 2))).astype(d.one_of("int32", "int64", "float32"))
    return Case(lambda: L.Embedding(5, 3, **options), x)


def _distributed(d: Drawn) -> Case:
    inner = d.one_of(lambda: L.Dense(2, "tanh"), L.BatchNormalization, L.LayerNormalization)
    return Case(lambda: L.TimeDistributed(inner()), d.normal(3, 4, 5), d.steps(3, 4))


def _softmax(d: Drawn) -> Case:
    mask = d.one_of(None, d.rng.integers(0, 2, (2, 3, 4)).astype(bool))
    axis = d.one_of(-1, 1, (1, 2))
    return Case(lambda: L.Softmax(axis=axis), d.normal(2, 3, 4), mask)


def _dense(d: Drawn) -> Case:
    options = d.some(use_bias=[False], activation=ACTIVATIONS)
    return Case(lambda: L.Dense(3, **options), d.one_of(d.normal(4, 5), d.normal(2, 3, 5), d.normal(2, 2, 3, 4)))


def _elementwise(d: Drawn) -> Case:
    relu = d.some(max_value=[1.0], negative_slope=[0.1], threshold=[0.25])
    slope, activation = d.one_of(0.3, 0.05), d.one_of(*ACTIVATIONS)
    make = d.one_of(
        lambda: L.ReLU(**relu),
        lambda: L.LeakyReLU(negative_slope=slope),
        lambda: L.ELU(alpha=slope),
        lambda: L.Activation(activation or "linear"),
    )
    return Case(make, d.normal(3, 5))


def _moved(d: Drawn) -> Case:
    x = d.normal(2, 3, 4, 2)
    dims = tuple(int(i) for i in d.rng.permutation(3) + 1)
    target = d.one_of((-1,), (4, 6), (2, -1, 3), (24, 1))
    flat = d.one_of("channels_last", "channels_first")
    return d.one_of(
        Case(lambda: L.Permute(dims), x),
        Case(lambda: L.Reshape(target), x),
        Case(lambda: L.Flatten(data_format=flat), x),
        Case(lambda: L.RepeatVector(3), x[:, 0, 0]),
    )


def _chain(d: Drawn) -> Case:
    """Masks that one layer makes and others take."""
    words = d.rng.integers(0, 4, (3, 4))
    x = d.normal(3, 4, 2) * (words > 0)[..., None]
    first, data = d.one_of(((lambda: L.Embedding(4, 2, mask_zero=True)), words), (L.Masking, x))
    middle = d.one_of(L.Identity, lambda: L.LSTM(3, return_sequences=True), L.BatchNormalization, lambda: L.Dense(2))
    last = d.one_of(lambda: L.LSTM(2, go_backwards=True), L.GlobalAveragePooling1D, lambda: L.TimeDistributed(L.ReLU()))
    return Case(lambda: keras.Sequential([first(), middle(), last()]), data)


LAYERS: dict[str, Callable[[Drawn], Case]] = {
    "convolution": _convolution,
    "pool": _pool,
    "global pool": _global_pool,
    "zero padding": _zero_padding,
    "batch normalization": _batch_normalization,
    "layer normalization": _layer_normalization,
    "lstm": _lstm,
    "recurrent": _recurrent,
    "embedding": _embedding,
    "time distributed": _distributed,
    "softmax": _softmax,
    "dense": _dense,
    "elementwise": _elementwise,
    "moved": _moved,
    "chain": _chain,
}
