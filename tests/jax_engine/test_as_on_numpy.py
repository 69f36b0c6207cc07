"""What is refused and promoted on the JAX engine: as on the numpy engine."""

import numpy as np
import pytest

pytest.importorskip("jax")

import jax

import plugkeras as keras
from plugkeras import ops
from plugkeras.engine import set_engine
from plugkeras.errors import ArgumentError, DataError, ShapeError

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def on_jax():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", False)
    set_engine("jax")
    yield
    set_engine("numpy")
    keras.backend.set_floatx("float32")
    jax.config.update("jax_enable_x64", before)


def of(*shape):
    return np.ones(shape, "float32")


REFUSED = {
    "add": (lambda: ops.add(of(3, 4), of(5)), ValueError),
    "matmul": (lambda: ops.matmul(of(3, 4), of(5, 2)), ValueError),
    "dense": (lambda: ops.dense(of(3, 4), of(5, 2)), ValueError),
    "reshape": (lambda: ops.reshape(of(3, 4), (5,)), ValueError),
    "transpose": (lambda: ops.transpose(of(3, 4), (0,)), ValueError),
    "concatenate": (lambda: ops.concatenate([of(3, 4), of(2, 5)]), ValueError),
    "stack": (lambda: ops.stack([of(3), of(4)]), ValueError),
    "an axis of sums": (lambda: ops.sum(of(3), axis=2), ValueError),
    "an axis of argmax": (lambda: ops.argmax(of(3), axis=2), ValueError),
    "an axis of take": (lambda: ops.take(of(3), [0], axis=2), ValueError),
    "the largest of nothing": (lambda: ops.max(of(0)), ValueError),
    "an item": (lambda: keras.Variable(of(3))[5], IndexError),
    "an item of a list": (lambda: keras.Variable(of(3))[[0, 5]], IndexError),
    "too many indices": (lambda: keras.Variable(of(3))[0, 0], IndexError),
    "take": (lambda: ops.take(of(3), [7]), IndexError),
    "take_along_axis": (lambda: ops.take_along_axis(of(3), [7], 0), IndexError),
    "take_along_axis, axes": (lambda: ops.take_along_axis(of(3, 4), [0], 1), ValueError),
    "a window": (lambda: ops.conv(of(1, 2, 2, 1), of(3, 3, 1, 1)), ShapeError),
    "a window of a pool": (lambda: ops.max_pool(of(1, 2, 2, 1), 3), ShapeError),
    "a padding": (lambda: ops.conv(of(1, 4, 1), of(3, 1, 1), 1, "full"), ArgumentError),
    "a mode": (lambda: ops.pad(of(2), 1, "nope"), ArgumentError),
    "a class": (lambda: ops.sparse_categorical_crossentropy([0, 5], of(2, 3)), DataError),
    "sparse": (lambda: ops.one_hot([1], 3, sparse=True), ArgumentError),
    "a power": (lambda: ops.power(np.array([2]), -1), ValueError),
    "a number": (lambda: ops.add(np.array([2], "uint8"), 300), OverflowError),
    "a shape to assign": (lambda: keras.Variable(of(3)).assign(of(2)), ShapeError),
    "a truth value": (lambda: bool(keras.Variable(of(3))), ValueError),
}
OF_NUMPY = {"add", "matmul", "dense", "reshape", "transpose", "concatenate", "stack", "the largest of nothing"}
"""What NumPy and JAX themselves refuse, each in words of its own."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_numpy_engine_refuses_is_refused_in_its_words(name):
    call, error = REFUSED[name]
    with pytest.raises(error) as mine:
        call()
    set_engine("numpy")
    with pytest.raises(error) as theirs:
        call()
    if name not in OF_NUMPY:
        assert str(mine.value).partition("\n")[0] == str(theirs.value).partition("\n")[0]


WIDE = {
    "a float64": (lambda: ops.exp(np.ones(2)), "float64"),
    "a cast to float64": (lambda: ops.cast(of(2), "float64"), "float64"),
    "zeros of float64": (lambda: ops.zeros(2, "float64"), "float64"),
    "a Variable of float64": (lambda: keras.Variable(np.ones(2)), "float64"),
    "a large integer": (lambda: ops.add(np.array([2**40]), 1), "int64"),
    "a large seed": (lambda: keras.random.SeedGenerator(2**40).state, "int64"),
}
NARROW = {
    "a float32": (lambda: ops.exp(of(2)), "float32"),
    "a float16": (lambda: ops.softmax(of(2).astype("float16")), "float16"),
    "a list": (lambda: ops.exp([1.0, 2.0]), "float32"),
    "numbers": (lambda: ops.multiply(np.int32([1]), 2.5), "float32"),
    "a np.float64 beside an array": (lambda: ops.multiply(of(2), np.float64(2)), "float32"),
    "a cast from float64": (lambda: ops.cast(np.ones(2), "float32"), "float32"),
    "an initializer": (lambda: keras.initializers.GlorotUniform(seed=1)((2, 3)), "float32"),
    "a sum of bytes": (lambda: ops.sum(np.ones(2, "int8")), "int32"),
    "a byte and an integer": (lambda: ops.greater(np.ones(2, "uint8"), -1), "bool"),
    "small integers of 64 bits": (lambda: ops.add(np.array([1, 2]), 1), "int32"),
    "a seed": (lambda: keras.random.SeedGenerator(7).state, "int32"),
}


@pytest.mark.parametrize("name", [*WIDE, *NARROW])
def test_numbers_of_64_bits_are_there_once_they_are_asked_for(name):
    make, dtype = {**WIDE, **NARROW}[name]
    assert make().dtype == dtype
    assert jax.config.jax_enable_x64 == (name in WIDE)


def test_with_floatx_float64_everything_is_of_float64():
    keras.backend.set_floatx("float64")
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
    assert model(np.ones((1, 2))).dtype == "float64"
    assert ops.convert_to_tensor([1.0]).dtype == "float64"


def test_arrays_of_jax_variables_and_ndarrays_go_together():
    v, a, n = keras.Variable(of(2, 2)), ops.ones((2, 2)), of(2, 2)
    for x in (v + a, a + v, n + v, v + n, n + a, a * v, v @ a, a @ v, np.add(v, a), np.add(a, v)):
        np.testing.assert_array_equal(np.asarray(x), np.asarray(x)[0, 0] * of(2, 2))
    assert np.asarray(a == v).all()
    assert np.asarray(v >= a).all()
    assert float(ops.sum([v, v])) == 8
