"""The hot kernels against their plain definitions, and their gradients against numeric differences."""

import zlib

import naive
import numpy as np
import pytest

from plugkeras.engine import windows as where
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras_std.numpy_engine import (
    buffers,
    conv,
    fused,
    gru,
    lstm,
    normalization,
    pooling,
    products,
    simple_rnn,
    windows,
)

KERNELS = {
    "conv": (conv.conv, conv.conv_vjp, naive.conv),
    "max_pool": (pooling.max_pool, pooling.max_pool_vjp, naive.max_pool),
    "average_pool": (pooling.average_pool, pooling.average_pool_vjp, naive.average_pool),
    "lstm": (lstm.lstm, lstm.lstm_vjp, naive.lstm),
    "gru": (gru.gru, gru.gru_vjp, naive.gru),
    "simple_rnn": (simple_rnn.simple_rnn, simple_rnn.simple_rnn_vjp, naive.simple_rnn),
    "batch_norm": (normalization.batch_norm, normalization.batch_norm_vjp, naive.batch_norm),
    "layer_norm": (normalization.layer_norm, normalization.layer_norm_vjp, naive.layer_norm),
}

# One row a case: the kernel, the shapes of its arrays (None: not given), its options.
CASES = [
    ("conv", [(2, 9, 3), (3, 3, 5), (5,)], {}),
    ("conv", [(2, 9, 3), (3, 3, 5), (5,)], {"padding": "causal", "dilation_rate": 2}),
    ("conv", [(2, 9, 3), (2, 3, 4), None], {"padding": "causal", "strides": 2}),
    ("conv", [(2, 9, 40), (2, 40, 4), (4,)], {"padding": "same", "activation": "tanh"}),
    ("conv", [(2, 4, 9), (3, 4, 5), (5,)], {"data_format": "channels_first", "padding": "same"}),
    ("conv", [(3, 8, 7, 3), (3, 2, 3, 4), (4,)], {}),
    ("conv", [(3, 8, 7, 3), (3, 2, 3, 4), None], {"activation": "relu"}),
    ("conv", [(3, 8, 7, 3), (3, 2, 3, 4), (4,)], {"padding": "same", "activation": "relu"}),
    ("conv", [(3, 8, 7, 3), (3, 3, 3, 4), (4,)], {"padding": "same", "strides": 2, "activation": "sigmoid"}),
    ("conv", [(3, 8, 7, 3), (2, 3, 3, 4), (4,)], {"strides": (2, 3)}),
    ("conv", [(3, 9, 9, 3), (2, 3, 3, 4), (4,)], {"dilation_rate": (2, 3), "padding": "same"}),
    ("conv", [(3, 9, 9, 3), (3, 3, 3, 4), (4,)], {"dilation_rate": 2}),
    ("conv", [(2, 6, 6, 12), (3, 3, 12, 4), (4,)], {"padding": "same"}),
    ("conv", [(2, 6, 6, 4), (3, 3, 2, 6), (6,)], {"groups": 2, "padding": "same", "activation": "tanh"}),
    ("conv", [(2, 6, 6, 48), (3, 3, 24, 6), (6,)], {"groups": 2}),
    ("conv", [(2, 6, 6, 4), (3, 3, 1, 8), (8,)], {"groups": 4, "strides": 2, "padding": "same"}),
    ("conv", [(2, 4, 6, 5), (3, 3, 2, 6), (6,)], {"groups": 2, "data_format": "channels_first", "strides": 2}),
    ("conv", [(4, 5, 5, 6), (1, 1, 6, 3), (3,)], {}),
    ("conv", [(2, 8, 8, 3), (4, 4, 3, 5), (5,)], {"strides": 4}),
    ("conv", [(2, 9, 9, 3), (2, 2, 3, 5), (5,)], {"strides": 3}),
    ("conv", [(40, 12, 12, 8), (3, 3, 8, 16), (16,)], {"padding": "same", "activation": "sigmoid"}),
    ("conv", [(2, 60, 50, 24), (3, 3, 24, 8), (8,)], {}),
    ("conv", [(2, 5, 6, 4, 3), (2, 3, 2, 3, 4), (4,)], {"padding": "same", "activation": "relu"}),
    ("conv", [(2, 5, 6, 5, 3), (2, 3, 2, 3, 4), None], {"strides": 2}),
    ("conv", [(2, 3, 5, 6, 4), (2, 3, 2, 3, 4), (4,)], {"data_format": "channels_first"}),
    ("max_pool", [(2, 9, 3)], {"pool_size": (2,)}),
    ("max_pool", [(2, 9, 3)], {"pool_size": (3,), "strides": 1, "padding": "same"}),
    ("max_pool", [(3, 8, 8, 4)], {"pool_size": (2, 2)}),
    ("max_pool", [(3, 7, 9, 4)], {"pool_size": (2, 2)}),
    ("max_pool", [(3, 7, 9, 4)], {"pool_size": (2, 2), "padding": "same"}),
    ("max_pool", [(3, 7, 9, 4)], {"pool_size": (3, 2), "strides": (2, 1)}),
    ("max_pool", [(3, 9, 9, 4)], {"pool_size": (3, 3), "strides": 2, "padding": "same"}),
    ("max_pool", [(3, 9, 9, 4)], {"pool_size": (2, 2), "strides": 3}),
    ("max_pool", [(3, 9, 9, 4)], {"pool_size": (1, 1), "strides": 2}),
    ("max_pool", [(3, 9, 9, 4)], {"pool_size": (1, 1)}),
    ("max_pool", [(3, 4, 6, 8)], {"pool_size": (2, 2), "data_format": "channels_first"}),
    ("max_pool", [(2, 4, 6, 5, 3)], {"pool_size": (2, 2, 2), "padding": "same"}),
    ("max_pool", [(70, 20, 20, 40)], {"pool_size": (2, 2)}),
    ("average_pool", [(2, 9, 3)], {"pool_size": (3,), "strides": 1, "padding": "same"}),
    ("average_pool", [(3, 8, 8, 4)], {"pool_size": (2, 2)}),
    ("average_pool", [(3, 7, 9, 4)], {"pool_size": (2, 2), "padding": "same"}),
    ("average_pool", [(3, 7, 9, 4)], {"pool_size": (3, 2), "strides": (2, 1)}),
    ("average_pool", [(3, 9, 9, 4)], {"pool_size": (2, 2), "strides": 3}),
    ("average_pool", [(3, 4, 6, 8)], {"pool_size": (2, 3), "data_format": "channels_first", "padding": "same"}),
    ("average_pool", [(2, 4, 6, 5, 3)], {"pool_size": (2, 2, 2), "strides": 1, "padding": "same"}),
    ("average_pool", [(70, 20, 20, 40)], {"pool_size": (2, 2)}),
    ("lstm", [(3, 5, 4), (3, 6), (3, 6), (4, 24), (6, 24), (24,)], {}),
    ("lstm", [(3, 5, 4), (3, 6), (3, 6), (4, 24), (6, 24), None], {}),
    ("lstm", [(1, 1, 1), (1, 1), (1, 1), (1, 4), (1, 4), (4,)], {}),
    ("lstm", [(80, 6, 40), (80, 100), (80, 100), (40, 400), (100, 400), (400,)], {}),
    ("lstm", [(5, 6, 4), (5, 3), (5, 3), (4, 12), (3, 12), (12,), "mask"], {}),
    ("lstm", [(5, 6, 4), (5, 3), (5, 3), (4, 12), (3, 12), None, "full mask"], {}),
    ("lstm", [(5, 6, 4), (5, 3), (5, 3), (4, 12), (3, 12), (12,), "mask"], {"slope": 0.2}),
    ("gru", [(3, 5, 4), (3, 6), (4, 18), (6, 18), (2, 18)], {}),
    ("gru", [(1, 1, 1), (1, 1), (1, 3), (1, 3), None], {}),
    ("gru", [(80, 6, 40), (80, 100), (40, 300), (100, 300), (2, 300)], {}),
    ("gru", [(5, 6, 4), (5, 3), (4, 9), (3, 9), (2, 9), "mask"], {"slope": 0.2}),
    ("gru", [(3, 5, 4), (3, 6), (4, 18), (6, 18), (18,)], {"reset_after": False}),
    ("gru", [(5, 6, 4), (5, 3), (4, 9), (3, 9), None, "mask"], {"reset_after": False, "slope": 0.2}),
    ("simple_rnn", [(3, 5, 4), (3, 6), (4, 6), (6, 6), (6,)], {}),
    ("simple_rnn", [(1, 1, 1), (1, 1), (1, 1), (1, 1), None], {}),
    ("simple_rnn", [(13000, 2, 20), (13000, 20), (20, 20), (20, 20), (20,)], {}),
    ("simple_rnn", [(5, 6, 4), (5, 3), (4, 3), (3, 3), (3,), "mask"], {}),
    ("simple_rnn", [(5, 6, 4), (5, 3), (4, 3), (3, 3), None, "mask"], {"activation": "relu"}),
    ("batch_norm", [(7, 5), (5,), (5,)], {"axis": -1, "epsilon": 1e-3}),
    ("batch_norm", [(8, 5), None, (5,)], {"axis": 1, "epsilon": 1e-3}),
    ("batch_norm", [(8, 6, 4, 3), (3,), None], {"axis": 3, "epsilon": 1e-3}),
    ("batch_norm", [(6, 3, 5, 4), (3,), (3,)], {"axis": 1, "epsilon": 1e-5}),
    ("batch_norm", [(6, 3, 5, 4), (3, 4), (3, 4)], {"axis": (1, 3), "epsilon": 1e-3}),
    ("batch_norm", [(64, 25, 25, 16), (16,), (16,)], {"axis": -1, "epsilon": 1e-3}),
    ("layer_norm", [(7, 5), (5,), (5,)], {"axis": -1, "epsilon": 1e-3}),
    ("layer_norm", [(4, 5, 6), None, None], {"axis": (2,), "epsilon": 1e-3}),
    ("layer_norm", [(4, 5, 6), (5, 6), (5, 6)], {"axis": (1, 2), "epsilon": 1e-3}),
    ("layer_norm", [(4, 5, 6), (5,), (5,)], {"axis": 1, "epsilon": 1e-3}),
    ("layer_norm", [(2000, 300), (300,), (300,)], {"axis": -1, "epsilon": 1e-3}),
]
RECURRENT = ("lstm", "gru", "simple_rnn")
NAMES = [f"{name}-{shapes[0]}-{options}" for name, shapes, options in CASES]
EVERY = pytest.mark.parametrize(("name", "shapes", "options"), CASES, ids=NAMES)


