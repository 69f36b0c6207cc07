"""Rows that a function of the person's own gives."""

from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from plugkeras import Source
from plugkeras.annotations import shortened
from plugkeras.errors import DataError
from plugkeras.parts import code
from plugkeras.parts.source import Rows
from plugkeras_std.sources.dataset import Arguments
from plugkeras_std.sources.files import inputs_in


class Function(Source):
    """What a function returns: ``Function("mydata:load")``. Its module is looked up in the project's folder first.

    It returns x, (x, y), ((x, y), (x_test, y_test)) or a ``plugkeras.parts.source.Rows``. Since it runs code, a project
    that names one is loaded only after a person has allowed it.

    Args:
        function: ``"module:function"``.
        arguments: What it is called with.
    """

    function: str
    arguments: Arguments = None

    imports: ClassVar[bool] = True

    def setup(self) -> None:
        """A name that is none is told at once."""
        code.split(self.function)

    def code(self) -> tuple[str, ...]:
        """The function."""
        return (self.function,)

    def load(self, folder: Path) -> Rows:
        """The rows."""
        with code.function(self.function, folder) as call:
            try:
                found = call(**(self.arguments or {}))
            except Exception as error:
                raise DataError(f"'{self.function}' failed: {type(error).__name__}: {error}") from error
        return _rows(found, self.function)

    def inputs(self, path: Path) -> Any:
        """The inputs in a file: ``.npz``, ``.npy``, ``.h5`` or ``.csv``."""
        return inputs_in(path)


def _rows(found: Any, name: str) -> Rows:
    if isinstance(found, Rows):
        return found
    if not isinstance(found, tuple):
        return Rows(_array(found, name))
    if len(found) != 2:
        raise DataError(f"'{name}' must return x, (x, y) or ((x, y), (x_test, y_test)), not {len(found)} values.")
    if all(isinstance(part, tuple) and len(part) == 2 for part in found):
        (x, y), (x_test, y_test) = found
        return Rows(_array(x, name), _array(y, name), (_array(x_test, name), _array(y_test, name)))
    return Rows(_array(found[0], name), None if found[1] is None else _array(found[1], name))


def _array(value: Any, name: str) -> Any:
    """Arrays and files as they are; lists as an array."""
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return value
    try:
        found = np.asarray(value)
    except ValueError:
        found = np.empty(0)
    if found.ndim == 0 or found.dtype == object or not found.size:
        raise DataError(f"'{name}' returned {shortened(value)} where an array of rows belongs.")
    return found
