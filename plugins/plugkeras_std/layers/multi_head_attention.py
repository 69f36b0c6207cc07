"""Attention in several heads, each with projections of its own."""

from math import sqrt
from typing import Annotated, Any, ClassVar

from plugkeras import Layer, ops
from plugkeras.annotations import Constraint, Count, Initializer, Rate, Regularizer, Via, is_integer
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.activations import Softmax
from plugkeras_std.layers.attention import both, earlier
from plugkeras_std.layers.einsum_dense import EinsumDense, lengths_of
from plugkeras_std.layers.regularization import Dropout

_FREE, _BOUND, _NEW = "abcdefgh", "ijklmnop", "qrstuvwx"


class Headed(Layer, arguments=False):
    """Projections of query, key and value; scores; their softmax; the weighted values, projected back.

    ``sliding_window`` lets a place see those less than so many places away. With ``use_gate``, what the heads find is
    multiplied by a sigmoid of the query. ``flash_attention`` is how some libraries compute the same numbers: the engine
    decides that here.
    """

    supports_masking = True
    float_inputs = True
    prefix: ClassVar[str] = ""
    """Of the attributes that the projections are kept under, and are saved under."""
    num_heads: int
    dropout: float
    use_bias: bool
    use_gate: bool
    sliding_window: int | None

    def projection(self, name: str, rank: int, bound: int, wanted: list[int], **others: Any) -> EinsumDense:
        """A dense layer that sums up the last ``bound`` of ``rank`` axes into new ones of ``wanted`` lengths."""
        free, summed, new = _FREE[: rank - bound], _BOUND[:bound], _NEW[: len(wanted)]
        parts = {
            f"{of}_{part}": again(getattr(self, f"{of}_{part}"))
            for of in ("kernel", "bias")
            for part in ("initializer", "regularizer", "constraint")
        }
        return EinsumDense(
            f"{free}{summed},{summed}{new}->{free}{new}",
            output_shape=(*[None] * (len(free) - 1), *wanted),
            bias_axes=new if self.use_bias else None,
            name=name,
            dtype=self.dtype,
            activity_regularizer=self.activity_regularizer,
            **parts,
            **others,
        )

    def own(self, name: str) -> Any:
        """One of the projections."""
        return getattr(self, f"{self.prefix}{name}_dense")

    def keep(self, name: str, layer: EinsumDense, shape: Shape) -> None:
        """Build one of them for inputs of a shape."""
        layer.build(shape)
        setattr(self, f"{self.prefix}{name}_dense", layer)

    def projected(self, query: Array, value: Array, key: Array) -> tuple[Array, Array, Array]:
        """The three in heads: (n, …, heads, features)."""
        return self.own("query")(query), self.own("value")(value), self.own("key")(key)

    def call(
        self,
        query: Array,
        value: Array,
        key: Array = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool | None = None,
        use_causal_mask: bool = False,
    ) -> Any:
        """What the heads find together; with ``return_attention_scores`` the weights, too."""
        key = value if key is None else key
        mask = self._mask(query, value, [query_mask, value_mask, key_mask], attention_mask, use_causal_mask)
        q, v, k = self.projected(query, value, key)
        weights = self._softmax(ops.einsum(self._scoring, k, q * self._shrink), mask=self._lifted(mask))
        found = ops.einsum(self._gathering, self._dropout_layer(weights, training=training), v)
        if self.use_gate:
            found = found * self._gate_dense(query)
        y = self.own("output")(found)
        return (y, weights) if return_attention_scores else y

    def prepare(self, attending: tuple[int, ...], rank: int, key_dim: int) -> None:
        """The equations for heads with ``rank`` axes, which attend along some of them."""
        letters = _FREE[:rank]
        source = "".join(letters[a] if a not in attending and a != rank - 1 else _BOUND[a] for a in range(rank))
        target = "".join(letters[a] for a in range(rank))
        source = source[:-1] + target[-1]
        rest = "".join(target[a] for a in range(rank - 1) if a not in attending)
        scores = rest + "".join(target[a] for a in attending) + "".join(source[a] for a in attending)
        self._scoring, self._gathering = f"{source},{target}->{scores}", f"{scores},{source}->{target}"
        self._attending, self._shrink = attending, 1 / sqrt(key_dim)
        over = tuple(range(len(scores) - len(attending), len(scores)))
        self._softmax = Softmax(axis=over if len(over) > 1 else -1, dtype=self.dtype)
        self._dropout_layer = Dropout(self.dropout, dtype=self.dtype, seed=self.seed)
        self._scores_rank = len(scores)

    def _lifted(self, mask: Array | None) -> Array | None:
        """The mask with an axis for the heads, and as many others as are missing."""
        if mask is None:
            return None
        at = -2 * len(self._attending)
        missing = self._scores_rank - len(mask.shape)
        return ops.reshape(mask, (*mask.shape[:at], *[1] * missing, *mask.shape[at:]))

    def _mask(self, query: Array, value: Array, masks: list[Any], given: Any, causal: bool) -> Array | None:
        """All masks together, (n, t, s)."""
        found = None if given is None else ops.cast(given, "bool")
        for mask, axis in zip(masks, (-1, -2, -2), strict=True):
            if mask is not None:
                found = both(found, ops.expand_dims(ops.cast(mask, "bool"), axis))
        t, s = query.shape[1], value.shape[1]
        if causal:
            found = both(found, earlier(t, s))
        if self.sliding_window is not None:
            near = ops.abs(ops.expand_dims(ops.arange(t), 1) - ops.expand_dims(ops.arange(s), 0)) < self.sliding_window
            found = both(found, ops.expand_dims(near, 0))
        return found

    def compute_mask(self, query: Any, value: Any = None, query_mask: Any = None, **others: Any) -> Any:
        """That of the queries."""
        return query_mask


