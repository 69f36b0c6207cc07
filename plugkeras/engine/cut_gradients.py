"""A gradient that ends without a word: a value that it flows through becomes a plain array or number."""

import sys
import warnings
from types import FrameType
from typing import Any

_told: set[tuple[str, int]] = set()

# What takes a value out on behalf of whoever called it.
_WAYS = {"__array__", "__float__", "numpy", "to_numpy", "convert_to_numpy", "get_value", "eval", "told"}
_MEANT = {"update_state", "result"}  # a metric's, which takes its values as they are


def told(x: Any) -> None:
    """Warn, once a place, if x is taken out of a computation whose gradient is wanted.

    What plugkeras, the standard parts and the standard library do with it is their own affair, and so is what
    a metric does.
    """
    if not x.flows():
        return
    frame: FrameType | None = sys._getframe(1)
    level = 2
    while frame is not None and (frame.f_code.co_name in _WAYS or _package(frame) == "numpy"):
        frame, level = frame.f_back, level + 1
    if frame is None or is_ours(frame):
        return
    place = (frame.f_code.co_filename, frame.f_lineno)
    if any(f.f_code.co_name in _MEANT for f in _outwards(frame)) or not once(place):
        return
    warnings.warn(
        f"{part_of(frame)}a value that gradients flow through becomes a plain array or number here, so no gradient "
        "flows back from what is made of it: use plugkeras.ops, or ops.stop_gradient(x) first if this is meant.",
        stacklevel=level,
    )


_OURS = {"plugkeras", "plugkeras_std", *sys.stdlib_module_names} - {"__main__"}


def once(place: tuple[str, int]) -> bool:
    """Whether this is the first warning for a file and line."""
    first = place not in _told
    _told.add(place)
    return first


def is_ours(frame: FrameType) -> bool:
    """Whether this is code of plugkeras, the standard parts or the standard library."""
    return _package(frame) in _OURS


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def _outwards(frame: FrameType | None) -> Any:
    while frame is not None:
        yield frame
        frame = frame.f_back


def part_of(frame: FrameType) -> str:
    """The innermost layer, or other part, in whose ``call`` this is, as the beginning of a sentence."""
    for f in _outwards(frame):
        owner = f.f_locals.get("self")
        if f.f_code.co_name == "call" and isinstance(getattr(type(owner), "kind", None), str):
            return f"{owner if type(owner).kind == 'layers' else type(owner).__name__}: "
    return ""
