"""A layer of LSTM over a whole sequence, and its gradients (Hochreiter & Schmidhuber 1997, with forget gates).

One array, `steps`, holds the rows (h, x, 1) of all steps. So a step is one product with the weights (recurrent kernel,
kernel, bias) in one matrix, and the gradient of all weights is one product when the loop is over. The columns of that
matrix are the gates in the order o, i, f, c: so the three sigmoids lie side by side, and so do the three that meet the
cell state. The sigmoids' columns are halved: sigmoid(z) = tanh(z / 2) / 2 + 1/2, and one tanh does them all.
"""

from typing import NamedTuple

import numpy as np

from plugkeras_std.numpy_engine import buffers
from plugkeras_std.numpy_engine.over_time import Gate, back_through_time, leave_out, over_batch, partly, rows
from plugkeras_std.numpy_engine.products import matmul
from plugkeras_std.numpy_engine.windows import Arrays, computing, deliver, delivered

ORDER = [3, 0, 1, 2]  # where our gates are among Keras's i, f, c, o


class Saved(NamedTuple):
    """What the gradients need; arrays begin with (time, batch)."""

    steps: np.ndarray  # (T + 1, B, units + features + 1): h, x and one
    gates: np.ndarray  # (T, B, 4 · units)
    cells: np.ndarray  # (T + 1, B, units)
    squashed: np.ndarray  # (T, B, units): the tanh of cells[1:]
    matrix: np.ndarray
    mask: np.ndarray | None
    gate: Gate
    arguments: Arrays


def lstm(
    x: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray | None = None,
    mask: np.ndarray | None = None,
    slope: float | None = None,
) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray], Saved]:
    """((sequence, h, c), saved): all outputs (batch, time, units), the last states, and what `lstm_vjp` needs.

    `x` is (batch, time, features), weights are Keras's with gates i, f, c, o. Where `mask` (batch, time) is False, the
    states stay as they are and the output is that of the step before, or zeros if there is none. With a ``slope``,
    the sigmoids are straight lines between 0 and 1.
    """
    batch, time, _ = x.shape
    units = len(recurrent_kernel)
    dtype, gate = computing(x, kernel), Gate(slope)
    mask = partly(mask)
    saved = Saved(
        rows(x, h0, bias is not None, dtype),
        buffers.empty((time, batch, 4 * units), dtype),
        buffers.empty((time + 1, batch, units), dtype),
        buffers.empty((time, batch, units), dtype),
        _matrix(kernel, recurrent_kernel, bias, gate.scale, dtype),
        mask,
        gate,
        (x, h0, c0, kernel, recurrent_kernel, bias, mask),
    )
    saved.cells[0] = c0
    sequence = saved.steps[1:, :, :units] if mask is None else buffers.empty((time, batch, units), dtype)
    over_batch(lambda some: _forward(saved, sequence, some), batch, saved.matrix.size)
    results = sequence.swapaxes(0, 1), saved.steps[time, :, :units], saved.cells[time]
    return tuple(deliver(result, np.result_type(x, kernel), None) for result in results), saved


def lstm_vjp(g: Arrays, saved: Saved, wants: tuple[bool, ...], into: Arrays = (None,) * 7) -> Arrays:
    """The gradients of (x, h0, c0, kernel, recurrent_kernel, bias, mask), given those of (sequence, h, c) or None.

    As many of them as `wants` has; those that are not wanted are None, and that of the mask always is.
    """
    gates, (batch, units) = buffers.empty_like(saved.gates), saved.cells.shape[1:]
    gstates = [buffers.empty((batch, units), gates.dtype) for _ in range(2)]
    for state, given in zip(gstates, g[1:], strict=True):
        state[...] = 0 if given is None else given
    matrix = saved.matrix.copy()
    matrix[:, : 3 * units] /= saved.gate.scale  # from here on, the gates' own inputs count
    over_batch(lambda some: _backward(saved, matrix, g[0], gates, *gstates, some), batch, matrix.size)
    gkernel, grecurrent, gbias = _weight_gradients(saved, gates) if any(wants[3:]) else (None,) * 3
    gx = _input_gradient(saved, matrix, gates) if wants[0] else None
    found = (gx, *gstates, gkernel, grecurrent, gbias, None)
    return delivered(found, saved.arguments, wants, into)


def _matrix(
    kernel: np.ndarray, recurrent: np.ndarray, bias: np.ndarray | None, scale: float, dtype: np.dtype
) -> np.ndarray:
    units, features = len(recurrent), len(kernel)
    matrix = buffers.empty((units + features + (bias is not None), 4 * units), dtype)
    ours = matrix.reshape(-1, 4, units)
    ours[:units] = recurrent.reshape(units, 4, units)[:, ORDER]
    ours[units : units + features] = kernel.reshape(features, 4, units)[:, ORDER]
    if bias is not None:
        ours[-1] = bias.reshape(4, units)[ORDER]
    ours[:, :3] *= scale
    return matrix


