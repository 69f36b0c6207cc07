"""Factors of matrices that are several arrays, with their gradients."""

from typing import Any

from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.ops.constants import values
from plugkeras.ops.elementwise import cast, square, where
from plugkeras.ops.gradients import custom_gradient
from plugkeras.ops.linear import singular_values
from plugkeras.ops.making import tril, triu
from plugkeras.ops.matrices import computed, diagonal_of, identity_of, matrices, turned
from plugkeras.ops.shapes import concatenate, expand_dims

__all__ = ["eigh", "lu_factor", "qr", "svd"]


def _gaps(x: Array) -> Array:
    """``1 / (x_j - x_i)`` for each pair of numbers, and 0 where they are equal."""
    gaps = expand_dims(x, -2) - expand_dims(x, -1)
    return where(gaps == 0, 0.0, 1 / where(gaps == 0, 1.0, gaps))


@custom_gradient
def _eigh(x: Array) -> Any:
    w, v = values(lambda np, x: tuple(np.linalg.eigh(x)), x)

    def gradient(gw: Array, gv: Array) -> Array:
        found = v @ (diagonal_of(gw) + _gaps(w) * (turned(v) @ gv)) @ turned(v)
        return 0.5 * (found + turned(found))

    return (w, v), gradient


def eigh(x: Array) -> tuple[Array, Array]:
    """The eigenvalues of symmetric matrices, rising, and as columns the eigenvectors."""
    found: tuple[Array, Array] = computed(_eigh, matrices("eigh", x, square=True))
    return found


def _solved_right(x: Array, r: Array) -> Array:
    """``x @ inv(r).T``."""
    return turned(values(lambda np, a, b: np.linalg.solve(a, b), r, turned(x)))


def _to_tall(q: Array, r: Array, gq: Array, gr: Array) -> Array:
    """The gradient of a matrix with no more columns than rows. Walter and Lehmann, 2010."""
    inner = r @ turned(gr) - turned(gq) @ q
    return _solved_right(gq + q @ (tril(inner) + turned(tril(inner, -1))), r)


def _qr(mode: str) -> Any:
    @custom_gradient
    def run(x: Array) -> Any:
        q, r = values(lambda np, x: tuple(np.linalg.qr(x, mode=mode)), x)
        rows, columns = x.shape[-2:]

        def gradient(gq: Array, gr: Array) -> Array:
            if q.shape[-1] > columns:
                raise ArgumentError("qr: of 'complete' factors of tall matrices there is no gradient; use 'reduced'.")
            if rows >= columns:
                return _to_tall(q, r, gq, gr)
            rest, g_rest = x[..., rows:], gr[..., rows:]
            first = _to_tall(q, r[..., :rows], gq + rest @ turned(g_rest), gr[..., :rows])
            return concatenate([first, q @ g_rest], -1)

        return (q, r), gradient

    return run


def qr(x: Array, mode: str = "reduced") -> tuple[Array, Array]:
    """Orthonormal columns, and the upper triangle by which they make x; "complete": a square matrix of them.

    Raises:
        ArgumentError: ``mode`` is another one, or a gradient is wanted where there is none.
    """
    if mode not in ("reduced", "complete"):
        raise ArgumentError(f"qr: `mode` must be 'reduced' or 'complete', not {mode!r}.")
    found: tuple[Array, Array] = computed(_qr(mode), matrices("qr", x))
    return found


def _svd(full: bool) -> Any:
    @custom_gradient
    def run(x: Array) -> Any:
        u, s, vt = values(lambda np, x: tuple(np.linalg.svd(x, full_matrices=full)), x)
        k = s.shape[-1]
        left, right = u[..., :k], turned(vt[..., :k, :])

        def gradient(gu: Array, gs: Array, gvt: Array) -> Array:
            g_left, g_right = gu[..., :k], turned(gvt[..., :k, :])
            gaps, scale = _gaps(square(s)), expand_dims(s, -2)
            j, m = gaps * (turned(left) @ g_left), gaps * (turned(right) @ g_right)
            inner = (j + turned(j)) * scale + turned(scale) * (m + turned(m)) + diagonal_of(gs)
            inverse = where(scale == 0, 0.0, 1 / where(scale == 0, 1.0, scale))
            beside = (g_left - left @ (turned(left) @ g_left)) * inverse
            above = (g_right - right @ (turned(right) @ g_right)) * inverse
            return (left @ inner + beside) @ turned(right) + left @ turned(above)

        return (u, s, vt), gradient

    return run


def svd(x: Array, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """``(u, s, v)`` with ``x == (u * s) @ v``, the largest s first; or s alone.

    With ``full_matrices``, u and v are square; no gradient flows through what the product does not need.
    """
    x = matrices("svd", x)
    return computed(_svd(full_matrices), x) if compute_uv else computed(singular_values, x)


def _lu_values(np: Any, x: Any) -> Any:
    """Gauss's elimination with rows exchanged, a column after the other."""
    rows, columns = np.arange(x.shape[-2]), np.arange(x.shape[-1])
    pivots = []
    for k in range(min(x.shape[-2:])):
        best = np.argmax(np.where(rows >= k, np.abs(x[..., k]), -1), -1)[..., None]
        order = np.where(rows == k, best, np.where(rows == best, k, rows))
        x = np.take_along_axis(x, order[..., None], -2)
        pivot = x[..., k, k][..., None]
        factor = np.where((rows > k) & (pivot != 0), x[..., k] / np.where(pivot == 0, 1, pivot), 0).astype(x.dtype)
        x = x - factor[..., None] * np.where(columns > k, x[..., k, :], 0)[..., None, :]
        x = np.where((rows > k)[:, None] & (columns == k), factor[..., None], x)
        pivots.append(best[..., 0])
    return x, np.stack(pivots, -1)


def _rows_of(np: Any, pivots: Any, n: int) -> Any:
    """Where each row came from, as one-hot rows."""
    order = np.broadcast_to(np.arange(n), (*pivots.shape[:-1], n))
    for k in range(pivots.shape[-1]):
        p = pivots[..., k : k + 1]
        at_k, at_p = order[..., k : k + 1], np.take_along_axis(order, p, -1)
        places = np.arange(n)
        order = np.where(places == k, at_p, np.where(places == p, at_k, order))
    return order[..., None] == np.arange(n)


@custom_gradient
def _lu_factor(x: Array) -> Any:
    lu, pivots = values(_lu_values, x)

    def gradient(g: Array, _: Array) -> Array:
        if x.shape[-1] != x.shape[-2]:
            raise ArgumentError("lu_factor: there is a gradient of square matrices only.")
        lower, upper = tril(lu, -1) + identity_of(lu), triu(lu)
        inner = tril(turned(lower) @ tril(g, -1), -1) + triu(triu(g) @ turned(upper))
        left = values(lambda np, a, b: np.linalg.solve(a, b), turned(lower), inner)
        exchanged = cast(values(lambda np, p: _rows_of(np, p, x.shape[-1]), pivots), str(x.dtype))
        return turned(exchanged) @ _solved_right(left, upper)

    return (lu, pivots), gradient


def lu_factor(x: Array) -> tuple[Array, Array]:
    """Both triangles of x with rows exchanged, in one matrix (the lower has ones on its diagonal), and the exchanges.

    The k-th of these is the row that was exchanged with row k, one after the other.
    """
    x = matrices("lu_factor", x)
    made: tuple[Array, Array] = computed(lambda x: _lu_factor(x), x)
    return made[0], cast(made[1], "int32")
