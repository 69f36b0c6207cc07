"""What cells share, each one step of a recurrent layer: noise, and the products of inputs and state."""

from collections.abc import Sequence
from typing import Any, ClassVar

from plugkeras import Layer, ops
from plugkeras.engine import Array
from plugkeras.engine.variable import Variable
from plugkeras.parts.shapes import Shape
from plugkeras.random import SeedGenerator
from plugkeras_std.layers.weights import known_length, weight

Found = tuple[Array, list[Array]]
"""The output of a step, or all outputs, and the states after it."""


class Cell(Layer, arguments=False):
    """One step: ``call(inputs, states)`` gives the output and the new states, of which the first is the output.

    A subclass says its formula in two halves, so that the inputs of all steps may be multiplied at once: ``inputs`` and
    ``step``. In training, inputs and the first state are multiplied by noise, which is drawn once for all steps of a
    call of the layer around it; by itself a cell keeps it until ``reset_dropout_mask`` and its like.
    """

    gates: ClassVar[int]
    states: ClassVar[int] = 1
    float_inputs = True
    dropout: float
    recurrent_dropout: float
    seed: int | None
    kernel: Variable
    recurrent_kernel: Variable
    bias: Variable | None
    _dropout_mask: Any = None
    _recurrent_dropout_mask: Any = None

    def setup(self) -> None:
        """Where the noise comes from."""
        super().setup()
        self.seed_generator = SeedGenerator(self.seed)

    # -- the formula -----------------------------------------------------------------------------

    def inputs(self, x: Array, training: Any) -> Array:
        """What x, of one step or with an axis of time after the first, contributes to all gates."""
        raise NotImplementedError(f"{type(self).__name__} does not define inputs(x, training).")

    def step(self, z: Array, states: Sequence[Array], training: Any) -> Found:
        """The output and the new states, of the inputs' share of the gates and the states before."""
        raise NotImplementedError(f"{type(self).__name__} does not define step(z, states, training).")

    def scan(self, x: Array, states: Sequence[Array], mask: Any, training: Any) -> Found | None:
        """All steps in one op, if there is one for this very formula: (outputs, states); else None."""
        return None

    def call(self, inputs: Array, states: Any, training: bool = False) -> tuple[Array, Any]:
        """One step; the states are a list, or the only one of them."""
        several = isinstance(states, list | tuple)
        out, new = self.step(self.inputs(inputs, training), states if several else [states], training)
        return out, new if several else new[0]

    # -- noise ---------------------------------------------------------------------------------------

    @property
    def noise_by_gate(self) -> bool:
        """Whether each gate has noise of its own, as in Keras if there is recurrent dropout."""
        return self.gates > 1 and self.recurrent_dropout > 0

    def _drawn(self, like: Array, rate: float) -> Any:
        ones = ops.ones(like.shape, like.dtype)
        stream = self.seed_generator.stream
        found = [
            ops.dropout(ones, rate, stream) if rate < 1 else ones * 0
            for _ in range(self.gates if self.noise_by_gate else 1)
        ]
        return found if self.noise_by_gate else found[0]

    def get_dropout_mask(self, step_input: Array) -> Any:
        """The noise for the inputs of a step: an array, or one a gate; None if there is no dropout."""
        if self._dropout_mask is None and self.dropout > 0:
            self._dropout_mask = self._drawn(step_input, self.dropout)
        return self._dropout_mask

    def get_recurrent_dropout_mask(self, step_input: Array) -> Any:
        """The same for the first state."""
        if self._recurrent_dropout_mask is None and self.recurrent_dropout > 0:
            self._recurrent_dropout_mask = self._drawn(step_input, self.recurrent_dropout)
        return self._recurrent_dropout_mask

    def reset_dropout_mask(self) -> None:
        """Have the next call draw noise for the inputs."""
        self._dropout_mask = None

    def reset_recurrent_dropout_mask(self) -> None:
        """Have the next call draw noise for the state."""
        self._recurrent_dropout_mask = None

    def noisy(self, x: Array, training: Any) -> list[Array]:
        """x as each gate sees it; one array, if they see the same."""
        mask = self.get_dropout_mask(x) if training else None
        if mask is None:
            return [x]
        masks = mask if isinstance(mask, list) else [mask]
        return [x * (m if len(m.shape) == len(x.shape) else ops.expand_dims(m, 1)) for m in masks]

    def noisy_state(self, h: Array, training: Any) -> list[Array]:
        """The first state as each gate sees it; one array, if they see the same."""
        mask = self.get_recurrent_dropout_mask(h) if training else None
        if mask is None:
            return [h]
        return [h * m for m in (mask if isinstance(mask, list) else [mask])]


