"""The plainest layers: inputs, the dense layer, an activation, a function, a mask."""

from typing import Any, ClassVar

from plugkeras import Layer, ops
from plugkeras.annotations import Activation as AsActivation
from plugkeras.annotations import Constraint, Count, Initializer, Regularizer
from plugkeras.config import floatx
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.parts.config import registered_function
from plugkeras.parts.inputs import no_graph
from plugkeras.parts.shapes import Shape, shape_of
from plugkeras_std.layers.weights import known_length, weight


class SameShape(Layer):
    """A layer whose output has the shape of its input; masks go on through it."""

    supports_masking = True

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input shape."""
        return input_shape


class InputLayer(SameShape):
    """Says the shape of a model's inputs: ``shape`` without the batch axis, or ``batch_shape`` with it."""

    is_input: ClassVar[bool] = True
    shape: Any = None
    batch_size: int | None = None
    batch_shape: Any = None

    def setup(self) -> None:
        """Either of the two shapes tells the other."""
        if self.batch_shape is not None and (self.shape is not None or self.batch_size is not None):
            raise ArgumentError("Input: `batch_shape` says it all; give no `shape` or `batch_size` besides.")
        if self.shape is not None:
            self.batch_shape = (self.batch_size, *shape_of(self.shape, "Input"))
        if self.batch_shape is not None:
            self.batch_input_shape = shape_of(self.batch_shape, "Input")
        if self.batch_input_shape is None:
            raise ArgumentError("Input needs the shape of one sample: Input((4,)), say.")

    @property
    def dtype(self) -> str:
        """That of the inputs: "string" for text."""
        return self._dtype or floatx()

    @dtype.setter
    def dtype(self, value: Any) -> None:
        if value == "string":
            self._dtype = value
        else:
            Layer.dtype.fset(self, value)  # type: ignore[attr-defined]

    def call(self, x: Array) -> Array:
        """x as it is."""
        return x

    def no_array(self, *args: Any, **kwargs: Any) -> Any:
        """What NumPy and operators get to hear."""
        raise no_graph(f"{self} is computed with, which is no array")

    __array__ = __getitem__ = __neg__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = no_array
    __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = __pow__ = no_array

    def get_config(self) -> dict[str, Any]:
        """The shape with the batch axis says it all."""
        return {"batch_shape": list(self.batch_input_shape or ()), "dtype": self.dtype, "name": self.name}


class Identity(SameShape):
    """Its input."""

    def call(self, x: Array) -> Array:
        """x as it is."""
        return x


def _activates_by_an_op(layer: Layer) -> bool:
    """Whether the activation is a plain op, and not somebody's function."""
    return hasattr(layer.activation, "op")


class Dense(Layer):
    """``activation(x @ kernel + bias)``: (…, n) becomes (…, units)."""

    supports_masking = True
    float_inputs = True
    min_ndim = 2
    units: Count
    activation: AsActivation = None
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"
    bias_initializer: Initializer = "zeros"
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    bias_constraint: Constraint = None
    replayable = property(_activates_by_an_op)

    def build(self, input_shape: Shape) -> None:
        """kernel (n, units), bias (units,)."""
        n = known_length(self, input_shape, -1)
        self.input_axes = {-1: n}
        self.kernel = weight(self, "kernel", (n, self.units))
        self.bias = weight(self, "bias", (self.units,)) if self.use_bias else None

    def call(self, x: Array) -> Array:
        """The formula above."""
        return ops.dense(x, self.kernel, self.bias, activation=self.activation)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(…, units)."""
        return (*input_shape[:-1], self.units)


class Activation(SameShape):
    """An activation function as a layer."""

    float_inputs = True
    activation: AsActivation
    replayable = property(_activates_by_an_op)

    def call(self, x: Array) -> Array:
        """``activation(x)``."""
        return self.activation(x)


class Lambda(Layer):
    """Any function of one array, written with ``plugkeras.ops`` or ``plugkeras.backend``.

    ``arguments`` are further keyword arguments for it. A model with one can be saved if the function is
    registered (``plugkeras.register``); a lambda's bytecode is never written or read.
    """

    function: Any
    output_shape: Any = None
    mask: Any = None
    arguments: Any = None

    def call(self, x: Array, mask: Any = None, training: bool | None = None) -> Array:
        """``function(x, **arguments)``."""
        known = {"mask": mask, "training": training}
        code = getattr(self.function, "__code__", None)
        taken = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] if code else ()
        return self.function(x, **{k: v for k, v in known.items() if k in taken[1:]}, **(self.arguments or {}))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """What ``output_shape`` says (without the batch axis, or as a function of the shape); else found by a trial."""
        if self.output_shape is None:
            return super().compute_output_shape(input_shape)
        if callable(self.output_shape):
            return tuple(self.output_shape(input_shape))
        return (input_shape[0], *shape_of(self.output_shape, str(self)))

    def compute_mask(self, x: Array, mask: Any = None) -> Any:
        """What ``mask`` says: a mask, or a function of the input and its mask."""
        return self.mask(x, mask) if callable(self.mask) else self.mask

    def get_config(self) -> dict[str, Any]:
        """The function by its registered name."""
        return super().get_config() | {"function": registered_function(self.function, str(self)), "mask": None}


class Masking(SameShape):
    """Masks the steps all of whose features equal ``mask_value``, and sets them to zero: (n, time, …)."""

    float_inputs = True
    mask_value: float = 0.0

    def call(self, x: Array) -> Array:
        """x with the masked steps zero."""
        return ops.where(ops.any(x != self.mask_value, axis=-1, keepdims=True), x, ops.zeros_like(x))

    def compute_mask(self, x: Array, mask: Any = None) -> Array:
        """True where a step counts."""
        return ops.any(ops.convert_to_tensor(x) != self.mask_value, axis=-1)
