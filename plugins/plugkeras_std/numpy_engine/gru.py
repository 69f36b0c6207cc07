"""A layer of GRU over a whole sequence, and its gradients (Cho et al., 2014).

What the inputs contribute is one product for all steps, and so is the gradient of each kernel when the loop is over.
The columns of a step are, in this order: what the reset gate is to scale, the gates z and r, the candidate. So the
product with the state has the first three blocks, the one with the inputs the last three, and each lies in one piece.
"""

from typing import NamedTuple

import numpy as np

from plugkeras_std.numpy_engine import buffers
from plugkeras_std.numpy_engine.over_time import Gate, back_through_time, leave_out, over_batch, partly
from plugkeras_std.numpy_engine.products import matmul
from plugkeras_std.numpy_engine.windows import Arrays, computing, deliver, delivered


class Saved(NamedTuple):
    """What the gradients need; arrays begin with (time, batch)."""

    hidden: np.ndarray  # (T + 1, B, units)
    gates: np.ndarray  # (T, B, 4 · units)
    inputs: np.ndarray  # (T, B, features)
    recurrent: np.ndarray  # (units, 3 · units): h, z, r; the gates scaled
    after: bool  # whether the reset gate comes after the product with the state
    gate: Gate
    mask: np.ndarray | None
    arguments: Arrays


def gru(
    x: np.ndarray,
    h0: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray | None = None,
    mask: np.ndarray | None = None,
    slope: float | None = None,
    reset_after: bool = True,
) -> tuple[tuple[np.ndarray, np.ndarray], Saved]:
    """((sequence, h), saved): all outputs (batch, time, units), the last state, and what `gru_vjp` needs.

    `x` is (batch, time, features), weights are Keras's with blocks z, r, h; the bias is (2, 3 · units) with
    ``reset_after``, else (3 · units,). Mask and slope as in `lstm`.
    """
    (batch, time, features), units = x.shape, len(recurrent_kernel)
    dtype, gate, mask = computing(x, kernel), Gate(slope), partly(mask)
    hidden, gates = (buffers.empty(s, dtype) for s in ((time + 1, batch, units), (time, batch, 4 * units)))
    inputs = buffers.empty((time, batch, features), dtype)
    hidden[0], inputs[...] = h0, x.swapaxes(0, 1)
    recurrent = _ours(recurrent_kernel, dtype)
    recurrent[:, units:] *= gate.scale
    _project(inputs, kernel, bias, gate, gates)
    saved = Saved(
        hidden, gates, inputs, recurrent, reset_after, gate, mask, (x, h0, kernel, recurrent_kernel, bias, mask)
    )
    sequence = hidden[1:] if mask is None else buffers.empty((time, batch, units), dtype)
    over_batch(lambda rows: _forward(saved, sequence, rows), batch, recurrent.size)
    results = sequence.swapaxes(0, 1), hidden[time]
    return tuple(deliver(result, np.result_type(x, kernel), None) for result in results), saved  # type: ignore[return-value]


def gru_vjp(g: Arrays, saved: Saved, wants: tuple[bool, ...], into: Arrays = (None,) * 6) -> Arrays:
    """The gradients of (x, h, kernel, recurrent_kernel, bias, mask), given those of (sequence, h) or None."""
    gates, (batch, units) = buffers.empty_like(saved.gates), saved.hidden.shape[1:]
    gstate = buffers.empty((batch, units), gates.dtype)
    gstate[...] = 0 if g[1] is None else g[1]
    recurrent = saved.recurrent.copy()
    recurrent[:, units:] /= saved.gate.scale  # from here on, the gates' own inputs count
    over_batch(lambda rows: _backward(saved, recurrent, g[0], gates, gstate, rows), batch, recurrent.size)
    gx = _input_gradient(saved, gates) if wants[0] else None
    gkernel = _against(saved.inputs, gates[:, :, units:]) if wants[2] else None
    grecurrent = _recurrent_gradient(saved, gates) if wants[3] else None
    gbias = _bias_gradient(saved, gates) if any(wants[4:5]) else None
    return delivered((gx, gstate, gkernel, grecurrent, gbias, None), saved.arguments, wants, into)


