"""Words and integers as their numbers in a vocabulary."""

from typing import Annotated, Any, Literal

import numpy as np

from plugkeras import ops
from plugkeras.annotations import Range
from plugkeras.errors import ArgumentError, DataError
from plugkeras_std.layers.preparing.lookup import Lookup
from plugkeras_std.layers.preparing.words import text_array, values_of, words_in

Modes = Literal["int", "one_hot", "multi_hot", "count", "tf_idf", "binary", "tf-idf"]
TokenCount = Annotated[int, Range(2)]


class StringLookup(Lookup):
    """Words as their numbers in a vocabulary that is given or, by ``adapt``, made of data; with ``invert``, back.

    For several ``num_oov_indices``, unknown words are hashed by Fingerprint64, or with a ``salt`` by SipHash-2-4.
    """

    takes_text = True
    max_tokens: TokenCount | None = None
    num_oov_indices: Annotated[int, Range(0)] = 1
    mask_token: Any = None
    oov_token: Any = "[UNK]"
    vocabulary: Any = None
    idf_weights: Any = None
    invert: bool = False
    output_mode: Modes = "int"
    pad_to_max_tokens: bool = False
    sparse: bool = False
    encoding: str = "utf-8"
    name: str | None = None
    salt: Any = None

    @property
    def input_dtype(self) -> str:
        """Text, or numbers of tokens."""
        return "int64" if self.invert else "string"

    def _tokens_of(self, value: Any) -> list[Any]:
        return words_in(np.asarray(values_of(value)), self.encoding)

    def _array(self, x: Any) -> Any:
        return values_of(x)

    def _keys(self, x: Any) -> list[Any]:
        return words_in(x, self.encoding)

    def _as_output(self, tokens: list[Any], shape: Any) -> Any:
        return text_array(tokens, shape)

    def get_config(self) -> dict[str, Any]:
        """The method is that of Keras's default, which means nothing for words."""
        return super().get_config() | {"oov_method": "floormod"}


class IntegerLookup(Lookup):
    """Integers as their numbers in a vocabulary that is given or, by ``adapt``, made of data; with ``invert``, back.

    For several ``num_oov_indices``, unknown integers go by their remainder or, with ``oov_method="farmhash"``, by
    their hash as text: Fingerprint64, or with a ``salt`` SipHash-2-4.
    """

    max_tokens: TokenCount | None = None
    num_oov_indices: Annotated[int, Range(0)] = 1
    mask_token: int | None = None
    oov_token: int | None = -1
    vocabulary: Any = None
    vocabulary_dtype: Literal["int64"] = "int64"
    idf_weights: Any = None
    invert: bool = False
    output_mode: Modes = "int"
    sparse: bool = False
    pad_to_max_tokens: bool = False
    oov_method: Literal["floormod", "farmhash"] = "floormod"
    salt: Any = None
    name: str | None = None

    def setup(self) -> None:
        """A salt is for hashes."""
        if self.salt is not None and self.oov_method != "farmhash":
            raise ArgumentError(f"{type(self).__name__}: a `salt` is for `oov_method='farmhash'`.")
        super().setup()

    input_dtype = property(lambda self: "int64")

    def _tokens_of(self, value: Any) -> list[Any]:
        if isinstance(value, list) and all(isinstance(token, str) for token in value):
            return [int(token) for token in value]
        return [int(token) for token in values_of(value).ravel()]

    def _array(self, x: Any) -> Any:
        found = values_of(x)
        if found.dtype.kind not in "iub":
            raise DataError(f"{self} looks up integers, and not {found.dtype}; for words there is StringLookup.")
        return found

    def _keys(self, x: Any) -> list[Any]:
        found: list[Any] = x.ravel().tolist()
        return found

    def _as_output(self, tokens: list[Any], shape: Any) -> Any:
        return ops.convert_to_tensor(np.array(tokens, np.int64).reshape(shape))
