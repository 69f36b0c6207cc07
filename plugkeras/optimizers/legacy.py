"""Keras 2's ``optimizers.legacy``: the same optimizers, which take its arguments (``lr``, ``decay``) as well.

Real Keras 3 has these names to refuse them. What was another formula then is computed as it is now: RMSprop has its
epsilon inside the root.
"""

from typing import Any

from plugkeras.host import host
from plugkeras.parts.optimizer import Optimizer as Optimizer

_NAMES = ("Adadelta", "Adagrad", "Adam", "Adamax", "Ftrl", "Nadam", "RMSprop", "SGD")
__all__ = ["Optimizer", *_NAMES]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return host().get("optimizers", name)
    raise AttributeError(f"plugkeras.optimizers.legacy has no '{name}'.", name=name)


def __dir__() -> list[str]:
    return sorted(__all__)
