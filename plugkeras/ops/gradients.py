"""An author's own gradient."""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from plugkeras.engine import current
from plugkeras.errors import ArgumentError
from plugkeras.ops.structures import flatten, packed

__all__ = ["custom_gradient"]


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function with the value and the gradient that ``f`` says; also a decorator.

    ``f(*args)`` returns ``(result, grad)``. In ``f`` and ``grad``, all values are constants. ``grad`` returns one
    gradient an argument, of its shape, or None where none flows; a single one need not be in a tuple. It is called
    in one of Keras's ways: ``grad(*args, upstream=g)`` if it has such an argument, else ``grad(g)``; with several
    results ``upstream`` is a tuple, and otherwise they come one by one, or as a tuple if it takes only one.

    Raises:
        ArgumentError: f or grad returns something else, or the result depends on a trained variable that is none
            of the arguments, whose gradient would be lost.
        ShapeError: a gradient does not have its argument's shape.
    """

    @wraps(f)
    def run(*args: Any, **kwargs: Any) -> Any:
        made: list[Any] = []

        @wraps(f)
        def forward(*inputs: Any) -> tuple[tuple[Any, ...], Callable[..., Sequence[Any]]]:
            result, grad = _both(f, f(*packed(args, inputs), **kwargs))
            made.append(result)
            return tuple(flatten(result)), lambda *gs: _shares(f, grad, inputs, gs)

        outputs = current().custom_gradient(forward, flatten(args))
        return packed(made[0], outputs)

    return run


def _both(f: Any, made: Any) -> tuple[Any, Callable[..., Any]]:
    if not isinstance(made, tuple) or len(made) != 2 or not callable(made[1]):
        raise ArgumentError(f"custom_gradient: {_name(f)} must return its result and a function for the gradient.")
    return made


def _shares(f: Any, grad: Callable[..., Any], inputs: Sequence[Any], upstream: Sequence[Any]) -> list[Any]:
    """What ``grad`` returns, as one gradient an input."""
    shares = _called(grad, inputs, upstream)
    shares = flatten(shares) if isinstance(shares, list | tuple) else [shares]
    if len(shares) != len(inputs):
        raise ArgumentError(
            f"custom_gradient: the gradient of {_name(f)} must return one array for each of its {len(inputs)} "
            f"arguments, or None, and returned {len(shares)}."
        )
    return shares


def _called(grad: Callable[..., Any], inputs: Sequence[Any], upstream: Sequence[Any]) -> Any:
    several = tuple(upstream) if len(upstream) > 1 else upstream[0]
    signature = inspect.signature(grad)
    if "upstream" in signature.parameters and _takes(signature, *inputs, upstream=several):
        return grad(*inputs, upstream=several)
    return grad(*upstream) if _takes(signature, *upstream) else grad(several)


def _takes(signature: inspect.Signature, *args: Any, **kwargs: Any) -> bool:
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return False
    return True


def _name(f: Any) -> str:
    return getattr(f, "__name__", repr(f))
