"""What is done in another way because it is faster gives what the plain way gives."""

import numpy as np
import pytest

from plugkeras_std.numpy_engine import conv
from plugkeras_std.numpy_engine.choosing import LEAST, chosen, kept, left_out
from plugkeras_std.numpy_engine.contracting import einsum, plan
from plugkeras_std.numpy_engine.gathering import added_up
from plugkeras_std.numpy_engine.patches import Patches
from plugkeras_std.numpy_engine.rules.families import LARGE, added
from plugkeras_std.numpy_engine.special import erf

RANDOM = np.random.RandomState(0)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("shape", [(2 * LEAST,), (40, 60), (1, 60), ()])
def test_a_choice_without_branches_is_the_same_to_the_bit(dtype, shape):
    full = shape if len(shape) == 1 else (40, 60)
    condition = RANDOM.rand(*full) > 0.5
    a, b = RANDOM.randn(*shape).astype(dtype) if shape else 2.5, RANDOM.randn(*full).astype(dtype)
    b.ravel()[:4] = np.nan, np.inf, -0.0, -np.inf
    assert chosen(condition, a, b).tobytes() == np.where(condition, a, b).tobytes()
    assert kept(condition, b).tobytes() == np.where(condition, b, b.dtype.type(0)).tobytes()
    assert left_out(condition, b.T.copy().T).tobytes() == np.where(condition, b.dtype.type(0), b).tobytes()


@pytest.mark.parametrize(
    "subscripts",
    [
        *("abc,cd->abd", "abc,bd->adc", "ab,ab->a", "abc,abd->acd", "ab,bc->ca", "abhd,cbhd->bhac", "ab,cd->abcd"),
        *("a,b->ba", "ab,ab->", "ab,b->a", "ab,ab->ab", "abc,bcd->abd", "a,ab->b"),
    ],
)
def test_sums_of_products_are_products_of_matrices(subscripts):
    terms, _, result = subscripts.partition("->")
    lengths = dict(a=3, b=4, c=5, d=2, h=6)
    x, y = (RANDOM.randn(*(lengths[c] for c in term)) for term in terms.split(","))
    assert plan(*terms.split(","), result) is not None
    np.testing.assert_allclose(einsum(subscripts, x, y), np.einsum(subscripts, x, y), atol=1e-12)


@pytest.mark.parametrize("subscripts", ["ab,bc->a", "aab,b->a", "...a,ab->...b"])
def test_what_is_no_product_of_matrices_is_left_to_numpy(subscripts):
    x = RANDOM.randn(3, 3, 3) if subscripts.startswith("aab") else RANDOM.randn(3, 3)
    y = RANDOM.randn(*[3] * len(subscripts.partition("->")[0].split(",")[1]))
    assert plan(*subscripts.partition("->")[0].split(","), subscripts.partition("->")[2]) is None
    np.testing.assert_allclose(einsum(subscripts, x, y), np.einsum(subscripts, x, y), atol=1e-12)


@pytest.mark.parametrize("below", [3, 40, 70000])
def test_rows_are_added_to_their_places_however_often_one_comes(below):
    indices = np.where(RANDOM.rand(300) < 0.3, 1, RANDOM.randint(0, below, 300))
    rows, found, wanted = RANDOM.randn(300, 4), np.zeros((below, 4)), np.zeros((below, 4))
    added_up(found, indices, rows)
    np.add.at(wanted, indices, rows)
    np.testing.assert_allclose(found, wanted, atol=1e-12)


@pytest.mark.parametrize("axis", [None, 0, (0, 1), 1, (1, 2), -1, (0, 2)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_short_rows_are_added_up(axis, keepdims):
    x = RANDOM.randn(8, LARGE // 64, 8)
    np.testing.assert_allclose(added(x, axis, keepdims), x.sum(axis, keepdims=keepdims), atol=1e-9)


def test_erf_of_singles_is_that_of_doubles():
    x = np.linspace(-6, 6, 4001)
    np.testing.assert_allclose(erf(x.astype("float32")), erf(x), atol=5e-7)
    np.testing.assert_array_equal(erf(np.float32([-np.inf, 0, np.inf])), [-1, 0, 1])


@pytest.mark.parametrize("options", [{}, {"strides": 2}, {"dilation_rate": 2}, {"padding": "same", "strides": 3}])
@pytest.mark.parametrize(("axes", "times"), [(1, 1), (2, 1), (2, 3), (3, 2)])
def test_channels_convolved_by_themselves(axes, times, options, monkeypatch):
    x = RANDOM.randn(2, *(7, 8, 6)[:axes], 4)
    kernel, bias = RANDOM.randn(*(2, 3, 2)[:axes], 1, 4 * times), RANDOM.randn(4 * times)

    def results():
        y, saved = conv.conv(x, kernel, bias, groups=4, activation="relu", **options)
        return [y.copy(), *(g.copy() for g in conv.conv_vjp(np.cos(y), saved, (True,) * 3))]

    found = results()
    monkeypatch.setattr(conv, "_way", lambda where, groups, x, kernel, bias, dtype: Patches(where, groups, bias, dtype))
    for one, other in zip(found, results(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-10)
