"""Ops of neural networks. What is hot is one op with one gradient rule; the rest are formulas."""

from collections.abc import Callable
from typing import Any

from plugkeras import config
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.ops.dispatch import primitive
from plugkeras.ops.elementwise import (
    cast,
    clip,
    divide,
    erf,
    expm1,
    isnan,
    log,
    logical_and,
    logical_not,
    logical_or,
    maximum,
    negative,
    rint,
    sigmoid,
    softplus,
    sqrt,
    square,
    tanh,
    where,
)
from plugkeras.ops.namespaces import NN as _NN
from plugkeras.ops.namespaces import only as _only
from plugkeras.ops.norms import norm
from plugkeras.ops.reductions import Axis, logsumexp, max, sum
from plugkeras.ops.shapes import as_floats, convert_to_tensor, expand_dims, one_hot, take_along_axis

Size = int | tuple[int, ...]


# -- primitives -----------------------------------------------------------------------------------


@primitive
def dense(x: Array, kernel: Array, bias: Array = None, activation: Callable[..., Array] | None = None) -> Array:
    """``activation(x @ kernel + bias)``: x (…, n), kernel (n, units), bias (units,) or None."""


@primitive
def conv(
    inputs: Array,
    kernel: Array,
    strides: Size = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Size = 1,
    *,
    bias: Array = None,
    activation: Callable[..., Array] | None = None,
) -> Array:
    """Convolution over 1 to 3 spatial axes, with bias and activation.

    ``inputs`` (n, *space, c) or channels first, ``kernel`` (*space, c // groups, filters). The number
    of groups follows from the two. ``padding``: "valid", "same" (extra at the end) or "causal" (1-D).
    ``data_format`` None is ``image_data_format()``. (``keras.ops.conv`` has no bias and no activation.)
    """


@primitive
def max_pool(
    inputs: Array, pool_size: Size, strides: Any = None, padding: str = "valid", data_format: str | None = None
) -> Array:
    """The largest element of each window; the gradient goes to the first of equal ones."""


@primitive
def average_pool(
    inputs: Array, pool_size: Size, strides: Any = None, padding: str = "valid", data_format: str | None = None
) -> Array:
    """The mean of each window, padding not counted."""


@primitive
def batch_norm(x: Array, gamma: Array, beta: Array, axis: int, epsilon: float) -> Array:
    """``x`` normalised over all axes but ``axis``, and the batch's mean and (biased) variance, which are constants.

    gamma and beta may be None. Ioffe and Szegedy, 2015.
    """


@primitive
def layer_norm(x: Array, gamma: Array, beta: Array, axis: tuple[int, ...], epsilon: float) -> Array:
    """``x`` normalised over ``axis``; gamma and beta have the shape of those axes, or are None. Ba et al., 2016."""


@primitive
def lstm(
    x: Array,
    h: Array,
    c: Array,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array,
    mask: Array = None,
    slope: float | None = None,
) -> Array:
    """An LSTM over x (n, time, features): all outputs (n, time, units), the last output, the last cell state.

    Gates in the order i, f, c, o along the last axis of the kernels; tanh and sigmoid, or with a ``slope``, instead of
    the sigmoid, ``slope * z + 1/2`` kept between 0 and 1. A step that the mask (n, time) excludes repeats the output
    before it and keeps the state. Hochreiter and Schmidhuber, 1997.
    """


@primitive
def gru(
    x: Array,
    h: Array,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array,
    mask: Array = None,
    slope: float | None = None,
    reset_after: bool = True,
) -> Array:
    """A GRU over x (n, time, features): all outputs (n, time, units), and the last one.

    Blocks in the order z, r, h along the last axis of the kernels; ``h = z * h + (1 - z) * tanh(…)``. With
    ``reset_after``, r scales the product of the state and its kernel, and the bias is (2, 3 * units), for inputs and
    state; else r scales the state, and the bias is (3 * units,). Mask and ``slope`` as in ``lstm``. Cho et al., 2014.
    """


@primitive
def simple_rnn(
    x: Array,
    h: Array,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array,
    mask: Array = None,
    activation: str = "tanh",
) -> Array:
    """``h = activation(x @ kernel + h @ recurrent_kernel + bias)`` along x (n, time, features): all h, and the last.

    The activation is "tanh" or "relu"; the mask as in ``lstm``. Elman, 1990.
    """


@primitive
def dropout(x: Array, rate: float, generator: Any, noise_shape: Any = None) -> Array:
    """Each element zero with probability ``rate``, else divided by ``1 - rate``. Srivastava et al., 2014."""


@primitive
def softmax(x: Array, axis: int = -1) -> Array:
    """``exp(x) / sum(exp(x))`` along ``axis``, without overflow."""


@primitive
def categorical_crossentropy(target: Array, output: Array, from_logits: bool = False, axis: int = -1) -> Array:
    """``-sum(target * log(output))`` along ``axis``; probabilities are normalised and kept off 0 and 1 by epsilon."""


