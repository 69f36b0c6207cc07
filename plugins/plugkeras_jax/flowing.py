"""What stands for an array where gradients are taken op by op, and no step is compiled.

There, values are known: so it answers NumPy and ``float`` as the numpy engine's does, with the same words.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

import jax

from plugkeras.engine.operators import Operators
from plugkeras_jax.scopes import is_tracing, traced


class Flowing(Operators):
    """One of JAX's tracers, which has a value, with the operators that the ops have."""

    __slots__ = ("node", "value")

    def __init__(self, value: Any) -> None:
        self.value, self.node = value, True

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of its axes."""
        return tuple(self.value.shape)

    @property
    def dtype(self) -> Any:
        """Its dtype."""
        return self.value.dtype

    def flows(self) -> bool:
        """Whether the gradient is still to be taken."""
        return is_tracing()

    def numpy(self) -> Any:
        """Its value, as an ndarray of its own."""
        return self.__array__()

    def __jax_array__(self) -> Any:
        return self.value

    def __getattr__(self, name: str) -> Any:
        if name in ("node", "value"):  # not set yet: it is being copied
            raise AttributeError(name)
        return getattr(self.value, name)


def standing(function: Callable[..., Any]) -> Callable[..., Any]:
    """An op that gives Flowing where gradients are taken op by op."""

    @wraps(function)
    def op(*args: Any, **kwargs: Any) -> Any:
        y = function(*args, **kwargs)
        return _flowing(y) if is_tracing() and traced() is None else y

    return op


def _flowing(y: Any) -> Any:
    if isinstance(y, tuple | list):
        return type(y)(map(_flowing, y))
    return Flowing(y) if isinstance(y, jax.core.Tracer) and concrete(y) is not y else y


@contextmanager
def flowing(variables: Sequence[Any]) -> Iterator[None]:
    """Within it, values that are taken out of ``variables`` are told of, if no step is compiled."""
    mine = [] if traced() is not None else [v for v in variables if v.node is None]
    for v in mine:
        v.node = True
    try:
        yield
    finally:
        for v in mine:
            v.node = None


def concrete(x: Any) -> Any:
    """The value of a tracer of gradients; a tracer that has none as it is."""
    value = x
    while isinstance(value, jax.core.Tracer):
        if (value := getattr(value, "primal", None)) is None:
            return x
    return value
