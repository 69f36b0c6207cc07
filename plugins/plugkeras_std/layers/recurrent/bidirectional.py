"""A recurrent layer in both directions of time."""

from typing import Annotated, Any, Literal, Self

from plugkeras import Layer, ops
from plugkeras.annotations import Part
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.parts.config import custom_object_scope
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.lasting import Lasting

_COMMON = ("stateful", "return_sequences", "return_state")


class _WithLayer(Lasting, arguments=False):
    """The layer that was given is kept as the one that goes forwards."""

    forward_layer: Any

    @property
    def layer(self) -> Any:
        """The layer that goes forwards."""
        return self.forward_layer


class Bidirectional(_WithLayer):
    """A recurrent layer from the first step to the last, one like it from the last to the first, and both merged.

    ``merge_mode``: both side by side ("concat"), their "sum", product ("mul") or mean ("ave"), or for None a pair.
    ``backward_layer`` is a layer of its own, which goes backwards; otherwise a copy of ``layer`` with other weights.
    ``weights`` are those of both, forwards first. Schuster and Paliwal, 1997.
    """

    supports_masking = True
    float_inputs = True
    min_ndim = 3
    layer: Annotated[Any, Part("layers")]  # type: ignore[assignment]
    merge_mode: Literal["concat", "sum", "mul", "ave"] | None = "concat"
    weights: Any = None  # type: ignore[assignment]
    backward_layer: Annotated[Any, Part("layers")] = None

    def _store(self, field: Any, value: Any) -> None:
        if field.name == "weights":
            self._initial_weights = self._initial_weights if value is None else value
        elif field.name == "layer":
            value = self._checked(field, value)
            if not isinstance(value, Layer) or not hasattr(value, "go_backwards"):
                raise ArgumentError(f"{type(self).__name__}: `layer` must be a recurrent layer, not {value!r}.")
            self.forward_layer = _again(value, "forward")
        else:
            super()._store(field, value)

    def setup(self) -> None:
        """Make the second layer, and check that the two go together.

        Raises:
            ArgumentError: they go the same way, or differ where they must not.
        """
        if self.backward_layer is None:
            self.backward_layer = _again(self.forward_layer, "backward", go_backwards=True)
        one, other = self.forward_layer, self.backward_layer
        if bool(one.go_backwards) == bool(other.go_backwards):
            raise ArgumentError(f"{type(self).__name__}: one of the layers must go backwards, and the other must not.")
        for name in _COMMON:
            if getattr(one, name) != getattr(other, name):
                raise ArgumentError(f"{type(self).__name__}: both layers must have the same `{name}`.")
        for layer in (one, other):
            if hasattr(layer, "zero_output_for_mask"):
                layer.zero_output_for_mask = layer.return_sequences

    @property
    def stateful(self) -> bool:
        """Whether states last from batch to batch."""
        return bool(self.forward_layer.stateful)

    @property
    def return_sequences(self) -> bool:
        """Whether there is an output for each step."""
        return bool(self.forward_layer.return_sequences)

    @property
    def return_state(self) -> bool:
        """Whether the last states come with the output."""
        return bool(self.forward_layer.return_state)

    @property
    def states(self) -> Any:
        """The lasting states, forwards first; None if none last."""
        one, other = self.forward_layer.states, self.backward_layer.states
        return tuple(one + other) if one and other else None

    def reset_state(self) -> None:
        """Set lasting states back."""
        for layer in (self.forward_layer, self.backward_layer):
            layer.reset_state()

    def reset_states(self) -> None:
        """The same."""
        self.reset_state()

    def build(self, sequences_shape: Shape, initial_state_shape: Any = None) -> None:
        """Both layers, for the same inputs."""
        for layer in (self.forward_layer, self.backward_layer):
            if not layer.built:
                layer.build(sequences_shape)

    def call(self, sequences: Array, initial_state: Any = None, mask: Any = None, training: bool | None = None) -> Any:
        """What both make, merged; with ``return_state`` the states of the first and of the second follow."""
        half = 0 if initial_state is None else len(initial_state) // 2
        given = [None, None] if initial_state is None else [initial_state[:half], initial_state[half:]]
        found = []
        for layer, states in zip((self.forward_layer, self.backward_layer), given, strict=True):
            options = {} if states is None else {"initial_state": states}
            found.append(layer(sequences, training=training, mask=mask, **options))
        (y, *after), (back, *after_back) = found if self.return_state else [[one] for one in found]
        if self.return_sequences:
            back = ops.flip(back, 1)
        merged = self._merged(y, back)
        if not self.return_state:
            return merged
        return (*(merged if self.merge_mode is None else [merged]), *after, *after_back)

    def _merged(self, y: Array, back: Array) -> Any:
        if self.merge_mode == "concat":
            return ops.concatenate([y, back], axis=-1)
        if self.merge_mode == "mul":
            return y * back
        if self.merge_mode is None:
            return y, back
        return (y + back) / 2 if self.merge_mode == "ave" else y + back

    def compute_output_shape(self, sequences_shape: Shape, initial_state_shape: Any = None) -> Any:
        """That of the layer, twice as long at the end for "concat"; two of them for None."""
        found = self.forward_layer.compute_output_shape(sequences_shape)
        shape, states = (found[0], found[1:]) if self.return_state else (found, ())
        if self.merge_mode == "concat":
            shape = (*shape[:-1], None if shape[-1] is None else 2 * shape[-1])
        shapes = (shape, shape) if self.merge_mode is None else (shape,)
        return (*shapes, *states, *states) if self.return_state or self.merge_mode is None else shape

    def compute_mask(self, _: Any, mask: Any = None) -> Any:
        """The mask, as long as there are steps, for each output; states have none."""
        outputs = [mask if self.return_sequences else None] * (2 if self.merge_mode is None else 1)
        if self.return_state:
            return [*outputs, *[None] * 2 * len(self.forward_layer.state_size)]
        return outputs if self.merge_mode is None else outputs[0]

    def flops(self, input_shape: Shape) -> int | None:
        """Those of both layers."""
        found = [layer.flops(input_shape) for layer in (self.forward_layer, self.backward_layer)]
        return None if None in found else sum(found)

    def get_config(self) -> dict[str, Any]:
        """Both layers; their weights have no place in it."""
        return {name: value for name, value in super().get_config().items() if name != "weights"}

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Self:
        """As always; the layer may be one of ``custom_objects``."""
        with custom_object_scope(custom_objects or {}):
            return super().from_config(config)


def _again(layer: Any, direction: str, **changes: Any) -> Any:
    """A new layer with the same arguments, named after its direction."""
    name = layer.name
    for prefix in ("forward_", "backward_"):
        name = name.removeprefix(prefix)
    return type(layer).from_config({**layer.get_config(), "name": f"{direction}_{name}", **changes})