def again(part: Any) -> Any:
    """Another one of the same arguments: two kernels of one initializer with a seed would be alike."""
    return type(part).from_config(part.get_config()) if hasattr(part, "get_config") else part


def _axes(value: Any) -> Any:
    if value is None or is_integer(value):
        return None if value is None else (int(value),)
    if not isinstance(value, list | tuple) or not all(is_integer(axis) for axis in value):
        raise ValueError("must be an axis, or a list of axes")
    return tuple(value)


def _optional_lengths(value: Any) -> Any:
    return None if value is None else lengths_of(value)


class MultiHeadAttention(Headed):
    """``num_heads`` times: ``softmax(query · key / sqrt(key_dim)) value``, all projected. Vaswani et al., 2017.

    query (n, t, …), value and key (n, s, …); (n, t, …) comes out, with the last axis of the query or ``output_shape``.
    ``attention_axes`` are those along which is attended, by default all between the batch's and the last.
    """

    query_dense: ClassVar[EinsumDense | None] = None  # these four are made when the layer is built
    key_dense: ClassVar[EinsumDense | None] = None
    value_dense: ClassVar[EinsumDense | None] = None
    output_dense: ClassVar[EinsumDense | None] = None
    num_heads: Count
    key_dim: Count
    value_dim: Count | None = None
    dropout: Rate = 0.0
    use_bias: bool = True
    output_shape: Annotated[Any, Via(_optional_lengths)] = None
    attention_axes: Annotated[Any, Via(_axes)] = None
    sliding_window: Count | None = None
    flash_attention: bool | None = None
    kernel_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    bias_constraint: Constraint = None
    use_gate: bool = False
    seed: int | None = None

    def setup(self) -> None:
        """Values are as wide as keys, unless said otherwise."""
        self.value_dim = self.value_dim or self.key_dim

    def build(self, query_shape: Shape, value_shape: Shape, key_shape: Shape | None = None) -> None:
        """The projections query, key, gate (if wanted), value and attention_output, each a kernel and a bias.

        Raises:
            ShapeError: key and value do not go together.
        """
        key_shape = value_shape if key_shape is None else key_shape
        if tuple(value_shape[1:-1]) != tuple(key_shape[1:-1]):
            raise ShapeError(f"{self} needs a key for each value, and got shapes {key_shape} and {value_shape}.")
        rank, keys, values = len(query_shape), [self.num_heads, self.key_dim], [self.num_heads, self.value_dim]
        self.keep("query", self.projection("query", rank, 1, keys), query_shape)
        self.keep("key", self.projection("key", len(key_shape), 1, keys), key_shape)
        if self.use_gate:
            self._gate_dense = self.projection("gate", rank, 1, values, activation="sigmoid")  # type: ignore[arg-type]
            self._gate_dense.build(query_shape)
        self.keep("value", self.projection("value", len(value_shape), 1, values), value_shape)  # type: ignore[arg-type]
        heads = len(value_shape) + 1
        attending = self.attention_axes or tuple(range(1, heads - 2))
        self.attention_axes = tuple(axis % (heads - 1) for axis in attending)
        self.prepare(self.attention_axes, heads, self.key_dim)
        out = self.output_shape if self.output_shape is not None else query_shape[-1]
        wanted = list(out) if isinstance(out, tuple) else [out]
        shape = (*query_shape[:-1], *values)
        self.keep("output", self.projection("attention_output", len(shape), 2, wanted), shape)

    def compute_output_shape(
        self, query_shape: Shape, value_shape: Shape | None = None, key_shape: Shape | None = None
    ) -> Shape:
        """That of the query, with the last axis as ``output_shape`` says."""
        out = self.output_shape if self.output_shape is not None else query_shape[-1]
        return (*query_shape[:-1], *(out if isinstance(out, tuple) else (out,)))


