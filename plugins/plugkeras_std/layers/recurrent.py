"""Recurrent layers. A layer is its cell: the formula of one step. What runs it over time is written once."""

from math import prod
from typing import Any, ClassVar

import numpy as np

from plugkeras import Layer, ops
from plugkeras.annotations import Activation, Constraint, Count, Initializer, Rate, Regularizer
from plugkeras.engine import Array
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.shapes import Shape
from plugkeras.random import SeedGenerator
from plugkeras_std.layers.masks import mask_of_steps
from plugkeras_std.layers.weights import known_length, weight


class Cell(Layer):
    """One step of a recurrent layer, with ``gates`` blocks of ``units`` along the last axis of its weights."""

    gates: ClassVar[int]
    states: ClassVar[int] = 1
    float_inputs = True

    def build(self, input_shape: Shape) -> None:
        """kernel (features, gates * units), recurrent_kernel (units, gates * units), bias (gates * units,)."""
        width = self.gates * self.units
        self.kernel = weight(self, "kernel", (known_length(self, input_shape, -1), width))
        self.recurrent_kernel = weight(self, "recurrent_kernel", (self.units, width), prefix="recurrent")
        self.bias = self.bias_weight(width) if self.use_bias else None

    def bias_weight(self, width: int) -> Variable:
        """The bias."""
        return weight(self, "bias", (width,))

    def inputs(self, x: Array) -> Array:
        """What x contributes to the gates, for all steps at once."""
        return ops.dense(x, self.kernel, self.bias)

    def step(self, z: Array, states: list[Array], h: Array) -> tuple[Array, list[Array]]:
        """The output and the new states.

        ``z`` is the inputs' share of the gates, ``h`` the last output as the gates see it: with noise on it, if any.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define step(z, states, h).")

    def scan(self, x: Array, states: list[Array], mask: Any) -> tuple[Array, list[Array]] | None:
        """All steps in one op, if the engine has one for this very formula: (outputs, states); else None."""
        return None

    def call(self, x: Array, states: Any, training: bool | None = None) -> tuple[Array, list[Array]]:
        """One step: x (n, features), states as in ``RNN.states``."""
        return self.step(self.inputs(x), list(states), states[0])


class LSTMCell(Cell):
    """Gates i, f, c, o: ``c = f * c + i * tanh(c̃)``, ``h = o * tanh(c)``. Hochreiter and Schmidhuber, 1997."""

    gates = 4
    states = 2
    units: Count
    activation: Activation = "tanh"
    recurrent_activation: Activation = "sigmoid"
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    recurrent_initializer: Initializer = "orthogonal"
    bias_initializer: Initializer = "zeros"
    unit_forget_bias: bool = True
    kernel_regularizer: Regularizer = None
    recurrent_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    recurrent_constraint: Constraint = None
    bias_constraint: Constraint = None
    dropout: Rate = 0.0
    recurrent_dropout: Rate = 0.0
    seed: int | None = None

    def bias_weight(self, width: int) -> Variable:
        """With ``unit_forget_bias``, the forget gate begins at 1. Jozefowicz et al., 2015."""
        if not self.unit_forget_bias:
            return super().bias_weight(width)
        return weight(self, "bias", (width,), initializer=self._first_bias)

    def _first_bias(self, shape: Shape, dtype: Any = None) -> Array:
        value = np.array(ops.convert_to_numpy((self.bias_initializer or ops.zeros)(shape, dtype)))
        value[self.units : 2 * self.units] = 1
        return value

    def step(self, z: Array, states: list[Array], h: Array) -> tuple[Array, list[Array]]:
        """The formula above."""
        i, f, c, o = ops.split(z + h @ self.recurrent_kernel, 4, axis=-1)
        gate = self.recurrent_activation
        cell = gate(f) * states[1] + gate(i) * self.activation(c)
        out = gate(o) * self.activation(cell)
        return out, [out, cell]

    def scan(self, x: Array, states: list[Array], mask: Any) -> tuple[Array, list[Array]] | None:
        """The engine's LSTM has tanh and sigmoid."""
        names = [getattr(a, "op", None) for a in (self.activation, self.recurrent_activation)]
        if names != ["tanh", "sigmoid"]:
            return None
        outputs, h, c = ops.lstm(x, *states, self.kernel, self.recurrent_kernel, self.bias, mask)
        return outputs, [h, c]


