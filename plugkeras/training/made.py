"""The steps of a model as the engine compiled them: made when they are needed, and forgotten when the model changes."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from plugkeras.engine import Array, current
from plugkeras.engine.variable import Variable
from plugkeras.errors import StateError
from plugkeras.training.compiling import Compiled
from plugkeras.training.leafwise import Leafwise
from plugkeras.training.settings import Listed, Settings


class Made:
    """What is kept of a model's steps."""

    optimizer: Any
    flatten_layers: Callable[[], Any]
    _overridden: ClassVar[frozenset[str]]
    _settled: Callable[[str], Compiled]
    _nests: ClassVar[bool] = True  # whether inputs and outputs may be lists or dicts of arrays
    _listed: Listed | None = None
    _settings: Settings | None = None  # what Python has decided by
    _update: Callable[..., Any] | None = None  # forward, back and update
    _step: Callable[..., Array] | None = None  # of training
    _assess: Callable[..., Any] | None = None  # forward and loss, without training
    _test: Callable[..., Array] | None = None
    _infer: Callable[..., Array] | None = None
    _eager: bool = False
    _engine: str  # for which it was compiled

    @property
    def run_eagerly(self) -> bool:
        """Whether Python makes each step, an op after the other: to look at values, say, or to stop in a debugger."""
        return self._eager

    @run_eagerly.setter
    def run_eagerly(self, wanted: bool) -> None:
        self._eager = wanted
        self._forget_steps()

    @property
    def jit_compile(self) -> bool:
        """Whether the engine compiles the steps, if it knows how."""
        return not self._eager

    @jit_compile.setter
    def jit_compile(self, wanted: bool) -> None:
        self.run_eagerly = not wanted

    def _made(self, step: Any, state: Callable[[], Sequence[Variable]]) -> Any:
        """A step, as the engine compiled it."""
        if self._eager:
            return step
        return Leafwise(step, state) if self._nests else current().compile(step, state)

    def _stays_with(self, engine: str) -> None:
        """See that arrays of this engine are those of the one in use.

        Raises:
            StateError: they are not.
        """
        if engine != (now := current().name):
            raise StateError(
                f"{self} has arrays of the engine '{engine}', and '{now}' computes now: make the model after "
                "set_engine, or save it before and load it after."
            )

    def look_anew(self) -> None:
        """Have the engine compile the steps anew, if anything was changed that Python decides by."""
        self._listed = None
        if self._settings is not None and self._settings.differ_from(self._now()):
            self._forget_steps()

    def _forget_steps(self) -> None:
        self._step = self._update = self._test = self._assess = self._infer = self._listed = self._settings = None

    def _now(self) -> Settings:
        plain = not (self._overridden or getattr(self, "_own_call", True))  # nothing of its own is looked at then
        layers, loss = list(self.flatten_layers())[plain:], self._settled("fit").loss
        return Settings([*layers, self.optimizer, *([] if loss is None else [loss])], [p.trainable for p in layers])
