"""Where the windows of a convolution or a pooling lie: how many there are, and what padding they need.

Arrays here are channels last: (images, *spatial axes, channels), with any number of spatial axes.
"""

from functools import lru_cache
from typing import NamedTuple

from plugkeras.errors import ArgumentError, ShapeError

Shape = tuple[int, ...]


class Windows(NamedTuple):
    """Windows of `size` cells, `dilation` apart, taken every `strides` cells; one number per spatial axis."""

    size: Shape
    strides: Shape
    dilation: Shape
    before: Shape  # cells of padding in front of the axis
    after: Shape  # and behind it
    out: Shape  # the number of windows

    @property
    def padded(self) -> bool:
        """Whether there is any padding."""
        return any(self.before) or any(self.after)

    def frame(self, spatial: Shape) -> Shape:
        """The spatial shape once padding is added."""
        return tuple(b + n + a for b, n, a in zip(self.before, spatial, self.after, strict=True))

    def inside(self, spatial: Shape) -> tuple[slice, ...]:
        """Where the real cells lie in a padded array, for indexing (images, *spatial, channels)."""
        return slice(None), *(slice(b, b + n) for b, n in zip(self.before, spatial, strict=True))

    def cells(self, offset: Shape) -> tuple[slice, ...]:
        """Where the cells lie that are at `offset` in their windows, likewise."""
        steps = zip(offset, self.dilation, self.strides, self.out, strict=True)
        return slice(None), *(slice(o * d, o * d + s * (n - 1) + 1, s) for o, d, s, n in steps)

    def backward(self, spatial: Shape) -> "Windows":
        """The windows of the input gradient of a convolution with stride 1 over an input of shape `spatial`."""
        reach = [d * (k - 1) for d, k in zip(self.dilation, self.size, strict=True)]
        before = tuple(r - b for r, b in zip(reach, self.before, strict=True))
        after = tuple(r - a for r, a in zip(reach, self.after, strict=True))
        return Windows(self.size, self.strides, self.dilation, before, after, spatial)


@lru_cache(maxsize=1024)
def windows(
    spatial: Shape, size: Shape, strides: int | Shape, dilation: int | Shape, padding: str, what: str
) -> Windows:
    """Keras's windows for 'valid', 'same' (surplus padding behind, as in TensorFlow) or 'causal' over `spatial` cells.

    `what` names the caller in errors. Raises ArgumentError for an unknown padding, ShapeError if no window fits.
    """
    strides, dilation = per_axis(strides, len(spatial)), per_axis(dilation, len(spatial))
    axes = zip(spatial, size, strides, dilation, strict=True)
    before, after, out = zip(*(_axis(*axis, padding, what) for axis in axes), strict=True)
    if min(out) < 1:
        raise ShapeError(
            f"{what} of size {size} (dilation {dilation}, padding '{padding}') does not fit into an input of {spatial} "
            "cells. Use a smaller one, padding='same', or a larger input."
        )
    return Windows(size, strides, dilation, before, after, out)


def _axis(n: int, k: int, s: int, d: int, padding: str, what: str) -> tuple[int, int, int]:
    reach = d * (k - 1)
    if padding == "valid":
        return 0, 0, (n - reach - 1) // s + 1
    if padding == "same":
        out = -(-n // s)
        total = max((out - 1) * s + reach + 1 - n, 0)
        return total // 2, total - total // 2, out
    if padding == "causal":
        return reach, 0, (n - 1) // s + 1
    raise ArgumentError(f"{what}: padding '{padding}' is unknown. Use 'valid' or 'same' ('causal' in one dimension).")


def per_axis(value: int | Shape, n: int) -> Shape:
    """One number for each of n axes."""
    return (value,) * n if isinstance(value, int) else tuple(value)
