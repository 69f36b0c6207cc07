"""The Engine contract: what the ops do, where arrays live, and where gradients come from.

The numpy engine is the default and the only one the core needs. The contract is written so that a
compiling engine can run the same layers: state lives in Variables and changes only through
``assign``, randomness comes from seed generators, and a training step is one function of
(state, batch) that ``Engine.compile`` may trace.
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar, TypeVar

from plugkeras.engine.flow import Flow
from plugkeras.engine.required import PRIMITIVES
from plugkeras.engine.state import Array, Flat, Laid, State
from plugkeras.errors import PluginError
from plugkeras.host import host

F = TypeVar("F", bound=Callable[..., Any])


class Engine(Flow, ABC):
    """Arrays, ops and gradients. Each primitive of ``plugkeras.ops`` is a method of the same name.

    What is abstract, and the primitives, an engine must have; the other methods it may do better than is done here. It
    need not follow Python's control flow within a step, nor keep variables in one buffer, nor compile anything.
    ``plugkeras.testing.engines.check_engine`` says whether it is right.
    """

    name: ClassVar[str]

    @abstractmethod
    def array(self, value: Any, dtype: str | None = None) -> Array:
        """``value`` as an array of this engine."""

    @abstractmethod
    def to_numpy(self, value: Array) -> Any:
        """``value`` as an ndarray."""

    @abstractmethod
    def assign(self, variable: State, value: Array) -> None:
        """Change a variable's value, keeping its shape and dtype; who owns ``value`` may write into it afterwards."""

    def hold(self, make: Callable[[], Any], dtype: str) -> Array:
        """``make()`` as what a new Variable holds: an array of its own, with values even if a step is being traced."""
        return self.array(make(), dtype)

    def assign_add(self, variable: State, value: Array) -> None:
        """Add to a variable's value."""
        self.assign(variable, variable.value + value)

    @abstractmethod
    def flat(self, variables: Sequence[State]) -> Flat:
        """Lay ``variables`` out together; their values stay what they are."""

    @abstractmethod
    def value_and_grad(self, function: Callable[[], Any], variables: Sequence[State] | Flat) -> tuple[Any, Any]:
        """Call ``function`` and differentiate what it returns.

        ``function()`` returns a scalar, or a scalar and anything else. The gradients come as a list,
        one a variable, zero for one that does not matter; for a Flat they are taken by its ``grads``.
        What the function assigns stays assigned.
        """

    def gradient(self, function: Callable[..., Any], flat_: Flat, replayable: bool = False) -> Callable[..., Any]:
        """A function of a batch that returns ``function(*batch)`` and writes its gradients to ``flat_.grads``.

        ``function`` returns a tuple that begins with the scalar of which they are taken. If it is ``replayable``, it
        makes the same ops for each batch of one shape and does nothing else, so that an engine may remember them.
        """
        return lambda *batch: self.value_and_grad(lambda: function(*batch), flat_)[0]

    def custom_gradient(self, function: Callable[..., Any], inputs: Sequence[Any]) -> tuple[Any, ...]:
        """Call ``function`` with ``inputs`` as constants, and let its own gradients flow instead of the ops'.

        ``function(*inputs)`` returns a tuple of outputs, and a function of one gradient an output that returns
        one gradient an input, or None. The outputs come back as what gradients flow through.

        Raises:
            PluginError: the engine has no way to do it, which it need not.
        """
        raise PluginError(f"the engine '{self.name}' does not know gradients of one's own (custom_gradient)")

    @abstractmethod
    def map(self, rule: Callable[..., tuple[Array, ...]], *laid: Laid) -> None:
        """Change ``laid`` by an elementwise rule of one array each; the first of them take what it returns.

        The rule may change its arguments by augmented assignment, and may be called with pieces of any shape.
        """

    # -- values that a step decides by -------------------------------------------------------------

    def number(self, x: Array) -> Any:
        """x as a Python number; while a step is traced, as a scalar that stands for one."""
        return self.to_numpy(x).item()

    def known(self, x: Array) -> Any:
        """x as an ndarray, to look at its values; None while a step is traced, when there are none."""
        return self.to_numpy(x)

    def look(self, x: Array, refuse: Callable[[Any], None]) -> None:
        """Have ``refuse`` look at x as an ndarray: where steps are traced, before each, and only if x is of a batch."""
        refuse(self.to_numpy(x))

    def when(self, condition: Any, action: Callable[[], None]) -> None:
        """Call ``action``, which changes Variables, if the condition holds, which ``number`` may have led to."""
        if condition:
            action()

    def each_step(self, question: Callable[[], Any], varies: bool = False) -> Any:
        """The number that ``question()`` says; where steps are traced, Python may have to say it before each.

        It ``varies`` if it may be another each time although no Variable is.
        """
        return question()

    def apart(self, function: Callable[..., None], *args: Any) -> None:
        """Call what takes in arrays, as a metric does; if that needs values, it may be called after the step."""
        function(*args)

    def same(self, x: Array, y: Array) -> bool:
        """Whether y is x, or what x has become when the gradients had been taken."""
        return getattr(x, "value", x) is getattr(y, "value", y)

    # -- steps ---------------------------------------------------------------------------------------

    def working(self) -> AbstractContextManager[None]:
        """What forward passes over batches run in, should the engine have to prepare for them."""
        return nullcontext()

    def compile(self, step: F, state: Callable[[], Sequence[Any]]) -> F:
        """A step over batches made faster, if the engine knows how; the same function otherwise.

        ``step(*batch)`` depends on its arguments (arrays or None) and on the Variables that ``state()`` lists, and
        changes nothing else; what it returns is None, an array, or a tuple of these. As long as ``state()`` returns the
        same object, it lists the same Variables.
        """
        return step

    def over(
        self, step: Callable[..., Any], data: Sequence[Array | None]
    ) -> Callable[[Iterable[Any]], Iterator[int]] | None:
        """How to make a compiled ``step`` with many rows of ``data`` in fewer calls; None if there is no such way.

        What it returns is called with an iterable of row numbers (an array or a slice for each batch) and makes a step
        with each, in turn. It tells, now and then, of how many more steps all Variables have the values, and has taken
        no more row numbers than that. It may keep copies of ``data``, wherever its device wants them.
        """
        return None

    @abstractmethod
    def generator(self, seed: int | None) -> Any:
        """A source of random numbers, repeatable if it has a seed."""

    def unseeded(self) -> Any:
        """The source of draws without a seed, while a step is traced that has to draw anew each time; else None."""
        return None

    # -- many devices and processes: ``plugkeras.distribution`` ----------------------------------------

    process: tuple[int, int] = (0, 1)
    """The number of this process, and how many compute together."""

    def devices(self, kind: str | None = None) -> list[str]:
        """The devices of all processes, as ``"cpu:0"``: of a kind, or of the fastest kind that there is."""
        return ["cpu:0"] if kind in (None, "cpu") else []

    def join(self, address: str | None, processes: int | None, number: int | None) -> None:
        """Make this process one of several that compute together, with the random numbers of process 0.

        Raises:
            PluginError: the engine computes in one process, as most do.
        """
        raise PluginError(
            f"The engine '{self.name}' computes in one process; for several choose another by set_engine or "
            "PLUGKERAS_ENGINE before initialize."
        )

    def place(self, variable: State) -> None:
        """Have a new Variable lie as the distribution in use wants it; as ``variable.like`` does, if it is there."""

    def laid_out(self, x: Array, layout: Any) -> Array:
        """``x`` as a ``TensorLayout`` wants it over the devices of its mesh."""
        return x


