"""Learning rates that go down steadily, or in steps."""

from typing import Annotated, Any

from plugkeras import Schedule, ops
from plugkeras.annotations import Range
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError

Steps = Annotated[float, Range(1)]


def _periods(step: Array, decay_steps: float, staircase: bool) -> Array:
    """How often ``decay_steps`` has passed; whole times only, with ``staircase``."""
    return ops.floor(step / decay_steps) if staircase else step / decay_steps


class ExponentialDecay(Schedule):
    """``initial_learning_rate * decay_rate ** (step / decay_steps)``."""

    initial_learning_rate: float
    decay_steps: Steps
    decay_rate: float
    staircase: bool = False
    name: str = "ExponentialDecay"

    def __call__(self, step: Array) -> Array:
        """The learning rate at ``step``."""
        return self.initial_learning_rate * self.decay_rate ** _periods(step, self.decay_steps, self.staircase)


class InverseTimeDecay(Schedule):
    """``initial_learning_rate / (1 + decay_rate * step / decay_steps)``."""

    initial_learning_rate: float
    decay_steps: Steps
    decay_rate: float
    staircase: bool = False
    name: str = "InverseTimeDecay"

    def __call__(self, step: Array) -> Array:
        """The learning rate at ``step``."""
        return self.initial_learning_rate / (1 + self.decay_rate * _periods(step, self.decay_steps, self.staircase))


class PolynomialDecay(Schedule):
    """From ``initial_learning_rate`` to ``end_learning_rate`` as ``(1 - step / decay_steps) ** power``.

    With ``cycle``, whenever the end is reached, on again towards the next multiple of ``decay_steps``.
    """

    initial_learning_rate: float
    decay_steps: Steps
    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False
    name: str = "PolynomialDecay"

    def __call__(self, step: Array) -> Array:
        """The learning rate at ``step``."""
        periods = step / self.decay_steps
        part = periods / ops.maximum(ops.ceil(periods), 1) if self.cycle else ops.minimum(periods, 1)
        return (self.initial_learning_rate - self.end_learning_rate) * (1 - part) ** self.power + self.end_learning_rate


class PiecewiseConstantDecay(Schedule):
    """``values[i]`` up to and including step ``boundaries[i]``, and the last value from there on."""

    boundaries: list[Any]
    values: list[Any]
    name: str = "PiecewiseConstant"

    def setup(self) -> None:
        """There is one value more than boundaries."""
        if len(self.boundaries) + 1 != len(self.values):
            raise ArgumentError(
                f"PiecewiseConstantDecay: `values` must have one item more than `boundaries`, "
                f"not {len(self.values)} for {len(self.boundaries)}."
            )

    def __call__(self, step: Array) -> Array:
        """The learning rate at ``step``."""
        rate = self.values[-1]
        for boundary, value in zip(reversed(self.boundaries), reversed(self.values[:-1]), strict=True):
            rate = ops.where(step <= boundary, value, rate)
        return rate
