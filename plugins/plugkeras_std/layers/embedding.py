"""Embedding: integers to vectors."""

from typing import Any

from plugkeras import Layer, ops
from plugkeras.annotations import Constraint, Count, Initializer, Regularizer
from plugkeras.engine import Array, current
from plugkeras.errors import DataError
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.weights import weight


class Embedding(Layer):
    """Integers 0 … input_dim - 1 become vectors: (…) becomes (…, output_dim). With ``mask_zero``, 0 is masked."""

    input_dim: Count
    output_dim: Count
    embeddings_initializer: Initializer = "uniform"
    embeddings_regularizer: Regularizer = None
    embeddings_constraint: Constraint = None
    mask_zero: bool = False

    def build(self, input_shape: Shape) -> None:
        """embeddings (input_dim, output_dim)."""
        self.embeddings = weight(self, "embeddings", (self.input_dim, self.output_dim))

    def call(self, x: Array) -> Array:
        """The row of each integer.

        Raises:
            DataError: an integer has no row.
        """
        current().look(x, self._refuse_others)
        return ops.take(self.embeddings, ops.cast(x, "int64"), axis=0)

    def _refuse_others(self, ids: Any) -> None:
        if ids.size and not (ids.min() >= 0 and ids.max() < self.input_dim):
            bad = ids.min() if ids.min() < 0 else ids.max()
            raise DataError(f"{self} has rows for 0 to {self.input_dim - 1}, and the input has {bad:g}.")

    def compute_mask(self, x: Array, mask: Any = None) -> Any:
        """True where the integer is not 0, if zeros are masked."""
        return ops.convert_to_tensor(x) != 0 if self.mask_zero else None

    def flops(self, input_shape: Shape) -> int:
        """None: rows are looked up."""
        return 0

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(…, output_dim)."""
        return (*input_shape, self.output_dim)