def random(name, shape, dtype=np.float64):
    """Numbers that depend on what they are for alone; a mask begins with rows that are masked from the start."""
    rng = np.random.default_rng(zlib.crc32(f"{name}{shape}".encode()))
    if shape is None:
        return None
    if shape == "full mask":
        return np.ones((5, 6), bool)
    if shape == "mask":
        mask = rng.random((5, 6)) > 0.4
        mask[:3, :2], mask[2] = [[False, False], [False, True], [True, False]], False
        return mask
    return (rng.standard_normal(shape) * (1 if len(shape) != 2 else 0.5)).astype(dtype)


def inputs(shapes, dtype=np.float64):
    """Arrays of those shapes, read-only."""
    arrays = [random(f"input {n}", shape, dtype) for n, shape in enumerate(shapes)]
    for array in arrays:
        if array is not None:
            array.flags.writeable = False
    return arrays


def results(y):
    """The results as a tuple."""
    return y if isinstance(y, tuple) else (y,)


def gradients(name, arrays, options, dtype=np.float64, **how):
    """(results, their gradients chosen at random, gradients of the arrays)."""
    forward, vjp, _ = KERNELS[name]
    y, saved = forward(*arrays, **options)
    gs = tuple(random(f"gradient {n}", part.shape, dtype) for n, part in enumerate(results(y)))
    for g in gs:
        g.flags.writeable = False
    wants = how.pop("wants", tuple(differentiable(array) for array in arrays))
    return results(y), gs, vjp(gs if name in RECURRENT else gs[0], saved, wants, **how)


