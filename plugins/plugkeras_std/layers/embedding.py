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


class ReversibleEmbedding(Embedding):
    """An embedding that goes back, too: ``layer(x, reverse=True)`` scores each row for vectors (…, output_dim).

    Back goes by the same rows, or with ``tie_weights=False`` by rows of its own, and in ``reverse_dtype``;
    ``logit_soft_cap`` keeps the scores within so much of zero. Press and Wolf, 2017.
    """

    input_dim: Count
    output_dim: Count
    tie_weights: bool = True
    embeddings_initializer: Initializer = "uniform"
    embeddings_regularizer: Regularizer = None
    embeddings_constraint: Constraint = None
    mask_zero: bool = False
    reverse_dtype: str | None = None
    logit_soft_cap: float | None = None

    def build(self, input_shape: Shape) -> None:
        """embeddings (input_dim, output_dim), and reverse_embeddings (output_dim, input_dim) unless they are tied."""
        super().build(input_shape)
        if not self.tie_weights:
            self.reverse_embeddings = self.add_weight(
                name="reverse_embeddings",
                shape=(self.output_dim, self.input_dim),
                initializer=self.embeddings_initializer,
            )

    def call(self, x: Array, reverse: bool = False) -> Array:
        """The rows, or the scores of all rows."""
        if not reverse:
            return super().call(x)
        kernel = ops.transpose(self.embeddings) if self.tie_weights else self.reverse_embeddings
        if self.reverse_dtype is not None:
            x, kernel = ops.cast(x, self.reverse_dtype), ops.cast(kernel, self.reverse_dtype)
        scores = ops.matmul(x, kernel)
        return scores if self.logit_soft_cap is None else ops.tanh(scores / self.logit_soft_cap) * self.logit_soft_cap

    def compute_output_shape(self, input_shape: Shape, reverse: bool = False) -> Shape:
        """(…, output_dim), or (…, input_dim) back."""
        return (*input_shape[:-1], self.input_dim) if reverse else super().compute_output_shape(input_shape)
