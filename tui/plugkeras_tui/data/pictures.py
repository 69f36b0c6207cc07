"""Pictures in a terminal: two pixels a character, one above the other, in so few colours that styles are made once."""

from functools import lru_cache
from typing import Any

import numpy as np
from rich.segment import Segment
from rich.style import Style

GREYS = 24
"""The terminal's own ramp of greys: colours 232 to 255."""

RAMP = " .:-=+*#%@"
"""The same without colours."""


def small(image: Any, width: int, height: int) -> Any:
    """A picture of at most so many pixels: each the mean of those that it stands for."""
    factor = max(1, -(-image.shape[1] // width), -(-image.shape[0] // height))
    if factor == 1:
        return image
    rows, columns = (n // factor * factor for n in image.shape[:2])
    blocks = image[:rows, :columns].reshape(rows // factor, factor, columns // factor, factor, -1)
    return blocks.mean(axis=(1, 3)).astype(np.uint8)


def lines(image: Any, ascii: bool = False) -> list[list[Segment]]:
    """The lines of a picture (height, width, channels) of bytes."""
    if ascii:
        return [[Segment("".join(row))] for row in _characters(image)]
    codes = _colours(image)
    if len(codes) % 2:
        codes = np.concatenate([codes, np.full((1, codes.shape[1]), -1)])
    return [
        [_half(int(top), int(below)) for top, below in zip(*pair, strict=True)]
        for pair in codes.reshape(-1, 2, codes.shape[1])
    ]


def _characters(image: Any) -> Any:
    grey = image.mean(axis=2)
    if len(grey) % 2:
        grey = np.concatenate([grey, grey[-1:]])
    both = grey.reshape(-1, 2, grey.shape[1]).mean(axis=1)
    return np.array(list(RAMP))[np.minimum(both / 256 * len(RAMP), len(RAMP) - 1).astype(int)]


def _colours(image: Any) -> Any:
    """Numbers of the 256 colours: a ramp of greys, or a cube of six levels each of red, green and blue."""
    if image.shape[2] == 1:
        return 232 + (image[..., 0].astype(int) * GREYS) // 256
    red, green, blue = (np.rint(image[..., n] / 51).astype(int) for n in range(3))
    return 16 + 36 * red + 6 * green + blue


@lru_cache(maxsize=1 << 14)
def _half(top: int, below: int) -> Segment:
    return Segment("▀", Style(color=f"color({top})", bgcolor=None if below < 0 else f"color({below})"))
