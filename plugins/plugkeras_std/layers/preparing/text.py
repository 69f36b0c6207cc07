"""Texts as the numbers of their words."""

import re
from collections.abc import Mapping
from string import ascii_uppercase, punctuation
from typing import Annotated, Any, Literal, Self

import numpy as np

from plugkeras import ops
from plugkeras.annotations import Via, is_integer
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, FormatError, ShapeError
from plugkeras.parts.config import registered_function
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.preparing.adapting import Adapting
from plugkeras_std.layers.preparing.encoding import MODES, dense_only
from plugkeras_std.layers.preparing.held_vocabulary import is_path
from plugkeras_std.layers.preparing.lookups import StringLookup, TokenCount
from plugkeras_std.layers.preparing.words import text_array, values_of, words_in

_LOWER = {ord(letter): letter.lower() for letter in ascii_uppercase}
_NO_PUNCTUATION = dict.fromkeys(map(ord, punctuation))
_TABLES = {
    "lower": _LOWER,
    "strip_punctuation": _NO_PUNCTUATION,
    "lower_and_strip_punctuation": {**_LOWER, **_NO_PUNCTUATION},
}
"""What TensorFlow does, which knows ASCII alone: an É stays as it is."""
_WORD = re.compile(r"[^ \t\n\v\f\r]+")


def _one_of(*names: str) -> Any:
    def checked(value: Any) -> Any:
        if value is not None and value not in names and not callable(value):
            raise ValueError(f"must be one of {', '.join(map(repr, names))}, a function, or None")
        return value

    return Via(checked)


def _ngrams(value: Any) -> Any:
    value = tuple(value) if isinstance(value, list) else value
    if value is None or is_integer(value) or (isinstance(value, tuple) and all(map(is_integer, value))):
        return value
    raise ValueError("must be an integer, a tuple of integers, or None")


