"""What holds everywhere: names, phases, the engine, dtypes, and the order of image axes in Keras 1's words."""

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from plugkeras import config, engine
from plugkeras.dtype_policies import dtype_policy as dtype_policy
from plugkeras.dtype_policies import set_dtype_policy as set_dtype_policy
from plugkeras.errors import ArgumentError
from plugkeras.parts import naming

_ORDERINGS = {"tf": "channels_last", "th": "channels_first"}


def backend() -> str:
    """The name of the engine in use: "numpy"."""
    return engine.current().name


def set_backend(backend: str) -> None:
    """Use another engine from now on; one that no plugin offers is an UnknownName."""
    engine.set_engine(backend)


def image_dim_ordering() -> str:
    """Keras 1: "tf" for channels last, "th" for channels first."""
    return next(old for old, new in _ORDERINGS.items() if new == config.image_data_format())


def set_image_dim_ordering(dim_ordering: str) -> None:
    """Keras 1: make "tf" or "th" the default order of image axes."""
    if dim_ordering not in _ORDERINGS:
        raise ArgumentError(f"set_image_dim_ordering: it must be 'tf' or 'th', not {dim_ordering!r}.")
    config.set_image_data_format(_ORDERINGS[dim_ordering])


def learning_phase() -> int:
    """1 while the model trains, else 0."""
    return int(bool(naming.calling.training))


def set_learning_phase(value: int) -> None:
    """The phase of calls that are not told one: 0 or 1. ``fit`` always trains, ``predict`` and ``evaluate`` never."""
    if value not in (0, 1):
        raise ArgumentError(f"set_learning_phase: the phase must be 0 or 1, not {value!r}.")
    naming.calling.training = bool(value)


def get_uid(prefix: str = "") -> int:
    """How often this has been asked for ``prefix``, or a layer named after it: 1, 2, …"""
    return naming.get_uid(prefix)


def reset_uids() -> None:
    """Begin counting names again."""
    naming.clear_session()


def clear_session(free_memory: bool = True) -> None:
    """Begin again with ``dense``, ``lstm``, … as the names of new layers, in the phase of inference.

    ``free_memory`` changes nothing: a model's memory is free once nobody holds the model.
    """
    naming.clear_session()
    naming.calling.training = None


@contextlib.contextmanager
def name_scope(name: str) -> Iterator[None]:
    """Within it, the paths of new weights begin with ``name/``."""
    outer = naming.calling.names
    naming.calling.names = (*outer, name)
    try:
        yield
    finally:
        naming.calling.names = outer


def is_float_dtype(dtype: Any) -> bool:
    """Whether ``dtype`` is one of config."""
    return config.standardize_dtype(dtype).startswith("float")


def is_int_dtype(dtype: Any) -> bool:
    """Whether ``dtype`` is one of integers, signed or not."""
    return config.standardize_dtype(dtype).startswith(("int", "uint"))


def result_type(*dtypes: Any) -> str:
    """The dtype of a sum of such arrays: the widest float, if any; ``float`` and ``int`` are Python's numbers."""
    given = [d for d in dtypes if d not in (int, float, None)]
    floating = [d for d in given if is_float_dtype(d)]
    if not given or (float in dtypes and not floating):
        return "int32" if int in dtypes and float not in dtypes else config.floatx()
    return str(np.result_type(*(np.dtype(config.standardize_dtype(d)) for d in floating or given)))