def _ours(keras: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Columns z, r, h in the order h, z, r, as an array of its own."""
    units = keras.shape[-1] // 3
    ours = buffers.empty(keras.shape, dtype)
    ours[..., :units], ours[..., units:] = keras[..., 2 * units :], keras[..., : 2 * units]
    return ours


def _keras(ours: np.ndarray) -> np.ndarray:
    units = ours.shape[-1] // 3
    return np.concatenate([ours[..., units:], ours[..., :units]], axis=-1)


def _project(inputs: np.ndarray, kernel: np.ndarray, bias: np.ndarray | None, gate: Gate, gates: np.ndarray) -> None:
    """Fill the gates with what the inputs and the biases contribute to them."""
    units = gates.shape[-1] // 4
    scaled = np.array(kernel, gates.dtype)
    scaled[:, : 2 * units] *= gate.scale
    flat = gates.reshape(-1, 4 * units)
    matmul(inputs.reshape(-1, inputs.shape[-1]), scaled, flat[:, units:])
    flat[:, :units] = 0
    if bias is not None:
        both = np.zeros(4 * units, gates.dtype)
        both[units:] = bias if bias.ndim == 1 else bias[0]
        if bias.ndim == 2:
            both[: 3 * units] += _ours(bias[1], gates.dtype)
        both[units : 3 * units] *= gate.scale
        flat += both


def _forward(saved: Saved, sequence: np.ndarray, rows: slice) -> None:
    """Fill what is saved, and the outputs if there is a mask, for some rows of the batch."""
    hidden, gates = saved.hidden[:, rows], saved.gates[:, rows]
    units = hidden.shape[-1]
    scaled, z, r, candidate = (gates[:, :, n * units : (n + 1) * units] for n in range(4))
    first = 0 if saved.after else units  # the column with which the product with the state begins
    matrix, met = saved.recurrent[:, first:], gates[:, :, first : 3 * units]
    product, new = (buffers.empty((hidden.shape[1], n), hidden.dtype) for n in (3 * units - first, units))
    for t in range(len(gates)):
        h = hidden[t]
        np.matmul(h, matrix, out=product)
        np.add(met[t], product, out=met[t])
        saved.gate.open(gates[t, :, units : 3 * units])
        if saved.after:
            np.multiply(r[t], scaled[t], out=new)
        else:
            np.multiply(r[t], h, out=scaled[t])
            np.matmul(scaled[t], saved.recurrent[:, :units], out=new)
        np.add(candidate[t], new, out=candidate[t])
        np.tanh(candidate[t], out=candidate[t])
        np.subtract(h, candidate[t], out=new)
        np.multiply(new, z[t], out=new)
        np.add(new, candidate[t], out=hidden[t + 1])
        if saved.mask is not None:
            leave_out(~saved.mask[rows, t, None], t, hidden, sequence[:, rows])


def _backward(
    saved: Saved,
    recurrent: np.ndarray,
    gsequence: np.ndarray | None,
    gates: np.ndarray,
    dh: np.ndarray,
    rows: slice,
) -> None:
    """Fill `gates` with the gradients of the gates' inputs, and turn that of the last state into the first's."""
    dh, dz = dh[rows], gates[:, rows]
    count, units = dh.shape
    new, z, r = buffers.empty_like(dh), *(saved.gates[:, rows, n * units : (n + 1) * units] for n in (1, 2))

    def step_after(t: int) -> None:
        by_block = dz[t].reshape(count, 4, units)
        np.multiply(by_block, dh[:, None], out=by_block)
        np.multiply(dh, z[t], out=dh)
        np.matmul(dz[t, :, : 3 * units], recurrent.T, out=new)
        np.add(dh, new, out=dh)

    def step_before(t: int) -> None:
        scaled, dr, dcandidate = (dz[t, :, n * units : (n + 1) * units] for n in (0, 2, 3))
        np.multiply(dcandidate, dh, out=dcandidate)
        np.matmul(dcandidate, recurrent[:, :units].T, out=scaled)
        np.multiply(dr, scaled, out=dr)
        dgate = dz[t, :, units : 2 * units]
        np.multiply(dgate, dh, out=dgate)
        np.multiply(dh, z[t], out=dh)
        np.multiply(scaled, r[t], out=new)
        np.add(dh, new, out=dh)
        np.matmul(dz[t, :, units : 3 * units], recurrent[:, units:].T, out=new)
        np.add(dh, new, out=dh)

    back_through_time(
        (dh,),
        None if gsequence is None else gsequence[rows],
        None if saved.mask is None else saved.mask[rows],
        len(gates),
        lambda some: _derivatives(saved, some, rows, dz[some]),
        step_after if saved.after else step_before,
    )


def _derivatives(saved: Saved, some: slice, rows: slice, dz: np.ndarray) -> None:
    """The factors in the gradients of some steps: from dh to the four blocks.

    If the reset gate comes before the product, the one of r is from what goes into that.
    """
    gates, h = saved.gates[some, rows], saved.hidden[:-1][some, rows]
    units = h.shape[-1]
    scaled, z, r, candidate = (gates[:, :, n * units : (n + 1) * units] for n in range(4))
    dscaled, dgate, dr, dcandidate = (dz[:, :, n * units : (n + 1) * units] for n in range(4))
    np.multiply(candidate, candidate, out=dcandidate)
    np.subtract(1, dcandidate, out=dcandidate)
    np.subtract(1, z, out=dscaled)
    np.multiply(dcandidate, dscaled, out=dcandidate)
    saved.gate.derivative(gates[:, :, units : 3 * units], out=dz[:, :, units : 3 * units])
    np.subtract(h, candidate, out=dscaled)
    np.multiply(dgate, dscaled, out=dgate)
    if saved.after:
        np.multiply(dcandidate, scaled, out=dscaled)
        np.multiply(dr, dscaled, out=dr)
        np.multiply(dcandidate, r, out=dscaled)
    else:
        np.multiply(dr, h, out=dr)


def _against(rows: np.ndarray, gates: np.ndarray) -> np.ndarray:
    """The gradient of the matrix by which all rows were multiplied."""
    rows = rows.reshape(-1, rows.shape[-1])
    gates = gates.reshape(-1, gates.shape[-1]) if gates.flags.c_contiguous else _flat(gates)
    return matmul(rows.T, gates, np.empty((rows.shape[1], gates.shape[1]), gates.dtype))


def _flat(gates: np.ndarray) -> np.ndarray:
    """(T, B, n) as (T · B, n), without a copy: the columns of some blocks."""
    time, batch, n = gates.shape
    return np.lib.stride_tricks.as_strided(gates, (time * batch, n), (gates.strides[1], gates.strides[2]))


def _recurrent_gradient(saved: Saved, gates: np.ndarray) -> np.ndarray:
    units = saved.hidden.shape[-1]
    if saved.after:
        return _keras(_against(saved.hidden[:-1], gates[:, :, : 3 * units]))
    zr = _against(saved.hidden[:-1], gates[:, :, units : 3 * units])
    scaled = _flat(saved.gates[:, :, :units])
    h = matmul(scaled.T, _flat(gates[:, :, 3 * units :]), np.empty((units, units), gates.dtype))
    return np.concatenate([zr, h], axis=1)


def _bias_gradient(saved: Saved, gates: np.ndarray) -> np.ndarray:
    units = saved.hidden.shape[-1]
    every = gates.reshape(-1, 4 * units).sum(axis=0)
    return np.stack([every[units:], _keras(every[: 3 * units])]) if saved.after else every[units:]


def _input_gradient(saved: Saved, gates: np.ndarray) -> np.ndarray:
    units, (kernel, features) = saved.hidden.shape[-1], (saved.arguments[2], saved.inputs.shape[-1])
    assert kernel is not None
    gx = buffers.empty((*gates.shape[:2], features), gates.dtype)
    matmul(_flat(gates[:, :, units:]), kernel.astype(gates.dtype, copy=False).T, gx.reshape(-1, features))
    return gx.swapaxes(0, 1)
