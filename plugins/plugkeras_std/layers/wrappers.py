"""Layers around a layer."""

from typing import Annotated, Any

from plugkeras import Layer, ops
from plugkeras.annotations import Count, Part
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.shapes import Shape


class TimeDistributed(Layer):
    """The same layer for each step: (n, time, …) becomes (n, time, *the layer's output)."""

    supports_masking = True
    min_ndim = 3
    layer: Annotated[Any, Part("layers")]

    def build(self, input_shape: Shape) -> None:
        """The layer is built for one step."""
        if not self.layer.built:
            self.layer.build((input_shape[0], *input_shape[2:]))

    def call(self, inputs: Array, training: bool | None = None, mask: Any = None) -> Array:
        """The layer sees n * time samples, and its mask is what the mask has for each; or it is called for each step.

        Raises:
            ShapeError: the mask is not one of steps.
        """
        n, time = inputs.shape[:2]
        if mask is not None:
            mask = ops.convert_to_tensor(mask)
            if tuple(mask.shape[:2]) != (n, time):
                raise ShapeError(f"{self} needs a mask of shape {(n, time)} or more, and got {tuple(mask.shape)}.")
            mask = mask if self.layer.takes_mask else None
        if self._remembers():
            masks = [None if mask is None else mask[:, t] for t in range(time)]
            ys = [self.layer(inputs[:, t], training=training, mask=masks[t]) for t in range(time)]
            return ops.stack(ys, axis=1)
        if mask is not None:
            mask = ops.reshape(mask, (n * time, *mask.shape[2:]))
        y = self.layer(ops.reshape(inputs, (n * time, *inputs.shape[2:])), training=training, mask=mask)
        return ops.reshape(y, (n, time, *y.shape[1:]))

    def _remembers(self) -> bool:
        """Whether one call of the layer changes the next, so that steps must not be samples of one call."""
        lasting = any(getattr(layer, "stateful", False) for layer in self.layer.flatten_layers())
        return lasting or not all(v.trainable for v in self.layer.weights)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, time, …)."""
        return (*input_shape[:2], *self.layer.compute_output_shape((None, *input_shape[2:]))[1:])

    def flops(self, input_shape: Shape) -> int | None:
        """Those of the layer, for each step."""
        one = self.layer.flops((None, *input_shape[2:]))
        return None if one is None or input_shape[1] is None else one * input_shape[1]


class Wrapper(Layer):
    """A layer around another one, ``layer``, which is built with it; a base for layers of one's own."""

    layer: Annotated[Any, Part("layers")]

    def build(self, input_shape: Any = None) -> None:
        """The layer is built for the same inputs."""
        if not self.layer.built:
            self.layer.build(input_shape)

    def call(self, x: Array, training: bool | None = None) -> Array:
        """What the layer makes of x."""
        return self.layer(x, training=training)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The layer's."""
        return self.layer.compute_output_shape(input_shape)


class SpectralNormalization(Wrapper):
    """In each training step, the kernel of ``layer`` is divided by about its largest singular value.

    That is found by ``power_iterations`` from where the last step was. Miyato et al., 2018.
    """

    float_inputs = True
    power_iterations: Count = 1

    def setup(self) -> None:
        """A mask goes through it if it goes through the layer."""
        super().setup()
        self.supports_masking = self.layer.supports_masking

    def compute_mask(self, x: Array, mask: Any = None) -> Any:
        """The layer's."""
        return self.layer.compute_mask(x, mask)

    def build(self, input_shape: Shape) -> None:
        """vector_u, which is not trained, and the layer's kernel (or embeddings).

        Raises:
            ArgumentError: the layer has no kernel.
        """
        super().build(input_shape)
        self.kernel = getattr(self.layer, "kernel", None)
        self.kernel = getattr(self.layer, "embeddings", None) if self.kernel is None else self.kernel
        if self.kernel is None:
            raise ArgumentError(f"{self}: {self.layer} has no kernel that could be normalised.")
        first = {"class_name": "TruncatedNormal", "config": {"stddev": 0.02}}
        self.vector_u = self.add_weight(
            name="vector_u", shape=(1, self.kernel.shape[-1]), initializer=first, trainable=False
        )

    def call(self, x: Array, training: bool | None = None) -> Array:
        """What the layer makes of x, with the new kernel."""
        if training:
            self._normalize()
        return self.layer(x, training=training)

    def _normalize(self) -> None:
        """A kernel of zeros stays what it is."""
        kernel, u = ops.stop_gradient(self.kernel.value), self.vector_u.value
        matrix = ops.reshape(kernel, (-1, kernel.shape[-1]))
        for _ in range(self.power_iterations):
            v = _of_length_one(ops.matmul(u, ops.transpose(matrix)))
            u = _of_length_one(ops.matmul(v, matrix))
        sigma = ops.matmul(ops.matmul(v, matrix), ops.transpose(u))
        is_zero = ops.all(kernel == 0)
        self.vector_u.assign(ops.where(is_zero, self.vector_u.value, u))
        self.kernel.assign(ops.where(is_zero, kernel, kernel / ops.where(is_zero, ops.ones_like(sigma), sigma)))


def _of_length_one(x: Array) -> Array:
    return x / ops.sqrt(ops.maximum(ops.sum(ops.square(x)), 1e-12))
