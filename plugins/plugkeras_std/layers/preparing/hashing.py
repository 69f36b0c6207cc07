"""Words and integers by their hashes, as TensorFlow computes them."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from plugkeras import Layer
from plugkeras.annotations import Count
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, DataError, ShapeError
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.preparing.encoding import dense_only, encoded, encoded_shape
from plugkeras_std.layers.preparing.fingerprints import crossed, fingerprints, keyed_hashes
from plugkeras_std.layers.preparing.words import in_bytes, values_of


def salt_of(owner: str, salt: Any) -> list[int] | None:
    """A salt as the two integers of a key.

    Raises:
        ArgumentError: it is neither an integer nor two.
    """
    if salt is None:
        return None
    key = [salt, salt] if isinstance(salt, int) else list(salt) if isinstance(salt, list | tuple) else []
    if len(key) != 2 or not all(isinstance(part, int) for part in key):
        raise ArgumentError(f"{owner}: `salt` must be an integer, or two of them, and not {salt!r}.")
    return key


def buckets(words: Sequence[bytes], count: int, salt: Sequence[int] | None = None) -> Any:
    """A number below ``count`` for each word: by Fingerprint64 or, with a salt, by SipHash."""
    hashes = fingerprints(words) if salt is None else keyed_hashes(words, salt)
    return (hashes % np.uint64(count)).astype(np.int64)


class _Hashed(Layer):
    """What the two have in common: a dtype of integers, unless they are to be vectors."""

    reads = True
    min_ndim = 0
    takes_text = True
    output_mode: Any

    def setup(self) -> None:
        """The dtype goes with the output mode.

        Raises:
            ArgumentError: it does not, or ``sparse`` is asked for.
        """
        dense_only(self)
        if self.output_mode == "int":
            self.dtype = self._dtype_asked or "int64"
            if self.dtype not in ("int32", "int64"):
                raise ArgumentError(f"{type(self).__name__}: `dtype` is int32 or int64 in the mode 'int'.")

    def _store(self, field: Any, value: Any) -> None:
        if field.name == "dtype":
            self._dtype_asked = value if isinstance(value, str) else getattr(value, "name", value)
        super()._store(field, value)

    _dtype_asked: Any = None


class Hashing(_Hashed):
    """Words or integers as integers below ``num_bins``, or as vectors; those that are ``mask_value`` are 0.

    The hash is FarmHash's Fingerprint64 or, with a ``salt`` of one or two integers, SipHash-2-4.
    """

    num_bins: Count
    mask_value: Any = None
    salt: Any = None
    output_mode: Literal["int", "one_hot", "multi_hot", "count"] = "int"
    sparse: bool = False

    def setup(self) -> None:
        """The salt is a key."""
        super().setup()
        self.salt = salt_of(type(self).__name__, self.salt)

    def _several(self, x: Any) -> Any:
        return values_of(x)

    def _array(self, x: Any) -> Any:
        return values_of(x)

    def call(self, x: Any) -> Array:
        """The bins."""
        bins, masks = self.num_bins, self.mask_value is not None and self.num_bins > 1
        found = buckets(in_bytes(x), bins - masks, self.salt).reshape(x.shape)
        if masks:
            found = np.where(self._masked(x), 0, found + 1)
        return encoded(found, self.output_mode, bins, self.dtype)

    def _masked(self, x: Any) -> Any:
        mask = self.mask_value
        if x.dtype.kind in "iub":
            return x == mask
        mask = mask.encode() if isinstance(mask, str) else mask
        return np.array([word == mask for word in in_bytes(x)], bool).reshape(x.shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """That of the inputs, or with a last axis of as many as there are bins."""
        return encoded_shape(input_shape, self.output_mode, self.num_bins)


class HashedCrossing(_Hashed):
    """The pairs (or more) of several inputs' words or integers as integers below ``num_bins``, or as vectors.

    Called on a list of inputs of shape (n,) or (n, 1).
    """

    num_bins: Count
    output_mode: Literal["int", "one_hot"] = "int"
    sparse: bool = False
    name: str | None = None
    dtype: Any = None

    def _prepared(self, x: Any) -> Any:
        if not isinstance(x, list | tuple) or len(x) < 2:
            raise ArgumentError(f"{self} is called on a list of two inputs at least.")
        arrays = [values_of(one) for one in x]
        shape = arrays[0].shape
        if any(one.shape != shape for one in arrays) or len(shape) > 2 or (len(shape) == 2 and shape[1] != 1):
            shapes = ", ".join(str(one.shape) for one in arrays)
            raise ShapeError(f"{self} needs inputs of one shape, (n,) or (n, 1), and got {shapes}.")
        if any(one.dtype.kind == "f" for one in arrays):
            raise DataError(f"{self} crosses words and integers; an input has numbers with fractions.")
        if not self.built:
            self.build([(None, *one.shape[1:]) for one in arrays])
        return arrays

    def call(self, x: Any) -> Array:
        """The bins."""
        prints = [_print(one.reshape(-1)) for one in x]
        found = (crossed(prints) % np.uint64(self.num_bins)).astype(np.int64)
        return encoded(found.reshape(x[0].shape), self.output_mode, self.num_bins, self.dtype)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        """That of each input, or with a last axis of as many as there are bins."""
        return encoded_shape(input_shape[0], self.output_mode, self.num_bins)

    def get_config(self) -> dict[str, Any]:
        """The arguments, in Keras's choice of them."""
        found = super().get_config()
        return {name: found[name] for name in ("num_bins", "output_mode", "sparse", "name", "dtype")}


def _print(x: Any) -> Any:
    """Integers stand for themselves."""
    return x.astype(np.int64).astype(np.uint64) if x.dtype.kind in "iub" else fingerprints(in_bytes(x))
