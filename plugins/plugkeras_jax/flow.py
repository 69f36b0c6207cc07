"""Values without gradients, writing at places, and branches and loops of a program."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
from jax import lax

from plugkeras.engine.operators import Operators
from plugkeras_jax.scopes import put, scope
from plugkeras_jax.values import given, plain

_WRITING = {None: "set", "add": "add", "mul": "multiply", "max": "max", "min": "min"}


def constant(x: Any) -> Any:
    """x as an array through which no gradient flows."""
    return lax.stop_gradient(given(x))


def written(x: Any, index: tuple[Any, ...], updates: Any, how: str | None) -> Any:
    """x with other elements at some places; what is outside of it is let go."""
    places = tuple(map(constant, index))
    x = constant(x)
    return getattr(x.at[places], _WRITING[how])(constant(updates).astype(x.dtype))


def branch(index: Any, branches: Sequence[Callable[[], Any]]) -> Any:
    """``lax.switch``; what one of them assigns is a result of all."""
    changed = _assigned(branches)

    def arm(function: Callable[[], Any]) -> Callable[[Sequence[Any]], Any]:
        def taken(values: Sequence[Any]) -> Any:
            with scope(changed, values):
                return _plain(function()), [plain(v.value) for v in changed]

        return taken

    result, values = lax.switch(index, list(map(arm, branches)), [plain(v.value) for v in changed])
    _put(changed, values)
    return result


def repeat_while(going: Callable[..., Any], body: Callable[..., Sequence[Any]], state: Sequence[Any]) -> Sequence[Any]:
    """``lax.while_loop``; what the body assigns goes along with the state."""
    state = list(map(given, state))
    changed = _assigned([lambda: body(*state)])

    def still(carried: Any) -> Any:
        with scope(changed, carried[1]):
            return plain(going(*carried[0])).reshape(())

    def round_(carried: Any) -> Any:
        with scope(changed, carried[1]):
            new = [given(y).astype(x.dtype) for y, x in zip(body(*carried[0]), carried[0], strict=True)]
            return new, [plain(v.value) for v in changed]

    found, values = lax.while_loop(still, round_, (state, [plain(v.value) for v in changed]))
    _put(changed, values)
    return list(found)


def scan(step: Callable[..., Any], state: Sequence[Any], xs: Sequence[Any]) -> tuple[Sequence[Any], Any]:
    """``lax.scan``: the step is compiled once, however many there are. What it assigns goes along with the state."""
    state, xs = list(map(given, state)), list(map(given, xs))
    changed = _assigned([lambda: step(state, [x[0] for x in xs])])

    def along(carried: Any, now: Any) -> Any:
        with scope(changed, carried[1]):
            new, y = step(list(carried[0]), list(now))
            new = [given(a).astype(b.dtype) for a, b in zip(new, carried[0], strict=True)]
            return (new, [plain(v.value) for v in changed]), given(y)

    (found, values), ys = lax.scan(along, (state, [plain(v.value) for v in changed]), xs)
    _put(changed, values)
    return list(found), ys


def _assigned(functions: Sequence[Callable[[], Any]]) -> list[Any]:
    """The Variables that they change, seen by a trial."""
    with scope() as tried:
        for function in functions:
            jax.eval_shape(lambda function=function: _plain(function()))
        return tried.assigned()


def _put(variables: Sequence[Any], values: Sequence[Any]) -> None:
    for variable, value in zip(variables, values, strict=True):
        put(variable, value)


def _plain(results: Any) -> Any:
    return jax.tree.map(given, results, is_leaf=lambda x: isinstance(x, Operators))
