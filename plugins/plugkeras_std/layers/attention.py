"""Attention of queries to values by their keys."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from plugkeras import Layer, ops, random
from plugkeras.annotations import Rate
from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras.parts.shapes import Shape
from plugkeras.random import SeedGenerator
from plugkeras_std.layers.weights import known_length

FAR = {"float16": 65504.0}
"""What a score that does not count is lowered by: in halves their largest, else 1e9."""


class Scored(Layer):
    """The mean of the values, weighted by the softmax of ``scores(query, key)``; called on [query, value, key].

    query (n, t, k), value (n, s, v) and key (n, s, k), which is the value if there is none: (n, t, v) comes out. The
    masks of query and value, (n, t) and (n, s), say which places count. With ``use_causal_mask``, a place sees none
    that is later; with ``return_attention_scores`` the weights (n, t, s) come too.
    """

    supports_masking = True
    float_inputs = True
    seed: Any
    dropout: float
    inputs_wanted: ClassVar[tuple[int, ...]] = (2, 3)

    def setup(self) -> None:
        """A stream of random numbers for the dropout."""
        self.seed_generator = SeedGenerator(self.seed)

    def build(self, input_shape: Sequence[Shape]) -> None:
        """The weights of the scores.

        Raises:
            ShapeError: it is not a list of two or three inputs.
        """
        if not input_shape or not isinstance(input_shape[0], list | tuple) or len(input_shape) not in (2, 3):
            raise ShapeError(f"{self} is called on a list: [query, value] or [query, value, key].")
        self.build_scores(input_shape[0])

    def build_scores(self, query_shape: Shape) -> None:
        """The weights of ``scores``, for queries of a shape."""

    def scores(self, query: Array, key: Array) -> Array:
        """How much each query has to do with each key: (n, t, s)."""
        raise NotImplementedError(f"{type(self).__name__} does not define scores(query, key).")

    def call(
        self,
        inputs: Sequence[Array],
        mask: Any = None,
        training: bool | None = None,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        """The weighted means."""
        query, value, *rest = inputs
        scores = self.scores(query, rest[0] if rest else value)
        q_mask, v_mask = (mask[0], mask[1]) if mask is not None else (None, None)
        seen = None if v_mask is None else ops.expand_dims(ops.cast(v_mask, "bool"), -2)
        if use_causal_mask:
            seen = both(seen, earlier(*scores.shape[-2:]))
        if seen is not None:
            scores = ops.where(seen, scores, scores - FAR.get(str(scores.dtype), 1e9))
        weights = ops.softmax(scores, axis=-1)
        if training and self.dropout:
            weights = random.dropout(weights, self.dropout, seed=self.seed_generator)
        y = ops.matmul(weights, value)
        if q_mask is not None:
            y = ops.where(ops.expand_dims(ops.cast(q_mask, "bool"), -1), y, ops.zeros_like(y))
        return (y, weights) if return_attention_scores else y

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """That of the queries."""
        return None if mask is None or mask[0] is None else ops.convert_to_tensor(mask[0])

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """(n, t, v)."""
        return (*input_shape[0][:-1], input_shape[1][-1])


def both(first: Array | None, second: Array) -> Array:
    """Where both masks are true; the first may be missing."""
    return second if first is None else ops.logical_and(first, second)


def earlier(t: int, s: int) -> Array:
    """A mask (1, t, s) that is true where the second place is not behind the first."""
    return ops.expand_dims(ops.expand_dims(ops.arange(t), 1) >= ops.expand_dims(ops.arange(s), 0), 0)


class Attention(Scored):
    """Scores ``query · key`` (Luong et al., 2015), or, "concat", ``sum(tanh(query + key))``; times a learnt scale."""

    use_scale: bool = False
    score_mode: Literal["dot", "concat"] = "dot"
    dropout: Rate = 0.0
    seed: int | None = None

    def build_scores(self, query_shape: Shape) -> None:
        """scale and concat_score_weight, numbers, if they are wanted."""
        one = {"shape": (), "initializer": "ones"}
        self.scale = self.add_weight(name="scale", **one) if self.use_scale else None
        self.concat_score_weight = None
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight(name="concat_score_weight", **one)

    def scores(self, query: Array, key: Array) -> Array:
        """As ``score_mode`` says."""
        if self.score_mode == "dot":
            found = ops.matmul(query, ops.swapaxes(key, -2, -1))
            return found if self.scale is None else found * self.scale
        together = ops.expand_dims(query, -2) + ops.expand_dims(key, -3)
        together = together if self.scale is None else together * self.scale
        return self.concat_score_weight * ops.sum(ops.tanh(together), axis=-1)


class AdditiveAttention(Scored):
    """Scores ``sum(scale * tanh(query + key))``, with a scale for each feature. Bahdanau et al., 2015."""

    use_scale: bool = True
    dropout: Rate = 0.0
    seed: int | None = None

    def build_scores(self, query_shape: Shape) -> None:
        """scale (k,), if it is wanted."""
        shape = (known_length(self, query_shape, -1),)
        self.scale = (
            self.add_weight(name="scale", shape=shape, initializer="glorot_uniform") if self.use_scale else None
        )

    def scores(self, query: Array, key: Array) -> Array:
        """The formula above."""
        found = ops.tanh(ops.expand_dims(query, -2) + ops.expand_dims(key, -3))
        return ops.sum(found if self.scale is None else found * self.scale, axis=-1)
