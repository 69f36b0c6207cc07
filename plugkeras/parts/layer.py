"""The base class of layers."""

import inspect
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from plugkeras import ops, tree
from plugkeras.annotations import Regularizer as AsRegularizer
from plugkeras.config import floatx, is_number, standardize_dtype
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.building import building
from plugkeras.parts.config import Field
from plugkeras.parts.described import Described
from plugkeras.parts.inputs import Shapes, first_by_name, named, names_after_first, refuse_layers, shapes_by_name
from plugkeras.parts.masks import note, of_arrays
from plugkeras.parts.naming import UNSAID, calling, snake_case, unique_name
from plugkeras.parts.output import given, plain
from plugkeras.parts.penalties import Penalties
from plugkeras.parts.shaped import Shaped
from plugkeras.parts.shapes import INPUT_OPTIONS, Shape, batch_input_shape
from plugkeras.parts.stateless import StatelessLayer
from plugkeras.parts.text import KINDS, no_numbers, text_in
from plugkeras.parts.weighted import Weighted

_NO_ARRAY = (list, tuple, dict, Weighted)


class Layer(Shaped, Described, Penalties, StatelessLayer, Weighted, arguments=False):
    """A function of arrays that has weights.

    A subclass declares its arguments (see ``plugkeras.parts.config``) or writes ``__init__``, makes its
    weights in ``build(input_shape)``, and says its formula in ``call(x)``, in ``plugkeras.ops``. ``call``
    may also take ``training`` and ``mask``. Layers, or lists of them, kept as attributes are its sublayers.
    """

    kind: ClassVar[str] = "layers"
    options_by_name: ClassVar[bool] = True
    options: ClassVar[tuple[Field, ...]] = (
        Field("activity_regularizer", AsRegularizer, None),
        Field("trainable", bool, True),
        Field("dtype", Any, None),
        Field("name", str | None, None),
    )
    supports_masking: bool = False
    float_inputs: ClassVar[bool] = False  # whether integer inputs become floats, too
    input_ndim: ClassVar[int | None] = None  # the rank that inputs must have, batch axis included
    min_ndim: ClassVar[int] = 1  # or the least that it may be
    input_axes: "Mapping[int, int]" = {}  # the lengths that axes must have, set in build
    takes_text: bool = False  # whether inputs may be arrays of strings
    reads: bool = False
    """Whether ``call`` is Python's work on values, a dictionary's say, without gradients: where such layers come first
    in a Sequential, they are called before a step, so that the step may be compiled."""
    replayable: bool = False
    """Whether ``call`` makes the same ops each time for inputs of one shape, and does nothing else."""
    built: bool = False
    not_saved: ClassVar[frozenset[str]] = frozenset()
    """The attributes that every layer (or model) has, so that no weights of a file are looked for in them."""
    batch_input_shape: "Shape | None" = None
    build_shape: "Shapes" = None
    name: str = ""
    activity_regularizer: Any = None
    _trainable = True
    _dtype = ""
    _initial_weights: Any = None
    _in_build = False
    _seen: "tuple[int, ...] | None" = None  # the last input shape that was found to fit, without the batch axis

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "build" in vars(cls):
            cls.shapes_wanted = tuple(inspect.signature(cls.build).parameters)[1:]
            cls.build = building(cls.build)  # type: ignore[method-assign]
        arguments = inspect.signature(cls.call).parameters
        cls.call_names = names_after_first(cls.call)
        cls.takes_training = "training" in arguments
        cls.takes_mask = "mask" in arguments

    takes_training: ClassVar[bool] = False
    takes_mask: ClassVar[bool] = False
    call_names: ClassVar[tuple[str, ...] | None] = ()  # what call takes after its input; None if any number of inputs
    shapes_wanted: ClassVar[tuple[str, ...]] = ("input_shape",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        own = {f.name for f in type(self).fields}
        given = {k: kwargs.pop(k) for k in INPUT_OPTIONS if k in kwargs and k not in own}
        if not getattr(self, "is_input", False):
            kwargs.pop("input_dtype", None)  # Keras 1: of the inputs, which become what the layer computes in
        self._initial_weights = kwargs.pop("weights", None)
        self.batch_input_shape = batch_input_shape(given, self.input_ndim, str(kwargs.get("name") or self))
        super().__init__(*args, **kwargs)
        self.name = self.name or unique_name(snake_case(type(self).__name__))

    # -- what it is ------------------------------------------------------------------------------

    @property
    def dtype(self) -> str:
        """The dtype of its weights and outputs."""
        return self._dtype or floatx()

    @dtype.setter
    def dtype(self, value: Any) -> None:
        if isinstance(value, Mapping):  # a DTypePolicy in a file of Keras
            value = value.get("config", {}).get("name")
        self._dtype = standardize_dtype(getattr(value, "name", value))
        if not is_number(self._dtype):
            raise ArgumentError(f"{type(self).__name__}: `dtype` must be the name of a NumPy dtype, not {value!r}.")

    @property
    def trainable(self) -> bool:
        """Whether training changes its weights, and those of its sublayers."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        for layer in self.sublayers():
            layer.trainable = value

    def __str__(self) -> str:
        return f"{self.name or snake_case(type(self).__name__)} ({type(self).__name__})"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"

    # -- building and calling --------------------------------------------------------------------

    def build(self, input_shape: Any) -> None:
        """Make the weights for inputs of ``input_shape``, batch axis included, None where a length is open."""

    def call(self, x: Array) -> Array:
        """The formula."""
        raise NotImplementedError(f"{type(self).__name__} does not define call(x).")

    def __call__(
        self, x: Array = None, *args: Any, training: bool | None = None, mask: Any = None, **kwargs: Any
    ) -> Array:
        if x is None:
            x = first_by_name(self, self.call, kwargs)
        known = calling.masks
        if known is None:
            calling.masks = {}
        elif known and mask is None:
            mask = of_arrays(known, x)
        try:
            return self._called(x, args, training, mask, kwargs)
        finally:
            calling.masks = known

    def _called(self, x: Any, args: tuple[Any, ...], training: bool | None, mask: Any, kwargs: dict[str, Any]) -> Any:
        if args or kwargs:
            args, kwargs = self._named(x, args, kwargs, training=training, mask=mask)
            training, mask = kwargs.pop("training", None), kwargs.pop("mask", None)
        x = self._prepared(x)
        outer = calling.training
        if training is None:
            training = UNSAID if outer is None else outer
        if self.takes_training:
            kwargs["training"] = training
        if self.takes_mask:
            kwargs["mask"] = mask
        calling.training = training
        try:
            y = self.call(x, *args, **kwargs)
        finally:
            calling.training = outer
        if self.activity_regularizer is not None:
            self.add_loss(self._activity(y))
        if outer is None:
            return given(y)
        if mask is not None or type(self).compute_mask is not Layer.compute_mask:
            note(calling.masks, y, lambda: self.compute_mask(x, mask))
        return y

    def _named(self, x: Any, args: Any, kwargs: dict[str, Any], **context: Any) -> tuple[Any, dict[str, Any]]:
        """The arguments after the first, by name where they have one, arrays of the right dtype.

        Builds a layer whose ``build`` asks for the shapes of several inputs.
        """
        given = kwargs | {name: value for name, value in context.items() if value is not None}
        if self.call_names is not None:
            args, given = (), named(self, self.call_names, args, given)
        arrays = {name: value for name, value in given.items() if name != "mask" and hasattr(value, "shape")}
        refuse_layers(self, [x, *arrays.values()])
        arrays = {name: self._array(value) for name, value in arrays.items()}
        if not self.built and len(self.shapes_wanted) > 1:
            first = next(iter(inspect.signature(self.call).parameters))
            self.build(**shapes_by_name(self, self.call, self.shapes_wanted, {first: self._array(x), **arrays}))
        return args, given | arrays

    def call_with_mask(self, x: Array, mask: Any, training: bool | None = None) -> tuple[Array, Any]:
        """The output, and the mask that goes on with it."""
        outer = calling.training, calling.masks
        calling.training = bool(outer[0]) if training is None else training
        calling.masks = {} if outer[1] is None else outer[1]
        try:
            y = plain(self(x, training=training, mask=mask))
            return y, of_arrays(calling.masks, y)
        finally:
            calling.training, calling.masks = outer

    def is_plain(self, dtype: str) -> bool:
        """Whether, for inputs of a shape that fits and of this dtype, its formula is all there is to a call."""
        ordinary = ("__call__", "call_with_mask", "compute_mask", "_prepared")
        own_ways = any(getattr(type(self), name) is not getattr(Layer, name) for name in ordinary)
        return self.built and self.dtype == dtype and self.activity_regularizer is None and not own_ways

    def _prepared(self, x: Any) -> Any:
        """x as arrays of the right dtype and a shape that fits; builds the layer if that is still to be done."""
        if isinstance(x, _NO_ARRAY):
            refuse_layers(self, x)
            text = text_in(x) if self.takes_text else None
            x = self._several(x) if text is None else text
            if isinstance(x, list | tuple | dict):
                self._check_spec(x)
                return x
        x = self._array(x)
        shape = x.shape
        if shape[1:] != self._seen:
            if not self.built:
                self.build((None, *shape[1:]))
            x = self._fitting(x)
            self._seen = x.shape[1:]
        return x

    def _several(self, x: Any) -> Any:
        """What a list becomes: for most layers, several inputs."""
        x = tree.map_structure(lambda item: None if item is None else self._array(item), x)
        if not self.built:
            self.build(tree.map_structure(lambda item: None if item is None else tuple(item.shape), x))
        return x

    def _fitting(self, x: Any) -> Any:
        """x, if it fits."""
        self._check(x.shape)
        self._check_spec(x)
        return x

    def _array(self, x: Any) -> Any:
        if not hasattr(x, "shape"):
            x = ops.convert_to_tensor(x)
        kind = np.dtype(x.dtype).kind
        if (kind == "f" or (self.float_inputs and kind in "iub")) and x.dtype != self.dtype:
            x = ops.cast(x, self.dtype)
        elif kind in KINDS and not self.takes_text:
            raise no_numbers(self, x)
        return x

    def _check_rank(self, shape: Shape) -> None:
        if self.input_ndim is not None and len(shape) != self.input_ndim:
            raise ShapeError(f"{self} needs inputs with {self.input_ndim} axes, and got shape {tuple(shape)}.")
        if len(shape) < self.min_ndim:
            raise ShapeError(f"{self} needs inputs with at least {self.min_ndim} axes, and got shape {tuple(shape)}.")

    def _tells_shape(self) -> bool:
        """Whether it was told the shape of its inputs when it was made."""
        return self.batch_input_shape is not None

    def _check(self, shape: tuple[int, ...]) -> None:
        """Whether inputs of ``shape`` fit; an error that says what is needed otherwise."""
        self._check_rank(shape)
        for axis, length in self.input_axes.items():
            if shape[axis] != length:
                raise ShapeError(
                    f"{self} needs inputs of length {length} along axis {axis}, and got {shape[axis]}: "
                    f"the inputs have shape {tuple(shape)}."
                )

    # -- masks ------------------------------------------------------------------------

    def compute_mask(self, x: Array, mask: Any = None) -> Any:
        """The mask that goes on with the output: the same one if masks are supported, else none."""
        if mask is not None and not self.supports_masking:
            warnings.warn(f"{self} does not support masks; what comes after it will not see the mask.", stacklevel=2)
            return None
        return mask

    def saved_first(self) -> Iterator[tuple[str, Any]]:
        """Attributes by the names that files keep them under, before all others."""
        return iter(())


Layer.build = building(Layer.build)  # type: ignore[method-assign]
Layer.not_saved = frozenset(dir(Layer))
