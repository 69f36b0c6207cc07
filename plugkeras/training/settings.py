"""What a compiled step has looked at: the Variables that it reads and changes, and what Python decides by."""

from collections.abc import Iterable, Sequence
from operator import is_
from typing import Any

_OF_TRAINING = {"history", "stop_training", "optimizer", "compiled", "built"}


class Listed:
    """The Variables of a step, as long as ``sign`` is the same; no list, for a model's lists are looked through."""

    def __init__(self, variables: Sequence[Any], sign: Any) -> None:
        self.variables, self.sign = variables, sign


class Settings:
    """Parts, what they have as public attributes, and what else there is to say of them."""

    def __init__(self, parts: Iterable[Any], more: Sequence[Any] = ()) -> None:
        self.found: list[Any] = [*more]
        for part in parts:
            self.found.append(part)
            self.found += [v for name, v in vars(part).items() if name[0] != "_" and name not in _OF_TRAINING]

    def differ_from(self, other: "Settings") -> bool:
        """Whether an attribute is another object there."""
        return len(self.found) != len(other.found) or not all(map(is_, self.found, other.found))
