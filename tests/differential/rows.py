"""What a row of a table of layers is, and the kinds of input."""

from collections.abc import Callable
from typing import NamedTuple

from .draw import Drawn, Json

Shape = tuple[int, ...]

ROWS, STEPS, IMAGES, VOLUMES = ({name} for name in ("rows", "steps", "images", "volumes"))
FILMS, SCENES, WORDS, NUMBERS = ({name} for name in ("films", "scenes", "words", "numbers"))
PIXELS, SOUNDS, WAVES = {"pixels"}, {"sounds"}, {"waves"}
SPACES = STEPS | IMAGES | VOLUMES
FEATURES = ROWS | STEPS | IMAGES
ANY = ROWS | SPACES

BY_RANK = {1: "rows", 2: "steps", 3: "images", 4: "volumes", 5: "none"}
"""What the output of a layer counts as."""


class Row(NamedTuple):
    """The kinds of input that a layer takes, and its arguments for the shape of a row, or None."""

    kinds: set[str]
    arguments: Callable[[Drawn, Shape], Json | None]


def input_shape(d: Drawn, kind: str) -> Shape:
    """The shape of a row of that kind."""
    side = d.whole
    return {
        "rows": lambda: (side(3, 6),),
        "steps": lambda: (side(4, 7), side(2, 4)),
        "images": lambda: (side(5, 8), side(5, 8), side(2, 4)),
        "volumes": lambda: (side(4, 5), side(4, 5), side(4, 5), side(2, 3)),
        "films": lambda: (3, side(3, 4), side(3, 4), 2),
        "scenes": lambda: (2, 3, side(2, 3), 2, side(1, 2)),
        "words": lambda: (side(4, 6),),
        "numbers": lambda: (side(2, 4),),
        "pixels": lambda: (side(6, 9), side(6, 9), 3),
        "sounds": lambda: (96,),
        "waves": lambda: (96, side(1, 2)),
    }[kind]()
