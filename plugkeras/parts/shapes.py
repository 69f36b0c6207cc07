"""Shapes as people give them: what a first layer's ``input_shape`` and its relatives mean."""

from collections.abc import Mapping
from typing import Any

from plugkeras.annotations import is_integer
from plugkeras.errors import ShapeError

Shape = tuple[int | None, ...]

INPUT_OPTIONS = ("input_shape", "batch_input_shape", "batch_shape", "input_dim", "input_length", "batch_size")


def shape_of(value: Any, owner: str) -> Shape:
    """``value`` as a shape: a tuple of lengths, None where a length is open.

    Raises:
        ShapeError: a length is no positive integer.
    """
    items = (value,) if is_integer(value) else tuple(value)
    for n in items:
        if n is not None and not (is_integer(n) and n >= 0):
            raise ShapeError(f"{owner}: a shape has integers and None, and {tuple(items)} has {n!r}.")
    return tuple(None if n is None else int(n) for n in items)


def batch_input_shape(options: Mapping[str, Any], ndim: int | None, owner: str) -> Shape | None:
    """The input shape, batch axis first, that a layer's options tell; None if they tell none.

    ``ndim`` is the rank that the layer's inputs must have, if that is fixed: an LSTM's
    ``input_dim=8, input_length=6`` is (None, 6, 8), a Dense layer's ``input_dim=8`` is (None, 8).
    """
    whole = options.get("batch_input_shape") or options.get("batch_shape")
    if whole is not None:
        return shape_of(whole, owner)
    if options.get("input_shape") is not None:
        rest = shape_of(options["input_shape"], owner)
    elif options.get("input_dim") is not None:
        rest = _of_dim(options, ndim)
    elif options.get("input_length") is not None:
        rest = shape_of(options["input_length"], owner)
    else:
        return None
    return (options.get("batch_size"), *rest)


def _of_dim(options: Mapping[str, Any], ndim: int | None) -> Shape:
    temporal = ndim == 3 or options.get("input_length") is not None
    return (options.get("input_length"), options["input_dim"]) if temporal else (options["input_dim"],)


def common_shape(a: Any, b: Any) -> Any:
    """The shape that two arrays have in common, open where they differ; of shapes nested alike, each."""
    if isinstance(a, Mapping):
        return {key: common_shape(a[key], b[key]) for key in a}
    if is_shape(a):
        return tuple(m if m == n else None for m, n in zip(a, b, strict=True))
    return type(a)(common_shape(m, n) for m, n in zip(a, b, strict=True))


def is_shape(value: Any) -> bool:
    """Whether it is one shape, and not several."""
    return isinstance(value, list | tuple) and all(n is None or is_integer(n) for n in value)


def nested_shapes(value: Any) -> Any:
    """Shapes as JSON has them, as tuples in lists or dicts."""
    if isinstance(value, Mapping):
        return {key: nested_shapes(one) for key, one in value.items()}
    return tuple(value) if is_shape(value) else [nested_shapes(one) for one in value]
