"""The numbers everybody asks for: the default float dtype, epsilon, the order of image axes; and what holds for all."""

import os
import re
import warnings
from importlib import import_module
from typing import Any

from plugkeras.errors import ArgumentError
from plugkeras.former_paths import former_name

FLOATS = ("float16", "float32", "float64")
FORMATS = ("channels_last", "channels_first")


class _Defaults:
    floatx = "float32"
    epsilon = 1e-7
    image_data_format = "channels_last"
    interactive = True
    most: dict[str, int | None] = {}


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


def set_image_data_format(data_format: str) -> None:
    """Make "channels_last" or "channels_first" the default."""
    if data_format not in FORMATS:
        raise ArgumentError(f"set_image_data_format: it must be one of {', '.join(FORMATS)}, not {data_format!r}.")
    _Defaults.image_data_format = data_format


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


# -- how trainings tell of themselves, and how long they may be ------------------------------------


def enable_interactive_logging() -> None:
    """Have what trainings and datasets tell printed, as at first."""
    _Defaults.interactive = True


def disable_interactive_logging() -> None:
    """Have it logged instead, by the logger "plugkeras"; ``verbose="auto"`` is a line an epoch then."""
    _Defaults.interactive = False


def is_interactive_logging_enabled() -> bool:
    """Whether what trainings tell is printed."""
    return _Defaults.interactive


def set_max_epochs(max_epochs: int | None) -> None:
    """Have no ``fit`` take more epochs than these; None for as many as it says. Otherwise ``KERAS_MAX_EPOCHS`` says."""
    _Defaults.most["KERAS_MAX_EPOCHS"] = _count("set_max_epochs", max_epochs)


def max_epochs() -> int | None:
    """How many epochs a ``fit`` may take; None for any number."""
    return _most("KERAS_MAX_EPOCHS")


def set_max_steps_per_epoch(max_steps_per_epoch: int | None) -> None:
    """Have no epoch, evaluation or prediction take more batches; otherwise ``KERAS_MAX_STEPS_PER_EPOCH`` says."""
    _Defaults.most["KERAS_MAX_STEPS_PER_EPOCH"] = _count("set_max_steps_per_epoch", max_steps_per_epoch)


def max_steps_per_epoch() -> int | None:
    """How many batches an epoch may have; None for any number."""
    return _most("KERAS_MAX_STEPS_PER_EPOCH")


def _count(function: str, value: Any) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise ArgumentError(f"{function}: it must be a whole number of at least 1, or None, not {value!r}.")
    return None if value is None else int(value)


def _most(name: str) -> int | None:
    if name in _Defaults.most:
        return _Defaults.most[name]
    said = os.environ.get(name, "")
    return int(said) if said.isdecimal() and int(said) else None


# -- names of Keras that have little or no meaning here --------------------------------------------


def is_traceback_filtering_enabled() -> bool:
    """Whether errors leave out where in here they came from: never."""
    return False


def disable_traceback_filtering() -> None:
    """Show whole tracebacks, as always."""


def enable_traceback_filtering() -> None:
    """Say that tracebacks are always whole."""
    warnings.warn("enable_traceback_filtering: tracebacks are shown whole here.", stacklevel=2)


def is_flash_attention_enabled() -> bool:
    """Whether attention has a kernel of its own: never, by this switch."""
    return False


def disable_flash_attention() -> None:
    """Compute attention by its formula, as always."""


def enable_flash_attention() -> None:
    """Refuse.

    Raises:
        ArgumentError: always.
    """
    raise ArgumentError("enable_flash_attention: there is no such kernel here; an engine computes attention as it can.")


def is_nnx_enabled() -> bool:
    """Whether layers are modules of Flax: never."""
    return False


def enable_unsafe_deserialization() -> None:
    """Refuse.

    Raises:
        ArgumentError: always.
    """
    raise ArgumentError(
        "enable_unsafe_deserialization: a file never runs code here: write its functions again, register them, and "
        "pass them as custom_objects."
    )


_ELSEWHERE = {
    **dict.fromkeys(("backend", "set_backend"), "plugkeras.backend.settings"),
    **dict.fromkeys(("dtype_policy", "set_dtype_policy"), "plugkeras.dtype_policies"),
}
"""Names of ``keras.config`` that need more than is imported here, and where they are."""


def __getattr__(name: str) -> Any:
    """What is elsewhere, and what was here before there was ``plugkeras.parts``."""
    if name in _ELSEWHERE:
        return getattr(import_module(_ELSEWHERE[name]), name)
    return former_name(__name__, name)
