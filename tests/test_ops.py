"""The ops: values against NumPy, gradients against numeric differences."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops
from plugkeras.testing.gradients import gradient_error

RNG = np.random.default_rng(0)


def normal(*shape):
    return RNG.normal(size=shape)


def positive(*shape):
    return RNG.uniform(0.5, 2.0, size=shape)


def inside(*shape):
    return RNG.uniform(-0.9, 0.9, size=shape)


X = normal(3, 4)
STEPS = np.array([[1, 1, 0, 1, 1], [0, 1, 1, 1, 0]], "bool")
HOT = np.eye(4)[[1, 0, 3]]
PROBABILITIES = positive(3, 4) / 9

GRADIENTS = {
    **{
        name: (getattr(ops, name), X)
        for name in [
            "negative",
            "square",
            "exp",
            "expm1",
            "sin",
            "cos",
            "tan",
            "sinh",
            "cosh",
            "tanh",
            "arctan",
            "arcsinh",
            "erf",
            "sigmoid",
            "softplus",
            "relu",
            "abs",
        ]
    },
    **{name: (getattr(ops, name), positive(3, 4)) for name in ["sqrt", "log", "log1p", "log2", "log10"]},
    **{name: (getattr(ops, name), inside(3, 4)) for name in ["arcsin", "arccos", "arctanh"]},
    "arccosh": (ops.arccosh, 1 + positive(3, 4)),
    "add, broadcast": (ops.add, X, normal(4)),
    "subtract, broadcast": (ops.subtract, normal(3, 1), X),
    "multiply, broadcast": (ops.multiply, X, normal(1, 4)),
    "multiply by itself": (lambda x: x * x, X),
    "divide": (ops.divide, X, positive(3, 4)),
    "power": (ops.power, positive(3, 4), X),
    "mod": (ops.mod, X * 3, 1 + positive(4)),
    "maximum": (ops.maximum, X, normal(3, 4)),
    "minimum": (ops.minimum, X, normal(3, 4)),
    "arctan2": (ops.arctan2, X, positive(3, 4)),
    "clip": (lambda x: ops.clip(x, -0.5, 0.5), X),
    "where": (lambda a, b: ops.where(X > 0, a, b), X, normal(3, 4)),
    "cast": (lambda x: ops.cast(x, "float64") * 2, X),
    "sum": (lambda x: ops.sum(x, axis=(0, 2)), normal(2, 3, 4)),
    "sum, all": (ops.sum, X),
    "sum, keepdims": (lambda x: ops.sum(x, -1, keepdims=True), X),
    "mean": (lambda x: ops.mean(x, axis=1), X),
    "max": (lambda x: ops.max(x, axis=1), X),
    "min, all": (ops.min, X),
    "prod": (lambda x: ops.prod(x, axis=1), X),
    "prod with a zero": (lambda x: ops.prod(x, axis=(0, 2)), normal(2, 3, 4) * (np.arange(24).reshape(2, 3, 4) != 5)),
    "cumsum": (lambda x: ops.cumsum(x, axis=1), X),
    "cumprod": (lambda x: ops.cumprod(x, axis=1), X),
    "var": (lambda x: ops.var(x, axis=0), X),
    "std": (lambda x: ops.std(x, axis=1), X),
    "logsumexp": (lambda x: ops.logsumexp(x, axis=-1), X * 50),
    "norm": (lambda x: ops.norm(x, axis=-1), X),
    "reshape": (lambda x: ops.reshape(x, (2, -1)), X),
    "transpose": (lambda x: ops.transpose(x, (2, 0, 1)), normal(2, 3, 4)),
    "broadcast_to": (lambda x: ops.broadcast_to(x, (5, 3, 4)), X),
    "pad": (lambda x: ops.pad(x, ((1, 0), (2, 3)), constant_values=1.0), X),
    "flip": (lambda x: ops.flip(x, 1), X),
    "roll": (lambda x: ops.roll(x, 2, axis=1), X),
    "repeat": (lambda x: ops.repeat(x, 3, axis=1), X),
    "tile": (lambda x: ops.tile(x, (2, 3)), X),
    "concatenate": (lambda a, b: ops.concatenate([a, b], axis=1), X, normal(3, 2)),
    "stack": (lambda a, b: ops.stack([a, b], axis=1), X, normal(3, 4)),
    "get_item, slices": (lambda x: x[1:, ::2], X),
    "get_item, integer": (lambda x: x[:, 1], X),
    "get_item, repeated indices": (lambda x: x[np.array([0, 2, 0])], X),
    "take": (lambda x: ops.take(x, np.array([[0, 2], [2, 2]]), axis=0), X),
    "take, last axis": (lambda x: ops.take(x, np.array([3, 0, 3]), axis=1), X),
    "take_along_axis": (lambda x: ops.take_along_axis(x, np.array([[0, 1], [3, 3], [2, 0]]), 1), X),
    "sort": (lambda x: ops.sort(x, axis=1), X),
    "split": (lambda x: ops.split(x, 2, axis=1)[1] * 2, X),
    "moveaxis": (lambda x: ops.moveaxis(x, 0, -1), normal(2, 3, 4)),
    "singular_values": (ops.singular_values, normal(2, 3, 4)),
    "matmul": (ops.matmul, X, normal(4, 2)),
    "matmul, batches": (ops.matmul, normal(5, 3, 4), normal(4, 2)),
    "matmul, vector right": (ops.matmul, X, normal(4)),
    "matmul, vector left": (ops.matmul, normal(3), X),
    "matmul, two vectors": (ops.matmul, normal(4), normal(4)),
    "einsum": (lambda a, b: ops.einsum("ij,jk->ki", a, b), X, normal(4, 2)),
    "einsum, an axis summed away": (lambda a, b: ops.einsum("bij,jk->bk", a, b), normal(2, 3, 4), normal(4, 2)),
    "tensordot": (lambda a, b: ops.tensordot(a, b, 1), X, normal(4, 2)),
    "dot": (ops.dot, normal(2, 3, 4), normal(4, 2)),
    "outer": (ops.outer, normal(3), normal(4)),
    "dense": (ops.dense, X, normal(4, 2), normal(2)),
    "dense, three axes, tanh": (
        lambda x, k, b: ops.dense(x, k, b, activation=keras.activations.tanh),
        *(normal(2, 3, 4), normal(4, 2), normal(2)),
    ),
    "dense, an activation that is not fused": (
        lambda x, k: ops.dense(x, k, activation=keras.activations.softplus),
        *(X, normal(4, 2)),
    ),
    "conv": (lambda x, k, b: ops.conv(x, k, 2, "same", bias=b), normal(2, 5, 6, 3), normal(3, 2, 3, 4), normal(4)),
    "max_pool": (lambda x: ops.max_pool(x, 2), normal(2, 4, 6, 3)),
    "average_pool": (lambda x: ops.average_pool(x, 2, 1, "same"), normal(2, 4, 6, 3)),
    "batch_norm": (lambda x, g, b: ops.batch_norm(x, g, b, -1, 1e-3)[0], X, positive(4), normal(4)),
    "layer_norm": (lambda x, g, b: ops.layer_norm(x, g, b, (1,), 1e-3), X, positive(4), normal(4)),
    "lstm": (
        lambda x, h, c, k, r, b: ops.lstm(x, h, c, k, r, b)[0],
        *(normal(2, 5, 3), normal(2, 4), normal(2, 4), normal(3, 16), normal(4, 16), normal(16)),
    ),
    **{
        f"lstm, whose gates are lines of slope {slope}, with a mask": (
            lambda x, h, c, k, r, b, slope=slope: ops.lstm(x, h, c, k, r, b, STEPS, slope)[0],
            *(normal(2, 5, 3), normal(2, 4), normal(2, 4), normal(3, 16), normal(4, 16), normal(16)),
        )
        for slope in (0.2, 1 / 6)
    },
    **{
        f"gru, reset {where}": (
            lambda x, h, k, r, b, after=where == "after": ops.gru(x, h, k, r, b, STEPS, reset_after=after)[0],
            *(normal(2, 5, 3), normal(2, 4), normal(3, 12), normal(4, 12), normal(*bias)),
        )
        for where, bias in (("after", (2, 12)), ("before", (12,)))
    },
    **{
        f"simple_rnn, {bend}": (
            lambda x, h, k, r, b, bend=bend: ops.simple_rnn(x, h, k, r, b, STEPS, bend)[0],
            *(normal(2, 5, 3), normal(2, 4), normal(3, 4), normal(4, 4), normal(4)),
        )
        for bend in ("tanh", "relu")
    },
    "softmax": (ops.softmax, X),
    "softmax, first axis": (lambda x: ops.softmax(x, axis=0), X),
    "log_softmax": (ops.log_softmax, X),
    "categorical_crossentropy": (lambda p: ops.categorical_crossentropy(HOT, p), PROBABILITIES),
    "categorical_crossentropy, logits": (lambda x: ops.categorical_crossentropy(HOT, x, from_logits=True), X),
    "categorical_crossentropy behind softmax": (lambda x: ops.categorical_crossentropy(HOT * 0.7, ops.softmax(x)), X),
    "sparse_categorical_crossentropy": (lambda x: ops.sparse_categorical_crossentropy([1, 0, 3], ops.softmax(x)), X),
    "binary_crossentropy": (lambda p: ops.binary_crossentropy(HOT, p), PROBABILITIES),
    "binary_crossentropy, logits": (lambda x: ops.binary_crossentropy(HOT, x, from_logits=True), X),
    "silu": (ops.silu, X),
    "gelu": (ops.gelu, X),
    "gelu, exact": (lambda x: ops.gelu(x, approximate=False), X),
    "elu": (ops.elu, X),
    "leaky_relu": (ops.leaky_relu, X),
    "normalize": (ops.normalize, X),
    "log_cosh": (ops.log_cosh, X),
    "max, over a list of axes": (lambda x: ops.max(x, axis=[0, 2]), normal(2, 3, 4)),
    "min, over a list of axes": (lambda x: ops.min(x, axis=[-1], keepdims=True), normal(2, 3, 4)),
    "top_k": (lambda x: ops.top_k(x, 2)[0], X),
    "numpy's own functions": (lambda x: np.exp(x) + np.abs(x) * 2, X),
    "the same input used twice": (lambda x: ops.exp(x) @ ops.transpose(x), X),
}

NO_GRADIENT = {
    "sign",
    "floor",
    "ceil",
    "rint",
    "isnan",
    "isinf",
    "isfinite",
    "logical_not",
    "floor_divide",
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "logical_and",
    "logical_or",
    "logical_xor",
    "any",
    "all",
    "argmax",
    "argmin",
    "argsort",
    "one_hot",
    "stop_gradient",
    "dropout",
    "zeros",
    "ones",
    "full",
    "eye",
    "arange",
    "linspace",
}


@pytest.mark.parametrize("name", GRADIENTS)
def test_the_gradient_equals_numeric_differences(name):
    function, *arrays = GRADIENTS[name]
    assert gradient_error(function, *arrays) < 1e-7


def test_every_primitive_with_a_gradient_is_in_the_table():
    tested = {name.partition(",")[0].split(" ")[0] for name in GRADIENTS}
    assert set(ops.PRIMITIVES) - NO_GRADIENT <= tested


VALUES = {
    **{
        name: (getattr(ops, name), getattr(np, name), X)
        for name in ["exp", "sin", "tanh", "sign", "floor", "abs", "square", "isnan", "ravel"]
    },
    **{
        name: (getattr(ops, name), getattr(np, name), X, normal(4))
        for name in [
            "add",
            "subtract",
            "multiply",
            "divide",
            "maximum",
            "minimum",
            "less",
            "greater_equal",
            "not_equal",
        ]
    },
    **{
        name: (getattr(ops, name), getattr(np, name), X)
        for name in ["sum", "mean", "max", "min", "prod", "var", "std", "any", "all", "argmax", "argmin"]
    },
    "expand_dims": (ops.expand_dims, np.expand_dims, X, -1),
    "squeeze": (ops.squeeze, np.squeeze, X[None, :, None]),
    "moveaxis": (ops.moveaxis, np.moveaxis, normal(2, 3, 4), 0, 2),
    "swapaxes": (ops.swapaxes, np.swapaxes, normal(2, 3, 4), 0, -1),
    "tensordot": (ops.tensordot, np.tensordot, X, normal(4, 3), ([0, 1], [1, 0])),
    "dot": (ops.dot, np.dot, normal(2, 3, 4), normal(5, 4, 2)),
    "outer": (ops.outer, np.outer, normal(3), normal(4)),
    "inner": (ops.inner, np.inner, X, normal(2, 4)),
    "round": (ops.round, np.round, X * 100, 1),
    "count_nonzero": (ops.count_nonzero, np.count_nonzero, np.array([[1, 0], [2, 3]])),
    "eye": (ops.eye, lambda *a: np.eye(*a, dtype="float32"), 3, 4, 1),
    "arange": (ops.arange, np.arange, 2, 9, 3),
}


@pytest.mark.parametrize("name", VALUES)
def test_an_op_on_plain_arrays_is_what_numpy_says(name):
    function, reference, *arguments = VALUES[name]
    result, expected = function(*arguments), reference(*arguments)
    assert not isinstance(result, keras.Variable)
    np.testing.assert_allclose(result, expected, rtol=1e-12)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("name", ["exp", "relu", "sigmoid", "softmax", "sum", "mean", "square", "softplus", "erf"])
def test_an_op_keeps_the_dtype(name, dtype):
    assert getattr(ops, name)(X.astype(dtype)).dtype == dtype


def test_a_variable_may_stand_for_its_array():
    v = keras.Variable(X)
    np.testing.assert_allclose(1 - v / 2 + v @ v.T[:, :1], 1 - X.astype("float32") / 2 + X @ X.T[:, :1], rtol=1e-5)


def test_stop_gradient_makes_a_constant():
    v = keras.Variable(X)
    _, (g,) = keras.value_and_grad(lambda: ops.sum(v * ops.stop_gradient(v)), [v])
    np.testing.assert_array_equal(g, v.value)


def test_a_variable_that_does_not_matter_has_gradient_zero():
    v, w = keras.Variable(X), keras.Variable(X)
    _, (_, g) = keras.value_and_grad(lambda: ops.sum(v), [v, w])
    assert not g.any()


def test_one_hot_leaves_numbers_outside_its_range_all_zero():
    np.testing.assert_array_equal(ops.one_hot([1, -1, 5], 3), [[0, 1, 0], [0, 0, 0], [0, 0, 0]])


def test_top_k_gives_the_largest_first():
    values, indices = ops.top_k(np.array([[3.0, 9, 1, 7]]), 2)
    np.testing.assert_array_equal([values[0], indices[0]], [[9, 7], [1, 3]])
