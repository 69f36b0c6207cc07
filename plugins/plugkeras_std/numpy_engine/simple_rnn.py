"""A simple recurrent layer over a whole sequence, and its gradients (Elman, 1990).

As in `lstm`, one array holds the rows (h, x, 1) of all steps, and one matrix all weights.
"""

from typing import NamedTuple

import numpy as np

from plugkeras_std.numpy_engine import buffers
from plugkeras_std.numpy_engine.over_time import back_through_time, leave_out, over_batch, partly, rows
from plugkeras_std.numpy_engine.products import matmul
from plugkeras_std.numpy_engine.windows import Arrays, computing, deliver, delivered


class Saved(NamedTuple):
    """What the gradients need."""

    steps: np.ndarray  # (T + 1, B, units + features + 1): h, x and one
    matrix: np.ndarray
    activation: str
    mask: np.ndarray | None
    arguments: Arrays


def simple_rnn(
    x: np.ndarray,
    h0: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray | None = None,
    mask: np.ndarray | None = None,
    activation: str = "tanh",
) -> tuple[tuple[np.ndarray, np.ndarray], Saved]:
    """((sequence, h), saved): all outputs (batch, time, units), the last state, and what `simple_rnn_vjp` needs.

    `x` is (batch, time, features), the activation tanh or relu; the mask as in `lstm`.
    """
    (batch, time, _), units = x.shape, len(recurrent_kernel)
    dtype, mask = computing(x, kernel), partly(mask)
    parts = [recurrent_kernel, kernel] + ([] if bias is None else [bias[None]])
    matrix = np.concatenate(parts, dtype=dtype, casting="same_kind")
    steps = rows(x, h0, bias is not None, dtype)
    saved = Saved(steps, matrix, activation, mask, (x, h0, kernel, recurrent_kernel, bias, mask))
    sequence = steps[1:, :, :units] if mask is None else buffers.empty((time, batch, units), dtype)
    over_batch(lambda some: _forward(saved, sequence, some), batch, matrix.size)
    results = sequence.swapaxes(0, 1), steps[time, :, :units]
    return tuple(deliver(result, np.result_type(x, kernel), None) for result in results), saved  # type: ignore[return-value]


def simple_rnn_vjp(g: Arrays, saved: Saved, wants: tuple[bool, ...], into: Arrays = (None,) * 6) -> Arrays:
    """The gradients of (x, h, kernel, recurrent_kernel, bias, mask), given those of (sequence, h) or None."""
    (time, batch, width), units = saved.steps.shape, saved.matrix.shape[1]
    time -= 1
    dz = buffers.empty((time, batch, units), saved.steps.dtype)
    gstate = buffers.empty((batch, units), dz.dtype)
    gstate[...] = 0 if g[1] is None else g[1]
    over_batch(lambda some: _backward(saved, g[0], dz, gstate, some), batch, saved.matrix.size)
    gx = gmatrix = None
    features = len(saved.matrix) - units - (saved.arguments[4] is not None)
    if wants[0]:
        gx = buffers.empty((time, batch, features), dz.dtype)
        matmul(dz.reshape(-1, units), saved.matrix[units : units + features].T, gx.reshape(-1, features))
        gx = gx.swapaxes(0, 1)
    if any(wants[2:]):
        gmatrix = np.empty((width, units), dz.dtype)
        matmul(saved.steps[:-1].reshape(-1, width).T, dz.reshape(-1, units), gmatrix)
    parts = (None,) * 3 if gmatrix is None else (gmatrix[units : units + features], gmatrix[:units], gmatrix[-1])
    return delivered((gx, gstate, *parts, None), saved.arguments, wants, into)


def _forward(saved: Saved, sequence: np.ndarray, some: slice) -> None:
    """Fill the states, and the outputs if there is a mask, for some rows of the batch."""
    steps, units = saved.steps[:, some], saved.matrix.shape[1]
    hidden, product = steps[:, :, :units], buffers.empty((steps.shape[1], units), steps.dtype)
    for t in range(len(steps) - 1):
        np.matmul(steps[t], saved.matrix, out=product)
        if saved.activation == "tanh":
            np.tanh(product, out=hidden[t + 1])
        else:
            np.maximum(product, 0, out=hidden[t + 1])
        if saved.mask is not None:
            leave_out(~saved.mask[some, t, None], t, hidden, sequence[:, some])


def _backward(saved: Saved, gsequence: np.ndarray | None, dz: np.ndarray, dh: np.ndarray, some: slice) -> None:
    """Fill `dz` with the gradients of what the activation is given; turn that of the last state into the first's."""
    dz, dh, units = dz[:, some], dh[some], saved.matrix.shape[1]
    back = saved.matrix[:units].T

    def factors(steps: slice) -> None:
        y = saved.steps[1:][steps, some, :units]
        if saved.activation == "tanh":
            np.multiply(y, y, out=dz[steps])
            np.subtract(1, dz[steps], out=dz[steps])
        else:
            np.greater(y, 0, out=dz[steps])

    def step(t: int) -> None:
        np.multiply(dz[t], dh, out=dz[t])
        np.matmul(dz[t], back, out=dh)

    back_through_time(
        (dh,),
        None if gsequence is None else gsequence[some],
        None if saved.mask is None else saved.mask[some],
        len(dz),
        factors,
        step,
    )
