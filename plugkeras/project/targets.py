"""What targets are: classes, one column a class, or numbers; and how they are made ready for a loss."""

from dataclasses import dataclass
from math import isqrt
from typing import Any

import numpy as np

from plugkeras.errors import DataError, did_you_mean
from plugkeras.parts.memory import require
from plugkeras.project.facts import Target
from plugkeras.project.views import is_file

FEW = 20
"""Up to so many different whole numbers are classes, however few rows there are."""

SMALL = 1 << 28
"""Bytes of targets that are read into memory, where they can be looked at."""


@dataclass(frozen=True)
class Targets:
    """How the targets of a source are meant; ``names`` are those of classes, and ``texts`` says that rows have them."""

    kind: Target
    classes: int | None = None
    names: tuple[str, ...] = ()
    texts: bool = False

    def __call__(self, y: Any) -> Any:
        """Targets as a loss takes them: int64 classes (rows,), or float32.

        Raises:
            DataError: a text is none of the classes.
        """
        if self.kind == "none" or is_file(y):
            return y
        if self.texts:
            return _numbered(np.asarray(y).astype(str).reshape(-1), self.names)
        if self.kind == "classes":
            return np.asarray(y).reshape(-1).astype(np.int64)
        return np.asarray(y).astype(np.float32)


def in_memory(y: Any) -> Any:
    """Targets as an array, unless they are a file that is better left where it is."""
    if not is_file(y):
        return y
    size = np.prod(y.shape, dtype=float) * y.dtype.itemsize
    if size > SMALL and y.ndim > 1:
        return y
    require(size, "The targets", "make them smaller")
    return np.asarray(y[:])


def meant(y: Any, names: tuple[str, ...] = ()) -> Targets:
    """What targets are, by their values; whole numbers from 0 on are classes if there are few for so many rows."""
    if y is None:
        return Targets("none")
    if is_file(y):
        return Targets("numbers")
    if y.dtype.kind in "USO" and y.ndim == 1:
        found = tuple(np.unique(y.astype(str)).tolist())
        return Targets("classes", len(found), found, texts=True)
    if y.dtype.kind not in "biuf":
        raise DataError(
            f"The targets are of {y.dtype} with the shape {y.shape}; they must be numbers, or names of classes."
        )
    if y.ndim == 1 or y.shape[1:] == (1,):
        classes = _classes(y.reshape(-1), names)
        return Targets("classes", classes, names[:classes]) if classes else Targets("numbers")
    if y.ndim == 2 and _is_one_hot(y):
        return Targets("one_hot", y.shape[1], names if len(names) == y.shape[1] else ())
    return Targets("numbers")


def _classes(y: Any, names: tuple[str, ...]) -> int | None:
    """How many classes there are; None if these are no classes."""
    if y.dtype.kind == "b":
        return 2
    low, high = y.min(), y.max()
    if y.dtype.kind == "f":
        is_binary = low == 0 and high == 1 and np.isin(y, (0, 1)).all()
        return 2 if is_binary else None
    if names and low >= 0 and high < len(names):
        return len(names)
    return int(high) + 1 if low >= 0 and 0 < high < max(FEW, isqrt(len(y))) else None


def _is_one_hot(y: Any) -> bool:
    return y.shape[1] > 1 and bool(((y == 0) | (y == 1)).all() and (y.sum(axis=1) == 1).all())


def _numbered(texts: Any, names: tuple[str, ...]) -> Any:
    places = np.minimum(np.searchsorted(names, texts), len(names) - 1)
    wrong = np.flatnonzero(np.asarray(names)[places] != texts)
    if wrong.size:
        text = str(texts[wrong[0]])
        raise DataError(f"The target {text!r} is none of the classes{did_you_mean(text, names) or '.'}")
    return places.astype(np.int64)
