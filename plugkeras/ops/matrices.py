"""Linear algebra over the last two axes: NumPy's values, with gradients that are written here for all engines."""

import builtins
from collections.abc import Callable
from typing import Any

from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras.ops.constants import in_dtype, together, values
from plugkeras.ops.elementwise import cast, where
from plugkeras.ops.gradients import custom_gradient
from plugkeras.ops.linear import singular_values
from plugkeras.ops.making import tril, triu
from plugkeras.ops.reductions import max, prod, sum, wide
from plugkeras.ops.shapes import as_floats, convert_to_tensor, expand_dims, eye, swapaxes

__all__ = [
    *("cholesky", "cholesky_inverse", "det", "eig", "inv", "logdet", "lstsq", "matrix_rank", "pinv", "slogdet"),
    *("solve", "solve_triangular"),
]


def turned(x: Array) -> Array:
    """The matrices transposed."""
    return swapaxes(x, -1, -2)


def identity_of(x: Array) -> Array:
    """The unit matrix of as many rows as x has columns."""
    return eye(x.shape[-1], dtype=str(x.dtype))


def diagonal_of(x: Array) -> Array:
    """The matrices with these numbers on their diagonals, and zeros elsewhere."""
    return expand_dims(x, -1) * identity_of(x)


def matrices(name: str, x: Array, square: bool = False) -> Array:
    """x as an array of floats that NumPy's linear algebra takes.

    Raises:
        ShapeError: it has fewer than two axes, or its matrices are not square and have to be.
    """
    x = as_floats(x)
    if len(x.shape) < 2 or (square and x.shape[-1] != x.shape[-2]):
        wanted = "square matrices" if square else "matrices"
        raise ShapeError(f"{name}: it is for {wanted} in the last two axes, not for shape {tuple(x.shape)}.")
    return x


def computed(run: Callable[..., Any], *xs: Array) -> Any:
    """``run(*xs)`` in single precision at least, which NumPy's linear algebra needs, and back."""
    dtype = str(xs[0].dtype)
    found = run(*[wide(x)[0] for x in xs])
    return tuple(cast(y, dtype) for y in found) if isinstance(found, tuple) else in_dtype(found, dtype)


# -- factors --------------------------------------------------------------------------------------


@custom_gradient
def _cholesky(x: Array) -> Any:
    lower = values(lambda np, x: np.linalg.cholesky(x), x)

    def gradient(g: Array) -> Array:
        inner = tril(turned(lower) @ g)
        inner = inner - 0.5 * inner * identity_of(inner)
        left = values(lambda np, a, b: np.linalg.solve(a, b), turned(lower), inner)
        found = turned(values(lambda np, a, b: np.linalg.solve(a, b), turned(lower), turned(left)))
        return 0.5 * (found + turned(found))

    return lower, gradient


def cholesky(x: Array, upper: bool = False) -> Array:
    """The triangular L with ``L @ L.T == x``, x being positive definite; ``upper``: its transpose.

    Raises:
        numpy.linalg.LinAlgError: it is not, where values are known; else the result is NaN.
    """
    x = matrices("cholesky", x, square=True)
    return turned(computed(_cholesky, turned(x))) if upper else computed(_cholesky, x)


def cholesky_inverse(x: Array, upper: bool = False) -> Array:
    """The inverse of the matrix of which x is the ``cholesky`` factor."""
    x = matrices("cholesky_inverse", x, square=True)
    factor = solve_triangular(x, identity_of(x) + 0 * x, lower=not upper)
    return factor @ turned(factor) if upper else turned(factor) @ factor


def eig(x: Array) -> tuple[Array, Array]:
    """The eigenvalues and, as columns, the eigenvectors: complex numbers, to which no gradient flows."""
    x, dtype = wide(matrices("eig", x, square=True))
    kind = "complex128" if dtype == "float64" else "complex64"
    w, v = values(lambda np, x: tuple(np.linalg.eig(x)), x)
    return cast(w, kind), cast(v, kind)


# -- determinants ---------------------------------------------------------------------------------


@custom_gradient
def _det(x: Array) -> Any:
    def gradient(g: Array) -> Array:
        u, s, vt = values(lambda np, x: tuple(np.linalg.svd(x)), x)
        sign = values(lambda np, u, v: np.linalg.det(u) * np.linalg.det(v), u, vt)
        others = prod(where(identity_of(x) == 1, 1.0, expand_dims(s, -2)), -1)
        return (u * expand_dims(others * expand_dims(g * sign, -1), -2)) @ vt

    return values(lambda np, x: np.linalg.det(x), x), gradient


