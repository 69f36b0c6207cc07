"""Texts as numbers of words, as up to Keras 2: ``keras.preprocessing.text``. Number 0 stands for no word."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError, StateError
from plugkeras.parts.spellings import tolerant

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
"""Characters that are no part of words."""

MODES = ("binary", "count", "freq", "tfidf")
_COUNTED = ("word_counts", "word_docs", "index_docs", "index_word", "word_index")
Analyzer = Callable[[str], list[str]] | None


def text_to_word_sequence(input_text: str, filters: str = FILTERS, lower: bool = True, split: str = " ") -> list[str]:
    """The words of a text: what stands between ``split``, and ``filters``, each of which stands for it."""
    text = input_text.lower() if lower else input_text
    apart: dict[str, str | int | None] = dict.fromkeys(filters, split)
    return [word for word in text.translate(str.maketrans(apart)).split(split) if word]


def hashing_trick(
    text: str,
    n: int,
    hash_function: Any = None,
    filters: str = FILTERS,
    lower: bool = True,
    split: str = " ",
    analyzer: Analyzer = None,
) -> list[int]:
    """A number from 1 to n - 1 for each word, by its hash, so that two may have the same one.

    ``hash_function`` is Python's own, which is another one in each process, unless it is "md5" or a function.
    """
    number = {None: hash, "md5": _md5}.get(hash_function, hash_function)
    words = analyzer(text) if analyzer else text_to_word_sequence(text, filters, lower, split)
    return [number(word) % (n - 1) + 1 for word in words]


def _md5(word: str) -> int:
    return int(hashlib.md5(word.encode()).hexdigest(), 16)


def one_hot(
    input_text: str,
    n: int,
    filters: str = FILTERS,
    lower: bool = True,
    split: str = " ",
    analyzer: Analyzer = None,
) -> list[int]:
    """``hashing_trick`` by Python's own hash, under a name that says something else."""
    return hashing_trick(input_text, n, hash, filters, lower, split, analyzer)


