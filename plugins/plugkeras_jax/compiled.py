"""A step over batches as one program of XLA: a pure function of the values of Variables and of the batch."""

import pickle
from collections.abc import Callable, Sequence
from functools import partial
from operator import is_
from typing import Any

import jax
import numpy as np

from plugkeras.config import floatx
from plugkeras.parts.text import is_text
from plugkeras_jax.faults import NEEDS_VALUES, in_words, needs_values, quiet, tell, tell_draws
from plugkeras_jax.looking import Looks
from plugkeras_jax.placing import Placing, in_use
from plugkeras_jax.placing import put as put_at
from plugkeras_jax.scopes import TRACING, Cell, is_innermost, is_tracing, put, scope
from plugkeras_jax.streams import UNSEEDED
from plugkeras_jax.values import plain


class Again(BaseException):
    """A trace found something that the program has to be given: it is made again."""


FOUND = (Again, *NEEDS_VALUES, AttributeError)


class Compiled:
    """``step(*batch)``, which reads and changes Variables; compiled for each shape of batch.

    A trace may find that the step reads or changes Variables that nobody listed, that Python has to say a number at
    each step (``questions``), or that something in it needs values (``apart``), which is called after the program.
    """

    def __init__(self, step: Callable[..., Any], state: Callable[[], Sequence[Any]]) -> None:
        self.step, self.state = step, state
        self.listed: Sequence[Any] = ()  # as `state` has it
        self.found: list[Any] = []  # Variables besides
        self.questions: list[Callable[[], Any]] = []
        self.apart: list[Callable[..., Any]] = []
        self.variables: list[Any] = []
        self.numbers: dict[int, int] = {}
        self.program: Any = None
        self.programs: dict[Any, dict[int, Any]] = {}  # of many steps: by the shapes of the data, and of a batch
        self.placing: Placing | None = None
        self.places: list[Any] = []  # of the variables, if they are spread over devices
        self.uncompiled = self.unseeded = self.seeded = False
        self.looks = Looks()
        self.tries = 0
        self.answers: dict[Callable[[], Any], Any] = {}
        self.noted: dict[int, Any] = {}
        self.given: list[Any] = []

    def __call__(self, *batch: Any) -> Any:
        """Make the step; the Variables have their new values then."""
        if is_tracing():
            return self.step(*batch)
        if any(map(is_text, batch)):  # layers that look at it do so in Python
            with quiet(), in_words():
                return self._by_hand(batch)
        self.looks.at(batch)
        batch = batch if (spread := in_use()) is None else tuple(spread.joined(batch))
        batch = tuple(np.array(x) if isinstance(x, np.ndarray) else x for x in batch)  # a source may reuse its arrays
        self.seeded = False  # once a step, however often it is traced
        while not self.uncompiled:
            try:
                with quiet():
                    return self._run(batch)
            except FOUND as problem:
                self._learn(problem)
        with quiet(), in_words():
            return self._by_hand(batch)

    def programs_for(self, data: Sequence[Any]) -> dict[int, Any]:
        """The programs of many steps over data of these shapes, by the size of a batch."""
        self._look()
        return self.programs.setdefault(tuple(None if c is None else (c.shape, c.dtype) for c in data), {})

    def traced(self, batch: Sequence[Any]) -> tuple[Any, list[int]] | None:
        """The step as a function of arrays, and the numbers of the Variables that its last results are for.

        None if it cannot be compiled, or there is more to do at each step.
        """
        self._look()
        while self.computes_only():
            try:
                with quiet(), TRACING:
                    trace = jax.make_jaxpr(partial(self._pure), return_shape=True)
                    step, (_, new, _) = trace(self._values(), [], batch)
            except FOUND as problem:
                self._learn(problem)
                self._look()
            else:
                self.tries = 0
                return step, sorted(new)
        return None

    def computes_only(self) -> bool:
        """Whether all that is to be done at each step is known to be in the program."""
        return not (self.uncompiled or self.questions or self.apart or self.unseeded or in_use())

    def _learn(self, problem: BaseException) -> None:
        """What a trace has found: the step is compiled anew, or not at all. Any other problem is raised again."""
        if isinstance(problem, Again):
            self.program = None
            return
        if not needs_values(problem):
            raise problem
        tell(problem)
        self.uncompiled = True

    def _look(self) -> None:
        """See whether the state is made of the same Variables as before, and lies where it did."""
        if (spread := in_use()) is not self.placing:
            self.placing, self.program = spread, None
        listed = self.state()
        if self.program is None or listed is not self.listed:
            self._list(listed)

    def _run(self, batch: Sequence[Any]) -> Any:
        with TRACING:
            self._look()
            answers = [np.asarray(question(), floatx()) for question in self.questions]
            if self.unseeded and not self.seeded:
                UNSEEDED.reseed()
                self.seeded = True
            result, new, given = self.program(self._values(), answers, batch)
            for number, value in new.items():
                self.variables[number].value = value
        self.tries = 0
        for number, arguments in given:
            self.apart[int(number)](*jax.tree.map(np.array, arguments))
        return result

    def _by_hand(self, batch: Sequence[Any]) -> Any:
        """The step, an op after the other; all of it or, if anything goes wrong, nothing."""
        with scope() as mine:
            result = _plain(self.step(*batch))
            new = [(v, v.value) for v in mine.assigned() if not isinstance(v, Cell)]
        for variable, value in new:
            put(variable, value)
        return result

    def _list(self, listed: Sequence[Any]) -> None:
        same = len(listed) == len(self.listed) and all(map(is_, listed, self.listed))
        self.listed = listed
        if self.program is not None and same:
            return
        self.variables = list({id(v): v for v in [*listed, *self.found]}.values())
        self.numbers = {id(v): n for n, v in enumerate(self.variables)}
        self.unseeded = id(UNSEEDED.key) in self.numbers
        self.programs.clear()
        pure = partial(self._pure)  # a function of its own: JAX remembers traces by equality
        if self.placing is None:
            self.program = jax.jit(pure)
        else:
            self.places = [self.placing.of(v) for v in self.variables]
            self.program = self.placing.compiled(pure, self.places)

    def _values(self) -> list[Any]:
        """The values of the Variables, where the distribution in use has them."""
        if self.placing is not None:
            for variable, place in zip(self.variables, self.places, strict=True):
                variable.value = put_at(variable.value, place)
        return [v.value for v in self.variables]

    # -- while it is traced --------------------------------------------------------------------------

    def _pure(self, values: Sequence[Any], answers: Sequence[Any], batch: Sequence[Any]) -> Any:
        self.answers = dict(zip(self.questions, answers, strict=True))
        self.noted, self.given = {}, []
        self.looks.begin(batch)
        before = self._drawn()
        with scope(self.variables, values, trace=self) as mine:
            result = _plain(self.step(*batch))
            new = {v: v.value for v in mine.state()}
            listed = {id(v) for v in self.state()}  # metrics, say, that were made for the shapes of this batch
            more = [*self.noted.values(), *(v for v in new if id(v) not in self.numbers)]
            more += [v for v in mine.born() if id(v) in listed]
            if more or before != self._drawn():
                self._again(more)
            self.looks.end()
            return self._kept(result, {self.numbers[id(v)]: value for v, value in new.items()}, self.given)

    def _kept(self, result: Any, new: dict[int, Any], given: Any) -> Any:
        """The new values stay where the old ones lie."""
        if self.placing is None:
            return result, new, given
        constrained = jax.lax.with_sharding_constraint
        new = {number: constrained(value, self.places[number]) for number, value in new.items()}
        return self.placing.results(result), new, self.placing.results(given)

    def _again(self, more: Sequence[Any]) -> None:
        self.found += more
        self.tries += not more  # the first time, perhaps, layers were built, whose weights are drawn
        if self.tries > 1:
            tell_draws(getattr(self.step, "__self__", "The model"))
            self.uncompiled = True
        raise Again

    def _drawn(self) -> bytes:
        """Where the generators of Python and NumPy are."""
        from plugkeras.random import global_state
        from plugkeras.training.lasting import generators_in

        return pickle.dumps([global_state(), generators_in(getattr(self.step, "__self__", None))])

    def reads(self, variable: Any, new: bool) -> None:
        """Told of each Variable that has a value although the step is traced; a new one was made in it."""
        if not new and id(variable) not in self.numbers:
            self.noted[id(variable)] = variable

    def answer(self, question: Callable[[], Any], varies: bool) -> Any:
        """What Python says at each step, if it cannot be traced."""
        if question in self.answers:
            return self.answers[question]
        try:
            found = None if varies else plain(question())
        except NEEDS_VALUES:
            found = None
        if isinstance(found, jax.core.Tracer):
            return found
        self.questions.append(question)
        raise Again

    def call(self, function: Callable[..., Any], *args: Any) -> None:
        """Call it now or, if it needs values, after the program."""
        if function not in self.apart:
            try:
                function(*args)
            except (*NEEDS_VALUES, AttributeError) as problem:
                if not (needs_values(problem) and is_innermost()):
                    raise
                self.apart.append(function)
                raise Again from None
        else:
            self.given.append((self.apart.index(function), _plain(args)))


def _plain(results: Any) -> Any:
    return jax.tree.map(plain, results, is_leaf=lambda x: hasattr(x, "node"))
