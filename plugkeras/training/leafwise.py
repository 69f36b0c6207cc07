"""Steps over lists and dicts of arrays, for engines that know single arrays."""

from collections.abc import Callable, Sequence
from typing import Any

from plugkeras import tree
from plugkeras.engine import Array, current
from plugkeras.engine.variable import Variable

Step = Callable[..., Any]


def _nests(batch: Any) -> bool:
    return any(map(tree.is_nested, batch))


class Flattened:
    """A function of nested arrays as one of arrays alone, which returns arrays alone; ``packed`` puts them together."""

    def __init__(self, function: Step, batch: Any = None) -> None:
        self.function, self.batch = function, batch
        self.__self__ = getattr(function, "__self__", None)  # whose step it is, which engines ask
        self.result: Any = None  # how what it returns is nested, if it is

    def __call__(self, *leaves: Array) -> Any:
        batch = leaves if self.batch is None else tree.pack_sequence_as(self.batch, leaves)
        result = self.function(*batch)
        if not (_nests(result) if isinstance(result, tuple) else tree.is_nested(result)):
            return result
        self.result = tree.map_structure(lambda leaf: 0, result)
        return tuple(tree.flatten(result))

    def packed(self, results: Any) -> Any:
        """The arrays that it returned, as the function returned them."""
        return results if self.result is None else tree.pack_sequence_as(self.result, results)


class Leafwise:
    """A step over batches of nested arrays, compiled once for each way in which they are nested."""

    def __init__(self, step: Step, state: Callable[[], Sequence[Variable]]) -> None:
        self.step, self.state = step, state
        self.made: dict[str, tuple[Flattened, Step]] = {}

    def __call__(self, *batch: Any) -> Any:
        """Make the step."""
        flattened, compiled = self._compiled(batch)
        return flattened.packed(compiled(*batch if flattened.batch is None else tree.flatten(batch)))

    def over(self, data: Any) -> Any:
        """How the engine makes the step with many rows of ``data``; None if it does not."""
        return current().over(self._compiled(tuple(data))[1], data.flat())

    def _compiled(self, batch: tuple[Any, ...]) -> tuple[Flattened, Step]:
        sign = tree.map_structure(lambda leaf: 0, batch) if _nests(batch) else None
        if (key := repr(sign)) not in self.made:
            flattened = Flattened(self.step, sign)
            self.made[key] = flattened, current().compile(flattened, self.state)
        return self.made[key]


def gradient(function: Step, flat: Any, replayable: bool) -> Step:
    """As ``Engine.gradient``, of a function that may take and return nested arrays."""
    flattened = Flattened(function)
    made = current().gradient(flattened, flat, replayable)
    return lambda *batch: flattened.packed(made(*batch))
