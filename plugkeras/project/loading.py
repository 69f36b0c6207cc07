"""From a project's ``data.source`` to its rows, which are the same each time."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np

from plugkeras.errors import DataError
from plugkeras.host.custom_objects import lookup
from plugkeras.parts.arguments import arguments_in
from plugkeras.parts.source import Rows, Source
from plugkeras.project.values import Part, frozen, thawed


def source_of(part: Part) -> Source:
    """The source that a document describes.

    Raises:
        UnknownName: there is no such source.
        ArgumentError: an argument is missing, unknown or has a value that cannot be used.
    """
    arguments = {name: thawed(value) for name, value in part.arguments.items()}
    return cast(Source, lookup("sources", part.name)(**arguments))


def described(source: Source, name: str) -> Part:
    """A source as a document has it, under ``name``: what differs from the defaults."""
    defaults = {field.name: field.default for field in type(source).fields}
    said = {n: v for n, v in arguments_in(source) if n not in defaults or v != defaults[n]}
    return Part(name, cast(Any, frozen(said)))


@contextmanager
def repeatable(seed: int) -> Iterator[None]:
    """Global random numbers that are the same each time within, and untouched outside."""
    python, numpy = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed % 2**32)
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)


def rows_of(source: Source, folder: Path) -> Rows:
    """The rows of a source, checked as far as every source needs it.

    Raises:
        DataError: the source gives something else than rows, or inputs and targets of different lengths.
    """
    found = source.load(folder)
    name = type(source).__name__
    if not isinstance(found, Rows):
        raise DataError(f"The source {name} must give Rows, and gave {type(found).__name__}.")
    for what, x, y in (("", found.x, found.y), ("test ", *(found.test or (None, None)))):
        if x is not None:
            _check(f"{name}: its {what}inputs", x)
        if y is not None:
            _check(f"{name}: its {what}targets", y)
            if len(x) != len(y):
                raise DataError(f"{name}: there are {len(x)} {what}inputs and {len(y)} {what}targets, not one each.")
    if len(found.x) == 0:
        raise DataError(f"{name}: there are no rows.")
    return found


def _check(what: str, values: Any) -> None:
    if not hasattr(values, "shape") or not hasattr(values, "dtype") or not values.shape:
        raise DataError(f"{what} must be an array of rows, not {type(values).__name__}.")
    if values.dtype.kind not in "biufUSO":
        raise DataError(f"{what} are of {values.dtype}; training needs numbers.")
