"""How gradients reach an optimizer's rule, and how what the rule returns is looked at before it counts."""

import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from plugkeras import ops
from plugkeras.engine import Array, Flat, Laid, current
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError, ShapeError

Rule = Callable[..., Any]


def gradients_by_variable(name: str, flat: Flat, variables: Sequence[Variable], grads: Sequence[Any]) -> dict[int, Any]:
    """The gradients that are not None, by the id of their variable.

    Raises:
        ShapeError: there is not one gradient a variable.
        ArgumentError: all are None, or ``flat`` does not have one of the variables.
    """
    if len(variables) != len(grads):
        raise ShapeError(f"{name} was built for {len(variables)} variables and got {len(grads)} gradients.")
    known = {id(v) for v in flat.variables}
    strangers = [v.path for v in variables if id(v) not in known]
    if strangers:
        raise ArgumentError(f"{name} was built for other variables than {', '.join(strangers)}: make a new optimizer.")
    given = {id(v): g for v, g in zip(variables, grads, strict=True) if g is not None}
    if not given:
        raise ArgumentError(f"{name}: none of the variables has a gradient; does the loss depend on them?")
    without = [v.path for v in variables if id(v) not in given]
    if without:
        warnings.warn(f"{name}: no gradient for {', '.join(without)}, which stay as they are.", stacklevel=4)
    return given


def take_gradients(name: str, flat: Flat, given: Mapping[int, Any], scale: float) -> set[int]:
    """Put the gradients, divided by ``scale``, where a step finds them; the numbers of variables without one.

    Raises:
        ShapeError: one has not the shape of its variable; nothing is changed then.
    """
    arrays = [ops.convert_to_tensor(given[id(v)]) if id(v) in given else None for v in flat.variables]
    for v, array in zip(flat.variables, arrays, strict=True):
        if array is not None and tuple(array.shape) != v.shape:
            raise ShapeError(f"{name}: {v.path} has shape {v.shape}, and its gradient {tuple(array.shape)}.")
    flat.grads.take([array if array is None or scale == 1 else array / scale for array in arrays])
    return {i for i, array in enumerate(arrays) if array is None}


def forget(flat: Flat, numbers: Collection[int]) -> None:
    """Make the gradients of the variables of these numbers 0, so that they do not count in a norm of all."""
    flat.grads.take([None if i in numbers else g for i, g in enumerate(flat.grads.each())])


def scaling_loss(optimizer: Any, forward: Rule) -> Rule:
    """``forward``, returning a tuple that begins with the loss; before it as ``optimizer`` scales it, if it does."""
    if not optimizer.scales_loss:
        return forward

    def scaled(*batch: Any) -> tuple[Any, ...]:
        found = forward(*batch)
        return (optimizer.scale_loss(found[0]), *found)

    return scaled


def gather(total: Laid, grads: Laid, n: int) -> None:
    """Add the gradients to ``total``; the mean of ``n`` takes their place."""
    current().map(lambda total, grad: (total + grad, (total + grad) / n), total, grads)


def average(averages: Laid, values: Laid, momentum: float, step: int) -> None:
    """Have the averages follow the values, beginning with the first that were learnt."""
    current().map(lambda old, value: (momentum * old + (1 - momentum) * value,), averages, values)
    current().when(step == 1, lambda: averages.take(values.each()))


def clip(limits: Any, grads: Laid) -> None:
    """Clip the gradients as ``clipvalue``, ``clipnorm`` or ``global_clipnorm`` of ``limits`` say."""
    if limit := limits.clipvalue:
        current().map(lambda g: (ops.clip(g, -limit, limit),), grads)
    elif limits.clipnorm:
        grads.take([g * _shrink(limits.clipnorm, [g]) for g in grads.each()])
    elif limits.global_clipnorm:
        scale = _shrink(limits.global_clipnorm, grads.arrays)
        current().map(lambda g: (g * scale,), grads)


def _shrink(limit: float, grads: Sequence[Array]) -> Any:
    """The factor that brings the norm of ``grads`` together down to ``limit``."""
    number = current().number
    norm = sum(number(ops.sum(ops.square(g))) for g in grads) ** 0.5
    return limit / number(ops.maximum(norm, limit))


def careful(name: str, rule: Rule) -> Rule:
    """``rule``, given copies, so that nothing is changed yet if it returns what it must not.

    Raises:
        ShapeError: it does not return a value and each slot, of their shapes.
    """

    def looked_at(*given: Array) -> Any:
        found = rule(*[array.copy() for array in given])
        wanted = [tuple(array.shape) for array in (given[0], *given[2:])]
        got = [tuple(getattr(array, "shape", ())) for array in found] if isinstance(found, tuple | list) else None
        if got != wanted:
            said = f"a {type(found).__name__}" if got is None else f"arrays of shapes {_listed(got)}"
            raise ShapeError(
                f"{name}: update(value, gradient, *slots) has to return a tuple of the new value and each slot, "
                f"of shapes {_listed(wanted)}, and returned {said}."
            )
        return found

    return looked_at


def _listed(shapes: Sequence[tuple[int, ...]]) -> str:
    return ", ".join(map(str, shapes))


def one_by_one(
    name: str, rules: Sequence[Rule], flat: Flat, slots: Sequence[Sequence[Any]], without: Collection[int] = ()
) -> None:
    """Apply each variable's rule to all of it; only when all have returned is anything changed."""
    states, found = [], []
    for i, (variable, gradient) in enumerate(zip(flat.variables, flat.grads.each(), strict=True)):
        if i not in without:
            own = [column[i] for column in slots if column[i] is not None]
            states += [variable, *own]
            found += careful(name, rules[i])(variable.value, gradient, *[slot.value for slot in own])
    for state, new in zip(states, found, strict=True):
        state.assign(new)


def slot_of(variable: Variable, name: str, first: Array) -> Variable | None:
    """A new slot, which lies where its variable does; None if it has none."""
    if first is None:
        return None
    slot = Variable(first, trainable=False, name=f"{variable.name}_{name}")
    slot.like = variable
    current().place(slot)
    return slot


def slot_that_fits(optimizer: Any, name: str, variable: Variable, array: Array) -> Array:
    """A slot's first value, which only a rule over whole variables may have in another shape or dtype, or not at all.

    Raises:
        ShapeError: it has, and the rule works elementwise.
    """
    if array is None and optimizer.per_variable:
        return None
    array = ops.convert_to_tensor(array)
    same = tuple(array.shape) == variable.shape and str(array.dtype) == variable.dtype
    if not (same or optimizer.per_variable):
        raise ShapeError(
            f"{type(optimizer).__name__}: the slot {name} of {variable.path} is {array.dtype} of shape "
            f"{tuple(array.shape)}, not {variable.dtype} of {variable.shape}; that needs per_variable = True."
        )
    return array


def state_that_fits(name: str, variables: Sequence[Variable], weights: Sequence[Any]) -> list[Any]:
    """``weights`` as arrays, one a variable.

    Raises:
        ShapeError: they are too few or many, or one has another shape.
    """
    arrays = [ops.convert_to_numpy(w) for w in weights]
    shapes = [tuple(a.shape) for a in arrays]
    if shapes != [v.shape for v in variables]:
        raise ShapeError(
            f"{name}: its state is {len(variables)} arrays of shapes {_listed([v.shape for v in variables])}, "
            f"not {len(arrays)} of {_listed(shapes)}."
        )
    return arrays
