"""Pixels moved by other maps: projections, and stretched cloth."""

from typing import Annotated, Any

from plugkeras import ops
from plugkeras.annotations import DataFormat, Rate
from plugkeras.engine import Array
from plugkeras.ops.image.transforms import homography, moved_by
from plugkeras.utils.bounding_boxes import around
from plugkeras_std.layers.images.arguments import AnyFillMode, Between, Interpolation, ValueRange
from plugkeras_std.layers.images.base import Drawn, ImageLayer, Size
from plugkeras_std.layers.images.numbers import Numbers


class Chance(ImageLayer, arguments=False):
    """A layer that changes an image with a probability which itself is drawn between the two numbers of ``factor``."""

    factor: Any

    def chosen(self, n: int, numbers: Numbers) -> Array:
        """Whether each of n images is changed."""
        probability = numbers.uniform((n,), *self.factor)
        return numbers.uniform((n,)) < probability


def each(flags: Array) -> Array:
    """(n,) for images (n, h, w, c)."""
    return ops.reshape(flags, (-1, 1, 1, 1))


class RandomPerspective(Chance):
    """Images as seen from aside: each corner is drawn towards, or away from, the first by up to half of ``scale``."""

    moves = True
    factor: Annotated[Any, Between(0, 1)] = 1.0
    scale: Rate = 1.0
    interpolation: Interpolation = "bilinear"
    fill_value: float = 0.0
    seed: int | None = None
    data_format: DataFormat = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Which images are changed, and where the four corners were and are."""
        flags = self.chosen(size.n, numbers)
        bend = numbers.uniform((size.n, 4, 2), -0.5 * self.scale, 0.5 * self.scale)
        right, low = size.width - 1.0, size.height - 1.0
        corners = ops.convert_to_tensor([[[0.0, 0.0], [right, 0.0], [0.0, low], [right, low]]], numbers.dtype)
        start = ops.broadcast_to(corners, (size.n, 4, 2))
        return {"apply_perspective": flags, "start_points": start, "end_points": start + start * bend}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """The chosen ones, with their corners elsewhere."""
        way, points = interpolation or self.interpolation, (drawn["start_points"], drawn["end_points"])
        seen = ops.image.perspective_transform(images, *points, way, self.fill_value, self.data_format)
        return ops.where(each(drawn["apply_perspective"]), seen, images)

    def boxes_moved(self, boxes: Array, drawn: Drawn) -> Array:
        """Boxes around where their corners are then."""
        a = homography(drawn["start_points"], drawn["end_points"])
        a = ops.reshape(ops.concatenate([a, ops.ones_like(a[:, :1])], 1), (-1, 3, 3))
        seen = ops.cast(around(ops.cast(boxes, a.dtype), ops.inv(a)), boxes.dtype)
        return ops.where(ops.reshape(drawn["apply_perspective"], (-1, 1, 1)), seen, boxes)


class RandomElasticTransform(Chance):
    """Images as on cloth that is stretched, by up to a tenth of their size times ``scale``. Simard et al., 2003."""

    moves = True
    factor: Annotated[Any, Between(0, 1)] = 1.0
    scale: Annotated[Any, Between(0, 1)] = 1.0
    interpolation: Interpolation = "bilinear"
    fill_mode: AnyFillMode = "reflect"
    fill_value: float = 0.0
    value_range: ValueRange = (0, 255)
    seed: int | None = None
    data_format: DataFormat = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Which images are changed, how much, and in what directions."""
        if self.scale[1] == 0 or self.factor[1] == 0:
            return None
        flags, stretch = self.chosen(size.n, numbers), numbers.uniform((), *self.scale)
        noise = numbers.normal((size.n, size.height, size.width, 2))
        return {"apply_transform": flags, "distortion_factor": stretch, "noise": noise}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """The chosen ones, with pixels from beside."""
        stretch, noise = drawn["distortion_factor"], drawn["noise"]
        height, width = noise.shape[1:3]
        sigma = 0.05 * min(height, width) * stretch
        cells = int(6 * 0.05 * min(height, width) * self.scale[1]) | 1  # enough for the largest sigma
        widths = ops.maximum(ops.stack([sigma, sigma]), 1e-3)
        off = 0.1 * max(height, width) * stretch * sigma
        off = off * ops.image.gaussian_blur(noise, (cells, cells), widths, "channels_last")
        way, mode = interpolation or self.interpolation, self.fill_mode
        seen = moved_by(images, off, way, mode, self.fill_value, self.data_format)
        seen = ops.where(each(drawn["apply_transform"]), seen, images)
        return seen if interpolation else ops.clip(seen, *self.value_range)
