"""Steps over lists and dicts of arrays, for engines that know single arrays."""

from collections.abc import Callable, Sequence
from typing import Any

from plugkeras import tree
from plugkeras.engine import Array, current
from plugkeras.engine.variable import Variable

Step = Callable[..., Any]


def _shape_of(value: Any) -> Any:
    """A structure that is the same for the same nesting: what its leaves are does not matter, but for None."""
    return tree.map_structure(lambda leaf: None if leaf is None else 0, value)


class Flattened:
    """A function of nested arrays as one of arrays alone, which returns arrays alone; ``packed`` puts them together."""

    def __init__(self, function: Step, batch: Any = None) -> None:
        self.function, self.batch = function, batch
        self.__self__ = getattr(function, "__self__", None)  # whose step it is, which engines ask
        self.result: Any = None

    def __call__(self, *leaves: Array) -> tuple[Array, ...]:
        batch = leaves if self.batch is None else tree.pack_sequence_as(self.batch, leaves)
        result = self.function(*batch)
        self.result = _shape_of(result)
        return tuple(tree.flatten(result))

    def packed(self, results: Any) -> Any:
        """The arrays that it returned, as the function returned them."""
        return tree.pack_sequence_as(self.result, results)


class Leafwise:
    """A step over batches of nested arrays, compiled once for each way in which they are nested."""

    def __init__(self, step: Step, state: Callable[[], Sequence[Variable]]) -> None:
        self.step, self.state = step, state
        self.made: dict[str, tuple[Flattened, Step]] = {}

    def __call__(self, *batch: Any) -> Any:
        """Make the step."""
        flattened, compiled = self._compiled(batch)
        return flattened.packed(compiled(*tree.flatten(batch)))

    def over(self, data: Any) -> Any:
        """How the engine makes the step with many rows of ``data``; None if it does not."""
        return current().over(self._compiled(tuple(data))[1], data.flat())

    def _compiled(self, batch: tuple[Any, ...]) -> tuple[Flattened, Step]:
        sign = _shape_of(batch)
        if (key := repr(sign)) not in self.made:
            flattened = Flattened(self.step, sign)
            self.made[key] = flattened, current().compile(flattened, self.state)
        return self.made[key]


def gradient(function: Step, flat: Any, replayable: bool) -> Step:
    """As ``Engine.gradient``, of a function that may take and return nested arrays."""
    flattened = Flattened(function)
    made = current().gradient(flattened, flat, replayable)
    return lambda *batch: flattened.packed(made(*batch))
