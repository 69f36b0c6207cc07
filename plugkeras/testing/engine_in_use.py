"""An engine that is being checked: in use for a while, and what it computes beside what it should."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.engine import Engine, current
from plugkeras.engine.contract import made, use

Make = str | Callable[[], Engine]

NEAR = 1e-5
"""How far values may be from the usual engine's, relative to the largest."""


def engine_of(make: Make) -> Engine:
    """A new engine: of that name, or of that class or function."""
    return made(make) if isinstance(make, str) else make()


@contextmanager
def using(engine: Engine) -> Iterator[Engine]:
    """Within it, this engine is in use."""
    former = current()
    try:
        yield use(engine)
    finally:
        use(former)


def far(found: Any, wanted: Any, near: float = NEAR) -> str:
    """How far arrays are from each other, if that is too far; else nothing."""
    found, wanted = np.asarray(found), np.asarray(wanted)
    if "f" not in (found.dtype.kind, wanted.dtype.kind):
        return "" if np.array_equal(found, wanted) else f"{found.ravel()[:3]} …, not {wanted.ravel()[:3]} …"
    near = max(near, 2e-3 if wanted.dtype == np.float16 else 0)
    room = near * max(1.0, float(np.abs(wanted[np.isfinite(wanted)]).max(initial=0)))
    if np.allclose(found, wanted, rtol=0, atol=room, equal_nan=True):
        return ""
    return f"the largest difference is {np.nanmax(np.abs(np.float64(found) - wanted)):.1g}"


def equal(said: str, found: Any, wanted: Any, near: float = NEAR) -> None:
    """Whether values are what they should be.

    Raises:
        AssertionError: they are not; the message begins with what is ``said``.
    """
    found, wanted = np.asarray(ops.convert_to_numpy(found)), np.asarray(wanted)
    assert found.shape == wanted.shape, f"{said}: the shape is {found.shape}, not {wanted.shape}"
    difference = far(found, wanted, near)
    assert not difference, f"{said}: {difference}"
