"""The numbers everybody asks for: the default float dtype, epsilon, and the order of image axes."""

import re
from typing import Any

from plugkeras.errors import ArgumentError
from plugkeras.former_paths import former_name

FLOATS = ("float16", "float32", "float64")
FORMATS = ("channels_last", "channels_first")


class _Defaults:
    floatx = "float32"
    epsilon = 1e-7
    image_data_format = "channels_last"


def floatx() -> str:
    """The dtype of weights and activations unless a layer says otherwise: "float32" to begin with."""
    return _Defaults.floatx


def set_floatx(value: str) -> None:
    """Make "float16", "float32" or "float64" the default."""
    if value not in FLOATS:
        raise ArgumentError(f"set_floatx: the dtype must be one of {', '.join(FLOATS)}, not {value!r}.")
    _Defaults.floatx = value


def epsilon() -> float:
    """The small number that keeps logarithms and divisions finite: 1e-7."""
    return _Defaults.epsilon


def set_epsilon(value: float) -> None:
    """Change ``epsilon()``."""
    _Defaults.epsilon = float(value)


def image_data_format() -> str:
    """ "channels_last" or "channels_first", for layers that do not say."""
    return _Defaults.image_data_format


def set_image_data_format(value: str) -> None:
    """Make "channels_last" or "channels_first" the default."""
    if value not in FORMATS:
        raise ArgumentError(f"set_image_data_format: it must be one of {', '.join(FORMATS)}, not {value!r}.")
    _Defaults.image_data_format = value


def is_float(dtype: Any) -> bool:
    """Whether ``dtype``, an object or a name, is one of floats."""
    return getattr(dtype, "kind", None) == "f" or "float" in str(dtype)


def is_number(dtype: str) -> bool:
    """Whether NumPy has a dtype of that name, of real numbers or truth values."""
    return dtype == "bool" or re.fullmatch(r"float(16|32|64)|u?int(8|16|32|64)", dtype) is not None


def standardize_dtype(dtype: Any) -> str:
    """The name of ``dtype``; None is the default float dtype."""
    if dtype is None:
        return floatx()
    name = getattr(dtype, "name", None) or getattr(dtype, "__name__", None) or str(dtype)
    return {"float": floatx(), "int": "int64", "half": "float16", "double": "float64"}.get(name, name)


def __getattr__(name: str) -> Any:
    """What was here before there was ``plugkeras.parts``."""
    return former_name(__name__, name)
