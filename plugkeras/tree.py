"""Nested tuples, lists and dicts, with the functions of ``keras.tree``. Dicts go by their sorted keys."""

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from warnings import warn

from plugkeras.errors import ArgumentError

__all__ = [
    *("MAP_TO_NONE", "assert_same_paths", "assert_same_structure", "flatten", "flatten_with_path", "is_nested"),
    *("lists_to_tuples", "map_shape_structure", "map_structure", "map_structure_up_to", "pack_sequence_as", "traverse"),
]

Leaf = Callable[[Any], bool]
_NESTED = (tuple, list, dict, deque)  # kept, for `tuple | list` is made anew each time


class MAP_TO_NONE:  # noqa: N801 (Keras's name)
    """What a function returns in ``traverse`` to put None in a place."""


def is_nested(structure: Any) -> bool:
    """Whether it is a tuple, list, dict or deque, empty or not."""
    return isinstance(structure, _NESTED)


def _keys(structure: Any) -> list[Any]:
    """What each item is found by: keys (sorted, but for an OrderedDict's), or numbers."""
    if isinstance(structure, OrderedDict):
        return list(structure)
    if isinstance(structure, dict):
        return sorted(structure)
    return list(range(len(structure)))


def _made(structure: Any, items: Iterable[Any]) -> Any:
    """A structure of the same sort with other items, which come in the order of ``_keys``."""
    if isinstance(structure, dict):
        found = dict(zip(_keys(structure), items, strict=True))
        ordered = {key: found[key] for key in structure}
        if isinstance(structure, defaultdict):
            return defaultdict(structure.default_factory, ordered)
        return OrderedDict(ordered) if isinstance(structure, OrderedDict) else ordered
    if isinstance(structure, deque):
        return deque(items, structure.maxlen)
    return type(structure)(*items) if hasattr(structure, "_fields") else type(structure)(items)


def _leaves(structure: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if not is_nested(structure):
        yield path, structure
        return
    for key in _keys(structure):
        yield from _leaves(structure[key], (*path, key))


def flatten(structure: Any) -> list[Any]:
    """The leaves in order; the structure itself, if it is none."""
    return [leaf for _, leaf in _leaves(structure, ())]


def flatten_with_path(structure: Any) -> list[tuple[tuple[Any, ...], Any]]:
    """Pairs of the keys and numbers that lead to a leaf, and the leaf."""
    return list(_leaves(structure, ()))


def pack_sequence_as(structure: Any, flat_sequence: Iterable[Any]) -> Any:
    """``structure`` with these leaves, in the order of ``flatten``.

    Raises:
        ArgumentError: there are more or fewer.
    """
    flat = list(flat_sequence)
    n = len(flatten(structure))
    if len(flat) != n:
        raise ArgumentError(f"pack_sequence_as: the structure has {n} leaves, and {len(flat)} are given.")
    leaves = iter(flat)
    return _mapped(lambda _: next(leaves), [structure], lambda x: not is_nested(x))


def _mapped(func: Callable[..., Any], structures: list[Any], is_leaf: Leaf) -> Any:
    """``func`` of the leaves of the first structure and of what is in these places of the others."""
    first, *others = structures
    if is_leaf(first):
        return func(*structures)
    for other in others:
        _like(first, other)
    return _made(first, [_mapped(func, [s[key] for s in structures], is_leaf) for key in _keys(first)])


def _like(first: Any, other: Any) -> None:
    """Raises an ArgumentError unless both are of one sort, with the same keys, at this level."""
    if isinstance(first, dict) and isinstance(other, dict):
        same = set(first) == set(other)
    else:
        same = type(first) is type(other) and len(first) == len(other)
    if not same:
        raise ArgumentError(f"The structures are not nested in the same way: {first!r} and {other!r}.")


def map_structure(func: Callable[..., Any], *structures: Any, none_is_leaf: bool = True) -> Any:
    """``func`` of the leaves in the same place of each structure, in a structure like theirs.

    None stays what it is unless ``none_is_leaf``.

    Raises:
        ArgumentError: there are no structures, or they are not nested in the same way.
    """
    if not structures:
        raise ArgumentError("map_structure: give at least one structure.")

    def of_leaves(*leaves: Any) -> Any:
        if any(map(is_nested, leaves)):
            raise ArgumentError(f"The structures are not nested in the same way: {leaves[0]!r} is a leaf in one.")
        return None if leaves[0] is None and not none_is_leaf else func(*leaves)

    return _mapped(of_leaves, list(structures), lambda x: not is_nested(x))


def map_structure_up_to(shallow_structure: Any, func: Callable[..., Any], *structures: Any) -> Any:
    """``func`` of what is in the places of the leaves of ``shallow_structure`` in each structure.

    Raises:
        ArgumentError: there are no structures, or one is shallower.
    """
    if not structures:
        raise ArgumentError("map_structure_up_to: give at least one structure.")
    return _mapped(lambda _, *parts: func(*parts), [shallow_structure, *structures], lambda x: not is_nested(x))


def map_shape_structure(func: Callable[[Any], Any], structure: Any) -> Any:
    """``func`` of each shape in a structure: a tuple or list of whole numbers and None."""
    return _mapped(func, [structure], lambda x: not is_nested(x) or _is_shape(x))


def _is_shape(x: Any) -> bool:
    return isinstance(x, tuple | list) and all(n is None or isinstance(n, int) for n in x)


def assert_same_structure(a: Any, b: Any, check_types: bool | None = None) -> None:
    """Raise an ArgumentError unless a and b are nested in the same way: a tuple is no list. (Dicts are all one.)"""
    if check_types is not None:
        message = "`check_types` has no effect; for a looser check use `assert_same_paths`."
        warn(message, DeprecationWarning, stacklevel=2)
    map_structure(lambda *_: None, a, b)


def assert_same_paths(a: Any, b: Any) -> None:
    """Raise an ArgumentError unless the same keys and numbers lead to the leaves of a and b."""
    mine, theirs = ({path for path, _ in _leaves(x, ())} for x in (a, b))
    if mine != theirs:
        raise ArgumentError(
            f"`a` and `b` do not have the same paths: only a has {sorted(mine - theirs, key=repr)}, "
            f"and only b {sorted(theirs - mine, key=repr)}."
        )


def lists_to_tuples(structure: Any) -> Any:
    """The structure with a tuple for each list."""
    return traverse(lambda x: tuple(x) if isinstance(x, list) else None, structure, top_down=False)


def traverse(func: Callable[[Any], Any], structure: Any, top_down: bool = True) -> Any:
    """``func`` of the structure and of each part of it; what it returns takes the part's place, unless that is None.

    From the top down, parts of what has been replaced are not looked at. ``MAP_TO_NONE`` stands for None.
    """
    result = func(structure) if top_down else None
    if result is None:
        if is_nested(structure):
            structure = _made(structure, [traverse(func, structure[key], top_down) for key in _keys(structure)])
        if top_down:
            return structure
        result = func(structure)
        result = structure if result is None else result
    return None if result is MAP_TO_NONE else result
