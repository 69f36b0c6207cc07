"""The forms in which Keras's ops take their arguments: by position, as lists, with what each may be told besides."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops, random
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.testing.gradients import gradient_error

X = np.random.default_rng(5).normal(size=(2, 3, 4))
MATRIX = [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (lambda: ops.squeeze([[1.0], [2.0]]), [1, 2]),
        (lambda: ops.swapaxes(MATRIX, 0, 1), [[1, 3], [2, 4]]),
        (lambda: ops.moveaxis([[1.0, 2.0]], 0, 1), [[1], [2]]),
        (lambda: ops.split([1.0, 2.0, 3.0, 4.0], 2)[1], [3, 4]),
        (lambda: ops.dot(MATRIX, [1.0, 1.0]), [3, 7]),
        (lambda: ops.tensordot(MATRIX, MATRIX, axes=1), [[7, 10], [15, 22]]),
        (lambda: ops.inner([1.0, 2.0], [3.0, 4.0]), 11),
        (lambda: ops.outer([1.0, 2.0], [3.0, 4.0]), [[3, 4], [6, 8]]),
        (lambda: ops.leaky_relu([-1.0, 1.0]), [-0.2, 1]),
        (lambda: ops.leaky_relu(x=[-1.0, 1.0]), [-0.2, 1]),
        (lambda: ops.relu6([-1, 9]), [0, 6]),
        (lambda: ops.var([1, 2, 3]), 2 / 3),
        (lambda: ops.logsumexp([0.0, 0.0]), np.log(2)),
        (lambda: ops.take([1.0, 2.0, 3.0], [2, 0]), [3, 1]),
        (lambda: ops.take_along_axis([[1.0, 2.0]], [[1]], 1), [[2]]),
        (lambda: ops.concatenate([[1.0], [2.0]]), [1, 2]),
        (lambda: ops.concatenate([np.ones((1, 2)), np.zeros((1, 2))]), [[1, 1], [0, 0]]),
        (lambda: ops.unstack(MATRIX)[1], [3, 4]),
        (lambda: ops.top_k([1.0, 3.0, 2.0], 2)[0], [3, 2]),
        (lambda: ops.zeros_like([1.0, 2.0]), [0, 0]),
        (lambda: ops.expand_dims([1.0, 2.0], (0, -1)), [[[1], [2]]]),
        (lambda: ops.cumsum([1, 2], dtype="float64"), [1, 3]),
        (lambda: ops.max([1.0, 2.0], initial=5.0), 5),
        (lambda: ops.min(np.zeros((0, 2)), axis=0, initial=7.0), [7, 7]),
        (lambda: ops.prod([2, 3], dtype="float32"), 6),
        (lambda: ops.linspace(0, 1, 3, retstep=True)[1], 0.5),
        (lambda: ops.linspace([0.0, 1.0], [1.0, 2.0], 2, axis=1), [[0, 1], [1, 2]]),
        (lambda: ops.pad([1.0, 2.0, 3.0], 1, mode="reflect"), [2, 1, 2, 3, 2]),
        (lambda: ops.pad([1.0, 2.0], (1, 0), constant_values=9.0), [9, 1, 2]),
        (lambda: ops.where([True, False, True])[0], [0, 2]),
        (lambda: ops.in_top_k([0, 0, 2], [[1.0, np.nan, 0], [np.nan, 1, 2], [1, 2, 3]], 1), [False, False, True]),
        (lambda: ops.in_top_k([0], [[1.0, np.nan, 0.0]], 2), [True]),
        (lambda: ops.multi_hot([[0, 2], [1, 1]], 3), [[1, 0, 1], [0, 1, 0]]),
        (lambda: ops.conv(np.ones((1, 4, 1)), np.ones((2, 1, 1)), 2), [[[2], [2]]]),
        (lambda: ops.max_pool(np.arange(4.0).reshape(1, 4, 1), 2, 2, "valid", None), [[[1], [3]]]),
    ],
)
def test_what_keras_takes_is_taken(result, expected):
    np.testing.assert_allclose(result(), expected, rtol=1e-6)


def test_without_a_data_format_the_default_one_is_meant():
    x, kernel = np.ones((1, 2, 5, 5)), np.ones((3, 3, 2, 4))
    keras.backend.set_image_data_format("channels_first")
    try:
        assert ops.conv(x, kernel).shape == (1, 4, 3, 3)
        assert ops.max_pool(x, 2).shape == (1, 2, 2, 2)
    finally:
        keras.backend.set_image_data_format("channels_last")


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect", "symmetric", "wrap"])
def test_padding_of_every_mode_has_its_gradient(mode):
    np.testing.assert_array_equal(ops.pad(X, ((0, 0), (1, 2), (2, 1)), mode), np.pad(X, ((0, 0), (1, 2), (2, 1)), mode))
    assert gradient_error(lambda x: ops.pad(x, ((0, 0), (1, 2), (2, 1)), mode), X) < 1e-6


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: ops.where([True], [1.0], None), ArgumentError, "give both `x1` and `x2`, or neither"),
        (lambda: ops.where([True], None, [1.0]), ArgumentError, "give both `x1` and `x2`, or neither"),
        (lambda: ops.expand_dims([1.0], 3), ShapeError, "3 does not name 1 of the 2 axes"),
        (lambda: random.uniform((2,), dtype="int32"), ArgumentError, "uniform draws floats"),
        (lambda: random.normal((2,), dtype="bool"), ArgumentError, "normal draws floats"),
        (
            lambda: random.randint((2,), 0, 5, dtype="float32"),
            ArgumentError,
            "randint draws integers",
        ),
        (lambda: random.SeedGenerator("x"), ArgumentError, "`seed` must be an integer of at least 0"),
    ],
)
def test_what_has_no_meaning_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("module", [ops, random])
def test_a_module_of_functions_shows_its_own_names_only(module):
    names = [name for name in dir(module) if name[0] != "_"]
    assert {"Any", "Callable", "WHEN_SET", "current", "Engine", "np"} & set(names) == set()
    assert sorted(names) == sorted(module.__all__)
    assert not hasattr(ops, "Any")


def test_a_seed_generator_gives_a_new_seed_each_time():
    seeds = random.SeedGenerator(7)
    assert seeds.state.numpy().tolist() == [7, 0]
    first, second = seeds.next(), seeds.next()
    assert seeds.state.numpy().tolist() == [7, 2]
    draw = [random.normal((3,), seed=seed).tolist() for seed in (first, second, first)]
    assert draw[0] == draw[2] != draw[1]


def test_none_is_the_linear_activation():
    assert keras.activations.get(None) is keras.activations.linear


def test_an_array_is_an_initializer():
    value = np.arange(6.0).reshape(2, 3)
    assert (keras.initializers.get(value)((2, 3)) == value).all()
    layer = keras.layers.Dense(3, kernel_initializer=value)
    layer.build((None, 2))
    assert (layer.kernel.numpy() == value).all()
    with pytest.raises(ShapeError, match=r"shape \(2, 3\) does not fit a weight of shape \(4, 3\)"):
        keras.layers.Dense(3, kernel_initializer=value).build((None, 4))
