"""The numpy engine: plain arrays, a tape while gradients are wanted, one flat buffer for the weights."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar

import numpy as np

from plugkeras.engine import Engine, Flat, Laid
from plugkeras.engine.cut_gradients import told
from plugkeras.engine.operators import Operators
from plugkeras.engine.variable import Variable
from plugkeras_std.numpy_engine import custom, flat, tape, threads
from plugkeras_std.numpy_engine.dtypes import given
from plugkeras_std.numpy_engine.flat import NumpyFlat, Watched
from plugkeras_std.numpy_engine.remembered import Gradient, led_to
from plugkeras_std.numpy_engine.rules import crossentropy, elementwise, kernels, linear, nn, reductions, shapes


class NumpyEngine(Engine):
    """NumPy on the CPU."""

    name: ClassVar[str] = "numpy"

    def array(self, value: Any, dtype: str | None = None) -> Any:
        """A new or the same ndarray; Python numbers become floats of the default dtype, or int32."""
        value = tape.plain(value)
        return np.asarray(given(value) if dtype is None else value, dtype)

    def hold(self, make: Callable[[], Any], dtype: str) -> Any:
        """An ndarray of its own, for ``assign`` writes into it."""
        return np.array(tape.plain(make()), dtype)

    def to_numpy(self, value: Any) -> Any:
        """``value`` as an ndarray."""
        if isinstance(value, tape.Tensor):
            told(value)
        return np.asarray(tape.plain(value))

    def assign(self, variable: Variable, value: Any) -> None:
        """Write into the variable's own memory, which may be part of a flat buffer."""
        variable.value[...] = tape.plain(value)

    def assign_add(self, variable: Variable, value: Any) -> None:
        """Add in the variable's own memory."""
        place = variable.value
        np.add(place, value.value if isinstance(value, Operators) else value, place, casting="unsafe")

    def flat(self, variables: Sequence[Variable]) -> Flat:
        """The variables as views into one array a dtype."""
        return NumpyFlat(variables)

    def map(self, rule: Callable[..., Any], *laid: Laid) -> None:
        """Over whole buffers, in pieces that stay in cache."""
        flat.change(rule, *laid)

    def number(self, x: Any) -> Any:
        """Python's."""
        x = tape.plain(x)
        return x if type(x) in (int, float) else x.item()

    def values(self, formula: Callable[..., Any], *arrays: Any) -> Any:
        """NumPy's, of the arrays themselves."""
        tape.untraceable()
        return formula(np, *[given(tape.plain(x)) for x in arrays])

    def generator(self, seed: int | None) -> np.random.Generator:
        """SFC64: the fastest of NumPy's, and long enough."""
        return np.random.Generator(np.random.SFC64(seed))

    def working(self) -> AbstractContextManager[None]:
        """The BLAS on one thread: with more it collapses when others use the cores, and large products have ours."""
        return threads.quiet()

    def value_and_grad(self, function: Callable[[], Any], variables: Any) -> tuple[Any, Any]:
        """Record ``function()`` and walk back from what it returns."""
        watched = variables if isinstance(variables, NumpyFlat) else Watched(variables)
        watched.watch()
        try:
            with threads.quiet():  # a BLAS with threads collapses when others use the cores
                result = _recorded(function)
        finally:
            watched.unwatch()
        tape.settle(watched.leaves)
        return result, watched.grads

    def gradient(self, function: Callable[..., Any], flat_: Flat, replayable: bool = False) -> Callable[..., Any]:
        """``function(*batch)`` with gradients; a small step that is the same each time is remembered."""
        remembered = Gradient(function, flat_) if replayable else None

        def step(*batch: Any) -> Any:
            if remembered is not None and remembered.replayable:
                return remembered(*batch)
            return self.value_and_grad(lambda: led_to(function(*batch), flat_.variables), flat_)[0]

        return step

    def custom_gradient(self, function: Callable[..., Any], inputs: Sequence[Any]) -> tuple[Any, ...]:
        """One entry on the tape."""
        return custom.custom_gradient(function, inputs)


def _recorded(function: Callable[[], Any]) -> Any:
    outer, entries = tape.recording.tape, []
    tape.recording.tape = entries
    try:
        result = function()
        value = result[0] if isinstance(result, tuple) else result
        if isinstance(value, tape.Tensor):
            tape.backward(entries, value)
    finally:
        tape.recording.tape = outer
    return _plain(result)


def _plain(result: Any) -> Any:
    if isinstance(result, tuple):
        return tuple([r.value if isinstance(r, Operators) else r for r in result])
    return tape.plain(result)


for _table in (elementwise, reductions, shapes, linear, nn, crossentropy, kernels):
    for _name, _function in _table.TABLE.items():
        setattr(NumpyEngine, _name, staticmethod(_function))
