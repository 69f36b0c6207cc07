"""Dense layers of Keras 1 under their names, with its weights in its order, and with the present names of arguments."""

from typing import Any

from plugkeras import Layer, ops
from plugkeras.annotations import Activation, Constraint, Count, Initializer, Regularizer
from plugkeras.engine import Array
from plugkeras.parts.shapes import Shape
from plugkeras.parts.spellings import hint
from plugkeras_std.layers.core import Dense, SameShape
from plugkeras_std.layers.weights import known_length, weight


class MaxoutDense(Layer):
    """The greatest of ``nb_feature`` dense layers, output by output. Goodfellow et al., 2013."""

    float_inputs = True
    input_ndim = 2
    units: Count
    nb_feature: Count = 4
    kernel_initializer: Initializer = "glorot_uniform"
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    bias_constraint: Constraint = None
    use_bias: bool = True

    def build(self, input_shape: Shape) -> None:
        """W (nb_feature, n, units), b (nb_feature, units)."""
        n = known_length(self, input_shape, -1)
        self.input_axes = {-1: n}
        self.W = weight(self, "W", (self.nb_feature, n, self.units), "kernel")
        shape = (self.nb_feature, self.units)
        self.b = weight(self, "b", shape, "bias", initializer="zeros") if self.use_bias else None

    def call(self, x: Array) -> Array:
        """The formula above."""
        side_by_side = ops.reshape(ops.transpose(self.W, (1, 0, 2)), (x.shape[1], -1))  # one product, not many
        y = ops.reshape(ops.matmul(x, side_by_side), (-1, self.nb_feature, self.units))
        return ops.max(y if self.b is None else y + self.b, axis=1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, units)."""
        return (input_shape[0], self.units)


class Highway(SameShape):
    """``t * activation(x W + b) + (1 - t) * x``, with the gate ``t = sigmoid(x W_carry + b_carry)``.

    Srivastava, Greff and Schmidhuber, 2015.
    """

    float_inputs = True
    input_ndim = 2
    kernel_initializer: Initializer = "glorot_uniform"
    activation: Activation = None
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    activity_regularizer: Regularizer = None
    kernel_constraint: Constraint = None
    bias_constraint: Constraint = None
    use_bias: bool = True

    def build(self, input_shape: Shape) -> None:
        """W, W_carry (n, n), then b, which begins with zeros, and b_carry, with ones (n,)."""
        n = known_length(self, input_shape, -1)
        self.input_axes = {-1: n}
        self.W = weight(self, "W", (n, n), "kernel")
        self.W_carry = self.add_weight(shape=(n, n), initializer=self.kernel_initializer, name="W_carry")
        self.b = self.b_carry = None
        if self.use_bias:
            self.b = weight(self, "b", (n,), "bias", initializer="zeros")
            self.b_carry = self.add_weight(shape=(n,), initializer="ones", name="b_carry")

    def call(self, x: Array) -> Array:
        """The formula above."""
        gate, y = ops.matmul(x, self.W_carry), ops.matmul(x, self.W)
        if self.use_bias:
            gate, y = gate + self.b_carry, y + self.b
        gate, y = ops.sigmoid(gate), y if self.activation is None else self.activation(y)
        return gate * y + (1 - gate) * x


class TimeDistributedDense(Dense):
    """Keras 1's name of a dense layer over the steps of a sequence, which every Dense now is."""

    input_ndim = 3

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """A Dense layer; ``input_dim`` alone is that of sequences of any length."""
        hint("TimeDistributedDense: Dense is now applied to each step by itself.")
        if kwargs.get("input_dim") and "input_length" not in kwargs:
            kwargs["input_shape"] = (None, kwargs.pop("input_dim"))
        return Dense(*args, **kwargs)
