"""Names of layers and weights, and what the calls in progress share."""

import re
from collections import Counter
from threading import local
from typing import Any

from plugkeras.engine import Array
from plugkeras.engine.dry_run import dry_names


class _Call(local):
    """What the calls in progress share: whether they train, the losses they add, the names they are in."""

    training: bool | None = None  # None outside all calls
    losses: list[Array] | None = None
    masks: dict[int, tuple[Array, Array]] | None = None  # of arrays, by their ids
    names: tuple[str, ...] = ()


class _Unsaid(int):
    """As good as False."""

    def __repr__(self) -> str:
        return "False"


calling = _Call()
UNSAID: Any = _Unsaid(0)
"""Whether it is training, where nobody said so: no, but for layers that Keras lets work then."""
_names_given: Counter[str] = Counter()


def snake_case(name: str) -> str:
    """``MaxPooling2D`` as ``max_pooling2d``, by Keras's rule."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def get_uid(prefix: str) -> int:
    """How often ``prefix`` has been asked for since ``clear_session``: 1, 2, …"""
    given = dry_names()
    given = _names_given if given is None else given
    given[prefix] += 1
    return given[prefix]


def unique_name(name: str) -> str:
    """``dense``, then ``dense_1``, and so on, until ``clear_session``."""
    n = get_uid(name)
    return name if n == 1 else f"{name}_{n - 1}"


def clear_session() -> None:
    """Begin again with ``dense``, ``lstm``, … as the names of new layers."""
    _names_given.clear()
