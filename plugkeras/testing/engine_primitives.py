"""An engine's primitives against those of the usual engine, and their gradients against differences of these."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.engine import PRIMITIVES, USUAL, Engine
from plugkeras.engine.variable import Variable
from plugkeras.testing.engine_in_use import Make, engine_of, far, using
from plugkeras.testing.primitive_calls import CALLS, WITHOUT_GRADIENT, Call

NEAR_DIFFERENCES = 1e-3
"""How far gradients, in single precision, may be from differences in double precision."""


def primitives_are_the_usual_ones(make: Make) -> None:
    """Each primitive gives values, shapes and sorts of dtypes as the usual engine does, on a table of arguments."""
    wrong: dict[str, str] = {}
    usual, engine = engine_of(USUAL), engine_of(make)
    for name, call in _calls():
        with using(usual):
            wanted = _outputs(usual, name, call)
        try:
            with using(engine):
                differs = _difference(_outputs(engine, name, call), wanted)
        except Exception as problem:
            differs = f"{type(problem).__name__}: {problem}"
        if differs:
            wrong.setdefault(name, f"{shown(name, call)}: {differs}")
    assert not wrong, f"other values than the engine '{USUAL}' has: " + "; ".join(wrong.values())


def gradients_are_those_of_differences(make: Make) -> None:
    """The gradients of each primitive, by each of its arguments, are those that differences of the usual one say."""
    wrong: dict[str, str] = {}
    usual, engine = engine_of(USUAL), engine_of(make)
    for name, call in _calls():
        flowing = [] if name in WITHOUT_GRADIENT else _flowing(call)
        try:
            errors = _gradient_errors(usual, engine, name, call, flowing) if flowing else []
        except Exception as problem:
            wrong.setdefault(name, f"{shown(name, call)}: {type(problem).__name__}: {problem}")
            continue
        for number, error in zip(flowing, errors, strict=False):
            if not error < NEAR_DIFFERENCES:
                said = f"the gradient of argument {number} is wrong, with a relative error of {error:.1g}"
                wrong.setdefault(name, f"{shown(name, call)}: {said}")
    assert not wrong, "; ".join(wrong.values())


def _calls() -> Iterator[tuple[str, Call]]:
    yield from ((name, call) for name in PRIMITIVES for call in CALLS.get(name, ()))


def shown(name: str, call: Call) -> str:
    """``sum(float32(3, 4), axis=0)``: a call with its arrays by their dtypes and shapes."""
    words = [_word(a) for a in call.args] + [f"{key}={_word(a)}" for key, a in call.options.items()]
    return f"{name}({', '.join(words)})"


def _word(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_word, value))}]"
    return f"{value.dtype}{value.shape}" if isinstance(value, np.ndarray) else repr(value)


def _given(value: Any, array: Callable[[Any], Any]) -> Any:
    """An argument of a call, with arrays of the engine for its ndarrays."""
    if isinstance(value, list):
        return [_given(item, array) for item in value]
    return array(value) if isinstance(value, np.ndarray) else value


def _called(engine: Engine, name: str, call: Call, array: Callable[[Any], Any]) -> tuple[Any, ...]:
    args = [_given(a, array) for a in call.args]
    found = getattr(engine, name)(*args, **{key: _given(a, array) for key, a in call.options.items()})
    return found if isinstance(found, tuple) else (found,)


def _outputs(engine: Engine, name: str, call: Call) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return [np.asarray(engine.to_numpy(y)) for y in _called(engine, name, call, engine.array)]


def _difference(found: Sequence[Any], wanted: Sequence[Any]) -> str:
    """In which way values are other ones; empty if they are not."""
    if len(found) != len(wanted):
        return f"{len(found)} outputs, not {len(wanted)}"
    for y, z in zip(found, wanted, strict=True):
        if y.shape != z.shape or y.dtype.kind != z.dtype.kind:
            return f"{y.dtype}{y.shape}, not {z.dtype}{z.shape}"
        if difference := far(y, z):
            return difference
    return ""


# -- gradients -----------------------------------------------------------------------------------------


def _flowing(call: Call) -> list[int]:
    arrays = [n for n, a in enumerate(call.args) if _of_floats(a if not isinstance(a, list) else a[0])]
    return [n for n in arrays if n not in call.constants]


def _of_floats(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def _gradient_errors(usual: Engine, engine: Engine, name: str, call: Call, flowing: list[int]) -> list[float]:
    """How far the gradient by each of these arguments is, in a direction, from the difference quotient."""
    rng = np.random.default_rng(len(name))
    starts = [a[0] if isinstance(a, list) else a for a in (call.args[n] for n in flowing)]
    directions = [rng.normal(size=start.shape) for start in starts]
    with using(usual):
        wide = Call(_wide(call.args), {key: _wide(a) for key, a in call.options.items()})
        weight = rng.normal(size=np.shape(_called(usual, name, wide, np.asarray)[0]))

        def along(number: int, start: Any, direction: Any) -> float:
            def projected(h: float) -> float:
                moved = _with(wide, number, np.asarray(start, "float64") + h * direction)
                return float(np.sum(usual.to_numpy(_called(usual, name, moved, np.asarray)[0]) * weight))

            return (4 * _slope(projected, 5e-5) - _slope(projected, 1e-4)) / 3

        numeric = [along(*each) for each in zip(flowing, starts, directions, strict=True)]
    with using(engine):
        variables, w = [Variable(start) for start in starts], engine.array(weight.astype("float32"))
        for number, variable in zip(flowing, variables, strict=True):
            call = _with(call, number, variable)
        loss = lambda: ops.sum(_called(engine, name, call, engine.array)[0] * w)  # noqa: E731
        grads = [np.asarray(engine.to_numpy(g), "float64") for g in engine.value_and_grad(loss, variables)[1]]
    return [_error(float(np.sum(g * d)), n, g * d) for g, d, n in zip(grads, directions, numeric, strict=True)]


def _error(analytic: float, numeric: float, parts: Any) -> float:
    """Relative to the size of what was added up."""
    return abs(analytic - numeric) / max(float(np.abs(parts).sum()), abs(numeric), 1e-3)


def _slope(f: Callable[[float], float], h: float) -> float:
    return (f(h) - f(-h)) / (2 * h)


def _wide(value: Any) -> Any:
    """In double precision, if it is of floats."""
    if isinstance(value, list | tuple):
        return type(value)(map(_wide, value))
    return value.astype("float64") if _of_floats(value) else value


def _with(call: Call, number: int, value: Any) -> Call:
    """The call with another argument; of a list of arrays, with another first one."""
    old = call.args[number]
    args = list(call.args)
    args[number] = [value, *old[1:]] if isinstance(old, list) else value
    return call._replace(args=tuple(args))
