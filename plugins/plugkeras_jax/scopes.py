"""While a step is traced, Variables hold what stands for their values; what was assigned is noted, and taken back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock, local
from typing import Any

import jax

TRACING = RLock()
"""Held while Variables hold what only stands for values: no other thread may look at them then."""


class Scope:
    """The Variables and Cells that were assigned within, with what they held before."""

    def __init__(self, trace: Any = None) -> None:
        self.before: dict[int, tuple[Any, Any]] = {}
        self.trace = trace  # of the step, if this is one that is compiled
        self.made: dict[int, Any] = {}  # what Variables hold that were made within

    def assigned(self) -> list[Any]:
        """In the order in which they were first assigned."""
        return [variable for variable, _ in self.before.values()]

    def state(self) -> list[Any]:
        """Those that were there before, and will be afterwards."""
        return [v for v, old in self.before.values() if not isinstance(v, Cell) and id(old) not in self.made]

    def born(self) -> list[Any]:
        """Those that were made within."""
        return [v for v, old in self.before.values() if not isinstance(v, Cell) and id(old) in self.made]


class _Open(local):
    """The scopes of this thread, innermost last."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []


_open = _Open()


def is_tracing() -> bool:
    """Whether values may be such that only stand for some."""
    return bool(_open.scopes)


def traced() -> Any:
    """The step that is being compiled; None if none is."""
    return _open.scopes[0].trace if _open.scopes else None


def is_innermost() -> bool:
    """Whether no gradient is being taken within the step."""
    return len(_open.scopes) < 2


def read(variable: Any) -> Any:
    """What a Variable, or what else stands for an array, holds."""
    value, tracer = variable.value, jax.core.Tracer
    if not _open.scopes:
        if isinstance(value, tracer):  # another thread is tracing
            with TRACING:
                return variable.value
    elif (step := _open.scopes[0].trace) is not None and not isinstance(value, tracer):
        step.reads(variable, new=id(value) in _open.scopes[0].made)
    return value


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


class Kept:
    """What lasts from step to step and is no Variable."""

    value: Any = None


def made(value: Any) -> Any:
    """``value``, which a new Variable is going to hold: no state of a step, if it is made within one."""
    for one in _open.scopes[:1]:
        one.made[id(value)] = value
    return value


def put(variable: Any, value: Any) -> None:
    """Give a Variable or a Cell another value; the innermost scope notes it."""
    if _open.scopes:
        _open.scopes[-1].before.setdefault(id(variable), (variable, variable.value))
    variable.value = value


@contextmanager
def scope(variables: Sequence[Any] = (), values: Sequence[Any] = (), trace: Any = None) -> Iterator[Scope]:
    """Within it, ``variables`` hold ``values``; at its end, all hold again what they held before."""
    with TRACING:
        mine, outer = Scope(trace), [v.value for v in variables]
        _open.scopes.append(mine)
        try:
            for variable, value in zip(variables, values, strict=True):
                variable.value = value
            yield mine
        finally:
            _open.scopes.pop()
            for variable, value in mine.before.values():
                variable.value = value
            for variable, value in zip(variables, outer, strict=True):
                variable.value = value
