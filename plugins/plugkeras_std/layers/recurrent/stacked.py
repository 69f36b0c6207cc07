"""Several cells as one."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from plugkeras import Layer, ops
from plugkeras.annotations import Via
from plugkeras.engine import Array
from plugkeras.parts.config import custom_object_scope, deserialize
from plugkeras.parts.shapes import Shape


def checked_cell(value: Any) -> Any:
    """The value, if it can be a cell; a ValueError says what it lacks."""
    for name in ("call", "state_size"):
        if not hasattr(value, name):
            raise ValueError(f"must be a cell, and a cell has `{name}`")
    return value


def output_length(cell: Any) -> Any:
    """How long the output of a cell is: as it says, or as its first state."""
    found = getattr(cell, "output_size", None)
    size = cell.state_size if found is None else found
    while isinstance(size, list | tuple):
        size = size[0]
    return size


def _cells(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError("must be a list of cells")
    return [checked_cell(deserialize("layers", cell) if isinstance(cell, dict) else cell) for cell in value]


class StackedRNNCells(Layer):
    """Cells one after another, as one: the output of each is the input of the next; the state is a list of theirs."""

    float_inputs = True
    cells: Annotated[Any, Via(_cells)]

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Self:
        """As always; the cells may be one of ``custom_objects``."""
        with custom_object_scope(custom_objects or {}):
            return super().from_config(config)

    @property
    def state_size(self) -> list[Any]:
        """That of each cell."""
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self) -> Any:
        """That of the last cell."""
        return output_length(self.cells[-1])

    def output_lengths(self) -> Sequence[Any]:
        """Those of all cells."""
        return [output_length(cell) for cell in self.cells]

    def get_initial_state(self, batch_size: int | None = None) -> list[Any]:
        """That of each cell, or zeros."""
        return [self._initial(cell, batch_size) for cell in self.cells]

    def _initial(self, cell: Any, batch_size: int | None) -> Any:
        if hasattr(cell, "get_initial_state"):
            return cell.get_initial_state(batch_size=batch_size)
        if isinstance(cell.state_size, list | tuple):
            return [ops.zeros((batch_size, n), self.dtype) for n in cell.state_size]
        return ops.zeros((batch_size, cell.state_size), self.dtype)

    def build(self, input_shape: Shape) -> None:
        """Each cell for what the one before makes."""
        for cell in self.cells:
            if isinstance(cell, Layer):
                if not cell.built:
                    cell.build(input_shape)
                if cell is self.cells[0]:
                    self.input_axes = cell.input_axes
            input_shape = (input_shape[0], output_length(cell))

    def layered(self) -> bool:
        """Whether the cells may go over all steps one after another: nobody has overridden how they are called."""
        return type(self).call is StackedRNNCells.call

    def call(self, inputs: Array, states: Any, training: bool = False) -> tuple[Array, list[Any]]:
        """One step: the output of the last cell, and the new states of each."""
        found = []
        for cell, before in zip(self.cells, states, strict=True):
            several = isinstance(before, list | tuple)
            options = {"training": training} if isinstance(cell, Layer) and cell.takes_training else {}
            step = cell if callable(cell) else cell.call
            inputs, after = step(inputs, list(before) if several else [before], **options)
            found.append(after if several or not isinstance(after, list | tuple) else after[0])
        return inputs, found

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, the output size of the last cell)."""
        return (input_shape[0], self.output_size)

    def flops(self, input_shape: Shape) -> int:
        """Each weight of two axes or more, once."""
        return sum(v.size for v in self.weights if len(v.shape) > 1 and not v.name.endswith("bias"))
