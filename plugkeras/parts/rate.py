"""An optimizer's learning rate: a Variable, a schedule, or a function."""

from collections.abc import Mapping
from typing import Any

from plugkeras.annotations import LearningRate, checked
from plugkeras.config import floatx
from plugkeras.engine import current
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError
from plugkeras.parts.config import get
from plugkeras.parts.schedule import Schedule


class Rated:
    """What has a learning rate, which may fall with the number of its ``iterations``."""

    name: str
    iterations: Variable
    decay: float
    _rate: Any
    _factor: Variable

    @property
    def rate_factor(self) -> float:
        """What a person, while it trains, multiplies the rate of a schedule by; not part of its config."""
        return float(self._factor.value)

    @rate_factor.setter
    def rate_factor(self, value: float) -> None:
        self._factor.assign(value)

    @property
    def learning_rate(self) -> Any:
        """The learning rate: a Variable, or a schedule's value at this step."""
        return self.current_rate() if callable(self._rate) else self._rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        value = checked(type(self).__name__, "learning_rate", LearningRate, value)
        old = self.__dict__.get("_rate")
        if isinstance(value, Mapping):
            value = get("schedules", value)
        if callable(value):
            self._rate = value
        elif callable(old):
            raise ArgumentError(f"{self.name} follows {old!r}; its learning rate cannot be set as well.")
        elif old is None:
            self._rate = Variable(value, dtype=floatx(), trainable=False, name="learning_rate")
        else:
            old.assign(value)

    lr = learning_rate

    def change_rate(self, value: float) -> None:
        """From the next update on, the rate is ``value``; one that follows a schedule goes on in that proportion.

        Raises:
            ArgumentError: the schedule's rate is 0 at this step, or the optimizer's is not to be changed.
        """
        now = self.current_rate()
        if not callable(self._rate):
            self.learning_rate = value
        elif now:
            self.rate_factor *= value / now
        else:
            raise ArgumentError(f"{self.name} follows a schedule that is at 0 now, which cannot be scaled to {value}.")

    def current_rate(self) -> float:
        """The learning rate of the next update, as a number."""
        number = current().number
        rate = self._rate
        if callable(rate):
            rate = current().each_step(self._scheduled, varies=not isinstance(rate, Schedule))
        value: float = number(rate) * number(self._factor)
        return value / (1 + self.decay * number(self.iterations)) if self.decay else value

    def _scheduled(self) -> Any:
        """What the schedule says of this step; in Keras, too, it counts those that only gather."""
        return self._rate(current().number(self.iterations)) if isinstance(self._rate, Schedule) else self._rate()