def det(x: Array) -> Array:
    """The determinant."""
    return computed(_det, matrices("det", x, square=True))


@custom_gradient
def _slogdet(x: Array) -> Any:
    sign, size = values(lambda np, x: tuple(np.linalg.slogdet(x)), x)

    def gradient(_: Array, g: Array) -> Array:
        return expand_dims(g, (-2, -1)) * turned(values(lambda np, x: np.linalg.inv(x), x))

    return (sign, size), gradient


def slogdet(x: Array) -> tuple[Array, Array]:
    """The sign of the determinant, and the logarithm of its size."""
    found: tuple[Array, Array] = computed(_slogdet, matrices("slogdet", x, square=True))
    return found


def logdet(x: Array) -> Array:
    """The logarithm of the determinant's size."""
    return slogdet(x)[1]


# -- inverses -------------------------------------------------------------------------------------


@custom_gradient
def _inv(x: Array) -> Any:
    y = values(lambda np, x: np.linalg.inv(x), x)
    return y, lambda g: -turned(y) @ g @ turned(y)


def inv(x: Array) -> Array:
    """The inverse.

    Raises:
        numpy.linalg.LinAlgError: there is none, where values are known.
    """
    return computed(_inv, matrices("inv", x, square=True))


@custom_gradient
def _solve(a: Array, b: Array) -> Any:
    x = values(lambda np, a, b: np.linalg.solve(a, b), a, b)

    def gradient(g: Array) -> tuple[Array, Array]:
        to_b = values(lambda np, a, b: np.linalg.solve(a, b), turned(a), g)
        return -to_b @ turned(x), to_b

    return x, gradient


def solve(a: Array, b: Array) -> Array:
    """The x with ``a @ x == b``, b being matrices or, with one axis less than a, vectors."""
    a, b = together(a, b, floats=True)
    matrices("solve", a, square=True)
    if len(b.shape) == len(a.shape) - 1:
        return computed(_solve, a, expand_dims(b, -1))[..., 0]
    return computed(_solve, a, b)


def solve_triangular(a: Array, b: Array, lower: bool = False) -> Array:
    """As ``solve``, for the triangle of a above the diagonal, or ``lower``; what is in the other does not matter."""
    a = matrices("solve_triangular", a, square=True)
    return solve(tril(a) if lower else triu(a), b)


@custom_gradient
def _pinv(x: Array, least: Array) -> Any:
    def formula(np: Any, x: Any, least: Any) -> Any:
        u, s, vt = np.linalg.svd(x, full_matrices=False)
        held = s > least * s.max(-1, keepdims=True)
        inverse = np.where(held, 1 / np.where(held, s, 1), 0).astype(x.dtype)
        return np.swapaxes(vt, -1, -2) @ (inverse[..., None] * np.swapaxes(u, -1, -2))

    p = values(formula, x, least)

    def gradient(g: Array) -> tuple[Array, None]:
        pt, gt, xt = turned(p), turned(g), x
        here = -pt @ g @ pt
        rows = gt @ p @ pt
        columns = pt @ p @ gt
        return here + rows - xt @ (p @ rows) + columns - columns @ p @ xt, None

    return p, gradient


def pinv(x: Array, rcond: Any = None) -> Array:
    """The pseudo-inverse; singular values up to ``rcond`` times the largest count as zero, by default rounding's."""
    x = matrices("pinv", x)
    return computed(lambda x: _pinv(x, in_dtype(_least(x) if rcond is None else rcond, str(x.dtype))), x)


def _least(x: Array) -> float:
    return (1.2e-7 if str(x.dtype) == "float32" else 2.2e-16) * float(builtins.max(x.shape[-2:]))


def lstsq(a: Array, b: Array, rcond: Any = None) -> Array:
    """The x for which ``a @ x`` is nearest to b, and the smallest of these; b is a matrix or a vector."""
    a, b = together(a, b, floats=True)
    return pinv(a, rcond) @ b


def matrix_rank(x: Array, tol: Any = None) -> Array:
    """How many singular values are above ``tol``, by default what rounding makes of zeros."""
    x, _ = wide(matrices("matrix_rank", x))
    s = singular_values(x)
    least = max(s, -1, keepdims=True) * _least(x) if tol is None else expand_dims(convert_to_tensor(tol), -1)
    return sum(cast(s > least, "int32"), -1)