class DenseCell(Cell, arguments=False):
    """A cell of ``units`` states; the gates are blocks of so many along the last axis of its weights."""

    units: int
    use_bias: bool

    @property
    def state_size(self) -> Any:
        """How long a state is; a list for several."""
        return self.units if self.states == 1 else [self.units] * self.states

    @property
    def output_size(self) -> int:
        """How long the output is."""
        return self.units

    def get_initial_state(self, batch_size: int | None = None) -> list[Array]:
        """Zeros."""
        return [ops.zeros((batch_size, self.units), self.dtype) for _ in range(self.states)]

    def build(self, input_shape: Shape) -> None:
        """kernel (features, gates * units), recurrent_kernel (units, gates * units), bias (gates * units,)."""
        width = self.gates * self.units
        self.input_axes = {-1: known_length(self, input_shape, -1)}
        self.kernel = weight(self, "kernel", (known_length(self, input_shape, -1), width))
        self.recurrent_kernel = weight(self, "recurrent_kernel", (self.units, width), prefix="recurrent")
        self.bias = self.bias_weight(width) if self.use_bias else None

    def bias_weight(self, width: int) -> Variable:
        """The bias."""
        return weight(self, "bias", (width,))

    def input_bias(self) -> Any:
        """What is added to the inputs' product."""
        return self.bias

    def inputs(self, x: Array, training: Any) -> Array:
        """The product of x and the kernel, and the bias."""
        xs = self.noisy(x, training)
        z = ops.dense(xs[0], self.kernel, self.input_bias()) if len(xs) == 1 else self._each(xs, self.kernel)
        return z if len(xs) == 1 or self.bias is None else z + self.input_bias()

    def recurrent(self, h: Array, training: Any, blocks: slice = slice(None)) -> Array:
        """The product of h and those blocks of the recurrent kernel."""
        hs = self.noisy_state(h, training)
        if len(hs) > 1:
            return self._each(hs, self.recurrent_kernel, blocks)
        whole = blocks == slice(None)
        return hs[0] @ (self.recurrent_kernel if whole else self.recurrent_kernel[:, self._columns(blocks)])

    def _columns(self, blocks: slice) -> slice:
        first, last, _ = blocks.indices(self.gates)
        return slice(first * self.units, last * self.units)

    def _each(self, xs: list[Array], kernel: Any, blocks: slice = slice(None)) -> Array:
        """Of each gate the product of what it sees and its block of the kernel, side by side."""
        some = range(*blocks.indices(self.gates))
        products = [ops.matmul(xs[n], kernel[:, self._columns(slice(n, n + 1))]) for n in some]
        return ops.concatenate(products, axis=-1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, units)."""
        return (*input_shape[:-1], self.units)

    def flops(self, input_shape: Shape) -> int:
        """The kernels, once."""
        return sum(k.shape[0] * k.shape[1] for k in (self.kernel, self.recurrent_kernel))

    def names(self, *activations: Any) -> list[Any]:
        """Of each activation the op that it is, or the slope of a hard sigmoid; None of others."""
        return [getattr(a, "op", getattr(a, "slope", None)) for a in activations]
