"""What an engine may do its own way, and need not: formulas in NumPy's functions, writing at places, loops, branches.

Here they are plain Python on ndarrays. An engine that traces steps does better, for there are no values then.
"""

from collections.abc import Callable, Sequence
from typing import Any

_WRITING = {"add": "add", "mul": "multiply", "max": "maximum", "min": "minimum"}


class Flow:
    """Methods of ``Engine`` that have values to look at, or functions like NumPy's to do without."""

    to_numpy: Callable[[Any], Any]
    stop_gradient: Callable[[Any], Any]
    stack: Callable[..., Any]

    def values(self, formula: Callable[..., Any], *arrays: Any) -> Any:
        """``formula(np, *arrays)`` of constants, an array or a tuple; ``np`` is NumPy, or what the engine has like it.

        No gradient flows through it. The formula changes no array in place.
        """
        import numpy as np  # when it is needed: the first picture of the app, which names engines, is there before it

        return formula(np, *[self.to_numpy(self.stop_gradient(x)) for x in arrays])

    def written(self, x: Any, index: tuple[Any, ...], updates: Any, how: str | None = None) -> Any:
        """x with ``updates`` at ``index``, arrays of integers: put there, or by "add", "mul", "max", "min".

        All are constants; of several updates for one place the last counts, or all of them if there is a ``how``.
        """
        import numpy as np

        y, updates, *places = (self.to_numpy(self.stop_gradient(a)) for a in (x, updates, *index))
        y = np.array(y)
        if how is None:
            y[tuple(places)] = updates
        else:
            getattr(np, _WRITING[how]).at(y, tuple(places), updates)
        return y

    def branch(self, index: Any, branches: Sequence[Callable[[], Any]]) -> Any:
        """What ``branches[index]()`` returns; if the index is traced, all of them return arrays of the same shapes."""
        return branches[int(self.values(_itself, index))]()

    def repeat_while(
        self, going: Callable[..., Any], body: Callable[..., Sequence[Any]], state: Sequence[Any]
    ) -> Sequence[Any]:
        """``state = body(*state)`` as long as ``going(*state)``: arrays, whose shapes and dtypes stay."""
        while bool(self.values(_itself, going(*state))):
            state = body(*state)
        return state

    def scan(
        self, step: Callable[..., tuple[Sequence[Any], Any]], state: Sequence[Any], xs: Sequence[Any]
    ) -> tuple[Sequence[Any], Any]:
        """``state, y = step(state, x)`` along the first axis of ``xs``: the last state, and the ys stacked.

        ``state`` and ``x`` are lists of arrays, y is one; shapes and dtypes of the state stay, and there is one step at
        least. Gradients flow through all of it.
        """
        ys = []
        for t in range(xs[0].shape[0]):
            state, y = step(state, [x[t] for x in xs])
            ys.append(y)
        return state, self.stack(ys)


def _itself(_: Any, x: Any) -> Any:
    return x
