"""Integers as vectors: which of some tokens are there, and how often."""

from math import prod
from typing import Any, Literal

import numpy as np

from plugkeras import Layer, ops
from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError, DataError, ShapeError
from plugkeras.parts.shapes import Shape

MODES = {"binary": "multi_hot", "tf-idf": "tf_idf"}
"""Former names of output modes."""


def encoded(ids: Array, mode: str, depth: int, dtype: str, axis: int = -1) -> Array:
    """Integers by an output mode: an id outside of 0 … depth - 1 counts for nothing.

    "int": as they are. "one_hot": a vector for each, in the place of a last axis of length 1. "multi_hot", "count":
    one vector for all ids along ``axis``, with ones, or with how often each is there.
    """
    if mode == "int":
        return ops.cast(ids, dtype)
    ids = ids if len(ids.shape) else ops.reshape(ids, (1,))
    if mode == "one_hot":
        ids = ops.squeeze(ids, -1) if len(ids.shape) > 1 and ids.shape[-1] == 1 else ids
        return ops.one_hot(ids, depth, dtype=dtype)
    ids = ops.moveaxis(ids, axis, -1) if len(ids.shape) > 1 else ids
    return _tokens(ids, mode, depth, dtype)


def _tokens(ids: Array, mode: str, depth: int, dtype: str) -> Array:
    """Written place by place: a vector for each single id would take much more memory."""
    lead, length = tuple(ids.shape[:-1]), ids.shape[-1]
    rows = prod(lead)
    ids = ops.where((ids >= 0) & (ids < depth), ids, depth)
    places = np.repeat(np.arange(rows), length), ops.cast(ops.reshape(ids, (rows * length,)), "int32")
    found = current().written(
        ops.zeros((rows, depth + 1), dtype),
        places,
        ops.ones((rows * length,), dtype),
        "add" if mode == "count" else None,
    )
    return ops.reshape(ops.convert_to_tensor(found)[:, :depth], (*lead, depth))


def encoded_shape(shape: Any, mode: str, depth: int | None, axis: int = -1) -> Shape:
    """The shape of what is encoded."""
    shape = tuple(shape)
    if mode == "int":
        return shape
    if mode == "one_hot":
        return (*(shape[:-1] if len(shape) > 1 and shape[-1] == 1 else shape), depth)
    if len(shape) < 2:
        return (depth,)
    axis %= len(shape)
    return (*shape[:axis], *shape[axis + 1 :], depth)


def dense_only(layer: Any) -> None:
    """Refuse what asks for arrays of another sort.

    Raises:
        ArgumentError: ``sparse`` or ``ragged``.
    """
    for name in ("sparse", "ragged"):
        if getattr(layer, name, False):
            raise ArgumentError(f"{type(layer).__name__}: there are no {name} arrays here; leave `{name}` out.")


class CategoryEncoding(Layer):
    """Integers 0 … num_tokens - 1 as vectors (…, num_tokens): of each one, or of all along the last axis.

    In the mode "count" they may be weighed: ``layer(x, count_weights=w)``.
    """

    num_tokens: int | None = None
    output_mode: Literal["multi_hot", "one_hot", "count", "binary"] = "multi_hot"
    sparse: bool = False

    def setup(self) -> None:
        """There is a number of tokens."""
        self.output_mode = MODES.get(self.output_mode, self.output_mode)  # type: ignore[assignment]
        dense_only(self)
        if self.num_tokens is None or self.num_tokens < 1:
            raise ArgumentError(
                f"{type(self).__name__}: `num_tokens` must be an integer of at least 1, not {self.num_tokens}; where "
                "it is not known beforehand, there is IntegerLookup."
            )

    def _several(self, x: Any) -> Any:
        return self._array(ops.convert_to_tensor(x))

    def call(self, x: Array, count_weights: Any = None) -> Array:
        """The vectors.

        Raises:
            DataError: an integer is none of the tokens.
            ArgumentError: there are weights, and nothing is counted.
        """
        current().look(x, self._refuse_others)
        ids, depth = ops.cast(x, "int64"), int(self.num_tokens or 0)
        if count_weights is None:
            return encoded(ids, self.output_mode, depth, self.dtype)
        if self.output_mode != "count":
            raise ArgumentError(f"{self}: `count_weights` are for the mode 'count', not '{self.output_mode}'.")
        weights = ops.cast(ops.convert_to_tensor(count_weights), self.dtype)
        if tuple(weights.shape) != tuple(x.shape):
            raise ShapeError(f"{self}: `count_weights` have shape {tuple(weights.shape)}, the inputs {tuple(x.shape)}.")
        each = ops.one_hot(ids, depth, dtype=self.dtype) * ops.expand_dims(weights, -1)
        return ops.sum(each, axis=-2)

    def _refuse_others(self, ids: Any) -> None:
        if ids.size and not (ids.min() >= 0 and ids.max() < self.num_tokens):
            bad = ids.min() if ids.min() < 0 else ids.max()
            raise DataError(f"{self} knows the tokens 0 to {(self.num_tokens or 0) - 1}, and the input has {bad:g}.")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(…, num_tokens)."""
        return encoded_shape(input_shape, self.output_mode, self.num_tokens)

    def get_config(self) -> dict[str, Any]:
        """Without ``sparse``, as in Keras."""
        return {name: value for name, value in super().get_config().items() if name != "sparse"}
