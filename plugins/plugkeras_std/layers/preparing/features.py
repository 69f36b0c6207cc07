"""What a feature space is made of: columns with the layers that prepare them, and crosses of columns."""

from collections.abc import Iterable, Mapping
from typing import Any

from plugkeras.errors import ArgumentError
from plugkeras.parts.config import deserialize, serialize
from plugkeras_std.layers.core import Identity

_MODULE = "keras.src.layers.preprocessing.feature_space"
_IDENTITY = "TFDIdentity"  # Keras's name of the layer that a plain number goes through
_PLAIN = {"module": "keras.layers", "class_name": "Identity", "registered_name": None}


class _Described:
    """What a space is made of, as a config says it."""

    def get_config(self) -> dict[str, Any]:
        """The arguments."""
        return dict(vars(self))

    def described(self) -> dict[str, Any]:
        """As Keras writes it."""
        name = type(self).__name__
        return {"module": _MODULE, "class_name": name, "config": self.get_config(), "registered_name": name}


class Feature(_Described):
    """A column: its dtype, the layer that prepares it, and whether that gives "int", "one_hot" or "float"."""

    def __init__(self, dtype: str, preprocessor: Any, output_mode: str) -> None:
        if output_mode not in ("int", "one_hot", "float"):
            raise ArgumentError(f"A feature's `output_mode` is 'int', 'one_hot' or 'float', not {output_mode!r}.")
        if isinstance(preprocessor, Mapping):
            kept = preprocessor.get("class_name") != _IDENTITY
            preprocessor = deserialize("layers", preprocessor if kept else {**preprocessor, **_PLAIN})
        self.dtype, self.preprocessor, self.output_mode = dtype, preprocessor, output_mode

    def get_config(self) -> dict[str, Any]:
        """The arguments, the layer as its description."""
        layer = serialize(self.preprocessor)
        if isinstance(self.preprocessor, Identity):
            layer |= {"module": _MODULE, "class_name": _IDENTITY, "registered_name": _IDENTITY}
        return {"dtype": self.dtype, "preprocessor": layer, "output_mode": self.output_mode}


class Cross(_Described):
    """Several columns, hashed together."""

    def __init__(self, feature_names: Iterable[str], crossing_dim: int, output_mode: str = "one_hot") -> None:
        if output_mode not in ("int", "one_hot"):
            raise ArgumentError(f"A cross's `output_mode` is 'int' or 'one_hot', not {output_mode!r}.")
        self.feature_names, self.crossing_dim, self.output_mode = list(feature_names), crossing_dim, output_mode

    @property
    def name(self) -> str:
        """Those of the columns."""
        return "_X_".join(self.feature_names)
