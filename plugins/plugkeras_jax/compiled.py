"""A step over batches as one program of XLA: a pure function of the values of Variables and of the batch."""

import warnings
from collections.abc import Callable, Sequence
from operator import is_
from typing import Any

import jax

from plugkeras_jax.placing import Placing, in_use, put
from plugkeras_jax.scopes import Cell, is_tracing, scope
from plugkeras_jax.values import plain

NEEDS_VALUES = (
    jax.errors.ConcretizationTypeError,
    jax.errors.TracerArrayConversionError,
    jax.errors.TracerBoolConversionError,
    jax.errors.TracerIntegerConversionError,
    jax.errors.NonConcreteBooleanIndexError,
)


class Unlisted(Exception):
    """A traced step assigned Variables that nobody had listed."""

    def __init__(self, variables: Sequence[Any]) -> None:
        self.variables = variables


class Compiled:
    """``step(*batch)``, which reads and changes Variables; compiled for each shape of batch."""

    def __init__(self, step: Callable[..., Any], state: Callable[[], Sequence[Any]]) -> None:
        self.step, self.state = step, state
        self.listed: list[Any] = []  # as `state` has it
        self.found: list[Any] = []  # what a trace assigned besides
        self.variables: list[Any] = []
        self.program: Any = None
        self.placing: Placing | None = None
        self.places: list[Any] = []  # of the variables, if they are spread over devices
        self.eager = False

    def __call__(self, *batch: Any) -> Any:
        """Make the step; the Variables have their new values then."""
        if is_tracing():
            return self.step(*batch)
        if (spread := in_use()) is not self.placing:
            self.placing, self.program = spread, None
        batch = batch if spread is None else spread.joined(batch)
        if self.eager:
            return self.step(*batch)
        listed = self.state()
        if self.program is None or len(listed) != len(self.listed) or not all(map(is_, listed, self.listed)):
            self._list(listed)
        while True:
            try:
                result, new = self.program(self._values(), batch)
            except Unlisted as more:
                self.found += more.variables
                self._list(self.state())
            except NEEDS_VALUES as problem:
                self._uncompiled(problem)
                return self.step(*batch)
            else:
                break
        for number, value in new.items():
            self.variables[number].value = value
        return result

    def _list(self, listed: Sequence[Any]) -> None:
        self.listed = list(listed)
        self.variables = list({id(v): v for v in [*listed, *self.found]}.values())
        if self.placing is None:
            self.program = jax.jit(self._pure)
        else:
            self.places = [self.placing.of(v) for v in self.variables]
            self.program = self.placing.compiled(self._pure, self.places)

    def _values(self) -> list[Any]:
        """The values of the Variables, where the distribution in use has them."""
        if self.placing is not None:
            for variable, place in zip(self.variables, self.places, strict=True):
                variable.value = put(variable.value, place)
        return [v.value for v in self.variables]

    def _pure(self, values: Sequence[Any], batch: Sequence[Any]) -> Any:
        numbers = {id(v): n for n, v in enumerate(self.variables)}
        with scope(self.variables, values) as mine:
            result = jax.tree.map(plain, self.step(*batch), is_leaf=lambda x: hasattr(x, "node"))
            assigned = [v for v in mine.assigned() if not isinstance(v, Cell)]
            if more := [v for v in assigned if id(v) not in numbers]:
                raise Unlisted(more)
            return self._kept(result, {numbers[id(v)]: v.value for v in assigned})

    def _kept(self, result: Any, new: dict[int, Any]) -> tuple[Any, dict[int, Any]]:
        """The new values stay where the old ones lie."""
        if self.placing is None:
            return result, new
        constrained = jax.lax.with_sharding_constraint
        return self.placing.results(result), {n: constrained(value, self.places[n]) for n, value in new.items()}

    def _uncompiled(self, problem: Exception) -> None:
        self.eager = True
        said = str(problem).partition("\n")[0]
        warnings.warn(f"This step asks for values while it is compiled, so it runs uncompiled: {said}", stacklevel=3)
