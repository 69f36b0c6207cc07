"""A cell over time: all steps in one op where there is one, else one after another."""

from collections.abc import Callable, Sequence
from typing import Any

from plugkeras import Layer, ops, tree
from plugkeras.engine import Array, current
from plugkeras.parts.naming import calling
from plugkeras_std.layers.recurrent.cell import Cell

Passed = tuple[Array, Array, Any]
"""All outputs (n, time, …), the last one, and the states after the last step, as they were given."""


def over_time(cell: Any, x: Array, states: Any, mask: Any, training: bool, out: Sequence[int | None]) -> Passed:
    """Lead x (n, time, …) through the cell.

    A step that the mask (n, time) excludes keeps the states and repeats the output before it, or zeros, of the lengths
    ``out`` without the batch's. Cells that are stacked go one after another: what one makes of all steps is all the
    next one needs.
    """
    if hasattr(cell, "layered") and cell.layered():
        return _one_by_one(cell, x, states, mask, training, out)
    try:
        if isinstance(cell, Cell) and type(cell).call is Cell.call:
            return _of_formula(cell, x, states, mask, training)
        return _of_any(cell, x, states, mask, training, out)
    finally:
        for inner in cell.flatten_layers() if isinstance(cell, Layer) else ():
            if isinstance(inner, Cell):
                inner.reset_dropout_mask()
                inner.reset_recurrent_dropout_mask()


def _one_by_one(cell: Any, x: Array, states: Any, mask: Any, training: bool, out: Sequence[int | None]) -> Passed:
    found, last = [], x
    for one, before, length in zip(cell.cells, states, cell.output_lengths(), strict=True):
        several = isinstance(before, list | tuple)
        x, last, after = over_time(one, x, list(before) if several else [before], mask, training, (length,))
        found.append(after if several else after[0])
    return x, last, found


def _of_formula(cell: Cell, x: Array, states: Any, mask: Any, training: bool) -> Passed:
    """A standard cell, whose noise is drawn for the first step and holds for all."""
    if training:
        cell.get_dropout_mask(x[:, 0])
        cell.get_recurrent_dropout_mask(states[0])
    done = cell.scan(x, states, mask, training)
    if done is None:
        zeros = ops.zeros(states[0].shape, states[0].dtype)
        return _steps(lambda z, s: cell.step(z, s, training), cell.inputs(x, training), states, mask, zeros)
    outputs, states = done
    return outputs, states[0] if mask is None else outputs[:, -1], states


def _of_any(cell: Any, x: Array, states: Any, mask: Any, training: bool, out: Sequence[int | None]) -> Passed:
    """Somebody's own cell, called for each step."""
    options = {"training": training} if isinstance(cell, Layer) and cell.takes_training else {}

    def step(x: Array, states: Any) -> tuple[Array, Any]:
        y, new = cell(x, states, **options)
        return y, new if tree.is_nested(new) else [new]

    if training and isinstance(cell, Layer) and any(_draws(inner) for inner in cell.flatten_layers()):
        step(x[:, 0], states)  # so that the noise of cells inside is drawn once, before the loop
    zeros = ops.zeros((x.shape[0], *out), x.dtype) if mask is not None else None
    return _steps(step, x, states, mask, zeros)


def _draws(layer: Any) -> bool:
    return isinstance(layer, Cell) and bool(layer.dropout or layer.recurrent_dropout)


def _steps(step: Callable[[Array, Any], tuple[Array, Any]], z: Array, states: Any, mask: Any, zeros: Any) -> Passed:
    """One step after another, by the engine's scan; ``zeros`` are the output before the first, if there is a mask."""

    def plain(carried: Sequence[Array], now: Sequence[Array]) -> tuple[list[Array], Array]:
        y, new = step(now[0], tree.pack_sequence_as(states, list(carried)))
        return tree.flatten(new), y

    def masked(carried: Sequence[Array], now: Sequence[Array]) -> tuple[list[Array], Array]:
        *before, last = carried
        new, y = plain(before, now)
        y, *new = (_where(now[1], a, b) for a, b in zip([y, *new], [last, *before], strict=True))
        return [*new, y], y

    leaves, along = tree.flatten(states), ops.swapaxes(z, 0, 1)
    if mask is None:
        found, ys = _scan(plain, leaves, [along])
    else:
        found, ys = _scan(masked, [*leaves, zeros], [along, ops.transpose(mask)])
        found = found[:-1]
    return ops.swapaxes(ys, 0, 1), ys[-1], tree.pack_sequence_as(states, list(found))


def _scan(step: Callable[..., Any], state: list[Array], xs: list[Array]) -> tuple[Sequence[Array], Array]:
    """The engine's scan; losses that the steps add are summed on the way, since each is gone when its step is."""
    outer = calling.losses
    if outer is None:
        return current().scan(step, state, xs)
    added = False

    def counted(carried: Sequence[Array], now: Sequence[Array]) -> tuple[list[Array], Array]:
        nonlocal added
        calling.losses = []
        try:
            new, y = step(carried[1:], now)
            mine, added = calling.losses, added or bool(calling.losses)
        finally:
            calling.losses = outer
        return [sum(mine, carried[0]), *new], y

    (total, *found), ys = current().scan(counted, [ops.zeros((), xs[0].dtype), *state], xs)
    if added:
        outer.append(total)
    return found, ys


def _where(on: Array, new: Array, before: Array) -> Array:
    return ops.where(ops.reshape(on, (-1, *[1] * (len(new.shape) - 1))), new, before)
