"""A dense layer over any axes, said by an einsum equation."""

import re
from typing import Annotated, Any

from plugkeras import Layer, ops
from plugkeras.annotations import Activation, Constraint, Initializer, Regularizer, Via, is_integer
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.weights import weight

_FORM = re.compile(r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?")
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def lengths_of(value: Any) -> Any:
    """A length, or several; None where one is open."""
    lengths = list(value) if isinstance(value, list | tuple) else [value]
    if not all(n is None or (is_integer(n) and n > 0) for n in lengths):
        raise ValueError("must be the lengths of the output's axes behind that of the batch, None where one is open")
    return value if is_integer(value) else tuple(lengths)


class EinsumDense(Layer):
    """``activation(einsum(equation, x, kernel) + bias)``.

    ``equation`` is ``"ab,bc->ac"``, say; ``...`` at the left or the right stands for any axes. ``output_shape`` has the
    lengths of the output's axes behind that of the batch, without those of ``...``; None where the input has them.
    ``bias_axes`` are the letters of the output along which the bias differs; None: there is none.
    """

    float_inputs = True
    equation: str
    output_shape: Annotated[Any, Via(lengths_of)]
    activation: Activation = None
    bias_axes: str | None = None
    kernel_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    bias_constraint: Constraint = None

    def setup(self) -> None:
        """Read the equation.

        Raises:
            ArgumentError: it is not of the form that has a meaning here, or a letter comes from nowhere.
        """
        found = _FORM.fullmatch(self.equation.replace(" ", ""))
        if found is None or (found[1], found[3]) != (found[5], found[7]) or (found[1] and found[3]):
            raise ArgumentError(
                f'EinsumDense: `equation` must be like "ab,bc->ac", "...b,bc->...c" or "ab...,bc->ac...", '
                f"not {self.equation!r}."
            )
        self._inputs, self._weights, self._outputs = found[2], found[4], found[6]
        self._side = "left" if found[1] else "right" if found[3] else ""
        for letter in {*self._outputs, *self._weights}:
            places = [letter in self._inputs, letter in self._weights, letter in self._outputs]
            if sum(places) < 2:
                raise ArgumentError(f"EinsumDense: the letter {letter!r} of {self.equation!r} has no counterpart.")
        if set(self.bias_axes or "") - set(self._outputs):
            raise ArgumentError(f"EinsumDense: `bias_axes` {self.bias_axes!r} are not all axes of {self._outputs!r}.")

    def _spread(self, rank: int) -> tuple[str, str]:
        """The letters of inputs and outputs, those that ``...`` stands for among them."""
        free = [letter for letter in _LETTERS if letter not in self._inputs + self._weights + self._outputs]
        count = rank - len(self._inputs)
        if count < 0 or (count and not self._side):
            raise ShapeError(f"{self} reads {self.equation!r}, and got inputs with {rank} axes.")
        dots = "".join(free[:count])
        if self._side == "left":
            return dots + self._inputs, dots + self._outputs
        return self._inputs + dots, self._outputs + dots

    def _sizes(self, input_shape: Shape) -> tuple[dict[str, int | None], str]:
        """The length of each letter, and the letters of the output.

        Raises:
            ShapeError: the input and ``output_shape`` disagree.
        """
        inputs, outputs = self._spread(len(input_shape))
        known: dict[str, int | None] = dict(zip(inputs, input_shape, strict=True))
        wanted = list(self.output_shape) if isinstance(self.output_shape, tuple) else [self.output_shape]
        own = [letter for letter in self._outputs if letter != outputs[0]]
        if len(wanted) != len(own):
            raise ShapeError(f"{self}: `output_shape` {self.output_shape} must have a length for each of {own}.")
        for letter, length in zip(own, wanted, strict=True):
            if known.get(letter) is None:
                known[letter] = length
            elif length not in (None, known[letter]):
                raise ShapeError(
                    f"{self}: `output_shape` says {length} for {letter!r}, and the inputs have shape {input_shape}."
                )
        return known, outputs

    def build(self, input_shape: Shape) -> None:
        """kernel as the equation says, bias along ``bias_axes`` and 1 along the axes of the output behind the first.

        Raises:
            ShapeError: a length of the kernel is open.
        """
        known, outputs = self._sizes(input_shape)
        shape = [known.get(letter) for letter in self._weights]
        if None in shape:
            raise ShapeError(f"{self} needs the lengths of {self._weights!r} for its kernel, and knows {shape}.")
        self.kernel = weight(self, "kernel", tuple(shape), initializer=self._first_kernel())  # type: ignore[arg-type]
        self.input_axes = {
            axis: input_shape[axis] for axis, letter in enumerate(self._spread(len(input_shape))[0])
            if letter in self._weights and axis
        }  # type: ignore[assignment]  # fmt: skip
        self.bias = self._bias(known, outputs) if self.bias_axes else None

    def _first_kernel(self) -> Any:
        """The initializer, told which axes come in and which go out, if it asks for that."""
        wanted = self.kernel_initializer
        if not hasattr(wanted, "input_axes") or None not in (wanted.input_axes, wanted.output_axes):
            return wanted
        out = [n for n, letter in enumerate(self._weights) if letter in self._outputs]
        axes = {"input_axes": [n for n in range(len(self._weights)) if n not in out], "output_axes": out}
        return type(wanted).from_config(wanted.get_config() | axes)

    def _bias(self, known: dict[str, int | None], outputs: str) -> Any:
        first = min(outputs.index(letter) for letter in self.bias_axes or "")
        shape = tuple(known[letter] if letter in (self.bias_axes or "") else 1 for letter in outputs[first:])
        if None in shape:
            raise ShapeError(f"{self} needs known lengths along {self.bias_axes!r} for its bias.")
        return weight(self, "bias", shape)  # type: ignore[arg-type]

    def call(self, x: Array) -> Array:
        """The formula above."""
        inputs, outputs = self._spread(len(x.shape))
        y = ops.einsum(f"{inputs},{self._weights}->{outputs}", x, self.kernel)
        y = y if self.bias is None else y + self.bias
        return y if self.activation is None else self.activation(y)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """As the equation and ``output_shape`` say."""
        known, outputs = self._sizes(input_shape)
        return tuple(known[letter] for letter in outputs)