class GroupedQueryAttention(Headed):
    """Several heads of queries share one of keys and values. Ainslie et al., 2023.

    query (n, t, d), value and key (n, s, …); (n, t, d) comes out.
    """

    prefix = "_"
    head_dim: Count
    num_query_heads: Count
    num_key_value_heads: Count
    dropout: Rate = 0.0
    use_bias: bool = True
    sliding_window: Count | None = None
    flash_attention: bool | None = None
    kernel_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    bias_constraint: Constraint = None
    use_gate: bool = False
    seed: int | None = None

    def setup(self) -> None:
        """As many heads share one each.

        Raises:
            ArgumentError: the heads of queries cannot be divided so.
        """
        if self.num_query_heads % self.num_key_value_heads:
            raise ArgumentError(
                f"GroupQueryAttention: {self.num_query_heads} heads of queries cannot share "
                f"{self.num_key_value_heads} of keys and values."
            )

    def build(self, query_shape: Shape, value_shape: Shape, key_shape: Shape | None = None) -> None:
        """The projections query, key, gate (if wanted), value and attention_output, each a kernel and a bias."""
        queries, shared = [self.num_query_heads, self.head_dim], [self.num_key_value_heads, self.head_dim]
        self.keep("query", self.projection("query", 3, 1, queries), query_shape)
        self.keep("key", self.projection("key", 3, 1, shared), value_shape if key_shape is None else key_shape)
        if self.use_gate:
            self._gate_dense = self.projection("gate", 3, 1, queries, activation="sigmoid")
            self._gate_dense.build(query_shape)
        self.keep("value", self.projection("value", 3, 1, shared), value_shape)
        self.prepare((1,), 4, self.head_dim)
        shape = (*query_shape[:-1], *queries)
        self.keep("output", self.projection("attention_output", 4, 2, [query_shape[-1]]), shape)  # type: ignore[list-item]

    def projected(self, query: Array, value: Array, key: Array) -> tuple[Array, Array, Array]:
        """Keys and values once for each head of queries."""
        q, v, k = super().projected(query, value, key)
        times = self.num_query_heads // self.num_key_value_heads
        return q, ops.repeat(v, times, axis=2), ops.repeat(k, times, axis=2)

    def compute_output_shape(
        self, query_shape: Shape, value_shape: Shape | None = None, key_shape: Shape | None = None
    ) -> Shape:
        """That of the query."""
        return tuple(query_shape)
