"""IMDB: 25 000 film reviews to train on and 25 000 to test with, as word numbers, and whether they are kind.

A. Maas et al.: Learning Word Vectors for Sentiment Analysis (2011).
"""

from typing import Any

import numpy as np

from plugkeras.parts.spellings import modern
from plugkeras_std.datasets import text
from plugkeras_std.datasets.splitting import Split, shuffled_order

_OWNER = "imdb.load_data"


def load_data(
    path: str = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int | None = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
    **kwargs: Any,
) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``: lists of word numbers in arrays of objects, int64 labels 0 or 1.

    Word ``w`` of `get_word_index` has the number ``w + index_from``, the more frequent the lower.

    Args:
        path: The file's name in Keras's cache folder, or an absolute path.
        num_words: Numbers from this one on become ``oov_char``.
        skip_top: Numbers below this one become ``oov_char``.
        maxlen: Texts of this length or more, ``start_char`` included, are left out.
        seed: Of the shuffling.
        start_char: Put in front of each text; None for nothing.
        oov_char: Stands for words left out; None to drop them.
        index_from: Added to the numbers of words.

    Raises:
        ArgumentError: no text is shorter than ``maxlen``, or an argument is not known.
        FileError: the file is not there and cannot be fetched.
        FormatError: it is damaged.
    """
    num_words = text.only_num_words(_OWNER, num_words, modern(_OWNER, kwargs, ("num_words",)))
    encoding = text.Encoding(num_words, skip_top, maxlen, start_char, oov_char, index_from)
    x_train, y_train, x_test, y_test = text.read("imdb.npz", path, "x_train", "y_train", "x_test", "y_test")
    rng = np.random.RandomState(seed)
    train, test = shuffled_order(rng, len(x_train)), shuffled_order(rng, len(x_test))
    train_rows, y_train = encoding.started(x_train[train], y_train[train])
    test_rows, y_test = encoding.started(x_test[test], y_test[test])
    rows = encoding.limited(train_rows + test_rows)
    return text.pair(rows[: len(train_rows)], y_train), text.pair(rows[len(train_rows) :], y_test)


def get_word_index(path: str = "imdb_word_index.json") -> dict[str, int]:
    """Return the rank of each word by frequency, from 1.

    Raises:
        FileError: the file is not there and cannot be fetched.
        FormatError: it is damaged.
    """
    return text.word_index("imdb_word_index.json", path)
