"""What is refused by its values, a class that is not there, say.

A step is traced without values, so what it would have looked at in its batch is looked at before each, on the host.
"""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np

from plugkeras_jax.scopes import traced
from plugkeras_jax.values import plain


class Looks:
    """Which arrays of a batch are looked at, and by whom."""

    def __init__(self) -> None:
        self.batch: Sequence[Any] = ()
        self.wanted: list[tuple[int, Callable[[Any], None]]] = []
        self.found: list[tuple[int, Callable[[Any], None]]] = []  # by the trace that is going on
        self.sources: dict[int, tuple[Any, int]] = {}  # what stands for an array of the batch in it

    def at(self, batch: Sequence[Any]) -> None:
        """Look at this batch, which is the next one, or at many at once."""
        self.batch = batch
        for number, refuse in self.wanted:
            refuse(np.asarray(batch[number]))

    def begin(self, batch: Sequence[Any]) -> None:
        """A trace begins, in which these stand for the batch."""
        self.found, self.sources = [], {id(x): (x, number) for number, x in enumerate(batch) if x is not None}

    def end(self) -> None:
        """It is over, and found all."""
        self.wanted, self.found, self.sources = self.found, [], {}

    def want(self, x: Any, refuse: Callable[[Any], None]) -> None:
        """Look at the batch now and from now on, if x is of it."""
        if id(x) in self.sources:
            number = self.sources[id(x)][1]
            for array in self.batch[number : number + 1]:  # none, if it is traced before there is a batch
                refuse(np.asarray(array))
            self.found.append((number, refuse))

    def follow(self, y: Any, x: Any) -> None:
        """Know that y has the values of x."""
        if id(x) in self.sources:
            self.sources.setdefault(id(y), (y, self.sources[id(x)][1]))


def look(x: Any, refuse: Callable[[Any], None]) -> None:
    """Have ``refuse`` look at x's values, now or before each step; at what a step computes nobody looks."""
    x = plain(x)
    if not isinstance(x, jax.core.Tracer):
        refuse(np.asarray(x))
    elif traced() is not None:
        traced().looks.want(x, refuse)


def followed(y: Any, x: Any) -> Any:
    """y, which has the values of x in another shape or dtype."""
    if isinstance(y, jax.core.Tracer) and traced() is not None:
        traced().looks.follow(y, plain(x))
    return y