def differentiable(array):
    return array is not None and array.dtype != bool


@EVERY
def test_a_result_is_what_the_definition_says(name, shapes, options):
    arrays = inputs(shapes)
    forward, _, definition = KERNELS[name]
    for found, expected in zip(
        results(forward(*arrays, **options)[0]), results(definition(*arrays, **options)), strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-11)


@EVERY
def test_a_gradient_is_what_numeric_differences_say(name, shapes, options):
    arrays = inputs(shapes)
    forward = KERNELS[name][0]
    _, gs, found = gradients(name, arrays, options)
    gs = gs[:1] if name == "batch_norm" else gs  # its statistics are constants to the gradient
    for n, (array, gradient) in enumerate(zip(arrays, found, strict=True)):
        if not differentiable(array):
            assert gradient is None
            continue
        direction = random("direction", array.shape)

        def change(step, n=n, direction=direction):
            moved = ([a + s * direction if m == n else a for m, a in enumerate(arrays)] for s in (step, -step))
            ahead, behind = (results(forward(*some, **options)[0]) for some in moved)
            return sum(np.vdot(g, a - b) for g, a, b in zip(gs, ahead, behind, strict=False))

        # Where the slope jumps, a step so small that no maximum and no relu changes sides
        h = 1e-8 if name == "max_pool" or options.get("activation") == "relu" or "slope" in options else 1e-3
        expected = (8 * change(h) - change(2 * h)) / (12 * h)
        size = np.linalg.norm(gradient) * np.linalg.norm(direction)
        assert abs(np.vdot(gradient, direction) - expected) < 1e-7 * size


