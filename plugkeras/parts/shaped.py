"""What a layer can say of its inputs and outputs once it has seen their shape; a graph it has none."""

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import Any

from plugkeras.errors import NotBuilt
from plugkeras.parts.inputs import Shapes, no_graph


class FoundOut:
    """An attribute that is found out when it is asked for, unless the layer itself has one of that name."""

    def __init__(self, find: Callable[[Any], Any]) -> None:
        self.find, self.__doc__ = find, find.__doc__

    def __get__(self, layer: Any, owner: type) -> Any:
        return self if layer is None else self.find(layer)


def no_symbol(name: str) -> FoundOut:
    """What a graph's layers have under that name, and others have not."""

    def find(layer: Any) -> Any:
        """Nothing: what goes in and comes out has a shape, and is there only while the layer is called."""
        raise no_graph(f"{layer} has no `{name}`, only `{name.removesuffix('s')}_shape`")

    return FoundOut(find)


class Shaped:
    """The shapes that a layer was built for."""

    built: bool
    build_shape: Shapes
    dtype: str
    compute_output_shape: Callable[..., Any]
    own_variables: Callable[[], list[Any]]
    sublayers: "Callable[[], Iterator[Any]]"

    @FoundOut
    def input_shape(self) -> Any:
        """The shape of its inputs, batch axis included."""
        if not self.built or self.build_shape is None:
            raise NotBuilt(f"{self} has no shapes before it is built: call build(input_shape), or put an Input first.")
        return self.build_shape

    @FoundOut
    def output_shape(self) -> Any:
        """The shape of its outputs, batch axis included."""
        shape = self.input_shape
        return self.compute_output_shape(**shape) if isinstance(shape, dict) else self.compute_output_shape(shape)

    def flops(self, input_shape: Any) -> int | None:
        """Multiplications with an addition each, forward, for one sample; None where a length is open.

        That of layers which multiply by their weights at each place of their output: once a place for a kernel, whose
        last axis is that of the output's features. Weights with one axis, biases say, count as nothing; a sublayer
        counts once. A layer that works otherwise defines its own.
        """
        found = [layer.flops(layer.build_shape) for layer in self.sublayers() if isinstance(layer.build_shape, tuple)]
        kernels = [v.shape for v in self.own_variables() if len(v.shape) > 1]
        if kernels:
            output = self.compute_output_shape(input_shape)[1:]
            found += [_at_each_place(kernel, output) for kernel in kernels]
        return None if None in found else sum(found)

    input, output = no_symbol("input"), no_symbol("output")

    @property
    def compute_dtype(self) -> str:
        """The dtype it computes in: that of its weights."""
        return self.dtype

    variable_dtype = input_dtype = compute_dtype


def _at_each_place(kernel: Sequence[int], output: Sequence[int | None]) -> int | None:
    if None in output:
        return None
    places, rest = divmod(prod(n or 0 for n in output), max(kernel[-1], 1))
    return prod(kernel) * (prod(n or 0 for n in output[:-1]) if rest else places)
