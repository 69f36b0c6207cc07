"""Numbers brought to another scale: by given numbers, or by the mean and the variance of data."""

from math import prod
from typing import Annotated, Any, ClassVar

import numpy as np

from plugkeras import config, ops
from plugkeras.annotations import Via, is_integer
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, DataError, ShapeError
from plugkeras.parts.naming import calling
from plugkeras.parts.output import given
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.core import SameShape
from plugkeras_std.layers.preparing.adapting import Adapting, as_array


class Rescaling(SameShape):
    """``x * scale + offset``; of several numbers, each is for a channel."""

    float_inputs = True
    replayable = True
    scale: Any
    offset: Any = 0.0

    def call(self, x: Array) -> Array:
        """The formula above."""
        scale = ops.convert_to_tensor(self.scale, self.dtype)
        if len(scale.shape) and config.image_data_format() == "channels_first":
            scale = ops.reshape(scale, (*scale.shape, *(1,) * (3 - len(scale.shape))))
        return x * scale + ops.convert_to_tensor(self.offset, self.dtype)


def _axes(value: Any) -> tuple[int, ...]:
    axes = () if value is None else (value,) if is_integer(value) else tuple(value)
    if not all(is_integer(axis) for axis in axes):
        raise ValueError("must be an integer, several of them, or None")
    return tuple(int(axis) for axis in axes)


class Normalization(SameShape, Adapting):
    """``(x - mean) / sqrt(variance)``, of data that it adapts to, or as given; with ``invert``, the way back.

    Along each of the ``axis`` there is one mean a place; with None, one for all. The square root is at least
    ``epsilon()``. Several batches are put together as Chan, Golub and LeVeque do, 1979.
    """

    float_inputs = True
    replayable = True
    input_mean: ClassVar[Any] = None
    input_variance: ClassVar[Any] = None
    axis: Annotated[Any, Via(_axes)] = -1
    mean: Any = None
    variance: Any = None
    invert: bool = False

    def setup(self) -> None:
        """Mean and variance come together, and have one shape."""
        self.reset_state()
        mean, variance = self.input_mean, self.input_variance
        if (mean is None) != (variance is None):
            raise ArgumentError(f"{type(self).__name__}: give both `mean` and `variance`, or neither.")
        if mean is None:
            return
        shapes = np.shape(mean), np.shape(variance)
        if shapes[0] != shapes[1] or len(shapes[0]) > len(self.axis):
            raise ArgumentError(
                f"{type(self).__name__}: `mean` and `variance` must have one shape, with at most an axis for each of "
                f"{self.axis}, and not {shapes[0]} and {shapes[1]}."
            )

    def build(self, input_shape: Shape) -> None:
        """mean and variance (the lengths of the axes), count (); no weights if they are given.

        Raises:
            ShapeError: an axis is not there, or its length is open.
        """
        rank = len(input_shape)
        if any(not -rank <= axis < rank for axis in self.axis):
            raise ShapeError(f"{self} needs inputs with axes {self.axis}, and their shape is {tuple(input_shape)}.")
        self._kept = sorted(axis % rank for axis in self.axis)
        lengths = [input_shape[axis] for axis in self._kept]
        if None in lengths:
            raise ShapeError(f"{self} needs a known length along axes {self.axis}, not shape {tuple(input_shape)}.")
        self._spread = [n if i in self._kept else 1 for i, n in enumerate(input_shape)]
        self.input_axes = dict(zip(self._kept, lengths, strict=True)) if 0 not in self._kept else {}
        self._fixed = None
        if self.input_mean is not None:
            self._fixed = tuple(self._like_inputs(value) for value in (self.input_mean, self.input_variance))
            return
        for name, start in (("mean", "zeros"), ("variance", "ones")):
            setattr(
                self, f"adapt_{name}", self.add_weight(name=name, shape=lengths, initializer=start, trainable=False)
            )
        self.count = self.add_weight(name="count", shape=(), dtype="int32", initializer="zeros", trainable=False)

    def _like_inputs(self, value: Any) -> Any:
        value = np.asarray(value, self.dtype)
        shape = [1] * len(self._spread)
        for axis, length in zip(reversed(self._kept), reversed(value.shape), strict=False):
            shape[axis] = length
        return np.broadcast_to(value.reshape(shape), self._spread)

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Take the mean and the variance of data: an array, or batches of arrays.

        Raises:
            ArgumentError: the layer was given others.
            DataError: it is no data, there are none, or they have other lengths than the layer was built for.
        """
        if self.input_mean is not None:
            raise ArgumentError(f"{self} has a `mean` and a `variance` that were given, and adapts to no data.")
        super().adapt(data, steps)

    def update_state(self, data: Any) -> None:
        """Take in a batch; builds the layer for its shape."""
        x = as_array(data)
        if not self.built:
            self.build(x.shape)
        if x.ndim != len(self._spread) or any(x.shape[axis] != self._spread[axis] for axis in self._kept):
            raise DataError(f"{self} was built for {self._spread} (1 for any length), and the data are {x.shape}.")
        rest = tuple(axis for axis in range(x.ndim) if axis not in self._kept)
        rows, (mean, variance) = prod(x.shape[axis] for axis in rest), self._moments
        if not rows:
            return
        share = rows / (self._rows + rows)
        new = x.mean(rest, dtype=np.float64), x.var(rest, dtype=np.float64)
        middle = mean + (new[0] - mean) * share
        before, after = (variance + (mean - middle) ** 2) * (1 - share), (new[1] + (new[0] - middle) ** 2) * share
        self._rows, self._moments = self._rows + rows, (middle, before + after)

    def finalize_state(self) -> None:
        """The weights become the mean and the variance of all batches."""
        if self._rows:
            for weight, value in zip((self.adapt_mean, self.adapt_variance), self._moments, strict=True):
                weight.assign(np.asarray(value, weight.dtype))
        self.reset_state()

    def reset_state(self) -> None:
        """Forget the batches; the weights stay."""
        self._rows, self._moments = 0, (0.0, 0.0)

    def call(self, x: Array) -> Array:
        """The formula above."""
        scale = ops.maximum(ops.sqrt(self.variance), config.epsilon())
        return x * scale + self.mean if self.invert else (x - self.mean) / scale

    def get_config(self) -> dict[str, Any]:
        """The arguments, as they were given."""
        given = {"mean": self.input_mean, "variance": self.input_variance}
        return super().get_config() | {name: None if v is None else np.asarray(v).tolist() for name, v in given.items()}


class _Moment:
    """An argument that becomes an array which the inputs are computed with, once the layer is built."""

    def __init__(self, place: int) -> None:
        self.place = place

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __set__(self, layer: Any, value: Any) -> None:
        setattr(layer, f"input_{self.name}", value)

    def __get__(self, layer: Any, owner: type) -> Any:
        if layer is None:
            return self
        if not layer.built:
            return None
        if layer._fixed is not None:
            value = ops.convert_to_tensor(layer._fixed[self.place])
        else:
            value = ops.reshape(getattr(layer, f"adapt_{self.name}"), layer._spread)
        return given(value) if calling.training is None else value


for _place, _name in enumerate(("mean", "variance")):
    _moment = _Moment(_place)
    _moment.__set_name__(Normalization, _name)
    setattr(Normalization, _name, _moment)
