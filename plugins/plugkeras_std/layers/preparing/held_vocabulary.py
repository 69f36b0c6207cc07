"""The vocabulary of a lookup: what it holds, takes, and keeps in files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np

from plugkeras import config
from plugkeras.errors import ArgumentError, FormatError, StateError
from plugkeras_std.layers.preparing.adapting import Adapting
from plugkeras_std.layers.preparing.vocabulary import read_terms, without_specials
from plugkeras_std.layers.preparing.words import ANY_BYTES

ASSET = "vocabulary.txt"


class WithVocabulary(Adapting, arguments=False):
    """A layer with tokens that have numbers.

    First comes ``mask_token``, if there is one and the output are integers, then ``num_oov_indices`` for unknown
    tokens; then the tokens.
    """

    max_tokens: int | None
    num_oov_indices: int
    mask_token: Any
    oov_token: Any
    vocabulary: Any
    idf_weights: Any
    invert: bool
    output_mode: Any
    pad_to_max_tokens: bool
    oov_method: Any = "farmhash"
    _size: int | None = None

    def setup(self) -> None:
        """A vocabulary that is given is there from the start."""
        given, weights = self.vocabulary, self.idf_weights
        self.input_idf_weights = None if weights is None else np.asarray(weights)
        self.input_vocabulary: list[Any] | None = None if given is None or is_path(given) else self._tokens_of(given)
        self._has_input_vocabulary = given is not None
        self.vocabulary = self.idf_weights = None
        self._hold([], None)
        self.reset_state()
        if given is not None:
            self.set_vocabulary(given, weights)

    @property
    def _masks(self) -> bool:
        return self.mask_token is not None and self.output_mode == "int"

    @property
    def _start(self) -> int:
        """The number of the first token."""
        return self._masks + self.num_oov_indices

    @property
    def _specials(self) -> list[Any]:
        return [self.mask_token] * self._masks + [self.oov_token] * self.num_oov_indices

    def _tokens_of(self, value: Any) -> list[Any]:
        """A vocabulary as a list."""
        raise NotImplementedError

    def _hold(self, tokens: list[Any], idf_weights: Any) -> None:
        self._tokens, self._idf = tokens, idf_weights
        self._numbers = {token: n for n, token in enumerate(tokens, self._start)}

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[Any]:
        """The tokens in the order of their numbers, after those for what is masked or unknown."""
        return [*(self._specials if include_special_tokens else []), *self._tokens]

    def vocabulary_size(self) -> int:
        """How many numbers there are, those of what is masked or unknown included."""
        return self._start + len(self._tokens)

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Take the tokens, an array or the path of a file with one a line, and their weights in the mode "tf_idf".

        Raises:
            ArgumentError: there are too many, or one twice; or the weights are not one for each.
            FileError: the file cannot be read.
        """
        if (idf_weights is None) == (self.output_mode == "tf_idf"):
            raise ArgumentError(f"{self}: `idf_weights` come with a vocabulary in the mode 'tf_idf', and in no other.")
        if is_path(vocabulary) and idf_weights is not None:
            raise ArgumentError(f"{self}: with `idf_weights`, the vocabulary is an array and not a file.")
        given = self._tokens_of(read_terms(vocabulary) if is_path(vocabulary) else vocabulary)
        refused = [self.mask_token, *([self.oov_token] if self.invert else [])]
        refused = [token for token in refused if token is not None]
        tokens, found = without_specials(self, given, self._specials, refused)
        if self.max_tokens is not None and self._start + len(tokens) > self.max_tokens:
            raise ArgumentError(
                f"{self}: the vocabulary has {self._start + len(tokens)} tokens, those for what is masked or unknown "
                f"included, and `max_tokens` is {self.max_tokens}."
            )
        self._resize(self._start + len(tokens))
        self._hold(tokens, None if idf_weights is None else self._padded(np.asarray(idf_weights), len(given), found))

    def _padded(self, weights: Any, length: int, found: bool) -> Any:
        """Weights for all numbers: unknown tokens have the mean, and those that are still to come 0."""
        if weights.shape != (length,):
            raise ArgumentError(f"{self}: `idf_weights` must have shape ({length},), and not {weights.shape}.")
        front = 0 if found else self._start
        weights = np.concatenate([np.full(front, weights.mean()), weights]).astype(config.floatx())
        more = (self.max_tokens or 0) - len(weights) if self.pad_to_max_tokens else 0
        return np.pad(weights, (0, max(more, 0)))

    def _resize(self, size: int) -> None:
        """Once there are vectors, they keep their length."""
        fixed = self.output_mode != "int" and not self.pad_to_max_tokens and self._size is not None
        if fixed and self._size != size:
            raise StateError(
                f"{self} has given vectors of length {self._size}, and the new vocabulary has {size} tokens: make a "
                "new layer, or give `max_tokens` and `pad_to_max_tokens`."
            )
        self._size = size

    # -- files -----------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """The arguments; a vocabulary that was no array is a file of the layer's own."""
        known = {"vocabulary": self.input_vocabulary, "vocabulary_size": self._size}
        weights = None if self.input_idf_weights is None else self.input_idf_weights.tolist()
        found = super().get_config() | known | {"idf_weights": weights, "oov_method": self.oov_method}
        asked = self.activity_regularizer is not None  # which Keras's lookups do not take
        return {name: value for name, value in found.items() if asked or name != "activity_regularizer"}

    @classmethod
    def from_config(cls, config: Any) -> Self:
        """The layer, with the length of its vectors.

        Raises:
            FormatError: the vocabulary is a path: a config names no files.
        """
        if is_path(config.get("vocabulary")):
            raise FormatError("A config has the path of a vocabulary; files are named by scripts alone.")
        apart = {"vocabulary_size", "has_input_vocabulary"} | ({"oov_method"} - {f.name for f in cls.fields})
        layer = super().from_config({k: v for k, v in config.items() if k not in apart})
        layer._size = layer._size or config.get("vocabulary_size")
        return layer

    def save_own_variables(self, store: dict[str, Any]) -> None:
        """The weights of the mode "tf_idf"."""
        if self._idf is not None:
            own = self.input_vocabulary is None  # then Keras wants them without a filling
            store["idf_weights"] = self._idf[: self.vocabulary_size()] if own else self._idf

    def load_own_variables(self, store: Mapping[str, Any]) -> None:
        """What ``save_own_variables`` has written; the vocabulary comes after it."""
        if self.output_mode == "tf_idf" and "idf_weights" in store:
            self._idf = np.asarray(store["idf_weights"])

    def save_assets(self, dir_path: Any) -> None:
        """vocabulary.txt, a token a line, those for what is masked or unknown first.

        Raises:
            ArgumentError: a token has more than one line.
        """
        if self.input_vocabulary is not None:
            return
        terms = [str(token) for token in self.get_vocabulary()]
        for term in terms:
            if len(term.splitlines()) > 1:
                raise ArgumentError(f"{self}: {term!r} has several lines, and the vocabulary is a file of one a token.")
        Path(dir_path, ASSET).write_bytes("\n".join(terms).encode("utf-8", ANY_BYTES))

    def load_assets(self, dir_path: Any) -> None:
        """What ``save_assets`` has written."""
        path = Path(dir_path, ASSET)
        if self.input_vocabulary is not None or not path.exists():
            return
        lines = path.read_bytes().decode("utf-8", ANY_BYTES).replace("\r\n", "\n").split("\n")
        while lines and lines[-1] == "" and len(lines) != self._size:  # the last token may be an empty one
            lines.pop()
        specials = [str(token) for token in self._specials]
        begins = lines[: len(specials)] == specials
        own = self._tokens_of(lines[len(specials) :] if begins else lines) if lines != specials else []
        if own:
            tokens = [*(self._specials if begins else []), *own]
            weights = None if self._idf is None else self._idf[: len(tokens)]
            self.set_vocabulary(tokens, weights)


def is_path(vocabulary: Any) -> bool:
    """Whether a vocabulary is a file's."""
    return isinstance(vocabulary, str | Path)