@EVERY
def test_the_same_call_gives_the_same_bits(name, shapes, options):
    arrays = inputs(shapes, np.float32)
    once = gradients(name, arrays, options, np.float32)
    for _ in range(3):
        again = gradients(name, arrays, options, np.float32)
        for first, second in zip([*once[0], *once[2]], [*again[0], *again[2]], strict=True):
            assert (first is None and second is None) or first.tobytes() == second.tobytes()


@EVERY
@pytest.mark.parametrize(("dtype", "close"), [(np.float16, 1e-2), (np.float32, 2e-5)])
def test_other_dtypes_give_the_same_to_their_precision(name, shapes, options, dtype, close):
    narrow = inputs(shapes, dtype)
    wide = [a.astype(np.float64) if differentiable(a) else a for a in narrow]
    found, expected = gradients(name, narrow, options, dtype), gradients(name, wide, options)
    for array, first, second in zip(narrow, found[2], expected[2], strict=True):
        if first is not None:
            assert first.dtype == array.dtype
            assert np.linalg.norm(first - second) <= close * np.linalg.norm(second) + close
    for first, second in zip(found[0], expected[0], strict=True):
        assert first.dtype == dtype
        assert np.linalg.norm(first - second) <= close * np.linalg.norm(second) + close


@EVERY
def test_arrays_may_lie_in_memory_as_they_like(name, shapes, options):
    plain = inputs(shapes)
    strided = [np.repeat(a.T, 2, axis=0)[::2].T if differentiable(a) else a for a in plain]
    first, second = gradients(name, plain, options), gradients(name, strided, options)
    for one, other in zip([*first[0], *first[2]], [*second[0], *second[2]], strict=True):
        if one is not None:
            np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-10)


@EVERY
def test_only_the_gradients_that_are_wanted_are_found(name, shapes, options):
    arrays = inputs(shapes)
    everything = gradients(name, arrays, options)[2]
    for n in (n for n, array in enumerate(arrays) if differentiable(array)):
        wants = tuple(m == n for m in range(len(arrays)))
        for m, gradient in enumerate(gradients(name, arrays, options, wants=wants)[2]):
            assert gradient is None if m != n else np.array_equal(gradient, everything[n])


@EVERY
def test_a_gradient_is_written_to_the_place_that_is_given(name, shapes, options):
    arrays = inputs(shapes, np.float32)
    flat = np.full(sum(a.size for a in arrays if differentiable(a)), np.nan, np.float32)
    places, start = [], 0
    for array in arrays:
        places.append(flat[start : start + array.size].reshape(array.shape) if differentiable(array) else None)
        start += array.size if differentiable(array) else 0
    elsewhere = gradients(name, arrays, options, np.float32)[2]
    for place, found, other in zip(
        places, gradients(name, arrays, options, np.float32, into=tuple(places))[2], elsewhere, strict=True
    ):
        assert found is place
        assert place is None or np.array_equal(place, other)


@EVERY
def test_a_step_that_repeats_takes_no_new_memory(name, shapes, options):
    arrays = inputs(shapes, np.float32)
    buffers.clear()
    sizes = []
    for _ in range(12):
        gradients(name, arrays, options, np.float32)
        sizes.append(buffers.held())
    assert sizes[-1] <= 1.5 * sizes[3]


