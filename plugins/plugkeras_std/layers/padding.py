"""Zero padding, and cropping."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from plugkeras import ops
from plugkeras.annotations import DataFormat, is_integer
from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.spatial import Spatial


@dataclass(frozen=True)
class Pairs:
    """(before, after) for each of ``rank`` axes: 1, (1, 2) or ((1, 1), (2, 0)) in two dimensions."""

    rank: int

    def __call__(self, value: Any) -> tuple[tuple[int, int], ...]:
        """The pairs; in one dimension (1, 2) is one pair, not a number for each of two axes."""
        if isinstance(value, Mapping):  # Keras 1: top_pad, bottom_pad, left_pad, right_pad
            value = [
                [value.get(f"{side}_pad", 0) for side in sides] for sides in (("top", "bottom"), ("left", "right"))
            ]
        if is_integer(value):
            value = [(value, value)] * self.rank
        elif self.rank == 1 and len(value) == 2 and is_integer(value[0]):
            value = [value]
        pairs = tuple((v, v) if is_integer(v) else tuple(v) for v in value)
        if len(pairs) != self.rank or not all(len(p) == 2 and all(is_integer(n) and n >= 0 for n in p) for p in pairs):
            raise ValueError(f"must be an integer of at least 0, {self.rank} of them, or {self.rank} pairs")
        return pairs


class ZeroPadding(Spatial):
    """Zeros before and after each spatial axis."""

    padding: Annotated[Any, Pairs(0)] = 1
    data_format: DataFormat = None

    def call(self, x: Array) -> Array:
        """x with the zeros around it."""
        return ops.pad(x, self.with_space(((0, 0),) * len(x.shape), self.padding))  # type: ignore[arg-type]

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Each spatial axis longer by its padding."""
        lengths = zip(input_shape[self.space], self.padding, strict=True)
        return self.with_space(input_shape, [None if n is None else n + sum(p) for n, p in lengths])


class ZeroPadding1D(ZeroPadding, rank=1):
    """Zeros before and after the steps of (n, time, channels)."""

    def get_config(self) -> dict[str, Any]:
        """Real Keras wants the one pair alone."""
        return super().get_config() | {"padding": list(self.padding[0])}


class ZeroPadding2D(ZeroPadding, rank=2):
    """Zeros around the images of (n, height, width, channels)."""


class ZeroPadding3D(ZeroPadding, rank=3):
    """Zeros around the volumes of (n, depth, height, width, channels)."""


class Cropping(Spatial):
    """Cuts off the ends of each spatial axis."""

    cropping: Annotated[Any, Pairs(0)] = 1
    data_format: DataFormat = None

    def call(self, x: Array) -> Array:
        """What is left of x.

        Raises:
            ShapeError: nothing is.
        """
        self.compute_output_shape(tuple(x.shape))
        cuts = [slice(before, -after or None) for before, after in self.cropping]
        return x[tuple(self.with_space([slice(None)] * len(x.shape), cuts))]  # type: ignore[arg-type]

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Each spatial axis shorter by what is cut off.

        Raises:
            ShapeError: nothing is left of one.
        """
        lengths = [
            None if n is None else n - sum(pair) for n, pair in zip(input_shape[self.space], self.cropping, strict=True)
        ]
        if any(n is not None and n < 1 for n in lengths):
            raise ShapeError(f"{self} cuts off {self.cropping}, which leaves nothing of inputs of shape {input_shape}.")
        return self.with_space(input_shape, lengths)


class Cropping1D(Cropping, rank=1):
    """Steps cut off (n, time, channels)."""

    cropping: Annotated[Any, Pairs(1)] = (1, 1)
    data_format: DataFormat = "channels_last"

    def get_config(self) -> dict[str, Any]:
        """Real Keras wants the one pair alone, and knows no format here."""
        config = super().get_config() | {"cropping": list(self.cropping[0])}
        return {name: value for name, value in config.items() if name != "data_format"}


class Cropping2D(Cropping, rank=2):
    """Rows and columns cut off the images of (n, height, width, channels)."""

    cropping: Annotated[Any, Pairs(2)] = ((0, 0), (0, 0))
    data_format: DataFormat = None


class Cropping3D(Cropping, rank=3):
    """Cut off the volumes of (n, depth, height, width, channels)."""

    cropping: Annotated[Any, Pairs(3)] = ((1, 1), (1, 1), (1, 1))
    data_format: DataFormat = None
