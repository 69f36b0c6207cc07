"""Random numbers for cases, and whether two engines agree on one."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import plugkeras as keras
from plugkeras.engine import set_engine

TOLERANCE = {"float32": 1e-5, "float64": 1e-10}
FLOOR = 1e-3
Numbers = dict[str, Any]


class Drawn:
    """The random numbers of one case."""

    def __init__(self, seed: int) -> None:
        self.seed, self.rng = seed, np.random.default_rng(seed)

    def one_of(self, *things: Any) -> Any:
        return things[self.rng.integers(len(things))]

    def some(self, **options: Any) -> dict[str, Any]:
        """About a third of the options, each with one of its values."""
        return {key: self.one_of(*values) for key, values in options.items() if values and not self.rng.integers(3)}

    def normal(self, *shape: int) -> Any:
        return self.rng.normal(size=shape)

    def steps(self, n: int, time: int) -> Any:
        """A mask of steps: at the end, at the beginning, with holes, all of a row; or none."""
        holes = self.rng.integers(0, 2, (n, time))
        ends = np.arange(time) < self.rng.integers(1, time + 1, (n, 1))
        return self.one_of(None, holes.astype(bool), ends, ends[:, ::-1].copy(), holes.astype("float32"))


def of(engine: str, dtype: str, compute: Callable[[], Numbers]) -> Numbers:
    """What is computed on an engine, with floats of that dtype."""
    set_engine(engine)
    keras.backend.set_floatx(dtype)
    keras.utils.set_random_seed(1)
    try:
        return {key: np.asarray(value) for key, value in compute().items()}
    finally:
        keras.backend.set_floatx("float32")
        set_engine("numpy")


def differences(dtype: str, compute: Callable[[], Numbers]) -> Iterator[str]:
    """A line for each quantity that JAX has otherwise than NumPy, relative to the largest number in it.

    Where NumPy's float32 itself is further from float64 than the tolerance, twice that distance is allowed.
    """
    wanted, exact, found = of("numpy", dtype, compute), of("numpy", "float64", compute), of("jax", dtype, compute)
    if set(found) != set(wanted):
        yield f"quantities {sorted(found)} instead of {sorted(wanted)}"
    for name in [n for n in wanted if n in found]:
        a, b = found[name], wanted[name]
        if (a.shape, a.dtype.kind) != (b.shape, b.dtype.kind) or (b.dtype.kind == "f" and a.dtype != b.dtype):
            yield f"{name}: {a.shape} {a.dtype} instead of {b.shape} {b.dtype}"
        elif not (off := _far(a, b)) <= max(TOLERANCE[dtype], 2 * _far(b, exact[name])):
            yield f"{name}: off by {off:.1e}: {a.ravel()[:4]} instead of {b.ravel()[:4]}"


def _far(a: Any, b: Any) -> float:
    a, b = a.astype("float64"), b.astype("float64")
    finite = np.isfinite(b)
    if not (np.isfinite(a) == finite).all() or not ((a == b) | np.isnan(b))[~finite].all():
        return np.inf
    return float(np.abs(a - b)[finite].max(initial=0) / max(np.abs(b[finite]).max(initial=0), FLOOR))
