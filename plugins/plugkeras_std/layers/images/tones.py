"""Colours by how often they occur, or by a threshold."""

from typing import Annotated, Any

from plugkeras import ops
from plugkeras.annotations import Count, DataFormat, Sizes
from plugkeras.engine import Array
from plugkeras_std.layers.images.arguments import Between, ValueRange
from plugkeras_std.layers.images.base import Drawn, ImageLayer, Size
from plugkeras_std.layers.images.colors import rescaled
from plugkeras_std.layers.images.numbers import Numbers

BYTES = (0, 255)


class Upwards(Between):
    """As `Between`; one number f is from 0 to f."""

    def __call__(self, value: Any) -> Any:
        """The two numbers."""
        low, high = super().__call__(value)
        return (low, high) if isinstance(value, list | tuple) else (0, high)


class Solarization(ImageLayer):
    """Colours of 0 to 255, plus what is drawn from ``addition_factor``, turned over from a drawn threshold on."""

    addition_factor: Annotated[Any, Upwards(0, 1)] = 0.0
    threshold_factor: Annotated[Any, Upwards(0, 1)] = 0.0
    value_range: ValueRange = BYTES
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Both for each image."""
        return {
            name: numbers.uniform((size.n, 1, 1, 1), low * 255, high * 255)
            for name, (low, high) in (("additions", self.addition_factor), ("thresholds", self.threshold_factor))
        }

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Those from the threshold on as far from 255 as they were from 0."""
        added, threshold = (ops.cast(drawn[name], images.dtype) for name in ("additions", "thresholds"))
        images = ops.clip(rescaled(images, self.value_range, BYTES) + added, 0, 255)
        return rescaled(ops.where(images < threshold, images, 255 - images), BYTES, self.value_range)


class _Always(ImageLayer, arguments=False):
    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Drawn:
        """There is nothing to draw."""
        return {}

    def transform_images(self, images: Array, transformation: Drawn = None, training: bool = True) -> Array:
        """The same whether it is training."""
        return super().transform_images(images, {}, training=True)


class AutoContrast(_Always):
    """Each channel of an image stretched to the whole range, in training and out of it."""

    value_range: ValueRange = BYTES

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """From the lowest to the highest; where all are the same, they stay."""
        axes = (-2, -1) if self.data_format == "channels_first" else (-3, -2)
        low, high = (way(images, axes, keepdims=True) for way in (ops.min, ops.max))
        spread = ops.where(high > low, high - low, 1.0)
        least, most = self.value_range
        return ops.where(high > low, (images - low) * ((most - least) / spread) + least, images)


