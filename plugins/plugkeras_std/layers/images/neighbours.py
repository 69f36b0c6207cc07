"""Pixels that take something of those around them, and rectangles that are wiped out."""

from typing import Annotated, Any

from plugkeras import ops
from plugkeras.annotations import DataFormat, Via, is_integer
from plugkeras.engine import Array
from plugkeras_std.layers.images.arguments import Between, ValueRange
from plugkeras_std.layers.images.base import Drawn, ImageLayer, Size
from plugkeras_std.layers.images.bends import Chance, each
from plugkeras_std.layers.images.colors import Color
from plugkeras_std.layers.images.numbers import Numbers


class RandomSharpness(Color):
    """Blurred at 0 of ``factor``, the same at 0.5, and at 1 as much sharper as 0 is blurred."""

    factor: Annotated[Any, Between(0, 1)]
    value_range: ValueRange = (0, 255)
    data_format: DataFormat = None
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """How sharp."""
        return {"factor": numbers.uniform((size.n,), *self.factor)}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Some of the image, some of what is blurred."""
        outer, inner = 1 / 13, 5 / 13
        kernel = ops.convert_to_tensor([[outer] * 3, [outer, inner, outer], [outer] * 3], images.dtype)
        kernel = ops.broadcast_to(kernel[:, :, None, None], (3, 3, images.shape[self.channel_axis], 1))
        smooth = ops.depthwise_conv(images, kernel, 1, "same", self.data_format)
        factor = each(1 - 2 * ops.cast(drawn["factor"], images.dtype))
        return ops.clip(images + factor * (smooth - images), *self.value_range)


def _odd(value: Any) -> tuple[int, int]:
    pair = (value, value) if is_integer(value) else tuple(value)
    if len(pair) != 2 or not all(is_integer(n) and n > 0 and n % 2 for n in pair):
        raise ValueError("must be an odd number, or two of them")
    return pair


class RandomGaussianBlur(Chance):
    """Some of the images blurred, by Gaussians of widths drawn from ``sigma`` for the batch."""

    factor: Annotated[Any, Between(0, 1)] = 1.0
    kernel_size: Annotated[Any, Via(_odd)] = 3
    sigma: Annotated[Any, Between(0, 1)] = 1.0
    value_range: ValueRange = (0, 255)
    data_format: DataFormat = None
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Which images, and the widths along width and height."""
        flags = self.chosen(size.n, numbers)
        widths = numbers.uniform((2,), *self.sigma)
        return {"should_apply_blur": flags, "blur_factor": widths + 1e-6}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """These, blurred."""
        widths = ops.maximum(drawn["blur_factor"], 1e-2)  # where any less is none, and half precision sees it
        smooth = ops.image.gaussian_blur(images, self.kernel_size, widths, self.data_format)
        return ops.clip(ops.where(each(drawn["should_apply_blur"]), smooth, images), *self.value_range)


def rectangles(layer: ImageLayer, size: Size, parts: Any, numbers: Numbers) -> tuple[Array, Array]:
    """Masks (n, h, w, 1), or channels first, of rectangles at drawn places, and which part of an image they cover.

    ``parts`` says how much of the width and of the height each has, two arrays (n,).
    """
    masks, covered = None, 1.0
    first = layer.data_format == "channels_first"
    for n, part, axis in zip((size.width, size.height), parts, (3, 2) if first else (2, 1), strict=True):
        begin = numbers.uniform((size.n,)) * (n - part * n)
        begin, end = each(begin), each(begin + part * n)
        cells = ops.reshape(ops.arange(n, dtype=str(part.dtype)), [-1 if i == axis else 1 for i in range(4)])
        inside = ops.logical_and(cells >= begin, cells < end)
        masks = inside if masks is None else ops.logical_and(masks, inside)
        covered = covered * part
    return masks, covered


class RandomErasing(Chance):
    """A rectangle of some of the images becomes ``fill_value``, by default noise. Zhong et al., 2020.

    Its height and width are each the root of what is drawn from ``scale``, of those of the image.
    """

    factor: Annotated[Any, Between(0, 1)] = 1.0
    scale: Annotated[Any, Between(0, 1)] = (0.02, 0.33)
    fill_value: Any = None
    value_range: ValueRange = (0, 255)
    seed: int | None = None
    data_format: DataFormat = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Which images, where, and what is put there."""
        parts = ops.sqrt(numbers.uniform((size.n, 2), *self.scale))
        masks, _ = rectangles(self, size, ops.unstack(parts, 2, 1), numbers)
        return {
            "apply_erasing": self.chosen(size.n, numbers),
            "batch_masks": masks,
            "fill_value": self._fill(size, numbers),
        }

    def _fill(self, size: Size, numbers: Numbers) -> Array:
        n, h, w, c = size
        first = self.data_format == "channels_first"
        if self.fill_value is None:
            shape = (n, c, h, w) if first else (n, h, w, c)
            fill = numbers.normal(shape) * self.value_range[1]
        else:
            fill = ops.convert_to_tensor(self.fill_value, self.dtype)
            fill = ops.reshape(fill, (1, -1, 1, 1) if first else (1, 1, 1, -1))
        return ops.clip(fill, *self.value_range)

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """With the rectangles."""
        there = ops.logical_and(drawn["batch_masks"], each(drawn["apply_erasing"]))
        return ops.where(there, ops.cast(drawn["fill_value"], images.dtype), images)
