"""One flat buffer: a model's variables, their gradients and an optimizer's slots, end to end."""

from collections.abc import Callable, Sequence
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from plugkeras.engine import Flat, Laid
from plugkeras.engine.variable import Variable
from plugkeras_std.numpy_engine import tape
from plugkeras_std.numpy_engine.tape import Leaf

PIECE = 32768  # elements an optimizer updates at a time: value, gradient and slots stay in the L2 cache


class Watched:
    """Variables whose gradients are wanted, and where those arrive."""

    variables: Sequence[Variable]
    leaves: Sequence[Leaf]

    def __init__(self, variables: Sequence[Variable]) -> None:
        self.variables = variables
        self.grads = [np.zeros(v.shape, v.dtype) for v in variables]
        self.leaves = [Leaf(g) for g in self.grads]

    def watch(self) -> None:
        """From now on, what the variables go into is recorded, and their gradients arrive in ``grads``."""
        for variable, leaf in zip(self.variables, self.leaves, strict=True):
            variable.node = leaf
            leaf.grad = None

    def unwatch(self) -> None:
        """No longer."""
        for variable in self.variables:
            variable.node = None


class Views(Laid):
    """Large arrays, and the same memory as one view a variable."""

    def __init__(self, arrays: list[Any], views: list[Any]) -> None:
        self.arrays, self._views = arrays, views

    def each(self) -> list[Any]:
        """The views."""
        return self._views

    def take(self, arrays: Sequence[Any]) -> None:
        """Write into the views."""
        for view, new in zip(self._views, arrays, strict=True):
            view[...] = 0 if new is None else tape.plain(new)


class NumpyFlat(Watched, Flat):
    """Variables as views into one contiguous array a dtype."""

    def __init__(self, variables: Sequence[Variable]) -> None:
        self.variables = tuple(variables)
        self.dtypes = list(dict.fromkeys(v.dtype for v in variables))
        self.arrays = [self._joined(dtype) for dtype in self.dtypes]
        self._views = self._cut(self.arrays)
        for variable, view in zip(self.variables, self._views, strict=True):
            variable.value = view

    def intact(self) -> bool:
        """Whether each variable's value is still the view that was given to it here."""
        return all(v.value is place for v, place in zip(self.variables, self._views, strict=True))

    def _joined(self, dtype: str) -> Any:
        values = [np.ravel(v.value) for v in self.variables if v.dtype == dtype]
        return np.concatenate(values) if values else np.empty(0, dtype)

    @cached_property
    def grads(self) -> Views:
        """Room for the gradients; made when first asked for."""
        arrays = [np.zeros_like(a) for a in self.arrays]
        return Views(arrays, self._cut(arrays))

    each, take = Views.each, Views.take

    @cached_property
    def leaves(self) -> list[Leaf]:
        """Where the gradients arrive."""
        return [Leaf(view) for view in self.grads.each()]

    def _cut(self, arrays: list[Any]) -> list[Any]:
        """``arrays``, laid out like this, as one view a variable."""
        starts = dict.fromkeys(self.dtypes, 0)
        views = []
        for v in self.variables:
            size = prod(v.shape)
            start = starts[v.dtype]
            views.append(arrays[self.dtypes.index(v.dtype)][start : start + size].reshape(v.shape))
            starts[v.dtype] = start + size
        return views


def change(rule: Callable[..., Any], *laid: Laid) -> None:
    """Apply an elementwise ``rule`` a piece at a time; the first of ``laid`` take what it returns.

    A rule that uses augmented assignment has changed a piece in place; what it made anew is copied.
    """
    for arrays in zip(*[x.arrays for x in laid], strict=True):
        if arrays[0].size <= PIECE:
            _change(rule, *arrays)
            continue
        for start in range(0, arrays[0].size, PIECE):
            _change(rule, *[a[start : start + PIECE] for a in arrays])


def _change(rule: Callable[..., Any], *arrays: Any) -> None:
    for old, new in zip(arrays, rule(*arrays), strict=False):
        if new is not old:
            old[...] = new