class Equalization(ImageLayer):
    """In training, colours such that all of ``bins`` are about as frequent, in each channel of an image."""

    value_range: ValueRange = BYTES
    bins: Count = 256
    data_format: DataFormat = None

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Drawn:
        """There is nothing to draw."""
        return {} if training else None

    def transform_images(self, images: Array, transformation: Drawn = None, training: bool = True) -> Array:
        """Images of that kind."""
        return super().transform_images(images, {}, training)

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Each colour by how many are below; a channel of one colour stays."""
        x = images if self.data_format == "channels_first" else ops.moveaxis(images, -1, 1)
        shape, last = x.shape, self.bins - 1
        x = ops.cast(x, "float64" if self.dtype == "float64" else "float32")  # half of it cannot count
        x = rescaled(ops.reshape(x, (shape[0] * shape[1], shape[2] * shape[3])), self.value_range, BYTES)
        found = ops.bincount(ops.clip(ops.cast(x * last / 255.0, "int32"), 0, last), minlength=self.bins)
        below = ops.cumsum(found, 1)
        least = ops.min(ops.where(below > 0, below, below[:, -1:]), 1, keepdims=True)
        table = _rounded((below - least) * 255, ops.maximum(below[:, -1:] - least, 1))
        places = ops.cast(ops.clip(x / 255.0 * last, 0, last), "int32")
        equal = ops.cast(ops.take_along_axis(ops.clip(table, 0, 255), places, 1), x.dtype)
        several = ops.sum(ops.cast(found > 0, "int32"), 1, keepdims=True) > 1
        x = ops.reshape(rescaled(ops.where(several, equal, x), BYTES, self.value_range), shape)
        return x if self.data_format == "channels_first" else ops.moveaxis(x, 1, -1)


def _rounded(dividend: Array, divisor: Array) -> Array:
    """A quotient of integers as the nearest one, halves to even: in integers, for compilers divide floats roughly."""
    whole = ops.floor_divide(dividend, divisor)
    twice = 2 * (dividend - whole * divisor)
    up = ops.logical_or(twice > divisor, ops.logical_and(twice == divisor, ops.mod(whole, 2) == 1))
    return whole + ops.cast(up, whole.dtype)


class ContrastLimitedAdaptiveHistogramEqualization(_Always):
    """Each colour by how many are below around it, none counted more than ``clip_limit`` times the mean.

    Counted in tiles, and interpolated between them; in training and out of it. Zuiderveld, 1994.
    """

    value_range: ValueRange = BYTES
    clip_limit: float = 4.0
    tile_grid_size: Annotated[Any, Sizes(2)] = (8, 8)
    data_format: DataFormat = None

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """What is between the four tiles around, for each pixel."""
        x = images if self.data_format == "channels_first" else ops.moveaxis(images, -1, 1)
        n, c, h, w = x.shape
        x = ops.cast(rescaled(ops.reshape(x, (n * c, h, w)), self.value_range, BYTES), "float32")
        down, right = (-(-size // tiles) for size, tiles in zip((h, w), self.tile_grid_size, strict=True))
        rows, columns = self.tile_grid_size
        x = ops.pad(x, [(0, 0), (0, down * rows - h), (0, right * columns - w)], "symmetric")
        tables = ops.reshape(self._tables(x, rows, columns), (-1,))
        color = ops.cast(ops.clip(x, 0, 255), "int32")
        found: Any = 0.0
        for y, y_weight in _between(down * rows, down, rows):
            for z, z_weight in _between(right * columns, right, columns):
                tile = ops.arange(n * c, dtype="int32")[:, None, None] * rows + y[None, :, None]
                place = (tile * columns + z[None, None, :]) * 256 + color
                found = found + ops.take(tables, place) * y_weight[None, :, None] * z_weight[None, None, :]
        x = ops.reshape(rescaled(found[:, :h, :w], BYTES, self.value_range), (n, c, h, w))
        return x if self.data_format == "channels_first" else ops.moveaxis(x, 1, -1)

    def _tables(self, x: Array, rows: int, columns: int) -> Array:
        """What each of 256 colours becomes in each tile."""
        m, h, w = x.shape
        tiles = ops.transpose(ops.reshape(x, (m, rows, h // rows, columns, w // columns)), (0, 1, 3, 2, 4))
        count = (h // rows) * (w // columns)
        color = ops.clip(ops.cast(ops.reshape(tiles, (m * rows * columns, count)), "int32"), 0, 255)
        found = ops.cast(ops.bincount(color, minlength=256), "float32")
        if self.clip_limit > 0:
            kept = ops.minimum(found, self.clip_limit * count / 256.0)
            found = kept + ops.sum(found - kept, 1, keepdims=True) / 256.0
        below = ops.cumsum(found, 1)
        least = ops.min(below, 1, keepdims=True)
        rest = count - least
        return ops.clip((below - least) * 255.0 / ops.where(rest == 0, 1.0, rest), 0, 255)


def _between(length: int, size: int, tiles: int) -> list[tuple[Array, Array]]:
    """For each cell of an axis, the tile before it and the one behind, by their middles, and how much each counts."""
    place = (ops.arange(length, dtype="float32") - size / 2.0) / size
    first = ops.floor(place)
    behind = place - first
    return [
        (ops.clip(ops.cast(first + k, "int32"), 0, tiles - 1), weight) for k, weight in ((0, 1 - behind), (1, behind))
    ]
