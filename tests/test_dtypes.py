"""What dtype an op's result has: Keras's rules, which are not NumPy's."""

import numpy as np
import pytest

from plugkeras import layers, ops

OF_FLOATS = ("sqrt", "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "arctan", "sinh", "cosh")
OF_FLOATS += ("tanh", "arcsinh", "erf", "sigmoid", "softplus", "mean", "var", "std", "rsqrt", "reciprocal")
WHOLE = ("bool", "uint8", "int8", "int16", "int32", "int64")


@pytest.mark.parametrize("dtype", WHOLE)
@pytest.mark.parametrize("name", OF_FLOATS)
def test_a_function_of_integers_whose_values_are_floats_gives_the_default_dtype(name, dtype):
    assert getattr(ops, name)(np.ones((2, 3), dtype)).dtype == "float32"


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("name", OF_FLOATS)
def test_a_function_of_floats_keeps_their_dtype(name, dtype):
    assert getattr(ops, name)(np.ones((2, 3), dtype)).dtype == dtype


@pytest.mark.parametrize(
    "name", ["add", "subtract", "multiply", "divide", "power", "maximum", "minimum", "mod", "arctan2"]
)
@pytest.mark.parametrize("width", ["float16", "float32", "float64"])
@pytest.mark.parametrize("whole", WHOLE)
def test_integers_beside_floats_become_floats_of_their_width(name, width, whole):
    x, n = np.ones(3, width), np.ones(3, whole)
    assert getattr(ops, name)(x, n).dtype == width
    assert getattr(ops, name)(n, x).dtype == width


@pytest.mark.parametrize(
    ("result", "dtype"),
    [
        (lambda n: ops.divide(n, n), "float32"),
        (lambda n: ops.arctan2(n, n), "float32"),
        (lambda n: ops.multiply(n, 2), "int32"),
        (lambda n: ops.multiply(n, 2.5), "float32"),
        (lambda n: ops.add(n, np.ones(3, "int64")), "int64"),
        (lambda n: ops.maximum(n, 0), "int32"),
        (lambda n: ops.where(n > 0, n, 0.5), "float32"),
        (lambda n: ops.where(n > 0, ops.ones(3), n), "float32"),
        (lambda n: ops.where(n > 0, n, 0), "int32"),
        (lambda n: ops.clip(n, 0, 1), "int32"),
        (lambda n: ops.norm(n), "float32"),
        (lambda n: ops.cumsum(n, dtype="float64"), "float64"),
        (lambda n: ops.prod(n, dtype="float32"), "float32"),
    ],
)
def test_what_integers_become(result, dtype):
    assert result(np.arange(1, 4, dtype="int32")).dtype == dtype


@pytest.mark.parametrize(
    "moved",
    [
        *(ops.transpose, ops.flip, ops.sort, lambda x: ops.pad(x, 1), lambda x: ops.pad(x, 1, "edge")),
        *(lambda x: ops.roll(x, 1), lambda x: ops.repeat(x, 2), lambda x: ops.tile(x, 2)),
        *(lambda x: ops.broadcast_to(x, (3, 2)), lambda x: ops.reshape(x, (2, 1)), lambda x: ops.take(x, [0])),
    ],
)
def test_lists_whose_elements_are_moved_are_of_the_default_dtypes(moved):
    assert moved([1.0, 2.0]).dtype == "float32"
    assert moved([1, 2]).dtype == "int32"


def test_halves_are_summed_up_and_averaged_without_overflow():
    x = np.full((2, 300, 3), 1000, "float16")
    assert ops.mean(x) == 1000
    assert ops.mean(x, axis=1).dtype == "float16"
    assert (layers.GlobalAveragePooling1D(dtype="float16")(x) == 1000).all()
    assert (layers.GlobalAveragePooling2D(dtype="float16")(x[:, :, None]) == 1000).all()
    assert (layers.AveragePooling1D(300, dtype="float16")(x) == 1000).all()
    assert float(ops.std(x)) == 0


def test_sums_of_halves_are_as_exact_as_halves_can_be():
    x = np.full(4096, 0.1, "float16")
    assert ops.sum(x) == np.float16(x.astype("float64").sum())