class Tokenizer:
    """Numbers words by how often they occur: 1 is the most frequent one, or ``oov_token`` if that is given.

    Args:
        num_words: Only numbers below it are given; others are left out, or are ``oov_token``.
        filters, lower, split: How texts are cut into words. A text may also be a list of words.
        char_level: Whether characters count as words.
        oov_token: The word that stands for all that are not known.
        analyzer: A function that cuts a text into words instead.

    Attributes:
        word_index, index_word: The number of each word, and the word of each number.
        word_counts, word_docs, document_count: How often each occurs, in how many texts, and how many there were.
    """

    @tolerant
    def __init__(
        self,
        num_words: int | None = None,
        filters: str = FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
        analyzer: Analyzer = None,
        document_count: int = 0,
    ) -> None:
        self.num_words, self.filters, self.lower, self.split = num_words, filters, lower, split
        self.char_level, self.oov_token, self.analyzer = char_level, oov_token, analyzer
        self.document_count = document_count
        self.word_counts: Counter[str] = Counter()
        self.word_docs: Counter[str] = Counter()
        self.index_docs: Counter[int] = Counter()
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}

    def _words(self, text: Any) -> Any:
        if isinstance(text, list):
            return [word.lower() for word in text] if self.lower else text
        if self.char_level:
            return text.lower() if self.lower else text
        if self.analyzer:
            return self.analyzer(text)
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def fit_on_texts(self, texts: Iterable[Any]) -> None:
        """Count the words of texts, and number all anew."""
        for text in texts:
            words = list(self._words(text))
            self.document_count += 1
            self.word_counts.update(words)
            self.word_docs.update(dict.fromkeys(words, 1))
        by_count = sorted(self.word_counts, key=lambda word: -self.word_counts[word])
        first = [] if self.oov_token is None else [self.oov_token]
        self.word_index = {word: number for number, word in enumerate([*first, *by_count], 1)}
        self.index_word = {number: word for word, number in self.word_index.items()}
        for word, count in self.word_docs.items():
            self.index_docs[self.word_index[word]] = count

    def fit_on_sequences(self, sequences: Any) -> None:
        """Count in how many sequences each number occurs, for the mode "tfidf"."""
        self.document_count += len(sequences)
        for sequence in sequences:
            self.index_docs.update(set(sequence))

    def _kept(self, number: int | None) -> int | None:
        """The number, if it is given; that of the unknown word, or None, else."""
        unknown = None if self.oov_token is None else self.word_index.get(self.oov_token)
        return unknown if number is None or (self.num_words and number >= self.num_words) else number

    def texts_to_sequences(self, texts: Iterable[Any]) -> list[list[int]]:
        """A list of numbers for each text."""
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts: Iterable[Any]) -> Iterator[list[int]]:
        """The same, one after the other."""
        for text in texts:
            numbers = (self._kept(self.word_index.get(word)) for word in self._words(text))
            yield [n for n in numbers if n is not None]

    def sequences_to_texts(self, sequences: Iterable[Any]) -> list[str]:
        """A text of words with spaces between them for each list of numbers."""
        return list(self.sequences_to_texts_generator(sequences))

    def sequences_to_texts_generator(self, sequences: Iterable[Any]) -> Iterator[str]:
        """The same, one after the other."""
        for sequence in sequences:
            numbers = (self._kept(number if number in self.index_word else None) for number in sequence)
            yield " ".join(self.index_word[n] for n in numbers if n is not None)

    def texts_to_matrix(self, texts: Iterable[Any], mode: str = "binary") -> Any:
        """``sequences_to_matrix`` of texts."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences: Any, mode: str = "binary") -> Any:
        """A row for each sequence and a column for each number.

        ``mode``: "binary" has 1 where it occurs, "count" how often, "freq" the part of the sequence, and "tfidf"
        ``(1 + log(count)) * log(1 + texts / (1 + texts that have it))``.

        Raises:
            ArgumentError: there is no such mode.
            StateError: it is not known how many columns there are, or for "tfidf" how many texts.
        """
        if mode not in MODES:
            raise ArgumentError(f"Tokenizer: `mode` must be one of {', '.join(MODES)}, not {mode!r}.")
        if not self.num_words and not self.word_index:
            raise StateError("Tokenizer: give `num_words`, or fit it on texts before.")
        if mode == "tfidf" and not self.document_count:
            raise StateError("Tokenizer: fit it on texts, or on sequences, before the mode 'tfidf'.")
        counts = np.zeros((len(sequences), self.num_words or len(self.word_index) + 1))
        for row, sequence in zip(counts, sequences, strict=True):
            np.add.at(row, [n for n in sequence if n < len(row)], 1)
        if mode == "binary":
            return (counts > 0).astype(float)
        if mode == "freq":
            return counts / np.array([max(len(s), 1) for s in sequences])[:, None]
        if mode == "tfidf":
            texts = np.array([self.index_docs.get(n, 0) for n in range(counts.shape[1])])
            rarity = np.log(1 + self.document_count / (1 + texts))
            return np.where(counts > 0, (1 + np.log(np.maximum(counts, 1))) * rarity, 0)
        return counts

    def get_config(self) -> dict[str, Any]:
        """The arguments, and what was counted, as JSON in texts."""
        names = ("num_words", "filters", "lower", "split", "char_level", "oov_token", "document_count")
        counted = {name: json.dumps(getattr(self, name)) for name in _COUNTED}
        return {**{name: getattr(self, name) for name in names}, **counted}

    def to_json(self, **kwargs: Any) -> str:
        """All of it as JSON, for `tokenizer_from_json`; ``kwargs`` are those of ``json.dumps``."""
        return json.dumps({"class_name": type(self).__name__, "config": self.get_config()}, **kwargs)


def tokenizer_from_json(json_string: str) -> Tokenizer:
    """The Tokenizer that ``to_json`` has written, here or in Keras."""
    config = json.loads(json_string)["config"]
    counted = {name: json.loads(config.pop(name)) for name in _COUNTED}
    tokenizer = Tokenizer(**config)
    tokenizer.word_counts, tokenizer.word_docs = Counter(counted["word_counts"]), Counter(counted["word_docs"])
    tokenizer.word_index = counted["word_index"]
    tokenizer.index_docs = Counter({int(n): count for n, count in counted["index_docs"].items()})
    tokenizer.index_word = {int(n): word for n, word in counted["index_word"].items()}
    return tokenizer
