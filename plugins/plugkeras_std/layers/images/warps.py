"""Pixels moved by an affine map. Each layer draws its numbers, and says the matrix that they make."""

from math import pi
from typing import Annotated, Any

from plugkeras import ops
from plugkeras.annotations import DataFormat
from plugkeras.engine import Array
from plugkeras.utils.bounding_boxes import around
from plugkeras_std.layers.images.arguments import Between, FillMode, Interpolation, limits
from plugkeras_std.layers.images.base import Drawn, ImageLayer, Size
from plugkeras_std.layers.images.numbers import Numbers


class Warp(ImageLayer, arguments=False):
    """A layer whose new pixels come from ``matrix(drawn)`` times their place in the image."""

    moves = True
    interpolation: str
    fill_mode: str
    fill_value: float

    def matrix(self, drawn: Drawn) -> Array:
        """[a0, a1, a2, b0, b1, b2, 0, 0] for each image, as ``ops.image.affine_transform`` has it."""
        raise NotImplementedError(f"{type(self).__name__} does not define matrix(drawn).")

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Images through the matrix."""
        way, mode = interpolation or self.interpolation, self.fill_mode
        return ops.image.affine_transform(images, self.matrix(drawn), way, mode, self.fill_value, self.data_format)

    def boxes_moved(self, boxes: Array, drawn: Drawn) -> Array:
        """Boxes around where the matrix takes the corners from."""
        a = ops.reshape(self.matrix(drawn), (-1, 8))
        a = ops.reshape(ops.concatenate([a, ops.ones_like(a[:, :1])], 1), (-1, 3, 3))
        return ops.cast(around(ops.cast(boxes, a.dtype), ops.inv(a)), boxes.dtype)


def _rows(*columns: Any) -> Array:
    """Matrices of arrays (n,) and numbers."""
    like = next(c for c in columns if hasattr(c, "shape"))
    return ops.stack([c if hasattr(c, "shape") else ops.full_like(like, c) for c in columns], 1)


class RandomRotation(Warp):
    """Images turned around their middle by up to ``factor`` times 360 degrees, against the clock if positive."""

    factor: Annotated[Any, Between(-1, 1)]
    fill_mode: FillMode = "reflect"
    interpolation: Interpolation = "bilinear"
    seed: int | None = None
    fill_value: float = 0.0
    data_format: DataFormat = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """An angle in degrees for each image, and the matrix of it."""
        low, high = self.factor
        angle = numbers.uniform((size.n,), low * 360, high * 360)
        cos, sin = ops.cos(angle * (pi / 180)), ops.sin(angle * (pi / 180))
        cx, cy = 0.5 * (size.width - 1), 0.5 * (size.height - 1)
        matrix = _rows(cos, -sin, cx - cx * cos + cy * sin, sin, cos, cy - cx * sin - cy * cos, 0, 0)
        where = {"image_height": size.height, "image_width": size.width, "batch_size": size.n}
        return {"angle": angle, "rotation_matrix": matrix, **where}

    def matrix(self, drawn: Drawn) -> Array:
        """What was drawn."""
        return drawn["rotation_matrix"]

    def sizes(self, drawn: Drawn) -> Any:
        """As they were drawn for."""
        here = drawn["image_height"], drawn["image_width"]
        return here, here


class RandomTranslation(Warp):
    """Images moved down by up to ``height_factor`` of their height, and right by ``width_factor`` of their width."""

    height_factor: Annotated[Any, Between(-1, 1, "later")]
    width_factor: Annotated[Any, Between(-1, 1, "later")]
    fill_mode: FillMode = "reflect"
    interpolation: Interpolation = "bilinear"
    seed: int | None = None
    fill_value: float = 0.0
    data_format: DataFormat = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """How many pixels each image moves, (right, down)."""
        down = numbers.uniform((size.n, 1), *limits(self.height_factor)) * size.height
        right = numbers.uniform((size.n, 1), *limits(self.width_factor)) * size.width
        return {"translations": ops.concatenate([right, down], 1)}

    def matrix(self, drawn: Drawn) -> Array:
        """The pixels come from as far in the other direction."""
        right, down = ops.unstack(drawn["translations"], 2, 1)
        return _rows(1, 0, -right, 0, 1, -down, 0, 0)


class RandomZoom(Warp):
    """What is seen of images becomes ``1 + factor`` times as high and as wide: smaller things, or (below 0) larger.

    Without a ``width_factor`` the ratio stays.
    """

    height_factor: Annotated[Any, Between(-0.999999, 1, "later")]
    width_factor: Annotated[Any, Between(-0.999999, 1, "later")] | None = None
    fill_mode: FillMode = "reflect"
    interpolation: Interpolation = "bilinear"
    seed: int | None = None
    fill_value: float = 0.0
    data_format: DataFormat = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """How many times as much is seen of each image, along both axes."""
        high = 1 + numbers.uniform((size.n, 1), *limits(self.height_factor))
        wide = high if self.width_factor is None else 1 + numbers.uniform((size.n, 1), *limits(self.width_factor))
        return {"height_zoom": high, "width_zoom": wide}

    def matrix(self, drawn: Drawn) -> Array:
        """Around the middle."""
        high, wide = drawn["height_zoom"][:, 0], drawn["width_zoom"][:, 0]
        (height, width), _ = self.sizes(drawn)
        return _rows(wide, 0, (1 - wide) * (width - 1) / 2, 0, high, (1 - high) * (height - 1) / 2, 0, 0)


class RandomShear(Warp):
    """Images whose rows slide by up to ``x_factor`` of how far down they are, and columns by ``y_factor``."""

    x_factor: Annotated[Any, Between(0, 1, "later")] = 0.0
    y_factor: Annotated[Any, Between(0, 1, "later")] = 0.0
    interpolation: Interpolation = "bilinear"
    fill_mode: FillMode = "reflect"
    fill_value: float = 0.0
    data_format: DataFormat = None
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Both factors for each image, to either side."""
        side = ops.where(numbers.uniform((size.n, 1)) > 0.5, -1.0, 1.0)
        down = numbers.uniform((size.n, 1), *limits(self.y_factor))
        right = numbers.uniform((size.n, 1), *limits(self.x_factor))
        return {"shear_factor": ops.concatenate([right, down], 1) * ops.cast(side, right.dtype)}

    def matrix(self, drawn: Drawn) -> Array:
        """Around the upper left corner."""
        right, down = ops.unstack(drawn["shear_factor"], 2, 1)
        return _rows(1, right, 0, down, 1, 0, 0, 0)
