"""A row that somebody edits by hand, and rows that somebody chooses: texts into numbers."""

import re
from collections.abc import Sequence

import numpy as np

from plugkeras.errors import DataError

SHORT = 40
"""Numbers of a row that are edited as a list; of longer ones, single numbers are."""


def as_text(x: np.ndarray) -> str:
    """A row as it is edited; nothing of a long one."""
    return ", ".join(f"{float(v):.6g}" for v in np.ravel(x)) if x.size <= SHORT else ""


def hint(x: np.ndarray) -> str:
    """What is to be typed."""
    if x.size <= SHORT:
        return f"{x.size} numbers"
    shape = " by ".join(map(str, x.shape))
    return f"numbers of {shape} to change: {','.join('0' * x.ndim)}=0.5 {','.join('1' * x.ndim)}=1"


def edited(text: str, x: np.ndarray) -> np.ndarray:
    """The row that ``text`` makes of ``x``, of the same shape.

    Raises:
        DataError: the text makes no sense; the sentence says which.
    """
    if "=" not in text and x.size <= SHORT:
        values = [_number(word) for word in re.split(r"[,;\s]+", text.strip()) if word]
        if len(values) != x.size:
            raise DataError(f"A row has {x.size} numbers, not {len(values)}.")
        return np.array(values, x.dtype).reshape(x.shape)
    changed = np.array(x)
    for word in text.split():
        place, equals, value = word.partition("=")
        if not equals:
            raise DataError(f"'{word}': say place=number, as in 0,3=0.5.")
        changed[_place(place, x.shape)] = _number(value)
    return changed


def _place(text: str, shape: Sequence[int]) -> tuple[int, ...]:
    numbers = text.split(",")
    if len(numbers) != len(shape) or not all(n.strip().isdecimal() for n in numbers):
        raise DataError(f"'{text}' is no place: there are {len(shape)} numbers in one, with commas.")
    place = tuple(int(n) for n in numbers)
    if any(n >= most for n, most in zip(place, shape, strict=True)):
        raise DataError(f"There is no {text}: the row is {' by '.join(map(str, shape))}, counted from 0.")
    return place


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise DataError(f"'{text}' is no number.") from None


def chosen(text: str, count: int, most: int = 500) -> list[int]:
    """The rows that ``0-15, 40`` means, of ``count``.

    Raises:
        DataError: there are no such rows.
    """
    found: dict[int, None] = {}
    for word in re.split(r"[,;\s]+", text.strip()):
        match = re.fullmatch(r"(\d{1,9})(?:-(\d{1,9}))?", word)
        if match is None:
            raise DataError(f"'{word}' are no rows: say 0-15, or 3, 7, 40.")
        first, last = int(match[1]), int(match[2] or match[1])
        if not first <= last < count:
            raise DataError(f"There are no rows {word}: they go from 0 to {count - 1}.")
        found |= dict.fromkeys(range(first, min(last, first + most) + 1))
    return list(found)[:most]
