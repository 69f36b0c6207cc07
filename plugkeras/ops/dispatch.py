"""How an op finds its engine."""

from functools import wraps
from typing import Any, TypeVar, cast

from plugkeras.engine import F, current

__all__ = ["PRIMITIVES", "primitive"]

PRIMITIVES: dict[str, Any] = {}
"""The ops that an engine has to provide, by name, with their signatures."""

T = TypeVar("T")


def primitive(signature: F) -> F:
    """An op that the engine in use provides; ``signature`` says its arguments and, in its docstring, its meaning."""
    name = signature.__name__

    @wraps(signature)
    def op(*args: Any, **kwargs: Any) -> Any:
        return getattr(current(), name)(*args, **kwargs)

    PRIMITIVES[name] = signature
    return cast(F, op)
