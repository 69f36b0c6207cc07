"""How an activation tells an engine that it is one of the ops."""

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def same_as_op(name: str) -> Callable[[Function], Function]:
    """Decorator: called with an array alone, the function is the op ``name``.

    An engine that meets it behind a dense layer or a convolution may do both in one go.
    """

    def marked(function: Function) -> Function:
        function.op = name  # type: ignore[attr-defined]
        return function

    return marked


def hard(slope: float) -> Callable[[Function], Function]:
    """Decorator: the function is ``slope * x + 1/2`` kept between 0 and 1, for which recurrent layers have kernels."""

    def marked(function: Function) -> Function:
        function.slope = slope  # type: ignore[attr-defined]
        return function

    return marked
