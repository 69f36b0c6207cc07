"""What a layer can say of its inputs and outputs once it has seen their shape; a graph it has none."""

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import Any

import numpy as np

from plugkeras import ops, tree
from plugkeras.engine import Array
from plugkeras.engine.variable import claim
from plugkeras.errors import NotBuilt
from plugkeras.parts.inputs import Shapes, no_graph
from plugkeras.parts.shapes import Shape, common_shape


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
    build: Callable[..., Any]
    _in_build: bool
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

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the output; unless a layer says it, found by a trial on zeros.

        The trial is made with two lengths for each open axis: where the outputs differ, the axis is open.
        """
        return common_shape(*(self._trial(input_shape, n) for n in (2, 3)))

    def _trial(self, shape: Any, n: int) -> Any:
        """The shape of the output, or of each, for zeros as inputs, with n for an open length."""
        if not (self.built or self._in_build):
            self.build(shape)
        inputs = tree.map_shape_structure(lambda one: self._zeros(one, n), shape)
        with np.errstate(all="ignore"):  # zeros may be nothing that it expects
            return tree.map_structure(lambda one: tuple(one.shape), self(inputs, training=False))  # type: ignore[operator]  # layers are

    def _zeros(self, shape: Shape, n: int) -> Array:
        lengths = [n if length is None else length for length in shape]
        claim(lengths, kept=False)
        return ops.zeros(lengths, self.dtype)


def _at_each_place(kernel: Sequence[int], output: Sequence[int | None]) -> int | None:
    if None in output:
        return None
    places, rest = divmod(prod(n or 0 for n in output), max(kernel[-1], 1))
    return prod(kernel) * (prod(n or 0 for n in output[:-1]) if rest else places)