class _Current:
    """The engine in use; found when first asked for."""

    engine: Engine | None = None


WHEN_SET: list[Callable[[Engine], None]] = []
"""Told of the engine as soon as there is one, and of every other that takes its place."""


USUAL = "numpy"
"""The engine that computes unless somebody asks for another one."""


def current() -> Engine:
    """The engine in use: of ``set_engine``, else of ``PLUGKERAS_ENGINE``, else the usual one."""
    return _Current.engine or set_engine(os.environ.get("PLUGKERAS_ENGINE") or USUAL)


def process() -> tuple[int, int]:
    """The number of this process, and how many compute together."""
    return _Current.engine.process if _Current.engine else (0, 1)


def primitive(name: str) -> Callable[..., Any]:
    """The function of the engine in use for one of the ops that it has to provide."""
    function: Callable[..., Any] = getattr(current(), name)
    return function


def set_engine(name: str) -> Engine:
    """Use the engine called ``name`` from now on; the one before stays if this one cannot be used.

    Raises:
        UnknownName: no plugin offers it.
        MissingDependency: it needs a package that is not installed; the message says how that is done.
        PluginError: it cannot be made, or lacks something that an engine has to provide.
    """
    import numpy as np  # the first picture of the app, which names engines, is there before it

    drawn = np.random.get_state(legacy=False)  # what an engine imports may draw, and a script has set its seed
    engine = made(name)
    np.random.set_state(drawn)
    return use(engine)


def use(engine: Engine) -> Engine:
    """Use this engine from now on."""
    _Current.engine = engine
    for tell in WHEN_SET:
        tell(engine)
    return engine


def made(name: str) -> Engine:
    """A new engine of that name, whole; raises as ``set_engine`` does."""
    kind = host().get("engines", name)
    missing = set(getattr(kind, "__abstractmethods__", ()))
    try:
        engine: Engine = kind if missing else kind()
    except Exception as problem:
        raise PluginError(
            f"The engine '{name}' cannot be used: making it failed with {type(problem).__name__}: {problem}; "
            "choose another by set_engine or PLUGKERAS_ENGINE."
        ) from problem
    missing |= set(lacking(engine))
    if missing:
        raise PluginError(
            f"The engine '{name}' cannot be used: it lacks {', '.join(sorted(missing))}; "
            "choose another by set_engine or PLUGKERAS_ENGINE."
        )
    return engine


def lacking(engine: Engine) -> list[str]:
    """The primitives that an engine has not."""
    return [name for name in PRIMITIVES if not callable(getattr(engine, name, None))]


def value_and_grad(function: Callable[[], Any], variables: Sequence[State]) -> tuple[Any, list[Any]]:
    """What ``function()`` returns, and the gradients of it (of its first item) as one ndarray a variable."""
    value, grads = current().value_and_grad(function, list(variables))
    return value, list(grads)
