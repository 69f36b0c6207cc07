"""Sequential: layers one after another."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar, Self

from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, FormatError, NotBuilt, ShapeError, StateError
from plugkeras.parts.config import custom_object_scope, serialize
from plugkeras.parts.layer import Layer
from plugkeras.parts.naming import calling
from plugkeras.parts.shaped import no_symbol
from plugkeras.parts.shapes import Shape
from plugkeras.parts.spellings import tolerant
from plugkeras.training.configs import deserialized
from plugkeras.training.data import alone, of_rank
from plugkeras.training.former_methods import FormerMethods
from plugkeras.training.model import Model
from plugkeras.training.reading import ReadsFirst


class Sequential(ReadsFirst, FormerMethods, Model):  # type: ignore[override]  # its layers tell, not a class
    """Layers one after another::

        model = Sequential([Input((784,)), Dense(64, activation="relu"), Dense(10, activation="softmax")])

    Without an input shape it is built when it first sees data, or by ``build``.
    """

    module: ClassVar[str] = "keras"

    _own_call: ClassVar[bool] = False  # a subclass may do more than one layer after another
    _nests: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._own_call = cls._nests = cls.call is not Sequential.call

    def __init__(
        self, layers: Iterable[Any] | None = None, trainable: bool = True, name: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(trainable=trainable, name=name, **kwargs)
        self._input: Layer | None = None
        self._layers: list[Layer] = []
        for layer in layers or ():
            self.add(layer, rebuild=False)
        self._maybe_build()

    # -- the list --------------------------------------------------------------------------------

    @property
    def layers(self) -> list[Layer]:
        """The layers, without the Input."""
        return list(self._layers)

    @tolerant
    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Put a layer at the end.

        Raises:
            ArgumentError: it is no layer, its name is taken, or a second Input.
        """
        if isinstance(layer, type) and issubclass(layer, Layer):
            raise ArgumentError(f"{self}: add an object, not the class: {layer.__name__}(…).")
        if not isinstance(layer, Layer):
            raise ArgumentError(f"{self} takes layers, not {layer!r}.")
        if getattr(layer, "is_input", False):
            self._add_input(layer)
        else:
            self._append(layer)
        if rebuild:
            self._maybe_build()

    def _add_input(self, layer: Layer) -> None:
        if self._input is not None or self._layers:
            have = self.batch_input_shape
            raise ArgumentError(
                f"{self} already has {f'an Input of shape {have}' if have else 'layers'}; an Input comes first, once."
            )
        self._input, self.batch_input_shape = layer, layer.batch_input_shape

    def _append(self, layer: Layer) -> None:
        if any(layer.name == other.name and layer is not other for other in self._layers):
            raise ArgumentError(f"{self} already has a layer named '{layer.name}': give each a name of its own.")
        if not self._layers and self.batch_input_shape is None:
            self.batch_input_shape = layer.batch_input_shape or layer.build_shape
        self._layers.append(layer)
        self._forget_steps()

    def pop(self, rebuild: bool = True) -> Layer:
        """Take the last layer away, and return it.

        Raises:
            StateError: there is none.
        """
        if not self._layers:
            raise StateError(f"{self} has no layers to pop.")
        layer = self._layers.pop()
        self.built, self._seen, self._planned = False, None, None
        self._captured = None
        self._forget_steps()
        if rebuild:
            self._maybe_build()
        return layer

    def _maybe_build(self) -> None:
        if self._layers and self.batch_input_shape is not None:
            self.build(self.batch_input_shape)

    # -- building and calling --------------------------------------------------------------------

    def build(self, input_shape: Any = None) -> None:
        """Build every layer for the shape that reaches it.

        Raises:
            StateError: there are no layers, or no shape is known.
            ShapeError: a shape does not fit a layer.
        """
        if not self._layers:
            raise StateError(f"{self} has no layers to build: add some first.")
        shape: Any = input_shape or self.batch_input_shape
        if shape is None:
            raise StateError(f"{self} does not know its input shape: build(input_shape), or put an Input first.")
        self.batch_input_shape = shape = tuple(shape)
        self._seen = self._planned = None
        for layer in self._layers:
            if not layer.built:
                layer.build(shape)
            else:
                layer._check_rank(shape)
            shape = layer.compute_output_shape(shape)
        self._output_shape = shape

    def call(self, x: Array, training: bool | None = None, mask: Any = None) -> Array:
        """Through all layers."""
        y, mask = self._through(x, mask, training)
        if mask is not None:
            self._masked = y, mask
        return y

    def call_with_mask(self, x: Array, mask: Any, training: bool | None = None) -> tuple[Array, Any]:
        """Through all layers, with the mask that each passes on."""
        if not self._layers:
            raise StateError(f"{self} has no layers: add some first.")
        if self._own_call:
            y = self(x, training=training, mask=mask)
            return y, self._mask_of(y)
        return self._through(self._prepared(x), mask, calling.training if training is None else training)

    def _through(self, x: Array, mask: Any, training: bool | None) -> tuple[Array, Any]:
        if mask is None and x.shape[1:] == self._planned:
            outer = calling.training, calling.masks
            calling.training, calling.masks = bool(training), {} if outer[1] is None else outer[1]
            try:
                for call in self._plan[bool(training)]:
                    x = call(x)
            finally:
                calling.training, calling.masks = outer
            return x, None
        shape = x.shape[1:]
        for layer in self._layers:
            x, mask = layer.call_with_mask(x, mask, training)
        if all(layer.is_plain(self.dtype) for layer in self._layers):
            self._plan = tuple([_formula(layer, training) for layer in self._layers] for training in (False, True))
            self._planned = shape
        return x, mask

    _plan: "tuple[list[Callable[[Array], Array]], ...]" = ()  # at inference, and in training
    _planned: "tuple[int, ...] | None" = None  # the input shape for which the layers' formulas are all there is to do

    def is_replayable(self) -> bool:
        """As far as each layer says so of itself."""
        return not self._own_call and all(layer.replayable for layer in self._layers)

    def replan(self) -> None:
        """Look anew at what the layers need besides their formulas; done whenever training begins."""
        self._planned = None

    def _array(self, x: Any) -> Any:
        """The first layer decides what inputs become."""
        first = self._layers[0] if self._layers else None
        return first._array(x) if first is not None else super()._array(x)

    def _several(self, x: Any) -> Any:
        """One input: ``[x]`` is x, and numbers in lists are an array."""
        return self._array(alone(x, "x"))

    def _fitting(self, x: Any) -> Any:
        assert self.batch_input_shape is not None
        return super()._fitting(of_rank(x, self.batch_input_shape))

    def _check(self, shape: tuple[int, ...]) -> None:
        want = self.batch_input_shape
        assert want is not None
        if len(want) == len(shape) and all(a in (None, b) for a, b in zip(want[1:], shape[1:], strict=True)):
            return
        self._layers[0]._check(shape)
        if self._tells_shape() or len(want) != len(shape):
            raise ShapeError(f"{self} needs inputs of shape {want}, and got {tuple(shape)}.")
        self._widen((None, *shape[1:]))

    def _widen(self, shape: Shape) -> None:
        """Take inputs of ``shape``, too, if all layers do: only the first batch told the lengths, and they vary."""
        passing: Any = shape
        for layer in self._layers:
            layer._check(passing)
            passing = layer.compute_output_shape(passing)
        have = self.batch_input_shape or shape
        self.batch_input_shape = wide = tuple(a if a == b else None for a, b in zip(have, shape, strict=True))
        self._output_shape = self.compute_output_shape(wide)

    def _tells_shape(self) -> bool:
        return self._input is not None or bool(self._layers and self._layers[0]._tells_shape())

    def compute_output_shape(self, input_shape: Any) -> Shape:
        """The shape after the last layer."""
        for layer in self._layers:
            input_shape = layer.compute_output_shape(input_shape)
        return tuple(input_shape)

    def compute_mask(self, x: Array, mask: Any = None) -> Any:
        """The mask after the last layer."""
        return self.call_with_mask(x, mask)[1]

    inputs, outputs = no_symbol("inputs"), no_symbol("outputs")

    @property
    def input_shape(self) -> Shape:
        """The shape of its inputs, batch axis included."""
        return self._known(self.batch_input_shape)

    @property
    def output_shape(self) -> Shape:
        """The shape of its outputs, batch axis included."""
        return self._known(self.__dict__.get("_output_shape") if self.built else None)

    def _known(self, shape: Shape | None) -> Shape:
        if shape is None:
            raise NotBuilt(f"{self} has no shapes before it is built: call build(input_shape), or put an Input first.")
        return shape

    def saved_first(self) -> Iterator[tuple[str, Any]]:
        """Its layers, as real Keras has it."""
        yield "layers", self.layers

    # -- describing ------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Its name and its layers, the Input first."""
        shape = self.batch_input_shape
        layers = [serialize(layer) for layer in ([self._input] if self._input else []) + self._layers]
        if self._input is None and shape is not None:
            first = {"batch_shape": list(shape), "dtype": self._layers[0].input_dtype, "name": f"{self.name}_input"}
            named = {"module": "keras.layers", "class_name": "InputLayer", "config": first, "registered_name": None}
            layers.insert(0, named)
        built = {"build_input_shape": list(shape)} if self.built and shape else {}
        return {"name": self.name, "trainable": self.trainable, "dtype": self.dtype, "layers": layers, **built}

    def cloned(self, function: Callable[[Any], Any]) -> "Sequential":
        """A model of what ``function`` makes of each layer; of one that is there twice, once."""
        made = {id(layer): function(layer) for layer in self._layers}
        first = [] if self._input is None else [type(self._input).from_config(self._input.get_config())]
        layers = [*first, *(made[id(layer)] for layer in self._layers)]
        return Sequential(layers, trainable=self.trainable, name=self.name)

    @classmethod
    def from_config(cls, config: Any, custom_objects: Mapping[str, Any] | None = None) -> Self:
        """The model that ``get_config`` described; its weights are new.

        Raises:
            FormatError: it is no such description.
        """
        if isinstance(config, list):  # Keras before 2.2.3
            config = {"layers": config}
        if not isinstance(config, Mapping) or not isinstance(config.get("layers"), list):
            raise FormatError("The config of a Sequential model needs a list of layers.")
        with custom_object_scope(custom_objects or {}):
            layers = deserialized(config["layers"])
        model = cls(layers, trainable=config.get("trainable", True), name=config.get("name"))
        shape = config.get("build_input_shape")
        if not model.built and shape:
            model.build(tuple(shape))
        return model


Sequential.not_saved = frozenset(dir(Sequential)) | {"_layers", "_input"}


def _formula(layer: Any, training: bool) -> Callable[[Array], Array]:
    """A layer's ``call`` as a function of its input alone."""
    return partial(layer.call, **({"training": training} if layer.takes_training else {}))
