"""What the kernels of recurrent layers share: gates, rows of a batch for threads, masks, weights in one matrix.

Arrays here begin with (time, batch), so that a step is one block of memory.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from plugkeras_std.numpy_engine import buffers, threads
from plugkeras_std.numpy_engine.windows import split

BYTES = 256 << 10  # of gates whose derivatives are worked out at a time
LEAST = 1e7  # floating-point operations in one step that make some rows of a batch worth a thread


class Gate(NamedTuple):
    """A sigmoid, or with a ``slope`` the line ``slope * z + 1/2`` kept between 0 and 1.

    Whoever makes the weights ready scales the columns of gates by ``scale``: sigmoid(z) = tanh(z / 2) / 2 + 1/2.
    """

    slope: float | None = None

    @property
    def scale(self) -> float:
        """What z is multiplied by beforehand."""
        return 0.5 if self.slope is None else self.slope

    def open(self, z: np.ndarray) -> None:
        """Turn scaled inputs into gates, in place."""
        if self.slope is None:
            np.tanh(z, out=z)
            np.multiply(z, 0.5, out=z)
            np.add(z, 0.5, out=z)
        else:
            np.add(z, 0.5, out=z)
            np.maximum(z, 0, out=z)
            np.minimum(z, 1, out=z)

    def derivative(self, y: np.ndarray, out: np.ndarray) -> None:
        """The derivative by z where the gate is y."""
        np.subtract(1, y, out=out)
        np.multiply(out, y, out=out)
        if self.slope is not None:
            np.multiply(out > 0, self.slope, out=out, casting="same_kind")


def partly(mask: np.ndarray | None) -> np.ndarray | None:
    """The mask, if it leaves anything out."""
    return None if mask is None or mask.all() else mask


def over_batch(work: Callable[[slice], None], batch: int, weights: int) -> None:
    """The batch in pieces for threads, where a step has so many weights: rows do not meet before their gradient."""
    operations = 2.0 * batch * weights
    with threads.quiet(operations):
        threads.run(work, split(batch, operations, LEAST, most=threads.count()))


def back_through_time(
    states: tuple[np.ndarray, ...],
    given: np.ndarray | None,
    mask: np.ndarray | None,
    time: int,
    factors: Callable[[slice], None],
    step: Callable[[int], None],
) -> None:
    """Turn the gradients of the last states into those of the first, in place.

    ``given`` (batch, time, units) is the gradient of the outputs, which are the first of the states. ``factors(some)``
    works out what ``step(t)`` of some steps needs, before they come.
    """
    masking = None if mask is None else _Masking(mask, *states)
    span = max(1, BYTES // max(1, 4 * states[0].nbytes))
    for stop in range(time, 0, -span):
        some = range(max(0, stop - span), stop)
        factors(slice(some.start, stop))
        for t in reversed(some):
            now = None if given is None else given[:, t]
            if masking is not None:
                masking.before(t, now, *states)
            elif now is not None:
                np.add(states[0], now, out=states[0])
            step(t)
            if masking is not None:
                masking.after(*states)


def rows(x: np.ndarray, h0: np.ndarray, bias: bool, dtype: np.dtype) -> np.ndarray:
    """(T + 1, B, units + features + bias): room for h, x and one; the first h is there already."""
    (batch, time, features), units = x.shape, h0.shape[-1]
    found = buffers.empty((time + 1, batch, units + features + bias), dtype)
    found[0, :, :units] = h0
    found[:-1, :, units : units + features] = x.swapaxes(0, 1)
    if bias:
        found[:-1, :, -1] = 1
    return found


def leave_out(off: np.ndarray, t: int, hidden: np.ndarray, sequence: np.ndarray) -> None:
    """Where step t is off: h stays, and the output is the one before."""
    np.copyto(hidden[t + 1], hidden[t], where=off)
    np.copyto(sequence[t], hidden[t + 1])
    np.copyto(sequence[t], sequence[t - 1] if t else 0, where=off)


class _Masking:
    """Leads the gradients of states and output past the steps that are masked, to the step before."""

    def __init__(self, mask: np.ndarray, *states: np.ndarray) -> None:
        self.mask = mask
        self.output = np.zeros_like(states[0])
        self.past = [np.empty_like(state) for state in states]

    def before(self, t: int, given: np.ndarray | None, *states: np.ndarray) -> None:
        """Leave in the states what goes through step t."""
        on = self.mask[:, t, None].astype(self.output.dtype)
        if given is not None:
            self.output += given
            states[0][...] += self.output * on
            self.output *= 1 - on
        for state, past in zip(states, self.past, strict=True):
            np.multiply(state, 1 - on, out=past)
            np.multiply(state, on, out=state)

    def after(self, *states: np.ndarray) -> None:
        """Add to the states what went past the step."""
        for state, past in zip(states, self.past, strict=True):
            np.add(state, past, out=state)
