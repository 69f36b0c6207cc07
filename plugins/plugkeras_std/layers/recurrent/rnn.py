"""Recurrent layers: a cell over time."""

from typing import Annotated, Any, Self

from plugkeras import Layer, ops, tree
from plugkeras.annotations import Part, Via
from plugkeras.engine import Array
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.config import custom_object_scope, deserialize
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.lasting import Lasting
from plugkeras_std.layers.masks import mask_of_steps
from plugkeras_std.layers.recurrent.over_time import over_time
from plugkeras_std.layers.recurrent.stacked import StackedRNNCells, checked_cell, output_length


def _cell(value: Any) -> Any:
    """A cell; of several, a stack."""
    if isinstance(value, list | tuple):
        return StackedRNNCells(value)
    if isinstance(value, dict):
        value = deserialize("layers", value)
    return checked_cell(value)


class _Stateful(Lasting, arguments=False):
    """What lasts from batch to batch is no argument."""

    states: Any = None  # a list of Variables, nested as the cell's states are


class RNN(_Stateful):
    """A cell over time: (n, time, …) becomes what it makes of the last step, or with ``return_sequences`` of each.

    A cell has ``state_size``, the length of its state or a list of lengths, and ``call(inputs, states)``, which returns
    the output of a step and the list of new states; it may have ``output_size``, ``get_initial_state(batch_size)`` and,
    in ``call``, ``training``. ``stateful`` layers begin a batch with the states that the last one ended with; the batch
    size must be known then. A step that the mask excludes keeps the states and repeats the output before it, or with
    ``zero_output_for_mask`` has zeros. ``unroll`` changes nothing here.
    """

    supports_masking = True
    float_inputs = True
    min_ndim = 3
    cell: Annotated[Any, Via(_cell), Part("layers")]
    return_sequences: bool = False
    return_state: bool = False
    go_backwards: bool = False
    stateful: bool = False
    unroll: bool = False
    zero_output_for_mask: bool = False

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Self:
        """As always; the cell may be one of ``custom_objects``."""
        with custom_object_scope(custom_objects or {}):
            return super().from_config(config)

    # -- states --------------------------------------------------------------------------------------

    @property
    def state_size(self) -> list[Any]:
        """The length of each state."""
        size = self.cell.state_size
        return list(size) if isinstance(size, list | tuple) else [size]

    def get_initial_state(self, batch_size: int | None) -> list[Any]:
        """The states before the first step: the cell's, or zeros."""
        if hasattr(self.cell, "get_initial_state"):
            found = self.cell.get_initial_state(batch_size=batch_size)
            return list(found) if isinstance(found, list | tuple) else [found]
        return tree.map_structure(lambda n: ops.zeros((batch_size, n), self.dtype), self.state_size)

    def reset_state(self, states: Any = None) -> None:
        """Set the lasting states back to the initial ones, or to ``states``."""
        if self.states is None:
            return
        variables = tree.flatten(self.states)
        values = self.get_initial_state(variables[0].shape[0]) if states is None else states
        for variable, value in zip(variables, tree.flatten(values), strict=True):
            variable.assign(ops.convert_to_tensor(value))

    def reset_states(self, states: Any = None) -> None:
        """The same."""
        self.reset_state(states)

    def _first(self, x: Array, initial_state: Any) -> list[Any]:
        """The states before the first step.

        Raises:
            ShapeError: the layer is stateful, and was built for batches of another size.
        """
        n = x.shape[0]
        lasting = None if self.states is None else tree.flatten(self.states)[0].shape[0]
        if lasting is not None and lasting != n:
            raise ShapeError(f"{self} is stateful and was built for batches of {lasting}, not {n}.")
        if initial_state is not None:
            found = list(initial_state) if isinstance(initial_state, list | tuple) else [initial_state]
        elif self.states is None:
            found = self.get_initial_state(n)
        else:
            found = tree.map_structure(lambda s: s.value.copy(), self.states)
        return tree.map_structure(lambda s: ops.cast(ops.convert_to_tensor(s), self.dtype), found)

    # -- building and calling ------------------------------------------------------------------------

    def build(self, sequences_shape: Shape, initial_state_shape: Any = None) -> None:
        """The cell's weights; states, if they are to last.

        Raises:
            ArgumentError: it is stateful, and the batch size is open.
        """
        step_shape = (sequences_shape[0], *sequences_shape[2:])
        if isinstance(self.cell, Layer):
            if not self.cell.built:
                self.cell.build(step_shape)
            axes = self.cell.input_axes.items()
            self.input_axes = {axis + 1 if axis > 0 else axis: length for axis, length in axes}
        if not self.stateful:
            return
        if sequences_shape[0] is None:
            raise ArgumentError(
                f"{self} is stateful and needs a known batch size: Input(batch_shape=(n, time, features))."
            )
        first = self.get_initial_state(sequences_shape[0])
        self.states = tree.map_structure(lambda s: Variable(s, trainable=False, name="state"), first)

    def call(self, sequences: Array, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        """The outputs of the cell, or the last one; with ``return_state`` a tuple that goes on with the last states."""
        mask = None if mask is None else mask_of_steps(self, mask, sequences)
        last, outputs, states = self.inner_loop(sequences, self._first(sequences, initial_state), mask, training)
        if self.states is not None:
            for variable, state in zip(tree.flatten(self.states), tree.flatten(states), strict=True):
                variable.assign(state)
        result = outputs if self.return_sequences else last
        return (result, *states) if self.return_state else result

    def inner_loop(self, sequences: Array, initial_state: Any, mask: Any, training: bool = False) -> Any:
        """The last output, all outputs in the order in which they come, and the last states."""
        x = sequences
        if self.go_backwards:
            x = ops.flip(x, 1)
            mask = None if mask is None else ops.flip(mask, 1)
        out = self.state_shapes(x.shape)[0][1:]
        outputs, last, states = over_time(self.cell, x, initial_state, mask, training, out)
        if mask is not None and self.zero_output_for_mask:
            outputs = ops.where(ops.reshape(mask, (*mask.shape, *[1] * (len(outputs.shape) - 2))), outputs, 0.0)
            last = outputs[:, -1]
        return last, outputs, states

    # -- shapes and masks ----------------------------------------------------------------------------

    def state_shapes(self, sequences_shape: Shape) -> list[Any]:
        """The shapes of the output of a step, and of the states."""
        n = sequences_shape[0]
        return [(n, output_length(self.cell)), *tree.map_structure(lambda size: (n, size), self.state_size)]

    def compute_output_shape(self, sequences_shape: Shape, initial_state_shape: Any = None) -> Any:
        """(n, time, …) or (n, …), and with ``return_state`` the states' shapes."""
        (n, *out), *states = self.state_shapes(sequences_shape)
        shape = (n, sequences_shape[1], *out) if self.return_sequences else (n, *out)
        return (shape, *states) if self.return_state else shape

    def compute_mask(self, _: Any, mask: Any = None) -> Any:
        """The mask, as long as there are steps; states have none."""
        mask = mask if self.return_sequences else None
        return [mask, *[None] * len(self.state_size)] if self.return_state else mask

    def flops(self, input_shape: Shape) -> int | None:
        """Those of the cell, for each step; of somebody's own cell, each weight of two axes or more once."""
        if input_shape[1] is None or not isinstance(self.cell, Layer):
            return None
        step = None
        if hasattr(self.cell, "states") or hasattr(self.cell, "cells"):
            step = self.cell.flops((input_shape[0], *input_shape[2:]))
        else:
            step = sum(v.size for v in self.cell.weights if len(v.shape) > 1)
        return None if step is None else step * input_shape[1]