class TextVectorization(Adapting):
    """Texts, (n,) or (n, 1), as the numbers of their words, (n, the most in one), or as vectors.

    They are brought to one form (``standardize``), split into tokens (``split``), of which neighbours may be put
    together (``ngrams``); the tokens are looked up as ``StringLookup`` does, with 0 for a place without one. A function
    for ``standardize`` is given an array of strings and returns one; for ``split``, it returns a list of tokens for
    each.
    """

    reads = True
    min_ndim = 0
    takes_text = True
    max_tokens: TokenCount | None = None
    standardize: Annotated[Any, _one_of(*_TABLES)] = "lower_and_strip_punctuation"
    split: Annotated[Any, _one_of("whitespace", "character")] = "whitespace"
    ngrams: Annotated[Any, Via(_ngrams)] = None
    output_mode: Literal["int", "multi_hot", "count", "tf_idf", "binary", "tf-idf"] = "int"
    output_sequence_length: int | None = None
    pad_to_max_tokens: bool = False
    vocabulary: Any = None
    idf_weights: Any = None
    sparse: bool = False
    ragged: bool = False
    encoding: str = "utf-8"
    name: str | None = None

    def setup(self) -> None:
        """The words are looked up by a layer of its own."""
        self.output_mode = MODES.get(self.output_mode, self.output_mode)  # type: ignore[assignment]
        dense_only(self)
        if self.output_mode != "int" and self.output_sequence_length is not None:
            raise ArgumentError(f"{type(self).__name__}: `output_sequence_length` is for the mode 'int'.")
        widths = self.ngrams
        self._widths = tuple(range(1, widths + 1)) if is_integer(widths) else widths
        self._lookup_layer = StringLookup(
            max_tokens=self.max_tokens,
            vocabulary=self.vocabulary,
            idf_weights=self.idf_weights,
            pad_to_max_tokens=self.pad_to_max_tokens,
            mask_token="",
            output_mode=self.output_mode,
            encoding=self.encoding,
            dtype=self.dtype,
        )
        self.vocabulary = self.idf_weights = None

    input_dtype = property(lambda self: "string")

    # -- the vocabulary ----------------------------------------------------------------------------

    def adapt(self, data: Any, batch_size: int | None = None, steps: int | None = None) -> None:
        """Make the vocabulary of the texts of data: an array or a list, or batches of arrays.

        Raises:
            ArgumentError: the layer was given a vocabulary.
            DataError: it is no data, or there are none.
        """
        super().adapt(data, steps)

    def update_state(self, data: Any) -> None:
        """Count the tokens of a batch."""
        self._lookup_layer.count(self._samples(np.atleast_1d(values_of(data))))

    def finalize_state(self) -> None:
        """The vocabulary becomes the tokens that are there most often."""
        self._lookup_layer.finalize_state()

    def reset_state(self) -> None:
        """Forget what was counted; the vocabulary stays."""
        self._lookup_layer.reset_state()

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[str]:
        """The tokens in the order of their numbers."""
        return self._lookup_layer.get_vocabulary(include_special_tokens)

    def vocabulary_size(self) -> int:
        """How many numbers there are."""
        return self._lookup_layer.vocabulary_size()

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """As ``StringLookup`` does."""
        self._lookup_layer.set_vocabulary(vocabulary, idf_weights)

    # -- from texts to tokens ------------------------------------------------------------------------

    def _array(self, x: Any) -> Any:
        return values_of(x)

    def _several(self, x: Any) -> Any:
        return self._array(x)

    def _samples(self, x: Any) -> list[list[str]]:
        """The tokens of each text; unless they are split, those along the last axis."""
        if self.split is not None and x.ndim > 1 and x.shape[-1] != 1:
            raise ShapeError(f"{self} splits texts of shape (n,) or (n, 1), and got {x.shape}.")
        if self.split is not None and x.ndim > 2:
            raise ShapeError(f"{self} splits texts of shape (n,) or (n, 1), and got {x.shape}.")
        texts = self._standardized(words_in(x, self.encoding), x.shape)
        if self.split is None:
            length = x.shape[-1] if x.ndim > 1 else 1
            found = [texts[i : i + length] for i in range(0, len(texts), length)] if length else [[] for _ in x]
        elif self.split == "whitespace":
            found = list(map(_WORD.findall, texts))
        elif self.split == "character":
            found = list(map(list, texts))
        else:
            found = [words_in(np.asarray(tokens, object)) for tokens in self.split(text_array(texts, len(texts)))]
        return found if self._widths is None else [_together(tokens, self._widths) for tokens in found]

    def _standardized(self, texts: list[str], shape: Any) -> list[str]:
        if self.standardize is None:
            return texts
        if callable(self.standardize):
            return words_in(np.asarray(self.standardize(text_array(texts, shape))))
        table = _TABLES[self.standardize]
        return [text.translate(table) for text in texts]

    def call(self, x: Any) -> Array:
        """The numbers of the tokens, 0 where a text has no more, or a vector for each text."""
        if not x.ndim:
            return self.call(x[None])[0]
        samples, lookup = self._samples(x), self._lookup_layer
        if self.output_mode == "int":
            return ops.convert_to_tensor(self._shaped(self._filled(samples, 0, self.output_sequence_length), x.shape))
        lookup.check_vocabulary()
        found = lookup.vectors(self._filled(samples, -1, None))
        return ops.reshape(found, (*x.shape[:-1], found.shape[-1])) if self.split is None and x.ndim > 2 else found

    def _filled(self, samples: list[list[str]], rest: int, length: int | None) -> Any:
        """A row of numbers for each text."""
        lengths = [len(tokens) if length is None else min(len(tokens), length) for tokens in samples]
        found = np.full((len(samples), max(lengths, default=0) if length is None else length), rest, np.int64)
        tokens = [token for sample, n in zip(samples, lengths, strict=True) for token in sample[:n]]
        found[np.arange(found.shape[1]) < np.array(lengths, int)[:, None]] = self._lookup_layer.numbers(tokens)
        return found

    def _shaped(self, found: Any, shape: Any) -> Any:
        """As the inputs, if they were not split."""
        if self.split is not None or len(shape) == 2:
            return found
        if len(shape) == 1:
            return found if self.output_sequence_length is not None or found.shape[1] != 1 else found[:, 0]
        return found.reshape(*shape[:-1], found.shape[-1])

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(n, the length if it is given), or (n, how many numbers there are)."""
        if self.output_mode != "int":
            lead = input_shape[:1] if self.split is not None or len(input_shape) < 2 else input_shape[:-1]
            return (*lead, self._lookup_layer.compute_output_shape((None,))[-1])
        if self.split is not None or self._widths is not None:
            return (*(input_shape[:1] if self.split is not None else input_shape[:-1]), self.output_sequence_length)
        if self.output_sequence_length is None:
            return tuple(input_shape)
        return (*(input_shape[:-1] or input_shape), self.output_sequence_length)

    # -- files ---------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """The arguments; a vocabulary that was no array is a file of the layer's own."""
        lookup = self._lookup_layer.get_config()
        kept = {name: lookup[name] for name in ("vocabulary", "idf_weights")}
        functions = {
            name: registered_function(value, str(self))
            for name in ("standardize", "split")
            if callable(value := getattr(self, name))
        }
        return super().get_config() | kept | functions | {"vocabulary_size": lookup["vocabulary_size"]}

    @classmethod
    def from_config(cls, config: Any) -> Self:
        """The layer, with the length of its vectors.

        Raises:
            FormatError: the vocabulary is a path: a config names no files.
        """
        if is_path(config.get("vocabulary")):
            raise FormatError("A config has the path of a vocabulary; files are named by scripts alone.")
        layer = super().from_config({k: v for k, v in config.items() if k != "vocabulary_size"})
        layer._lookup_layer._size = layer._lookup_layer._size or config.get("vocabulary_size")
        return layer

    def save_own_variables(self, store: dict[str, Any]) -> None:
        """Those of its lookup, as Keras has it."""
        self._lookup_layer.save_own_variables(store)

    def load_own_variables(self, store: Mapping[str, Any]) -> None:
        """What ``save_own_variables`` has written."""
        self._lookup_layer.load_own_variables(store)

    def save_assets(self, dir_path: Any) -> None:
        """The vocabulary, a token a line."""
        self._lookup_layer.save_assets(dir_path)

    def load_assets(self, dir_path: Any) -> None:
        """What ``save_assets`` has written."""
        self._lookup_layer.load_assets(dir_path)


def _together(tokens: list[str], widths: tuple[int, ...]) -> list[str]:
    """All neighbours of each width, by spaces."""
    return [" ".join(tokens[i : i + width]) for width in widths for i in range(len(tokens) - width + 1)]
