"""What an engine keeps: arrays, the Variables that hold them, and how they are laid out."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Protocol

Array = Any
"""What ops take and return: an ndarray, a Variable, a number, or what an engine traces with."""


class State(Protocol):
    """What an engine keeps, and may replace: a ``plugkeras.Variable``, whose ``node`` is the engine's own."""

    value: Array
    node: Any

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of its axes."""

    @property
    def dtype(self) -> str:
        """The name of its dtype."""


class Laid(ABC):
    """Arrays laid out as the engine likes to change them: a few large ones (``arrays``), or one a variable."""

    arrays: list[Array]

    @abstractmethod
    def each(self) -> list[Array]:
        """The same as one array a variable."""

    @abstractmethod
    def take(self, arrays: Sequence[Array | None]) -> None:
        """Take the values of ``arrays``, one a variable; None stands for zeros."""


class Flat(Laid):
    """Variables laid out together, so that an update touches few large arrays; ``grads`` in the same layout."""

    variables: tuple[Any, ...]
    grads: Laid

    @abstractmethod
    def intact(self) -> bool:
        """Whether the variables still lie here; another Flat may have taken one of them."""
