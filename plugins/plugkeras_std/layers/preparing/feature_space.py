"""Columns of a table, each prepared by a layer of its own, as one array."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

import numpy as np

from plugkeras import Layer, ops
from plugkeras.errors import ArgumentError, DataError, StateError
from plugkeras.parts.inputs import no_graph
from plugkeras.parts.naming import unique_name
from plugkeras.parts.text import is_text
from plugkeras_std.layers.core import Identity
from plugkeras_std.layers.preparing.adapting import as_array
from plugkeras_std.layers.preparing.discretization import Discretization
from plugkeras_std.layers.preparing.encoding import encoded
from plugkeras_std.layers.preparing.features import Cross, Feature
from plugkeras_std.layers.preparing.hashing import HashedCrossing, Hashing
from plugkeras_std.layers.preparing.lookups import IntegerLookup, StringLookup
from plugkeras_std.layers.preparing.scaling import Normalization, Rescaling

BATCH = 32


class FeatureSpace(Layer):
    """A dict of columns as one array (n, …), or with ``output_mode="dict"`` as a dict of what each becomes.

    ``features`` says for each column how it is prepared: by one of the names below, or by what the method of that name
    gives. Columns have shape (n,) or (n, 1); numbers and words alone are one sample.
    """

    reads: ClassVar[bool] = True  # type: ignore[misc]
    takes_text: ClassVar[bool] = True  # type: ignore[misc]

    def __init__(
        self,
        features: Mapping[str, Any],
        output_mode: str = "concat",
        crosses: Any = None,
        crossing_dim: int = 32,
        hashing_dim: int = 32,
        num_discretization_bins: int = 32,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        if not features or output_mode not in ("concat", "dict"):
            raise ArgumentError(f"{self}: it needs `features`, and an `output_mode` of 'concat' or 'dict'.")
        self.output_mode, self.crossing_dim, self.hashing_dim = output_mode, crossing_dim, hashing_dim
        self.num_discretization_bins = num_discretization_bins
        self.features = {key: self._feature(key, value) for key, value in features.items()}
        self.crosses = [self._cross(cross) for cross in crosses or ()]
        self.preprocessors = {key: feature.preprocessor for key, feature in self.features.items()}
        self.crossers = {c.name: HashedCrossing(c.crossing_dim, name=c.name) for c in self.crosses}
        self._is_adapted = False

    def _feature(self, name: str, value: Any) -> Feature:
        if isinstance(value, Mapping):
            return Feature(**value["config"])
        if isinstance(value, Feature):
            return value
        more = {"float_discretized": self.num_discretization_bins}
        more |= dict.fromkeys(("integer_hashed", "string_hashed"), self.hashing_dim)
        if value not in _NAMED:
            raise ArgumentError(f"{self}: the feature '{name}' is one of {', '.join(_NAMED)}, not {value!r}.")
        make: Any = getattr(type(self), value)
        found: Feature = make(*([more[value]] if value in more else []), name=name)
        return found

    def _cross(self, value: Any) -> Cross:
        cross = Cross(**value["config"]) if isinstance(value, Mapping) else value
        cross = cross if isinstance(cross, Cross) else Cross(cross, self.crossing_dim)
        for name in cross.feature_names:
            if name not in self.features:
                raise ArgumentError(f"{self}: there is no feature '{name}' to cross.")
        return cross

    # -- how columns are prepared ------------------------------------------------------------------

    @classmethod
    def cross(cls, feature_names: Any, crossing_dim: int, output_mode: str = "one_hot") -> Cross:
        """Columns hashed together to integers below ``crossing_dim``."""
        return Cross(feature_names, crossing_dim, output_mode)

    @classmethod
    def feature(cls, dtype: str, preprocessor: Any, output_mode: str) -> Feature:
        """A column that a layer of one's own prepares."""
        return Feature(dtype, preprocessor, output_mode)

    @classmethod
    def float(cls, name: str | None = None) -> Feature:
        """Numbers as they are."""
        return Feature("float32", Identity(name=_named(name, "float")), "float")

    @classmethod
    def float_rescaled(cls, scale: Any = 1.0, offset: Any = 0.0, name: str | None = None) -> Feature:
        """Numbers times ``scale``, plus ``offset``."""
        return Feature("float32", Rescaling(scale, offset, name=_named(name, "float_rescaled")), "float")

    @classmethod
    def float_normalized(cls, name: str | None = None) -> Feature:
        """Numbers brought to a mean of 0 and a variance of 1."""
        return Feature("float32", Normalization(name=_named(name, "float_normalized")), "float")

    @classmethod
    def float_discretized(
        cls, num_bins: Any, bin_boundaries: Any = None, output_mode: str = "one_hot", name: str | None = None
    ) -> Feature:
        """The bins of numbers; with ``bin_boundaries``, ``num_bins`` is None."""
        layer = Discretization(bin_boundaries, num_bins, name=_named(name, "float_discretized"))
        return Feature("float32", layer, output_mode)

    @classmethod
    def integer_categorical(
        cls, max_tokens: Any = None, num_oov_indices: int = 1, output_mode: str = "one_hot", name: str | None = None
    ) -> Feature:
        """Integers, by those that there are."""
        return Feature(
            "int32", IntegerLookup(max_tokens, num_oov_indices, name=_named(name, "integer_categorical")), output_mode
        )

    @classmethod
    def string_categorical(
        cls, max_tokens: Any = None, num_oov_indices: int = 1, output_mode: str = "one_hot", name: str | None = None
    ) -> Feature:
        """Words, by those that there are."""
        return Feature(
            "string", StringLookup(max_tokens, num_oov_indices, name=_named(name, "string_categorical")), output_mode
        )

    @classmethod
    def string_hashed(cls, num_bins: int, output_mode: str = "one_hot", name: str | None = None) -> Feature:
        """Words by their hashes."""
        return Feature("string", Hashing(num_bins, name=_named(name, "string_hashed")), output_mode)

    @classmethod
    def integer_hashed(cls, num_bins: int, output_mode: str = "one_hot", name: str | None = None) -> Feature:
        """Integers by their hashes."""
        return Feature("int32", Hashing(num_bins, name=_named(name, "integer_hashed")), output_mode)

    # -- adapting and calling ------------------------------------------------------------------------

    def adapt(self, dataset: Any) -> None:
        """Have the layers that adapt do so: to a dict of columns, or batches of dicts."""
        adapting = self._adapting()
        for layer in adapting.values():
            layer.reset_state()
        for batch in _batches(dataset):
            for name, layer in adapting.items():
                layer.update_state(_column(name, batch))
        for layer in adapting.values():
            layer.finalize_state()
        self._is_adapted = True

    def _adapting(self) -> dict[str, Any]:
        given = ("input_mean", "input_vocabulary")
        found = {name: p for name, p in self.preprocessors.items() if hasattr(p, "adapt")}
        adapting = {n: p for n, p in found.items() if all(getattr(p, attribute, None) is None for attribute in given)}
        return {n: p for n, p in adapting.items() if not isinstance(p, Discretization) or p.num_bins is not None}

    def _prepared(self, x: Any) -> Any:
        if not isinstance(x, Mapping):
            raise DataError(f"{self} is called on a dict of columns, not on {type(x).__name__}.")
        if not self._is_adapted and self._adapting():
            raise StateError(f"{self} has not adapted to data yet: call adapt(data).")
        self.built = True
        return x

    def call(self, x: Any) -> Any:
        """The columns, prepared: those by name, then those that are crossed."""
        alone = any(np.ndim(column) == 0 for column in x.values())
        ready = {name: self.preprocessors[name](_column(name, x)) for name in sorted(self.features)}
        crossed = {c.name: self.crossers[c.name]([ready[name] for name in c.feature_names]) for c in self.crosses}
        modes = {name: f.output_mode for name, f in self.features.items()} | {
            c.name: c.output_mode for c in self.crosses
        }
        ready |= {name: crossed[name] for name in sorted(crossed)}
        found = {name: self._finished(name, modes[name], y) for name, y in ready.items()}
        if self.output_mode == "dict":
            return {name: y[0] if alone and y.shape[0] == 1 else y for name, y in found.items()}
        for name, y in found.items():
            if is_text(y) or "float" not in str(y.dtype):
                raise ArgumentError(f"{self}: '{name}' gives {y.dtype}, which goes into no array: output_mode='dict'.")
        whole = ops.concatenate(list(found.values()), axis=-1)
        return whole[0] if alone else whole

    def _finished(self, name: str, mode: str, y: Any) -> Any:
        if mode == "one_hot":
            return self._encoded(name, y)
        return ops.cast(ops.convert_to_tensor(y), self.dtype) if mode == "float" and not is_text(y) else y

    def _encoded(self, name: str, ids: Any) -> Any:
        layer = self.preprocessors.get(name) or self.crossers[name]
        size = layer.vocabulary_size() if hasattr(layer, "vocabulary_size") else getattr(layer, "num_tokens", None)
        size = size or getattr(layer, "num_bins", None) or len(getattr(layer, "bin_boundaries", None) or ()) + 1
        if "int" not in str(ids.dtype) or size == 1:
            raise ArgumentError(f"{self}: how many values '{name}' has is not known; say output_mode='int'.")
        return encoded(ops.convert_to_tensor(ids), "multi_hot", size, self.dtype)

    def get_inputs(self) -> Any:
        """Nothing: there is no graph."""
        raise no_graph(f"{self} has no inputs that stand for data")

    get_encoded_features = get_inputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        """That of the output for a batch."""
        raise StateError(f"{self} tells the shape of its output when it is called.")

    def save(self, filepath: Any) -> None:
        """Nothing: a space is saved with the model that has it as an attribute.

        Raises:
            ArgumentError: always.
        """
        raise ArgumentError(f"{self} has no file of its own: make it an attribute of a Model, and save that.")

    def get_config(self) -> dict[str, Any]:
        """The arguments, features and crosses as Keras describes them."""
        return {
            "features": {name: feature.described() for name, feature in self.features.items()},
            "output_mode": self.output_mode,
            "crosses": [cross.described() for cross in self.crosses],
            **{name: getattr(self, name) for name in ("crossing_dim", "hashing_dim", "num_discretization_bins")},
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The space that ``get_config`` described."""
        return cls(**config)


_NAMED = (
    *("float", "float_rescaled", "float_normalized", "float_discretized", "integer_categorical"),
    *("string_categorical", "string_hashed", "integer_hashed"),
)


def _named(name: str | None, kind: str) -> str:
    return f"{name or unique_name(kind)}_preprocessor"


def _column(name: str, data: Mapping[str, Any]) -> Any:
    if name not in data:
        raise DataError(f"There is no column '{name}'; there are {', '.join(map(str, data))}.")
    x = as_array(data[name]) if np.ndim(data[name]) else as_array([data[name]])
    return x[:, None] if x.ndim == 1 else x


def _batches(data: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(data, Mapping):
        yield from (batch[0] if isinstance(batch, tuple) else batch for batch in data)
        return
    columns = {name: as_array(column) for name, column in data.items()}
    rows = len(next(iter(columns.values())))
    yield from ({n: c[i : i + BATCH] for n, c in columns.items()} for i in range(0, rows, BATCH))
