"""Rows of the data as people see them: a picture, or numbers."""

import numpy as np
from textual.strip import Strip

from plugkeras.runs.sentences import number
from plugkeras_tui.pictures import GREY, Ink, gallery, strips


def is_picture(x: np.ndarray) -> bool:
    """Whether a row is a picture: (height, width), or with 1, 3 or 4 channels."""
    flat = x.ndim == 2 or (x.ndim == 3 and x.shape[2] in (1, 3, 4))
    return flat and min(x.shape[:2]) > 3


def row(x: np.ndarray, ink: Ink, width: int, height: int) -> list[Strip]:
    """One row in at most so much room."""
    if is_picture(x):
        return strips(x, width, height, GREY, ascii=ink.letters)
    values = [number(float(v)) for v in np.ravel(x)[: 8 * height]]
    each = max(map(len, values), default=1) + 2
    across = max(1, width // each)
    lines = ["".join(f"{v:>{each}}" for v in values[n : n + across]) for n in range(0, len(values), across)]
    more = np.size(x) - len(values)
    if more > 0 and len(lines) >= height:
        lines[height - 1 :] = [f"  and {more} more"]
    return [ink.text(line) for line in lines[:height]]


def several(x: np.ndarray, captions: list[str], ink: Ink, width: int, height: int) -> list[Strip]:
    """Rows with a caption each: pictures side by side, or a line of numbers each."""
    if len(x) and is_picture(x[0]):
        return gallery(list(x), width, height, GREY, captions, least=8, most=20, ascii=ink.letters)
    found = []
    for one, caption in zip(x[:height], captions, strict=False):
        values = "  ".join(number(float(v)) for v in np.ravel(one)[:20])
        found.append(ink.line((f"{caption:<24}", "strong"), (values, "")))
    return found
