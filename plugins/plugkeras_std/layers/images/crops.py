"""Layers that make all images of one size, and the one that turns them over."""

from typing import Any, Literal

from plugkeras import ops
from plugkeras.annotations import Count, DataFormat
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.images.base import Drawn, ImageLayer, Size
from plugkeras_std.layers.images.numbers import Numbers


class ToSize(ImageLayer, arguments=False):
    """Images of ``height`` and ``width``, in training and out of it."""

    moves = True
    height: int
    width: int

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Drawn:
        """The same whether it is training."""
        return super().get_random_transformation(data, training=True, seed=seed)

    def sizes(self, drawn: Drawn) -> Any:
        """As it was, and as it is to be."""
        return super().sizes(drawn)[0], (self.height, self.width)

    def transform_images(self, images: Array, transformation: Drawn = None, training: bool = True) -> Array:
        """Images of the size."""
        return self.changed(ops.cast(ops.convert_to_tensor(images), self.dtype), transformation)

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Drawn, training: bool = True) -> Any:
        """Boxes in images of the size."""
        return super().transform_bounding_boxes(bounding_boxes, transformation, training=True)

    def transform_segmentation_masks(
        self, segmentation_masks: Array, transformation: Drawn = None, training: bool = True
    ) -> Array:
        """Masks of the size."""
        return self.changed(ops.convert_to_tensor(segmentation_masks), transformation, "nearest")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, height, width, c), or channels first."""
        *n, a, _, c = input_shape
        if self.data_format == "channels_first":
            return (*n, a, self.height, self.width)
        return (*n, self.height, self.width, c)

    def cut(self, images: Array, top: Any, left: Any, height: int, width: int) -> Array:
        """The rectangle that begins there, which may be drawn."""
        down, right = (-2, -1) if self.data_format == "channels_first" else (-3, -2)
        images = ops.take(images, top + ops.arange(height, dtype="int32"), down % len(images.shape))
        return ops.take(images, left + ops.arange(width, dtype="int32"), right % len(images.shape))

    def resized(self, images: Array, interpolation: str, **how: Any) -> Array:
        """Images of the size, by ``ops.image.resize``."""
        size = (self.height, self.width)
        return ops.image.resize(images, size, interpolation, data_format=self.data_format, **how)

    def window(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """The largest rectangle of the ratio that is wanted, in the middle: top, left, height, width."""
        (h, w), (height, width) = size, (self.height, self.width)
        high = max(min(h, int(float(w * height) / width)), 1)
        wide = max(min(w, int(float(h * width) / height)), 1)
        return (h - high) // 2, (w - wide) // 2, high, wide


def _moved(boxes: Array, left: Any, top: Any, wide: Any = 1.0, high: Any = 1.0) -> Array:
    """Corners less (left, top), times (wide, high)."""
    x1, y1, x2, y2 = (boxes[..., i] for i in range(4))
    return ops.stack([(x1 - left) * wide, (y1 - top) * high, (x2 - left) * wide, (y2 - top) * high], -1)


class CenterCrop(ToSize):
    """The middle of images; of smaller ones, the largest part of the right ratio, enlarged."""

    height: Count
    width: Count
    data_format: DataFormat = None

    def frame(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """What is cut out: top, left, height, width."""
        down, right = size[0] - self.height, size[1] - self.width
        return (down // 2, right // 2, self.height, self.width) if min(down, right) >= 0 else self.window(size)

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """What is cut out, enlarged if it has to be."""
        _, height, width, _ = self.size_of(tuple(images.shape))
        return self.resized(self.cut(images, *self.frame((height, width))), interpolation or "bilinear")

    def boxes_moved(self, boxes: Array, drawn: Drawn) -> Array:
        """As far as they are in what is cut out."""
        top, left, high, wide = self.frame(self.sizes(drawn)[0])
        return _moved(boxes, left, top, self.width / wide, self.height / high)


class RandomCrop(ToSize):
    """A part of images, at a place that is drawn for a batch.

    Out of training, and of smaller images, it is the largest part of the right ratio in the middle, resized.
    """

    height: Count
    width: Count
    seed: int | None = None
    data_format: DataFormat = None

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Drawn:
        """The first row and column, and the size that there is; without a row, if there is nothing to draw."""
        size, _ = super().sizes(super().get_random_transformation(data, training, seed))
        height, width = size
        if not training or height < self.height or width < self.width:
            return None, None, size
        numbers = self.numbers((1, height, width, 1), seed)
        first = [numbers.whole((), 0, n - wanted + 1) for n, wanted in ((height, self.height), (width, self.width))]
        return *first, size

    def sizes(self, drawn: Drawn) -> Any:
        """As it was, and as it is to be."""
        return drawn[2], (self.height, self.width)

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """The part, or what is resized."""
        if drawn is None or drawn[0] is None:
            return self.resized(images, interpolation or "bilinear", crop_to_aspect_ratio=True)
        return self.cut(images, drawn[0], drawn[1], self.height, self.width)

    def boxes_moved(self, boxes: Array, drawn: Drawn) -> Array:
        """As far as they are in the part."""
        top, left, size = drawn
        if top is not None:
            return _moved(boxes, ops.cast(left, boxes.dtype), ops.cast(top, boxes.dtype))
        top, left, high, wide = self.window(size)
        return _moved(boxes, left, top, self.width / wide, self.height / high)


class Resizing(ToSize):
    """Images of another size, as ``ops.image.resize`` has it: of the dtype that they had."""

    height: Count
    width: Count
    interpolation: Literal["bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"] = "bilinear"
    crop_to_aspect_ratio: bool = False
    pad_to_aspect_ratio: bool = False
    fill_mode: Literal["constant"] = "constant"
    fill_value: float = 0.0
    antialias: bool = False
    data_format: DataFormat = None

    def setup(self) -> None:
        """There is one way to keep the ratio.

        Raises:
            ArgumentError: both are asked for.
        """
        super().setup()
        if self.crop_to_aspect_ratio and self.pad_to_aspect_ratio:
            raise ArgumentError("Resizing: only one of `crop_to_aspect_ratio` and `pad_to_aspect_ratio` can be true.")

    def transform_images(self, images: Array, transformation: Drawn = None, training: bool = True) -> Array:
        """Images of the size."""
        return self.changed(ops.convert_to_tensor(images), transformation)

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Images of the size."""
        how = {"crop_to_aspect_ratio": self.crop_to_aspect_ratio, "pad_to_aspect_ratio": self.pad_to_aspect_ratio}
        fill = {"fill_value": self.fill_value, "antialias": self.antialias}
        return self.resized(images, interpolation or self.interpolation, **how, **fill)

    def sizes(self, drawn: Drawn) -> Any:
        """As it was, and as it is to be."""
        return (super().sizes(drawn)[0] if isinstance(drawn, dict) else drawn), (self.height, self.width)

    def boxes_moved(self, boxes: Array, drawn: Drawn) -> Array:
        """Boxes that grow with the image; those without a place, all 0 or -1, get none."""
        (h, w), (height, width) = self.sizes(drawn)
        high, wide = height / h, width / w
        if self.pad_to_aspect_ratio or self.crop_to_aspect_ratio:
            high = wide = (min if self.pad_to_aspect_ratio else max)(high, wide)
        top, left = -((height - h * high) // 2), -((width - w * wide) // 2)
        if self.crop_to_aspect_ratio:
            top, left = (h * high - height) // 2, (w * wide - width) // 2
        grown = _moved(boxes, left / wide, top / high, wide, high)
        nowhere = ops.logical_or(ops.all(boxes == -1, -1, keepdims=True), ops.all(boxes == 0, -1, keepdims=True))
        return ops.where(nowhere, 0.0 * boxes, grown)


class RandomFlip(ImageLayer):
    """Half of the images turned over: left to right, upside down, or both at once."""

    moves = True
    mode: Literal["horizontal", "vertical", "horizontal_and_vertical"] = "horizontal_and_vertical"
    seed: int | None = None
    data_format: DataFormat = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Which images are turned over."""
        return {"flips": numbers.uniform((size.n, 1, 1, 1)) <= 0.5}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """These, turned over."""
        down, right = (-2, -1) if self.data_format == "channels_first" else (-3, -2)
        axes = [axis for axis, name in ((right, "horizontal"), (down, "vertical")) if name in self.mode]
        images = ops.cast(images, self.dtype)
        return ops.where(drawn["flips"], ops.flip(images, axes), images)

    def boxes_moved(self, boxes: Array, drawn: Drawn) -> Array:
        """As far from the other side."""
        x1, y1, x2, y2 = (boxes[..., i] for i in range(4))
        (height, width), _ = self.sizes(drawn)
        if "horizontal" in self.mode:
            x1, x2 = width - x2, width - x1
        if "vertical" in self.mode:
            y1, y2 = height - y2, height - y1
        return ops.where(ops.reshape(drawn["flips"], (-1, 1, 1)), ops.stack([x1, y1, x2, y2], -1), boxes)
