"""Reuters: 11 228 newswires of 1987 as word numbers, and their topics, 46 of them. After Reuters-21578."""

from typing import Any

import numpy as np

from plugkeras.parts.spellings import modern
from plugkeras_std.datasets import text
from plugkeras_std.datasets.splitting import Split, check_split, cut, shuffled_order

_OWNER = "reuters.load_data"
_TOPICS = """cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship cotton
carcass crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin strategic-metal livestock retail ipi
iron-steel rubber heat jobs lei bop zinc orange pet-chem dlr gas silver wpi hog lead"""


def load_data(
    path: str = "reuters.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int | None = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
    **kwargs: Any,
) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``: lists of word numbers in arrays of objects, int64 labels.

    The labels index `get_label_names`; ``test_split`` is the share of the texts to test with, and the other
    arguments are those of `plugkeras.datasets.imdb.load_data`.

    Raises:
        ArgumentError: no text is shorter than ``maxlen``, ``test_split`` is not in [0, 1), or an argument is not known.
        FileError: the file is not there and cannot be fetched.
        FormatError: it is damaged.
    """
    check_split(test_split)
    num_words = text.only_num_words(_OWNER, num_words, modern(_OWNER, kwargs, ("num_words",)))
    encoding = text.Encoding(num_words, skip_top, maxlen, start_char, oov_char, index_from)
    x, y = text.read("reuters.npz", path, "x", "y")
    order = shuffled_order(np.random.RandomState(seed), len(x))
    rows, y = encoding.started(x[order], y[order])
    return cut(*text.pair(encoding.limited(rows), y), test_split)


def get_word_index(path: str = "reuters_word_index.json") -> dict[str, int]:
    """Return the rank of each word by frequency, from 1.

    Raises:
        FileError: the file is not there and cannot be fetched.
        FormatError: it is damaged.
    """
    return text.word_index("reuters_word_index.json", path)


def get_label_names() -> tuple[str, ...]:
    """Return the topics that the labels 0 to 45 stand for."""
    return tuple(_TOPICS.split())
