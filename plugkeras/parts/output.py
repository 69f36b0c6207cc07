"""What a layer that a script calls gives back."""

from typing import Any

import numpy as np

from plugkeras.engine import current
from plugkeras.engine.operators import Operators


class Output(np.ndarray):
    """An ndarray that answers ``numpy()`` too, as what layers return in Keras does.

    Only the outermost call of a layer makes one, as a view; ``predict`` and the ops give plain arrays. It is
    shown, copied and pickled as a plain ndarray.
    """

    def numpy(self) -> Any:
        """The same elements as a plain ndarray."""
        return self.view(np.ndarray)

    def __repr__(self) -> str:
        return repr(self.numpy())

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self.numpy().__reduce_ex__(protocol)

    def __deepcopy__(self, memo: Any) -> Any:
        return self.numpy().copy()


def given(y: Any) -> Any:
    """y as a script gets it: each array an Output, if it has values and no gradient is wanted of it."""
    if type(y) is np.ndarray:
        return y.view(Output)
    if type(y) in (list, tuple):
        return type(y)(map(given, y))
    if isinstance(y, Operators) or not hasattr(y, "shape"):
        return y
    return y if current().known(y) is None else current().to_numpy(y).view(Output)


def plain(y: Any) -> Any:
    """y as layers pass it on."""
    if type(y) is Output:
        return y.numpy()
    return type(y)(map(plain, y)) if type(y) in (list, tuple) else y
