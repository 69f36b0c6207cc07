"""Policies: the dtype of a layer's weights and of its arithmetic, which is one and the same here."""

from collections.abc import Mapping
from typing import Any, Self

from plugkeras import config
from plugkeras.errors import ArgumentError


class DTypePolicy:
    """``DTypePolicy("float64")``: what a layer's ``dtype`` may be given as; without a name, the policy of now.

    Raises:
        ArgumentError: it is a mixed or quantized one, or of floats that NumPy does not have.
    """

    quantization_mode = None
    name: str

    def __init__(self, name: str | None = None) -> None:
        name = config.floatx() if name is None else str(name)
        if name not in config.FLOATS:
            raise ArgumentError(f"DTypePolicy: there is no {name!r} here{_reason(name)}; try 'float32'.")
        self.name = name

    @property
    def compute_dtype(self) -> str:
        """The dtype of the arithmetic."""
        return self.name

    variable_dtype = compute_dtype

    def convert_input(self, x: Any, autocast: bool, dtype: Any) -> Any:
        """An array of floats in ``dtype``, if ``autocast``; anything else as it is."""
        floats = autocast and config.is_float(getattr(x, "dtype", "")) and hasattr(x, "astype")
        return x.astype(str(dtype)) if floats else x

    def get_config(self) -> dict[str, Any]:
        """The name."""
        return {"name": self.name}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The policy that ``config`` describes."""
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self.name}">'


FloatDTypePolicy = Policy = DTypePolicy


def _reason(name: str) -> str:
    if name.startswith("mixed"):
        return ": weights and arithmetic have one dtype"
    if name == "bfloat16":
        return ": NumPy has no bfloat16"
    return ": nothing is quantized" if "int" in name or "float8" in name else ""


def dtype_policy() -> DTypePolicy:
    """The policy of layers that have no dtype of their own."""
    return DTypePolicy()


def set_dtype_policy(policy: Any) -> None:
    """Make "float16", "float32" or "float64", or a DTypePolicy, that of layers without a dtype; ``floatx`` goes along.

    Raises:
        ArgumentError: there is no such policy here.
    """
    config.set_floatx(get(policy).name)


def get(identifier: Any) -> DTypePolicy:
    """A policy from a name, a config, a dtype or itself; None is the policy of now."""
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, Mapping):
        return deserialize(identifier)
    return DTypePolicy(None if identifier is None else config.standardize_dtype(identifier))


def serialize(dtype_policy: DTypePolicy) -> dict[str, Any]:
    """A policy as JSON, in the form that Keras 3 writes and reads."""
    described = {"class_name": "DTypePolicy", "config": dtype_policy.get_config(), "registered_name": None}
    return {"module": "keras", **described}


def deserialize(config: Mapping[str, Any], custom_objects: Any = None) -> DTypePolicy:
    """The policy that ``config`` describes."""
    return DTypePolicy.from_config(config["config"])


def __getattr__(name: str) -> Any:
    if name in ("DTypePolicyMap", "QuantizedDTypePolicy", "QuantizedFloat8DTypePolicy", "Int4DTypePolicy"):
        raise AttributeError(f"plugkeras.dtype_policies has no '{name}': nothing is quantized here.", name=name)
    raise AttributeError(f"module 'plugkeras.dtype_policies' has no attribute '{name}'", name=name)
