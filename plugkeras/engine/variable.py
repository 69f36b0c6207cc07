"""A Variable: state that lasts, and what gradients are taken with respect to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import inf, prod
from threading import local
from typing import Any

from plugkeras.config import floatx
from plugkeras.engine.contract import current
from plugkeras.engine.cut_gradients import told
from plugkeras.engine.dry_run import is_dry
from plugkeras.engine.operators import Operators
from plugkeras.engine.state import Array
from plugkeras.errors import ArgumentError, FormatError, ShapeError


class _Room(local):
    """How large the arrays may be that are made now; without limits unless a file says what to make."""

    elements = inf
    largest = inf


_room = _Room()


@contextmanager
def room(elements: float, largest: float) -> Iterator[None]:
    """Within it, new variables may have so many elements together, and an array for a trial so many."""
    outer = _room.elements, _room.largest
    _room.elements, _room.largest = elements, largest
    try:
        yield
    finally:
        _room.elements, _room.largest = outer


@contextmanager
def apart(elements: int = 1 << 24) -> Iterator[None]:
    """Within it, new variables are none of those that a file has weights for: a metric's. They have a limit, too."""
    outer = _room.elements
    _room.elements = outer if outer == inf else elements
    try:
        yield
    finally:
        _room.elements = outer


def claim(shape: Sequence[int], kept: bool = True) -> None:
    """Say, before an array is made, how large it will be, and whether it is a variable's.

    Raises:
        FormatError: it is larger than what is being read from a file can ask for.
    """
    size = prod(shape)
    if size > (_room.elements if kept else _room.largest):
        raise FormatError(f"Its config asks for an array of shape {tuple(shape)}, more than the file has weights for.")
    if kept:
        _room.elements -= size


def _without_values(shape: tuple[int, ...], dtype: str) -> Array:
    """An array of any size in the memory of one element."""
    import numpy as np

    try:
        return np.broadcast_to(np.zeros((), dtype), shape)
    except ValueError:
        raise ShapeError(f"A weight of shape {shape} is larger than any array can be.") from None


class Variable(Operators):
    """An array that is changed only through ``assign``.

    Args:
        initializer: an array, or a function of ``(shape, dtype)`` that makes one.
        shape: needed only with a function.
        dtype: the default float dtype unless given.
        trainable: whether training changes it.
        autocast, aggregation, synchronization: as in Keras, where they say how backends compute; here without effect.
        layout: a ``TensorLayout`` for it alone is given to `plugkeras.distribution`, and refused here.

    ``path`` is ``model/layer/name``; ``node`` belongs to the engine, while it records. ``like`` is the Variable that it
    is kept for, as an optimizer's slot is: over many devices it lies as that one does. ``engine`` is the name of
    the one that made its value.
    """

    __slots__ = ("constraint", "engine", "like", "name", "node", "path", "regularizer", "trainable", "value")

    def __init__(
        self,
        initializer: Any,
        shape: Sequence[int] | None = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        aggregation: str | None = "none",
        synchronization: str = "auto",
        name: str | None = None,
        layout: Any = None,
    ) -> None:
        name = "variable" if name is None else name
        if layout is not None:
            raise ArgumentError(f"Variable {name}: a layout is given by plugkeras.distribution, in a LayoutMap.")
        if callable(initializer):
            claim(tuple(shape or ()))
        dtype = str(dtype or getattr(initializer, "dtype", None) or floatx())
        self.value: Array
        self.engine = current().name
        if is_dry() and callable(initializer):
            self.value = _without_values(tuple(shape or ()), dtype)
        else:
            self.value = current().hold(
                lambda: initializer(tuple(shape or ()), dtype=dtype) if callable(initializer) else initializer, dtype
            )
        self.trainable = trainable
        self.name = self.path = name
        self.node: Any = None
        self.regularizer: Any = None
        self.constraint: Any = None
        self.like: Variable | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of its axes."""
        return tuple(self.value.shape)

    @property
    def dtype(self) -> str:
        """The name of its dtype."""
        return str(self.value.dtype)

    def numpy(self) -> Any:
        """Its value, as an ndarray of its own."""
        told(self)
        return current().to_numpy(self).copy()

    def assign(self, value: Any) -> "Variable":
        """Take a new value of the same shape.

        Raises:
            ShapeError: the shape is another one.
        """
        shape = getattr(value, "shape", None)
        if shape is not None and tuple(shape) != self.value.shape:
            raise ShapeError(
                f"Variable {self.path} has shape {self.shape}; a value of shape {tuple(shape)} does not fit."
            )
        if not is_dry():
            current().assign(self, value)
        return self

    def assign_add(self, value: Any) -> "Variable":
        """Add ``value`` to it."""
        if not is_dry():
            current().assign_add(self, value)
        return self

    def assign_sub(self, value: Any) -> "Variable":
        """Subtract ``value`` from it."""
        return self.assign(self.value - value)

    def __repr__(self) -> str:
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}, value={self.value}>"
