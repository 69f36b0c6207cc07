"""Choices, phases and loops."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.engine import Array
from plugkeras.parts import naming

Step = Callable[[Any, list[Any]], tuple[Any, Sequence[Any]]]


def _now(x: Any) -> Any:
    return x() if callable(x) else x


def switch(condition: Any, then_expression: Any, else_expression: Any) -> Array:
    """One of the two for a single condition (a function is called only if chosen), else one for each element."""
    if np.ndim(condition) == 0:
        return _now(then_expression if condition else else_expression)
    yes, no = _now(then_expression), _now(else_expression)
    missing = np.ndim(yes) - np.ndim(condition)
    return ops.where(ops.reshape(condition, (*condition.shape, *[1] * max(missing, 0))), yes, no)


def in_train_phase(x: Any, alt: Any, training: Any = None) -> Any:
    """x in training, else ``alt``; functions are called."""
    return _now(x if (naming.calling.training if training is None else training) else alt)


def in_test_phase(x: Any, alt: Any, training: Any = None) -> Any:
    """``alt`` in training, else x; functions are called."""
    return in_train_phase(alt, x, training)


def rnn(
    step_function: Step,
    inputs: Array,
    initial_states: Sequence[Any],
    go_backwards: bool = False,
    mask: Any = None,
    constants: Sequence[Any] | None = None,
    unroll: bool = False,
    input_length: int | None = None,
) -> tuple[Array, Array, list[Any]]:
    """Call ``output, states = step_function(x_t, states + constants)`` along time.

    Args:
        inputs: (batch, time, …).
        mask: (batch, time), or with a last axis of 1: a step that it excludes repeats the output before it (zeros,
            at the beginning) and keeps the states.
        unroll: changes nothing; ``input_length`` neither, the inputs tell it.

    Returns:
        The last output, all outputs (batch, time, …), and the last states.
    """
    steps = range(inputs.shape[1])
    states, outputs = list(initial_states), list[Any]()
    for t in reversed(steps) if go_backwards else steps:
        output, new = step_function(inputs[:, t], [*states, *(constants or ())])
        if mask is not None:
            live = ops.reshape(mask[:, t], (-1, 1)) != 0
            before = outputs[-1] if outputs else ops.zeros_like(output)
            output = ops.where(_like(live, output), output, before)
            new = [ops.where(_like(live, a), a, b) for a, b in zip(new, states, strict=True)]
        outputs.append(output)
        states = list(new)
    return outputs[-1], ops.stack(outputs, axis=1), states


def _like(live: Array, x: Array) -> Array:
    return ops.reshape(live, (-1, *[1] * (len(x.shape) - 1)))