@pytest.mark.parametrize("given", [(True, False, False), (False, True, False), (False, False, True)])
def test_the_lstm_takes_the_gradient_of_any_one_result(given):
    arrays = inputs([(3, 5, 4), (3, 6), (3, 6), (4, 24), (6, 24), (24,)])
    (y, saved), every = lstm.lstm(*arrays), (True,) * 6
    gs = [random(f"gradient {n}", part.shape) for n, part in enumerate(y)]
    some = lstm.lstm_vjp(tuple(g if want else None for g, want in zip(gs, given, strict=True)), saved, every)
    zeros = lstm.lstm_vjp(tuple(g * want for g, want in zip(gs, given, strict=True)), saved, every)
    for first, second in zip(some, zeros, strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-12, atol=1e-12)


def test_the_gradient_of_equal_maxima_goes_to_the_first_of_them():
    x = np.zeros((1, 4, 4, 1))
    x[0, :2, :2, 0] = [[1, 2], [2, 2]]
    x[0, 2:, 2:, 0] = [[0, 5], [5, 1]]
    y, saved = pooling.max_pool(x, pool_size=(2, 2))
    (gx,) = pooling.max_pool_vjp(np.ones_like(y), saved)
    assert gx[0, :, :, 0].tolist() == [[0, 1, 1, 0], [0, 0, 0, 0], [1, 0, 0, 1], [0, 0, 0, 0]]


def test_average_pooling_counts_real_cells_only():
    x = np.array([1.0, 2, 3]).reshape(1, 3, 1)
    assert pooling.average_pool(x, pool_size=(2,), padding="same")[0].ravel().tolist() == [1.5, 3]


def test_surplus_padding_goes_behind():
    x = np.array([1.0, 2, 3, 4]).reshape(1, 4, 1)
    assert conv.conv(x, np.ones((3, 1, 1)), None, strides=2, padding="same")[0].ravel().tolist() == [6, 7]


def test_a_mean_far_from_zero_costs_no_precision():
    x = np.random.default_rng(0).standard_normal((4096, 8)).astype(np.float32) + 1000
    (y, mean, variance), _ = normalization.batch_norm(x, None, None, axis=-1, epsilon=0.0)
    exact = x.astype(np.float64)
    np.testing.assert_allclose(mean, exact.mean(0), rtol=1e-7)
    np.testing.assert_allclose(variance, exact.var(0), rtol=1e-5)
    np.testing.assert_allclose(y, (exact - exact.mean(0)) / exact.std(0), atol=1e-4)


@pytest.mark.parametrize("activation", fused.TABLE)
def test_an_activation_may_overwrite_its_argument_and_never_overflows(activation):
    z = np.array([-1e4, -3.0, 0.0, 3.0, 1e4])
    apply, vjp = fused.TABLE[activation]
    with np.errstate(all="raise"):
        y = apply(z, np.empty_like(z))
        slope = vjp(np.ones_like(z), y, np.empty_like(z))
        assert np.array_equal(apply(z.copy(), z), y)
    assert slope.tolist() == pytest.approx({"relu": [0, 0, 0, 1, 1]}.get(activation, slope[::-1].tolist()))


@pytest.mark.parametrize(
    ("error", "spatial", "size", "padding"),
    [(ShapeError, (4, 4), (5, 5), "valid"), (ArgumentError, (4,), (2,), "full")],
)
def test_windows_that_cannot_be_are_refused(error, spatial, size, padding):
    with pytest.raises(error, match="Use"):
        where.windows(spatial, size, 1, 1, padding, "A convolution")


@pytest.mark.parametrize("shape", [(2, 3, 4), (500, 300, 200), (90, 400, 1500)])
def test_a_product_on_threads_is_the_product(shape):
    a, b = random("a", shape[:2]), random("b", shape[1:])
    assert np.allclose(products.matmul(a, b, np.empty((shape[0], shape[2]))), a @ b, rtol=1e-12)
    wide = products.matmul(b.T, a.T, np.empty((shape[2], shape[0])))
    assert np.allclose(wide, (a @ b).T, rtol=1e-12)


@pytest.mark.parametrize(("n", "work", "pieces"), [(1, 1e9, 1), (0, 1e9, 1), (10, 5, 1), (10, 35, 3), (100, 1e9, 16)])
def test_work_is_split_by_its_size_and_nothing_is_left_out(n, work, pieces):
    found = windows.split(n, work, 10)
    assert len(found) == pieces
    assert [i for piece in found for i in range(piece.start, piece.stop)] == list(range(n))
