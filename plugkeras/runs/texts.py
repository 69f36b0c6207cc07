"""Values as the files of a run hold them: JSON without NaN, and texts that do a terminal no harm."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

NOT_FINITE = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}
"""How a number is written that JSON has no word for."""


def as_json(value: Any, indent: int | None = None) -> str:
    """``value`` as JSON on one line; numbers that are not finite become "nan", "inf", "-inf", NumPy's are numbers.

    What JSON cannot hold is written as its text. Nothing is refused but nesting without end (RecursionError).
    """
    try:
        return json.dumps(value, default=_plain, allow_nan=False, indent=indent, separators=_COMPACT[indent is None])
    except (ValueError, TypeError):
        return json.dumps(_finite(value), allow_nan=False, indent=indent, separators=_COMPACT[indent is None])


_COMPACT = {True: (",", ":"), False: (",", ": ")}


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):  # arrays and their numbers
        return value.tolist()
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return str(value)


def _finite(value: Any) -> Any:
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        return float(value) if isfinite(value) else str(float(value))
    if isinstance(value, Mapping):
        return {str(k): _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return _finite(_plain(value))


def number(value: Any) -> float:
    """A number as ``as_json`` wrote it; what is none is NaN."""
    if type(value) is float:  # nearly always
        return value
    if isinstance(value, str):
        return NOT_FINITE.get(value, float("nan"))
    try:
        return float("nan") if isinstance(value, bool) or value is None else float(value)
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def printable(text: Any, longest: int = 2000) -> str:
    """``text`` without what could steer a terminal, and not longer than ``longest`` characters."""
    text = text if isinstance(text, str) else str(text)
    kept = text if text.isprintable() else "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"
