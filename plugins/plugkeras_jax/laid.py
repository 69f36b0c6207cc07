"""What an optimizer changes: one array a variable, for XLA lays them out itself."""

from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp

from plugkeras.engine import Flat, Laid
from plugkeras.engine.variable import Variable
from plugkeras_jax.scopes import Cell, put


class Gradients(Laid):
    """One array a variable; a traced step passes them from where they are made to where they are used."""

    def __init__(self, variables: Sequence[Variable]) -> None:
        self.variables = variables
        self.cells = [Cell() for _ in variables]

    @property
    def arrays(self) -> list[Any]:  # type: ignore[override]
        """The gradients."""
        return [cell.value for cell in self.cells]

    def each(self) -> list[Any]:
        """The gradients."""
        return self.arrays

    def take(self, arrays: Sequence[Any]) -> None:
        """Keep ``arrays``."""
        for cell, variable, array in zip(self.cells, self.variables, arrays, strict=True):
            put(cell, jnp.zeros_like(variable.value) if array is None else jnp.asarray(array, variable.dtype))


class JaxFlat(Flat):
    """The variables' own values."""

    def __init__(self, variables: Sequence[Variable]) -> None:
        self.variables = tuple(variables)
        self.grads: Gradients = Gradients(self.variables)

    def intact(self) -> bool:
        """Always: nobody else has their place."""
        return True

    @property
    def arrays(self) -> list[Any]:  # type: ignore[override]
        """The values."""
        return [v.value for v in self.variables]

    def each(self) -> list[Any]:
        """The values."""
        return self.arrays

    def take(self, arrays: Sequence[Any]) -> None:
        """Assign them."""
        for variable, array in zip(self.variables, arrays, strict=True):
            put(variable, jnp.zeros_like(variable.value) if array is None else jnp.asarray(array, variable.dtype))


def change(rule: Any, *laid: Laid) -> None:
    """``rule`` over one array of each; the first of them take what it returns."""
    rows = [rule(*arrays) for arrays in zip(*[one.each() for one in laid], strict=True)]
    for one, arrays in zip(laid, zip(*rows, strict=True), strict=False):
        one.take(arrays)
