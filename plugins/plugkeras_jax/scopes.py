"""While a step is traced, Variables hold what stands for their values; what was assigned is noted, and taken back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import local
from typing import Any


class Scope:
    """The Variables and Cells that were assigned within, with what they held before."""

    def __init__(self) -> None:
        self.before: dict[int, tuple[Any, Any]] = {}

    def assigned(self) -> list[Any]:
        """In the order in which they were first assigned."""
        return [variable for variable, _ in self.before.values()]


class _Open(local):
    """The scopes of this thread, innermost last."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []


_open = _Open()


def is_tracing() -> bool:
    """Whether values may be such that only stand for some."""
    return bool(_open.scopes)


@contextmanager
def untraced() -> Iterator[None]:
    """Within it nothing is traced, whatever is outside."""
    outer, _open.scopes = _open.scopes, []
    try:
        yield
    finally:
        _open.scopes = outer


class Cell:
    """What is passed from one part of a step to a later one, and not kept."""

    value: Any = None


def put(variable: Any, value: Any) -> None:
    """Give a Variable or a Cell another value; the innermost scope notes it."""
    if _open.scopes:
        _open.scopes[-1].before.setdefault(id(variable), (variable, variable.value))
    variable.value = value


@contextmanager
def scope(variables: Sequence[Any] = (), values: Sequence[Any] = ()) -> Iterator[Scope]:
    """Within it, ``variables`` hold ``values``; at its end, all hold again what they held before."""
    mine, outer = Scope(), [v.value for v in variables]
    for variable, value in zip(variables, values, strict=True):
        variable.value = value
    _open.scopes.append(mine)
    try:
        yield mine
    finally:
        _open.scopes.pop()
        for variable, value in mine.before.values():
            variable.value = value
        for variable, value in zip(variables, outer, strict=True):
            variable.value = value