class RNN(Layer):
    """A cell over time: (n, time, features) becomes (n, units), or with ``return_sequences`` (n, time, units).

    ``stateful`` layers begin a batch with the states that the last one ended with; the batch size must be
    known then. A step that the mask excludes keeps the states and repeats the output before it.
    """

    cell_type: ClassVar[type[Cell]]
    supports_masking = True
    float_inputs = True
    input_ndim = 3
    return_sequences: bool = False
    return_state: bool = False
    go_backwards: bool = False
    stateful: bool = False

    def __init_subclass__(cls, cell: type[Cell] | None = None, **kwargs: Any) -> None:
        if cell is not None:
            cls.cell_type = cell
            cls.fields = (*cell.fields, *RNN.fields)
        super().__init_subclass__(**kwargs)

    def setup(self) -> None:
        """The cell has the layer's own arguments."""
        arguments = {f.name: getattr(self, f.name) for f in self.cell_type.fields}
        self.cell = self.cell_type(**arguments, dtype=self.dtype)
        self.seed_generator = SeedGenerator(arguments.get("seed"))
        self.states: list[Variable | None] = [None] * self.cell_type.states

    def build(self, input_shape: Shape) -> None:
        """The cell's weights; states, if they are to last."""
        self.input_axes = {-1: known_length(self, input_shape, -1)}
        self.cell.build((input_shape[0], input_shape[-1]))
        if not self.stateful:
            return
        if input_shape[0] is None:
            raise ArgumentError(
                f"{self} is stateful and needs a known batch size: Input(batch_shape=(n, time, features))."
            )
        shape = (input_shape[0], self.units)
        self.states = [Variable(ops.zeros(shape, self.dtype), trainable=False, name="state") for _ in self.states]

    def reset_state(self) -> None:
        """Set the lasting states back to zero."""
        for state in self.states:
            if state is not None:
                state.assign(ops.zeros(state.shape, state.dtype))

    reset_states = reset_state

    def call(self, x: Array, initial_state: Any = None, mask: Any = None, training: bool | None = None) -> Any:
        """The outputs of the cell."""
        mask = None if mask is None else mask_of_steps(self, mask, x)
        states = self._first(x, initial_state)
        if self.go_backwards:
            x = ops.flip(x, 1)
            mask = None if mask is None else ops.flip(mask, 1)
        if training and self.cell.dropout:
            x = ops.dropout(x, self.cell.dropout, self.seed_generator.stream, (None, 1, None))
        noisy = bool(training and self.cell.recurrent_dropout)
        done = None if noisy else self.cell.scan(x, states, mask)
        outputs, states = done or self._loop(x, states, mask, noisy)
        if self.stateful:
            for variable, state in zip(self.states, states, strict=True):
                variable.assign(state)  # type: ignore[union-attr]
        result = outputs if self.return_sequences else states[0] if mask is None else outputs[:, -1]
        return [result, *states] if self.return_state else result

    def _first(self, x: Array, initial_state: Any) -> list[Array]:
        """The states before the first step."""
        if initial_state is not None:
            return list(initial_state)
        n = x.shape[0]
        if not self.stateful:
            return [ops.zeros((n, self.units), x.dtype) for _ in self.states]
        states = [s for s in self.states if s is not None]
        if states[0].shape[0] != n:
            raise ShapeError(f"{self} is stateful and was built for batches of {states[0].shape[0]}, not {n}.")
        return [s.value.copy() for s in states]

    def _loop(self, x: Array, states: list[Array], mask: Any, noisy: bool) -> tuple[Array, list[Array]]:
        """One step after another, in ops."""
        steps = ops.unstack(self.cell.inputs(x), axis=1)
        noise: Any = 1.0
        if noisy:
            ones = ops.ones((x.shape[0], self.units), x.dtype)
            noise = ops.dropout(ones, self.cell.recurrent_dropout, self.seed_generator.stream)
        outputs, last = [], ops.zeros((x.shape[0], self.units), x.dtype)
        for t, z in enumerate(steps):
            out, new = self.cell.step(z, states, states[0] * noise)
            if mask is not None:
                keep = ops.expand_dims(mask[:, t], -1)
                out = ops.where(keep, out, last)
                new = [ops.where(keep, a, b) for a, b in zip(new, states, strict=True)]
            outputs.append(out)
            last, states = out, new
        return ops.stack(outputs, axis=1), states

    def compute_output_shape(self, input_shape: Shape) -> Any:
        """(n, time, units) or (n, units), and with ``return_state`` the states' shapes."""
        n, time = input_shape[:2]
        out = (n, time, self.units) if self.return_sequences else (n, self.units)
        return [out, *((n, self.units) for _ in self.states)] if self.return_state else out

    def flops(self, input_shape: Shape) -> int | None:
        """The cell's kernels once a step."""
        time = input_shape[1]
        return None if time is None else time * sum(prod(v.shape) for v in self.weights if len(v.shape) > 1)

    def compute_mask(self, x: Array, mask: Any = None) -> Any:
        """The mask, as long as there are steps."""
        return mask if self.return_sequences else None


class LSTM(RNN, cell=LSTMCell):
    """Long short-term memory, layer of ``LSTMCell``."""
