"""Tokens as their numbers in a vocabulary, and back: what words and integers have in common."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, DataError, StateError
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.preparing.encoding import MODES, dense_only, encoded, encoded_shape
from plugkeras_std.layers.preparing.hashing import buckets, salt_of
from plugkeras_std.layers.preparing.held_vocabulary import WithVocabulary
from plugkeras_std.layers.preparing.vocabulary import most_frequent
from plugkeras_std.layers.preparing.words import ANY_BYTES, values_of


class Lookup(WithVocabulary, arguments=False):
    """A layer that looks tokens up; several numbers for unknown ones go by hashes or remainders."""

    reads = True
    min_ndim = 0
    sparse: bool
    salt: Any

    def setup(self) -> None:
        """The arguments go together.

        Raises:
            ArgumentError: they do not.
        """
        owner = type(self).__name__
        self.output_mode = MODES.get(self.output_mode, self.output_mode)
        dense_only(self)
        if self.pad_to_max_tokens and self.max_tokens is None:
            raise ArgumentError(f"{owner}: `pad_to_max_tokens` needs `max_tokens`.")
        if self.invert and self.output_mode != "int":
            raise ArgumentError(f"{owner}: with `invert`, `output_mode` is 'int', not '{self.output_mode}'.")
        if self.idf_weights is not None and self.output_mode != "tf_idf":
            raise ArgumentError(f"{owner}: `idf_weights` are for the mode 'tf_idf', not '{self.output_mode}'.")
        self.salt = salt_of(owner, self.salt)
        super().setup()

    # -- from data -----------------------------------------------------------------------------------

    def update_state(self, data: Any) -> None:
        """Count the tokens of a batch, (n, …); of one axis, they are those of a single sample.

        Raises:
            ArgumentError: the layer was given a vocabulary.
        """
        x = values_of(data)
        if x.ndim < 2 or self.output_mode != "tf_idf":
            self.count([self._keys(x)])
        else:
            self.count([self._keys(row) for row in x])

    def count(self, samples: Sequence[Sequence[Any]]) -> None:
        """Count the tokens of some samples."""
        if self._has_input_vocabulary:
            raise ArgumentError(f"{self} was given a vocabulary, and adapts to no data.")
        self._counts.update(chain.from_iterable(samples))
        if self.output_mode == "tf_idf":
            self._documents.update(chain.from_iterable(map(set, samples)))
            self._rows += len(samples)

    def finalize_state(self) -> None:
        """The vocabulary becomes the tokens that are there most often."""
        if self._has_input_vocabulary or not self._counts:
            self._resize(self.vocabulary_size())
            return
        for token in (self.mask_token, self.oov_token):
            self._counts.pop(token, None)
        most = None if self.max_tokens is None else max(self.max_tokens - self._start, 0)
        tokens = most_frequent(self._counts, most)
        self._resize(self._start + len(tokens))
        weights = None
        if self.output_mode == "tf_idf":
            known = np.array([self._documents[token] for token in tokens], float)
            weights = self._padded(np.log(1 + self._rows / (1 + known)), len(tokens), found=False)
        self._hold(tokens, weights)
        self.reset_state()

    def reset_state(self) -> None:
        """Forget what was counted; the vocabulary stays."""
        self._counts, self._documents, self._rows = Counter(), Counter(), 0

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Make the vocabulary of the tokens of data: an array or a list, or batches of arrays.

        Raises:
            ArgumentError: the layer was given a vocabulary.
            DataError: it is no data, or there are none.
        """
        whole = isinstance(data, list | tuple) or hasattr(data, "__array__")
        data = values_of(data) if whole and not hasattr(data, "chunks") else data
        super().adapt(data[:, None] if whole and data.ndim == 1 else data, steps)

    # -- looking up ----------------------------------------------------------------------------------

    def _several(self, x: Any) -> Any:
        return self._array(x)

    def _keys(self, x: Any) -> list[Any]:
        """The tokens of an array, one after the other."""
        raise NotImplementedError

    def call(self, x: Any) -> Any:
        """The numbers, or vectors; with ``invert``, the tokens."""
        if self.invert:
            return self._back(np.asarray(x))
        self.check_vocabulary()
        return self.vectors(self.numbers(self._keys(x)).reshape(x.shape))

    def check_vocabulary(self) -> None:
        """Whether there is what an output needs.

        Raises:
            StateError: vectors have no length yet, or no weights.
        """
        mode = self.output_mode
        if (mode != "int" and self._depth is None) or (mode == "tf_idf" and self._idf is None):
            raise StateError(f"{self} has no vocabulary yet: call adapt(data), or give `vocabulary`.")

    def numbers(self, keys: Sequence[Any]) -> Any:
        """The number of each token; of one that is masked, 0 or, for vectors, -1.

        Raises:
            DataError: a token is unknown, and there is no number for such.
        """
        found = np.fromiter(map(self._numbers.get, keys, [-2] * len(keys)), np.int64, len(keys))
        if self.mask_token is not None:
            masked = [i for i, key in enumerate(keys) if key == self.mask_token]
            found[masked] = 0 if self._masks else -1
        unknown = np.flatnonzero(found == -2)
        if unknown.size:
            found[unknown] = self._masks + self._spread([keys[i] for i in unknown])
        return found

    def _spread(self, unknown: list[Any]) -> Any:
        """Which of the numbers for unknown tokens each one has."""
        if self.num_oov_indices == 0:
            raise DataError(
                f"{self} does not know {unknown[0]!r}, and with `num_oov_indices=0` there is no number for such tokens."
            )
        if self.num_oov_indices == 1:
            return 0
        if self.oov_method == "floormod":
            return np.asarray(unknown, np.int64) % self.num_oov_indices
        return buckets([str(key).encode("utf-8", ANY_BYTES) for key in unknown], self.num_oov_indices, self.salt)

    def vectors(self, found: Any) -> Array:
        """Numbers as the output mode has them."""
        mode, depth = self.output_mode, self._depth or 0
        if mode == "int":
            return ops.convert_to_tensor(found)
        if mode != "tf_idf":
            return encoded(found, mode, depth, self.dtype)
        return encoded(found, "count", depth, self.dtype) * ops.convert_to_tensor(self._idf, self.dtype)

    def _back(self, x: Any) -> Any:
        tokens, start = self._tokens, self._start
        special = {0: self.mask_token} if self._masks else {}
        found = [tokens[n - start] if 0 <= n - start < len(tokens) else special.get(n, self.oov_token) for n in x.flat]
        return self._as_output(found, x.shape)

    def _as_output(self, tokens: list[Any], shape: Any) -> Any:
        raise NotImplementedError

    @property
    def _depth(self) -> int | None:
        return self.max_tokens if self.pad_to_max_tokens else self._size

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """That of the inputs, or with a last axis of as many as there are numbers."""
        mode = "count" if self.output_mode == "tf_idf" else self.output_mode
        return encoded_shape(input_shape, mode, self._depth)
