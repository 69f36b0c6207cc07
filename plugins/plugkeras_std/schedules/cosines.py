"""Learning rates that go down as half a wave of the cosine. Loshchilov and Hutter, 2016."""

from math import log, pi
from typing import Annotated

from plugkeras import Schedule, ops
from plugkeras.annotations import NotNegative, Range
from plugkeras.engine import Array
from plugkeras_std.schedules.decays import Steps


def _wave(part: Array) -> Array:
    """From 1 down to 0 while ``part`` goes from 0 to 1."""
    return 0.5 * (1 + ops.cos(pi * part))


class CosineDecay(Schedule):
    """Down to ``alpha`` times the rate within ``decay_steps``.

    With ``warmup_target``, first up to it in a straight line of ``warmup_steps``, then down from there.
    """

    initial_learning_rate: float
    decay_steps: Steps
    alpha: float = 0.0
    name: str = "CosineDecay"
    warmup_target: float | None = None
    warmup_steps: NotNegative = 0

    def __call__(self, step: Array) -> Array:
        """The learning rate at ``step``."""
        first, warmup = self.initial_learning_rate, self.warmup_steps
        if self.warmup_target is None:
            return first * self._decayed(ops.minimum(step / self.decay_steps, 1))
        rising = first + (self.warmup_target - first) * (step / max(warmup, 1))
        part = ops.clip((step - warmup) / self.decay_steps, 0, 1)
        return ops.where(step < warmup, rising, self.warmup_target * self._decayed(part))

    def _decayed(self, part: Array) -> Array:
        return (1 - self.alpha) * _wave(part) + self.alpha


class CosineDecayRestarts(Schedule):
    """Down again and again: after each restart for ``t_mul`` times as long, from ``m_mul`` times as high."""

    initial_learning_rate: float
    first_decay_steps: Steps
    t_mul: Annotated[float, Range(1)] = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0
    name: str = "SGDRDecay"

    def __call__(self, step: Array) -> Array:
        """The learning rate at ``step``."""
        periods = step / self.first_decay_steps
        if self.t_mul == 1:
            restarts = ops.floor(periods)
            part = periods - restarts
        else:
            restarts = ops.floor(ops.log(1 + periods * (self.t_mul - 1)) / log(self.t_mul))
            before = (self.t_mul**restarts - 1) / (self.t_mul - 1)
            part = (periods - before) / self.t_mul**restarts
        return self.initial_learning_rate * ((1 - self.alpha) * self.m_mul**restarts * _wave(part) + self.alpha)