def _forward(saved: Saved, sequence: np.ndarray, rows: slice) -> None:
    """Fill what is saved, and the outputs if there is a mask, for some rows of the batch."""
    steps, gates, cells, squashed = (array[:, rows] for array in saved[:4])
    units = cells.shape[-1]
    hidden = steps[:, :, :units]
    sigmoids = gates[:, :, : 3 * units]
    o, i, f, candidate = (gates[:, :, n * units : (n + 1) * units] for n in range(4))
    new = buffers.empty(cells.shape[1:], cells.dtype)
    for t in range(len(gates)):
        np.matmul(steps[t], saved.matrix, out=gates[t])
        if saved.gate.slope is None:
            np.tanh(gates[t], out=gates[t])
            np.multiply(sigmoids[t], 0.5, out=sigmoids[t])
            np.add(sigmoids[t], 0.5, out=sigmoids[t])
        else:
            np.tanh(candidate[t], out=candidate[t])
            saved.gate.open(sigmoids[t])
        cell = np.multiply(f[t], cells[t], out=cells[t + 1])
        np.multiply(i[t], candidate[t], out=new)
        np.add(cell, new, out=cell)
        np.tanh(cell, out=squashed[t])
        np.multiply(o[t], squashed[t], out=hidden[t + 1])
        if saved.mask is not None:
            off = ~saved.mask[rows, t, None]
            np.copyto(cell, cells[t], where=off)
            leave_out(off, t, hidden, sequence[:, rows])


def _backward(
    saved: Saved,
    matrix: np.ndarray,
    gsequence: np.ndarray | None,
    gates: np.ndarray,
    dh: np.ndarray,
    dc: np.ndarray,
    rows: slice,
) -> None:
    """Fill `gates` with the gradients of the gates' inputs, and turn those of the last states into the first's."""
    width = gates.shape[-1]
    dh, dc, dz = dh[rows], dc[rows], gates[:, rows]
    to_cell = buffers.empty((len(gates), *dc.shape), dc.dtype)
    back = matrix[: width // 4].T
    back_through_time(
        (dh, dc),
        None if gsequence is None else gsequence[rows],
        None if saved.mask is None else saved.mask[rows],
        len(gates),
        lambda some: _derivatives(saved, some, rows, dz[some], to_cell[some]),
        lambda t: _step_back(dh, dc, dz[t], to_cell[t], saved.gates[t, rows], back),
    )


def _derivatives(saved: Saved, some: slice, rows: slice, dz: np.ndarray, to_cell: np.ndarray) -> None:
    """The factors in the gradients of some steps: `to_cell` from dh to dc, `dz` from dh to o and from dc to i, f, c."""
    gates, squashed, cells = (array[some, rows] for array in (saved.gates, saved.squashed, saved.cells))
    units = squashed.shape[-1]
    o, i, _, candidate = (gates[:, :, n * units : (n + 1) * units] for n in range(4))
    do, di, df, dcandidate = (dz[:, :, n * units : (n + 1) * units] for n in range(4))
    np.multiply(squashed, squashed, out=to_cell)
    np.subtract(1, to_cell, out=to_cell)
    np.multiply(to_cell, o, out=to_cell)
    saved.gate.derivative(gates[:, :, : 3 * units], out=dz[:, :, : 3 * units])
    np.multiply(candidate, candidate, out=dcandidate)
    np.subtract(1, dcandidate, out=dcandidate)
    for gate, factor in ((do, squashed), (di, candidate), (df, cells), (dcandidate, i)):
        np.multiply(gate, factor, out=gate)


def _step_back(
    dh: np.ndarray, dc: np.ndarray, dz: np.ndarray, to_cell: np.ndarray, gates: np.ndarray, back: np.ndarray
) -> None:
    """Turn the gradients of the states after a step into those before it, and the factors in `dz` into gradients."""
    rows, units = dh.shape
    np.multiply(to_cell, dh, out=to_cell)
    np.add(dc, to_cell, out=dc)
    np.multiply(dz[:, :units], dh, out=dz[:, :units])
    to_gates = dz[:, units:].reshape(rows, 3, units)
    np.multiply(to_gates, dc[:, None], out=to_gates)
    np.multiply(dc, gates[:, 2 * units : 3 * units], out=dc)
    np.matmul(dz, back, out=dh)


def _weight_gradients(saved: Saved, gates: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Those of kernel, recurrent kernel and bias."""
    width, units = gates.shape[-1], gates.shape[-1] // 4
    kernel, bias = saved.arguments[3], saved.arguments[5]
    rows = saved.steps[:-1].reshape(-1, saved.steps.shape[-1])
    ours = np.empty((rows.shape[1], width), gates.dtype)
    ours = matmul(rows.T, gates.reshape(-1, width), ours).reshape(-1, 4, units)
    keras = np.empty_like(ours)
    keras[:, ORDER] = ours
    keras = keras.reshape(-1, width)
    return keras[units : units + len(kernel)], keras[:units], None if bias is None else keras[-1]


def _input_gradient(saved: Saved, matrix: np.ndarray, gates: np.ndarray) -> np.ndarray:
    units, features = saved.cells.shape[-1], saved.arguments[0].shape[-1]
    gx = buffers.empty((*gates.shape[:2], features), gates.dtype)
    matmul(gates.reshape(-1, 4 * units), matrix[units : units + features].T, gx.reshape(-1, features))
    return gx.swapaxes(0, 1)
