"""What a case is made of: parts named by their path in the Keras API, and arrays that can be drawn again."""

from typing import Any, NamedTuple
from zlib import crc32

import numpy as np


class Part(NamedTuple):
    """Something of the Keras API with its arguments: ``Part("layers.Dense", {"units": 3})``."""

    path: str
    kwargs: dict[str, Any]


def part(path: str, /, **kwargs: Any) -> Part:
    """A part, written as it would be called."""
    return Part(path, kwargs)


def attribute(keras: Any, path: str) -> Any:
    """What ``path`` names in ``keras``."""
    for name in path.split("."):
        keras = getattr(keras, name)
    return keras


def build(keras: Any, value: Any) -> Any:
    """``value`` with every part in it replaced by the object that ``keras`` makes of it."""
    if isinstance(value, Part):
        return attribute(keras, value.path)(**build(keras, value.kwargs))
    if isinstance(value, dict):
        return {k: build(keras, v) for k, v in value.items()}
    if isinstance(value, list):
        return [build(keras, v) for v in value]
    return value


class Data(NamedTuple):
    """An array to be drawn: ``kind`` of numbers, shape, and their range."""

    kind: str
    shape: tuple[int, ...]
    low: float = -1.0
    high: float = 1.0


class Given(NamedTuple):
    """An array written out."""

    values: Any
    integer: bool = False


def _one_hot(draw: np.random.RandomState, data: Data) -> Any:
    classes = draw.randint(0, data.shape[-1], data.shape[:-1])
    return np.eye(data.shape[-1])[classes]


def _probabilities(draw: np.random.RandomState, data: Data) -> Any:
    x = draw.uniform(0.05, 1.0, data.shape)
    return x / x.sum(-1, keepdims=True)


KINDS = {
    "real": lambda draw, d: draw.uniform(d.low, d.high, d.shape),
    "integer": lambda draw, d: draw.randint(int(d.low), int(d.high), d.shape),
    "binary": lambda draw, d: draw.randint(0, 2, d.shape).astype(float),
    "sign": lambda draw, d: draw.randint(0, 2, d.shape) * 2.0 - 1.0,
    "one_hot": _one_hot,
    "probabilities": _probabilities,
}


def draw(source: np.random.RandomState, data: Any, dtype: str) -> Any:
    """The array that ``data`` describes, a list for several; real numbers are of ``dtype``."""
    if data is None:
        return None
    if isinstance(data, tuple) and not hasattr(data, "_fields"):
        return [draw(source, one, dtype) for one in data]
    if isinstance(data, Given):
        return np.array(data.values, dtype="int64" if data.integer else dtype)
    array = KINDS[data.kind](source, data)
    return array.astype(dtype) if array.dtype.kind == "f" else array


def source(name: str) -> np.random.RandomState:
    """The random numbers of the case called ``name``: the same bits with every NumPy."""
    return np.random.RandomState(crc32(name.encode()))


def real(shape: tuple[int, ...], low: float = -1.0, high: float = 1.0) -> Data:
    """Real numbers from ``low`` to ``high``."""
    return Data("real", shape, low, high)


def integer(shape: tuple[int, ...], high: int = 5) -> Data:
    """Integers below ``high``."""
    return Data("integer", shape, 0, high)
