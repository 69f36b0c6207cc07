"""What layers over spatial axes share: sizes for each axis, the place of the channels, the lengths that come out."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar, get_args

from plugkeras import Layer
from plugkeras.annotations import DataFormat, Sizes
from plugkeras.config import image_data_format
from plugkeras.errors import ShapeError
from plugkeras.parts.shapes import Shape

PerAxis = Annotated[Any, Sizes(0)]
"""A size for each spatial axis; how many those are, the class says."""

PerAxisOrNone = Annotated[Any, Sizes(0, low=0)] | None
"""The same from 0 on; or None."""


class Spatial(Layer):
    """A layer over ``rank`` spatial axes: ``class Conv2D(Conv, rank=2)``."""

    rank: ClassVar[int]
    float_inputs = True
    data_format: DataFormat = None

    def __init_subclass__(cls, rank: int | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if rank is not None:
            cls.rank, cls.input_ndim = rank, rank + 2
            cls.fields = tuple(f._replace(annotation=_ranked(f.annotation, rank)) for f in cls.fields)

    def setup(self) -> None:
        """Without a data format of its own, a layer takes the default."""
        self.data_format = self.data_format or image_data_format()

    @property
    def channel_axis(self) -> int:
        """Where the channels are."""
        return -1 if self.data_format == "channels_last" else 1

    @property
    def space(self) -> slice:
        """Where the spatial axes are."""
        return slice(1, -1) if self.data_format == "channels_last" else slice(2, None)

    def with_space(self, shape: Shape, lengths: Any, channels: int | None = None) -> Shape:
        """``shape`` with other spatial lengths, and other channels if they change."""
        c = shape[self.channel_axis] if channels is None else channels
        return (shape[0], *lengths, c) if self.data_format == "channels_last" else (shape[0], c, *lengths)


def _ranked(annotation: Any, rank: int) -> Any:
    if type(None) in get_args(annotation):
        return _ranked(get_args(annotation)[0], rank) | None
    marks = get_args(annotation)[1:]
    if not any(getattr(m, "rank", None) == 0 for m in marks):
        return annotation
    return Annotated[Any, *(replace(m, rank=rank) if getattr(m, "rank", None) == 0 else m for m in marks)]


def windowed(layer: Layer, n: int | None, size: int, stride: int, padding: str, dilation: int = 1) -> int | None:
    """How many windows of ``size`` fit along an axis of length n.

    Raises:
        ShapeError: none does.
    """
    if n is None:
        return None
    reach = dilation * (size - 1) + 1
    out = -(-n // stride) if padding in ("same", "causal") else (n - reach) // stride + 1
    if out < 1:
        raise ShapeError(
            f"{layer}: a window of {reach} does not fit an axis of length {n}; use padding='same' or a smaller one."
        )
    return out
