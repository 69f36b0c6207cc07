"""The base class of learning-rate schedules."""

from typing import ClassVar

from plugkeras.engine import Array
from plugkeras.parts.config import Configurable


class Schedule(Configurable):
    """A learning rate that depends on the step: ``__call__(step)`` returns it."""

    kind: ClassVar[str] = "schedules"

    def __call__(self, step: Array) -> Array:
        """The learning rate at update number ``step``, the first being 0."""
        raise NotImplementedError(f"{type(self).__name__} does not define __call__(step).")
