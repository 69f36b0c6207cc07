"""SimpleRNN, LSTM and GRU: one step each, as a formula; or all of them in an op of the engine's."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.annotations import Activation, Constraint, Count, Initializer, Rate, Regularizer
from plugkeras.engine import Array
from plugkeras.engine.variable import Variable
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.recurrent.cell import Cell, DenseCell, Found
from plugkeras_std.layers.weights import weight


class SimpleRNNCell(DenseCell):
    """``h = activation(x @ kernel + h @ recurrent_kernel + bias)``. Elman, 1990."""

    gates = 1
    units: Count
    activation: Activation = "tanh"
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    recurrent_initializer: Initializer = "orthogonal"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer = None
    recurrent_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    recurrent_constraint: Constraint = None
    bias_constraint: Constraint = None
    dropout: Rate = 0.0
    recurrent_dropout: Rate = 0.0
    seed: int | None = None

    def step(self, z: Array, states: Sequence[Array], training: Any) -> Found:
        """The formula above."""
        out = self.activation(z + self.recurrent(states[0], training))
        return out, [out]

    def scan(self, x: Array, states: Sequence[Array], mask: Any, training: Any) -> Found | None:
        """The engine's has tanh, or relu."""
        (name,) = self.names(self.activation)
        if name not in ("tanh", "relu") or (training and self.recurrent_dropout):
            return None
        (x,) = self.noisy(x, training)
        outputs, h = ops.simple_rnn(x, *states, self.kernel, self.recurrent_kernel, self.bias, mask, name)
        return outputs, [h]


class ForgetBias(Cell, arguments=False):
    """Gates i, f, c, o: ``c = f * c + i * activation(c̃)``, ``h = o * activation(c)``."""

    gates = 4
    states = 2
    activation: Any
    recurrent_activation: Any
    bias_initializer: Any
    unit_forget_bias: bool

    def bias_weight(self, width: int) -> Variable:
        """With ``unit_forget_bias``, the forget gate begins at 1. Jozefowicz et al., 2015."""
        first = {"initializer": self._first_bias} if self.unit_forget_bias else {}
        return weight(self, "bias", (width,), **first)

    def _first_bias(self, shape: Shape, dtype: Any = None) -> Array:
        value = np.array(ops.convert_to_numpy((self.bias_initializer or ops.zeros)(shape, dtype)))
        value[len(value) // 4 : len(value) // 2] = 1
        return value

    def gated(self, z: Array, c: Array, axis: int = -1) -> Found:
        """The formula above, of what the gates are given."""
        i, f, candidate, o = ops.split(z, 4, axis=axis)
        gate = self.recurrent_activation
        c = gate(f) * c + gate(i) * self.activation(candidate)
        out = gate(o) * self.activation(c)
        return out, [out, c]


class LSTMCell(ForgetBias, DenseCell):
    """Gates i, f, c, o: ``c = f * c + i * tanh(c̃)``, ``h = o * tanh(c)``. Hochreiter and Schmidhuber, 1997."""

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

    def step(self, z: Array, states: Sequence[Array], training: Any) -> Found:
        """The formula above."""
        return self.gated(z + self.recurrent(states[0], training), states[1])

    def scan(self, x: Array, states: Sequence[Array], mask: Any, training: Any) -> Found | None:
        """The engine's LSTM has tanh and sigmoid, or a hard one."""
        if not has_kernel(self, training):
            return None
        (x,), slope = self.noisy(x, training), getattr(self.recurrent_activation, "slope", None)
        outputs, h, c = ops.lstm(x, *states, self.kernel, self.recurrent_kernel, self.bias, mask, slope)
        return outputs, [h, c]


class GRUCell(DenseCell):
    """Blocks z, r, h: ``h = z * h + (1 - z) * tanh(h̃)``. Cho et al., 2014.

    With ``reset_after``, r scales the product of the state and its kernel, and there are two biases; else the state.
    """

    gates = 3
    units: Count
    activation: Activation = "tanh"
    recurrent_activation: Activation = "sigmoid"
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    recurrent_initializer: Initializer = "orthogonal"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer = None
    recurrent_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    recurrent_constraint: Constraint = None
    bias_constraint: Constraint = None
    dropout: Rate = 0.0
    recurrent_dropout: Rate = 0.0
    reset_after: bool = True
    seed: int | None = None

    def bias_weight(self, width: int) -> Variable:
        """(3 * units,), or with ``reset_after`` (2, 3 * units): of the inputs and of the state."""
        return weight(self, "bias", (2, width) if self.reset_after else (width,))

    def input_bias(self) -> Any:
        """What is added to the inputs' product."""
        return self.bias[0] if self.bias is not None and self.reset_after else self.bias

    def step(self, z: Array, states: Sequence[Array], training: Any) -> Found:
        """The formula above."""
        h, n = states[0], self.units
        theirs = self.recurrent(h, training, slice(None) if self.reset_after else slice(2))
        if self.reset_after and self.bias is not None:
            theirs = theirs + self.bias[1]
        gates = self.recurrent_activation(z[:, : 2 * n] + theirs[:, : 2 * n])
        keep, r = gates[:, :n], gates[:, n:]
        if self.reset_after:
            scaled = r * theirs[:, 2 * n :]
        else:
            scaled = (r * self.noisy_state(h, training)[-1]) @ self.recurrent_kernel[:, 2 * n :]
        out = keep * h + (1 - keep) * self.activation(z[:, 2 * n :] + scaled)
        return out, [out]

    def scan(self, x: Array, states: Sequence[Array], mask: Any, training: Any) -> Found | None:
        """The engine's GRU has tanh and sigmoid, or a hard one."""
        if not has_kernel(self, training):
            return None
        (x,), slope = self.noisy(x, training), getattr(self.recurrent_activation, "slope", None)
        weights = self.kernel, self.recurrent_kernel, self.bias
        outputs, h = ops.gru(x, *states, *weights, mask, slope, self.reset_after)
        return outputs, [h]


def has_kernel(cell: Any, training: Any) -> bool:
    """Whether an engine has the formula of a cell with gates: tanh, a sigmoid or a hard one, no noise on the state."""
    name, gate = cell.names(cell.activation, cell.recurrent_activation)
    return (
        name == "tanh" and (gate == "sigmoid" or isinstance(gate, float)) and not (training and cell.recurrent_dropout)
    )
