"""Arrays within tuples, lists and dicts, taken out in order and put back."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def flatten(structure: Any) -> list[Any]:
    """What is in ``structure``, in order; itself, if it is no tuple, list or dict."""
    if isinstance(structure, Mapping):
        structure = structure.values()
    elif not isinstance(structure, list | tuple):
        return [structure]
    return [leaf for item in structure for leaf in flatten(item)]


def packed(structure: Any, leaves: Iterable[Any]) -> Any:
    """``leaves`` in the form of ``structure``."""
    return _packed(structure, iter(leaves))


def _packed(structure: Any, leaves: Iterator[Any]) -> Any:
    if isinstance(structure, Mapping):
        return {key: _packed(item, leaves) for key, item in structure.items()}
    if not isinstance(structure, list | tuple):
        return next(leaves)
    items = [_packed(item, leaves) for item in structure]
    if hasattr(structure, "_fields"):  # a named tuple
        return type(structure)(*items)
    return type(structure)(items)
