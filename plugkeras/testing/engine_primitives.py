"""An engine's primitives against those of the usual engine, and their gradients against differences of these."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.engine import PRIMITIVES, USUAL, Engine
from plugkeras.engine.variable import Variable
from plugkeras.testing.engine_in_use import NEAR, Make, engine_of, far, using
from plugkeras.testing.primitive_calls import CALLS, WITHOUT_GRADIENT, Call

NEAR_DIFFERENCES = 1e-3
"""How far gradients, in single precision, may be from differences in double precision."""


def primitives_are_the_usual_ones(make: Make) -> None:
    """Each primitive gives values, shapes and dtypes as the usual engine does, on a table of arguments.

    Integers may be of another width. Nothing is written into the arguments.
    """
    wrong: dict[str, str] = {}
    usual, engine = engine_of(USUAL), engine_of(make)
    for name, call in _calls():
        with using(usual):
            wanted = _outputs(usual, name, call)
        try:
            with using(engine):
                mine = _copied(call)
                differs = _difference(_outputs(engine, name, mine), wanted) or _changed(mine, call)
        except Exception as problem:
            differs = f"{type(problem).__name__}: {problem}"
        if differs:
            wrong.setdefault(name, f"{shown(name, call)}: {differs}")
    assert not wrong, f"other values than the engine '{USUAL}' has: " + "; ".join(wrong.values())


def floats_of_other_widths_are_computed_in_them(make: Make) -> None:
    """Ops on halves and doubles give halves and doubles, with their digits."""
    usual, engine = engine_of(USUAL), engine_of(make)
    rng = np.random.default_rng(5)
    for dtype, near in (("float16", 2e-3), ("float64", 1e-12)):
        x, y = (rng.normal(size=(4, 4)).astype(dtype) for _ in range(2))
        for name in _OF_EACH_WIDTH:
            call = Call((x, y) if name in ("add", "divide", "matmul") else (x,), {})
            with using(usual):
                wanted = _outputs(usual, name, call)
            with using(engine):
                found = _outputs(engine, name, _copied(call))
            assert not (said := _difference(found, wanted, near)), f"{shown(name, call)}: {said}"


_OF_EACH_WIDTH = ("add", "divide", "exp", "tanh", "sum", "mean", "matmul", "softmax")


def gradients_are_those_of_differences(make: Make) -> None:
    """In a compiled step the gradients of each primitive, by each of its arguments, are those that differences say."""
    wrong = []
    usual, engine = engine_of(USUAL), engine_of(make)
    for name in PRIMITIVES:
        calls = [_copied(call) for call in CALLS.get(name, ()) if name not in WITHOUT_GRADIENT and _flowing(call)]
        try:
            errors = _gradient_errors(usual, engine, name, calls) if calls else []
        except Exception as problem:
            wrong.append(f"the gradients of {name}: {type(problem).__name__}: {problem}")
            continue
        far_off = [(call, n, error) for call, n, error in errors if not error < NEAR_DIFFERENCES]
        for call, number, error in far_off[:1]:
            said = f"the gradient of argument {number} is wrong, with a relative error of {error:.1g}"
            wrong.append(f"{shown(name, call)}: {said}")
    assert not wrong, "; ".join(wrong)


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


def _difference(found: Sequence[Any], wanted: Sequence[Any], near: float = NEAR) -> str:
    """In which way values are other ones; empty if they are not."""
    if len(found) != len(wanted):
        return f"{len(found)} outputs, not {len(wanted)}"
    for y, z in zip(found, wanted, strict=True):
        same = y.dtype.kind == z.dtype.kind if z.dtype.kind != "f" else y.dtype == z.dtype
        if y.shape != z.shape or not same:
            return f"{y.dtype}{y.shape}, not {z.dtype}{z.shape}"
        if difference := far(y, z, near):
            return difference
    return ""


def _copied(value: Any) -> Any:
    """The same with arrays of its own."""
    if isinstance(value, Call):
        return value._replace(args=_copied(value.args), options={k: _copied(a) for k, a in value.options.items()})
    if isinstance(value, list | tuple):
        return type(value)(map(_copied, value))
    return value.copy() if isinstance(value, np.ndarray) else value


def _changed(call: Call, before: Call) -> str:
    """Which argument has been written into; empty if none has."""
    for number, (value, old) in enumerate(zip(call.args, before.args, strict=True)):
        if isinstance(value, np.ndarray) and not np.array_equal(value, old, equal_nan=value.dtype.kind == "f"):
            return f"argument {number} has been written into"
    return ""


# -- gradients -----------------------------------------------------------------------------------------


def _flowing(call: Call) -> list[int]:
    arrays = [n for n, a in enumerate(call.args) if _of_floats(a if not isinstance(a, list) else a[0])]
    return [n for n in arrays if n not in call.constants]


def _of_floats(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


class _Slopes:
    """A call, projected on random weights, and how steep that is by its arguments, in random directions."""

    def __init__(self, usual: Engine, name: str, call: Call) -> None:
        rng = np.random.default_rng(len(name))
        self.name, self.call, self.numbers = name, call, _flowing(call)
        self.starts = [a[0] if isinstance(a, list) else a for a in (call.args[n] for n in self.numbers)]
        self.directions = [rng.normal(size=start.shape) for start in self.starts]
        self.wide = Call(_wide(call.args), {key: _wide(a) for key, a in call.options.items()})
        self.weight = rng.normal(size=np.shape(_called(usual, name, self.wide, np.asarray)[0]))
        self.numeric = [self._along(usual, at) for at in range(len(self.numbers))]

    def _along(self, usual: Engine, at: int) -> float:
        """By differences of the usual engine in double precision, extrapolated to step 0."""

        def projected(h: float) -> float:
            x = np.asarray(self.starts[at], "float64") + h * self.directions[at]
            moved = _with(self.wide, self.numbers[at], x)
            return float(np.sum(usual.to_numpy(_called(usual, self.name, moved, np.asarray)[0]) * self.weight))

        return (4 * _slope(projected, 5e-5) - _slope(projected, 1e-4)) / 3

    def gradients(self, engine: Engine, variables: list[Variable]) -> Any:
        """By the engine, with these Variables for the arguments."""
        call = self.call
        for number, variable in zip(self.numbers, variables, strict=True):
            call = _with(call, number, variable)
        weight = engine.array(self.weight.astype("float32"))
        return engine.value_and_grad(
            lambda: ops.sum(_called(engine, self.name, call, engine.array)[0] * weight), variables
        )[1]

    def errors(self, grads: list[Any]) -> list[tuple[Call, int, float]]:
        """How far gradients are from the differences, relative to the size of what was added up."""
        found = []
        for gradient, direction, numeric, number in zip(
            grads, self.directions, self.numeric, self.numbers, strict=True
        ):
            parts = np.asarray(gradient, "float64") * direction
            size = max(float(np.abs(parts).sum()), abs(numeric), 1e-3)
            found.append((self.call, number, abs(float(parts.sum()) - numeric) / size))
        return found


def _gradient_errors(usual: Engine, engine: Engine, name: str, calls: Sequence[Call]) -> list[tuple[Call, int, float]]:
    """For each call and each argument, how far the gradient is from the difference quotient."""
    with using(usual):
        slopes = [_Slopes(usual, name, call) for call in calls]
    with using(engine):
        variables = [[Variable(start) for start in one.starts] for one in slopes]

        def step() -> Any:
            return tuple(g for one, mine in zip(slopes, variables, strict=True) for g in one.gradients(engine, mine))

        compiled = engine.compile(step, lambda: [variable for mine in variables for variable in mine])
        grads = [engine.to_numpy(g) for g in compiled()]
    ends = np.cumsum([len(mine) for mine in variables])
    rows = [grads[end - len(mine) : end] for end, mine in zip(ends, variables, strict=True)]
    return [error for one, row in zip(slopes, rows, strict=True) for error in one.errors(row)]


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
