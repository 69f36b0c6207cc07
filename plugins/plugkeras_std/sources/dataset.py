"""Any of the registered datasets, by name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np

from plugkeras import Source, datasets
from plugkeras.annotations import Count, Via
from plugkeras.errors import ArgumentError, DataError, cause
from plugkeras.parts.source import Rows
from plugkeras.utils import pad_sequences
from plugkeras_std.sources.files import inputs_in

SHARE = 0.9
"""The share of texts that fit into the length that is learnt."""


def arguments(value: Any) -> dict[str, Any]:
    """What a function is to be called with: a dict by name; None for nothing."""
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(name, str) and name.isidentifier() for name in value):
        raise ValueError("must be a dict of arguments by name")
    return dict(value)


Arguments = Annotated[dict[str, Any] | None, Via(arguments)]


class Dataset(Source):
    """A registered dataset: ``Dataset("digits")``. Its test part is kept apart as the test set.

    Texts, which are lists of word numbers, become rows of one length: filled with 0 in front, or cut there.

    Args:
        name: The name, as in ``plugkeras.datasets``.
        arguments: What ``load_data`` is called with: ``{"num_words": 10000}``.
        length: Of texts: how many words each row has. ``learn`` takes the length that nine of ten texts fit into.
    """

    name: str
    arguments: Arguments = None
    length: Count | None = None

    def load(self, folder: Path) -> Rows:
        """The rows."""
        (x, y), (x_test, y_test) = self._loaded()
        has_test = len(x_test) > 0
        return Rows(self._of_one_length(x), y, (self._of_one_length(x_test), y_test) if has_test else None)

    def learn(self, folder: Path) -> Self:
        """The same with the length written out, if it is of texts."""
        if self.length is not None:
            return self
        x = self._loaded()[0][0]
        if not _is_texts(x):
            return self
        length = int(np.quantile([len(text) for text in x], SHARE, method="lower"))
        return type(self)(self.name, self.arguments, max(1, length))

    def inputs(self, path: Path) -> Any:
        """The inputs in another file: ``.npz``, ``.npy``, ``.h5`` or ``.csv``."""
        return self._of_one_length(inputs_in(path))

    def _loaded(self) -> Any:
        if not isinstance(self.name, str):
            raise ArgumentError(f"Dataset: `name` must be the name of a dataset, not {self.name!r}.")
        part = datasets[self.name]
        try:
            data = part.load_data(**(self.arguments or {}))
            (x, y), (x_test, y_test) = data
        except TypeError as error:
            raise ArgumentError(f"The dataset '{self.name}' cannot be loaded so: {error}.") from cause(error)
        except ValueError as error:
            if type(error).__module__.startswith("plugkeras"):
                raise
            raise DataError(f"The dataset '{self.name}' gives no (x, y), (x_test, y_test): {error}.") from cause(error)
        return (x, y), (x_test, y_test)

    def _of_one_length(self, x: Any) -> Any:
        return pad_sequences(x, self.length) if _is_texts(x) else x


def _is_texts(x: Any) -> bool:
    """Whether rows are lists of different lengths."""
    return getattr(getattr(x, "dtype", None), "kind", "") == "O"
