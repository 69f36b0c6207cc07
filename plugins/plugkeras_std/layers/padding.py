"""Zero padding."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from plugkeras import ops
from plugkeras.annotations import DataFormat, is_integer
from plugkeras.engine import Array
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
