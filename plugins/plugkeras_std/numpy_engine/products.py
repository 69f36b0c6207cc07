"""The matrix product on threads of our own: a BLAS with threads collapses when somebody else uses the cores."""

import numpy as np

from plugkeras_std.numpy_engine import threads
from plugkeras_std.numpy_engine.windows import split

LEAST = 1e7  # floating-point operations that make a piece of work worth a thread


def matmul(a: np.ndarray, b: np.ndarray, out: np.ndarray) -> np.ndarray:
    """The product of two matrices, written to `out`, its longer side split over threads if it is large."""
    work = 2.0 * out.size * a.shape[1]
    if work < 2 * LEAST:  # one piece
        return np.matmul(a, b, out=out)
    across = out.shape[1] > out.shape[0]

    def piece(some: slice) -> None:
        if across:
            np.matmul(a, b[:, some], out=out[:, some])
        else:
            np.matmul(a[some], b, out=out[some])

    with threads.quiet(work):
        threads.run(piece, split(max(out.shape), work, LEAST, most=threads.count()))
    return out
