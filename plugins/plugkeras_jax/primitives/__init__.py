"""The primitives of ``plugkeras.ops`` in ``jax.numpy`` and ``jax.lax``, by name."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import jax

from plugkeras.errors import ShapeError
from plugkeras_jax.primitives import crossentropy, elementwise, linear, nn, recurrent, reductions, shapes, windows


def _worded(name: str, op: Callable[..., Any]) -> Callable[..., Any]:
    """The op; shapes that do not fit are a ShapeError, where JAX has a TypeError."""

    @wraps(op)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return op(*args, **options)
        except TypeError as problem:
            said = str(problem).partition("\n")[0]
            if isinstance(problem, jax.errors.JAXTypeError) or not ("shape" in said or "dimension" in said):
                raise
            raise ShapeError(f"{name}: {said}") from problem

    return run


TABLE = {
    name: _worded(name, function)
    for part in (elementwise, reductions, shapes, linear, nn, windows, recurrent, crossentropy)
    for name, function in part.TABLE.items()
}