@primitive
def sparse_categorical_crossentropy(target: Array, output: Array, from_logits: bool = False, axis: int = -1) -> Array:
    """As ``categorical_crossentropy``, for integer targets without that axis."""


@primitive
def binary_crossentropy(target: Array, output: Array, from_logits: bool = False) -> Array:
    """``-(t log(p) + (1 - t) log(1 - p))``, elementwise; probabilities are kept off 0 and 1 by epsilon."""


# -- formulas -------------------------------------------------------------------------------------


def log_softmax(x: Array, axis: int = -1) -> Array:
    """The logarithm of ``softmax(x)``."""
    x = convert_to_tensor(x)
    return x - logsumexp(x, axis, keepdims=True)


def silu(x: Array) -> Array:
    """``x * sigmoid(x)``. Ramachandran et al., 2017."""
    x = convert_to_tensor(x)
    return x * sigmoid(x)


def relu6(x: Array) -> Array:
    """x kept between 0 and 6."""
    return clip(x, 0, 6)


def leaky_relu(x: Array, negative_slope: float = 0.2) -> Array:
    """x, or ``negative_slope * x`` below 0."""
    x = convert_to_tensor(x)
    if isinstance(negative_slope, int | float) and 0 <= negative_slope <= 1 and str(x.dtype).startswith("float"):
        return x * maximum(cast(x > 0, str(x.dtype)), negative_slope)  # a product costs less than a choice
    return where(x > 0, x, x * negative_slope)


def log_sigmoid(x: Array) -> Array:
    """The logarithm of ``sigmoid(x)``."""
    return -softplus(negative(x))


def rsqrt(x: Array) -> Array:
    """``1 / sqrt(x)``."""
    return divide(1, sqrt(x))


def reciprocal(x: Array) -> Array:
    """``1 / x``."""
    return divide(1, x)


def round(x: Array, decimals: int = 0) -> Array:
    """The nearest number of so many decimals, halves to even."""
    x = convert_to_tensor(x)
    if decimals == 0:
        return rint(x)
    return cast(rint(x * 10.0**decimals) / 10.0**decimals, x.dtype)


def normalize(x: Array, axis: Axis = -1, order: Any = 2, epsilon: float | None = None) -> Array:
    """x divided by its norm of ``order`` along ``axis``, or by ``epsilon`` where that is larger.

    Raises:
        ArgumentError: ``order`` is no integer of at least 1.
    """
    if not isinstance(order, int) or order < 1:
        raise ArgumentError(f"normalize: `order` must be an integer of at least 1, not {order!r}.")
    x = as_floats(x)
    least = config.epsilon() if epsilon is None else epsilon
    if order == 2:
        return x / sqrt(maximum(sum(square(x), axis, keepdims=True), least**2))
    return x / maximum(norm(x, order, axis, keepdims=True), least)


def multi_hot(
    inputs: Array, num_classes: int | None = None, axis: int = -1, dtype: Any = None, sparse: bool = False
) -> Array:
    """1 at the place of every integer along the last axis (of a batch; of one sample, if it is the only one).

    Raises:
        ArgumentError: ``num_classes`` is missing, which Keras lets be but cannot do without.
    """
    if num_classes is None:
        raise ArgumentError("multi_hot: `num_classes` is missing; say how many classes there are.")
    hot = one_hot(inputs, num_classes, axis, dtype, sparse)
    return max(hot, axis=1 if len(hot.shape) > 2 else 0)


def in_top_k(targets: Array, predictions: Array, k: int) -> Array:
    """Whether each target is among the k largest predictions. NaN is larger than any number, and never a hit."""
    predictions = convert_to_tensor(predictions)
    own = take_along_axis(predictions, expand_dims(cast(targets, "int64"), -1), -1)
    larger = logical_or(predictions > own, isnan(predictions))
    return logical_and(sum(cast(larger, "int32"), -1) < k, logical_not(isnan(own[..., 0])))


def gelu(x: Array, approximate: bool = True) -> Array:
    """``x * P(X <= x)`` for a standard normal X, or its tanh approximation. Hendrycks and Gimpel, 2016."""
    x = convert_to_tensor(x)
    if approximate:
        return 0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))
    return 0.5 * x * (1 + erf(x * 0.7071067811865476))


def elu(x: Array, alpha: float = 1.0) -> Array:
    """x, or ``alpha * (exp(x) - 1)`` below 0. Clevert et al., 2015."""
    x = convert_to_tensor(x)
    return where(x > 0, x, alpha * expm1(where(x > 0, 0.0, x)))  # at 0 the slope is alpha


def log_cosh(x: Array) -> Array:
    """``log(cosh(x))`` without overflow."""
    x = convert_to_tensor(x)
    return x + softplus(-2 * x) - log(cast(2.0, x.dtype))


__getattr__, __dir__ = _only(_NN, __name__)  # the rest of what Keras has by this name
