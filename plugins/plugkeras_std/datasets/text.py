"""What IMDB and Reuters share: texts as lists of word numbers, filtered and renumbered as Keras does."""

import json
from typing import Any, NamedTuple

import numpy as np

from plugkeras.errors import ArgumentError, FormatError, UnknownArgument, cause
from plugkeras_std.datasets.sources import cached
from plugkeras_std.datasets.splitting import Pair
from plugkeras_std.datasets.untrusted import read_npz

Texts = list[list[int]]


class Encoding(NamedTuple):
    """How words become numbers: `load_data`'s arguments of the same names."""

    num_words: int | None
    skip_top: int
    maxlen: int | None
    start_char: int | None
    oov_char: int | None
    index_from: int

    def started(self, texts: np.ndarray, labels: np.ndarray) -> tuple[Texts, np.ndarray]:
        """Raise the numbers by ``index_from``, put ``start_char`` in front, and drop the texts of ``maxlen`` or more.

        Raises:
            ArgumentError: no text is left.
        """
        front, shift = [] if self.start_char is None else [self.start_char], self.index_from or 0
        rows = [front + [word + shift for word in text] for text in texts]
        if not self.maxlen:
            return rows, labels
        kept = [i for i, row in enumerate(rows) if len(row) < self.maxlen]
        if not kept:
            raise ArgumentError(f"no text is shorter than maxlen={self.maxlen}; give a larger one")
        return [rows[i] for i in kept], labels[kept]

    def limited(self, rows: Texts) -> Texts:
        """Replace the words outside ``skip_top .. num_words - 1`` by ``oov_char``, or drop them if it is None.

        Without ``num_words`` the highest number is outside too, as in Keras.
        """
        low, oov = self.skip_top, self.oov_char
        high = self.num_words or max((max(row, default=0) for row in rows), default=0)
        if oov is None:
            return [[word for word in row if low <= word < high] for row in rows]
        return [[word if low <= word < high else oov for word in row] for row in rows]


def only_num_words(owner: str, num_words: int | None, others: dict[str, Any]) -> int | None:
    """``num_words``, or the one among the ``others`` that was given under its old name.

    Raises:
        UnknownArgument: ``others`` has anything else, or it is given twice.
    """
    for name in others:
        if name != "num_words":
            raise UnknownArgument(f"{owner} has no argument `{name}`")
    if others and num_words is not None:
        raise UnknownArgument(f"{owner}: `num_words` is given twice, under its old name too")
    return others.get("num_words", num_words)


def read(name: str, path: str, *arrays: str) -> list[np.ndarray]:
    """Read texts and labels in turns from the file ``name``, cached as ``path``.

    Raises:
        FormatError: it is damaged, or a text is no list of numbers.
    """
    file = cached(name, path)
    result = read_npz(file, *arrays, objects=True)
    if not all(isinstance(text, list) and {int}.issuperset(map(type, text)) for texts in result[::2] for text in texts):
        raise FormatError(f"{file} holds something else than lists of word numbers")
    return result


def pair(rows: Texts, labels: np.ndarray) -> Pair:
    """Lists of any lengths in an array of objects ``(n,)``, and their labels."""
    return np.fromiter(rows, object, len(rows)), labels


def word_index(name: str, path: str) -> dict[str, int]:
    """Read the file ``name``, cached as ``path``: the number of each word.

    Raises:
        FormatError: it is damaged.
    """
    file = cached(name, path)
    try:
        with open(file, encoding="utf-8") as stream:
            index = json.load(stream)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{file} is damaged: {error}") from cause(error)
    if not isinstance(index, dict):
        raise FormatError(f"{file} has no words in it")
    return index
