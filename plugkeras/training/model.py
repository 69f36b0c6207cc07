"""What every model has: training, saving, a summary."""

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

from plugkeras import saving
from plugkeras.engine.dry_run import is_dry
from plugkeras.errors import ArgumentError, UnknownName, did_you_mean
from plugkeras.parts.config import custom_object_scope, deserialize, serialize
from plugkeras.parts.inputs import no_graph
from plugkeras.parts.layer import Layer
from plugkeras.parts.naming import calling
from plugkeras.parts.shapes import nested_shapes
from plugkeras.saving import read_json
from plugkeras.training.state_tree import set_state_tree, state_tree
from plugkeras.training.summary import printable, summarize
from plugkeras.training.trainer import Trainer


class Model(Trainer, Layer, arguments=False):
    """A layer that can be compiled, trained, saved and summarized."""

    module: ClassVar[str] = "keras"
    takes_text = True  # its layers say so if they do not

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if type(self) is Model and (args or kwargs.keys() & {"input", "inputs", "output", "outputs"}):
            raise no_graph("Model(inputs, outputs) would be a graph")
        super().__init__(*args, **kwargs)

    def build(self, input_shape: Any) -> None:
        """Build the layers for inputs of that shape, by calling the model on zeros; while it is called, they do it."""
        if calling.masks is None and not is_dry() and self._calls_layers():
            self._trial(input_shape, 2)

    def _calls_layers(self) -> bool:
        unbuilt = any(not layer.built for layer in self.flatten_layers() if layer is not self)
        return unbuilt and type(self).call is not Layer.call

    @property
    def layers(self) -> list[Layer]:
        """The layers, without the Input."""
        return list(self.sublayers())

    def summary(
        self,
        line_length: int | None = None,
        positions: Any = None,
        print_fn: Any = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Any = None,
    ) -> None:
        """Print the layers with their output shapes and numbers of parameters.

        ``line_length`` defaults to the terminal's, at most 88. ``print_fn`` gets the whole text at once.
        """
        text = summarize(self, line_length, positions, expand_nested, show_trainable, layer_range)
        (print_fn or print)(text if print_fn else printable(text))

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer of that name, or at that place.

        Raises:
            UnknownName: there is no such layer.
        """
        if (name is None) == (index is None):
            raise ArgumentError("get_layer: give a name or an index.")
        if index is not None:
            if not -len(self.layers) <= index < len(self.layers):
                raise UnknownName(f"{self} has {len(self.layers)} layers and none at {index}.")
            return self.layers[index]
        for layer in self.layers:
            if layer.name == name:
                return layer
        names = [layer.name for layer in self.layers]
        raise UnknownName(f"{self} has no layer '{name}'{did_you_mean(str(name), names) or f'; it has {names}.'}")

    def reset_states(self) -> None:
        """Forget what stateful layers remember of earlier batches."""
        for layer in self.flatten_layers():
            if layer is not self and hasattr(layer, "reset_state"):
                layer.reset_state()

    reset_state = reset_states

    def to_json(self, **kwargs: Any) -> str:
        """The architecture as JSON, which ``model_from_json`` reads."""
        return json.dumps(serialize(self), **kwargs)

    def build_from_config(self, config: Mapping[str, Any]) -> None:
        """Build as ``get_build_config`` told."""
        super().build_from_config(config)
        if config.get("input_shape") is not None and self._calls_layers():
            self._trial(nested_shapes(config["input_shape"]), 2)  # builds those that only `call` says the shapes of

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Self:
        """The model that ``config`` describes; its weights are new."""
        with custom_object_scope(custom_objects or {}):
            return super().from_config(config)

    def get_state_tree(self, value_format: str = "backend_tensor") -> dict[str, Any]:
        """The values of all its variables, of its optimizer's and its metrics', as nested dicts by their paths.

        Raises:
            ArgumentError: ``value_format`` is neither that nor "numpy_array".
        """
        return state_tree(self, value_format)

    def set_state_tree(self, state_tree: Mapping[str, Any]) -> None:
        """Take values as ``get_state_tree`` gave them; what is not there stays.

        Raises:
            ArgumentError: there is no such variable; nothing is changed then.
        """
        set_state_tree(self, state_tree)

    def export(
        self, filepath: Any, format: str = "tf_saved_model", verbose: Any = None, input_signature: Any = None, **_: Any
    ) -> None:
        """Nothing: these formats are those of other frameworks.

        Raises:
            ArgumentError: always; the message says what to do.
        """
        raise ArgumentError(
            f"{self}: a {format} is written by the framework that it is of. Save as .keras, which real Keras opens and "
            "exports."
        )

    def save(self, filepath: Any, overwrite: bool = True, zipped: bool | None = None, **kwargs: Any) -> None:
        """Save architecture, weights, and how to go on training; the suffix says in which format.

        Raises:
            UnknownName: no format has that suffix.
            FileError: the file cannot be written; what was there before is unharmed.
        """
        saving.save_model(self, filepath, overwrite, zipped=zipped, **kwargs)

    def save_weights(
        self, filepath: Any, overwrite: bool = True, max_shard_size: float | None = None, **kwargs: Any
    ) -> None:
        """Save the weights alone; the suffix, ``.weights.h5`` say, names the format.

        Raises:
            ArgumentError: ``max_shard_size`` is given: a file is one.
        """
        if max_shard_size is not None:
            raise ArgumentError("save_weights: weights are kept in one file; give no `max_shard_size`.")
        saving.save_weights(self, filepath, overwrite, **kwargs)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
        """Take the weights from a file that ``save_weights`` or ``save`` wrote.

        Raises:
            FileError: the file cannot be read, or does not fit; no weight is changed then.
        """
        saving.load_weights(self, filepath, skip_mismatch, **kwargs)


Model.not_saved = frozenset(dir(Model)) - {"layers"}


def model_from_json(json_string: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The model that ``to_json`` described; its weights are new.

    Raises:
        FormatError: the text is no JSON, or describes no model.
    """
    data = read_json(json_string.encode(), "model_from_json: the text")
    with custom_object_scope(custom_objects or {}):
        return deserialize("layers", data)


def clone_model(
    model: Any,
    input_tensors: Any = None,
    clone_function: Any = None,
    call_function: Any = None,
    recursive: bool = False,
) -> Any:
    """A model of the same layers, with new weights, compiled as ``model`` is.

    ``clone_function`` makes each layer of a Sequential model anew; unless given, from the layer's config. If it is
    ``recursive``, it makes the layers of Sequentials among them, and not those.

    Raises:
        ArgumentError: ``input_tensors`` or ``call_function`` is given, for there is no graph to build upon; or the
            model is no Sequential and has a ``clone_function``.
    """
    if call_function is not None:
        raise ArgumentError("clone_model: `call_function` is for graphs of layers, and there are none.")
    if input_tensors is not None:
        raise ArgumentError("clone_model: `input_tensors` is not supported; give the new model's first layer an Input.")
    if clone_function is None:
        clone = type(model).from_config(model.get_config())
    elif hasattr(model, "cloned"):
        clone = model.cloned(_within(clone_function) if recursive else clone_function)
    else:
        raise ArgumentError(f"clone_model: `clone_function` is for Sequential models, and {model} is none.")
    if model.compiled and hasattr(model, "cloned"):  # as in Keras
        clone.compile_from_config(model.get_compile_config())
    return clone


def _within(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda layer: layer.cloned(_within(function)) if hasattr(layer, "cloned") else function(layer)
