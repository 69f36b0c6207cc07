"""The tape: what was computed, in program order, so that it can be walked backwards.

While nothing records, an op is its forward function on plain arrays. While a tape records, an op
one of whose inputs leads to a watched Variable returns a Tensor and appends an entry; the backward
pass pops the entries from the end, so what they saved is free to be used again at once.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from threading import local
from typing import Any

import numpy as np

from plugkeras.engine.cut_gradients import told
from plugkeras.engine.operators import Operators
from plugkeras_std.numpy_engine import buffers


class _Recording(local):
    """What the ops of this thread append to: the tape, and while a step is traced, how to do it again."""

    tape: "list[tuple[Any, ...]] | None" = None
    trace: Any = None


recording = _Recording()


def untraceable() -> None:
    """Say that the step under way cannot be run again from what the ops leave."""
    if recording.trace is not None:
        recording.trace.whole = False


class Known(Operators):
    """A value that a recorded step takes or finds, to which no gradient flows; operators on it are ops."""

    __slots__ = ("value",)
    node: Any = None

    def __init__(self, value: Any) -> None:
        self.value = value

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of its axes."""
        return self.value.shape

    @property
    def dtype(self) -> Any:
        """Its dtype."""
        return self.value.dtype

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "value":
            raise AttributeError(name)
        return getattr(self.__array__(), name)  # what arrays can do besides

    def numpy(self) -> Any:
        """Its value, as a constant."""
        return self.__array__()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        untraceable()
        return np.array(self.value, dtype) if copy else np.asarray(self.value, dtype)

    def __float__(self) -> float:
        return float(self.__array__())

    def __int__(self) -> int:
        return int(self.__array__())

    def __bool__(self) -> bool:
        return bool(self.__array__())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} shape={self.shape}, dtype={self.dtype}>"


class Tensor(Known):
    """A value on the tape, and its gradient on the way back.

    ``into`` is where a gradient is wanted: a view into a flat buffer, or None. ``gathered`` is an array
    made for this gradient alone, which may be added to in place. ``origin`` is what the value came from,
    for ops that do better knowing it: a softmax's logits and axis.
    """

    __slots__ = ("gathered", "grad")
    into: Any = None
    origin: Any = None

    def __init__(self, value: Any) -> None:
        self.value = value
        self.grad: Any = None
        self.gathered: Any = None

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"A value that gradients flow through has no `{name}`; use plugkeras.ops for it.", name=name
        )

    def flows(self) -> bool:
        """While a tape records, always."""
        return recording.tape is not None

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        told(self)
        return super().__array__(dtype, copy)

    def __bool__(self) -> bool:
        return bool(super().__array__())

    def __int__(self) -> int:
        return int(super().__array__())


class Leaf(Tensor):
    """Where the gradient of a watched Variable arrives."""

    __slots__ = ("into",)

    def __init__(self, into: Any) -> None:
        self.value = self.grad = self.gathered = None
        self.into = into


class Softmax(Tensor):
    """Probabilities that know their logits."""

    __slots__ = ("origin",)


class Parts:
    """The outputs of an op that has several, as one entry of the tape."""

    __slots__ = ("tensors",)

    def __init__(self, tensors: tuple[Tensor, ...]) -> None:
        self.tensors = tensors

    @property
    def grad(self) -> tuple[Any, ...] | None:
        """The gradients that have arrived; None if none has."""
        gs = tuple([t.grad for t in self.tensors])
        return None if all(g is None for g in gs) else gs

    @grad.setter
    def grad(self, value: None) -> None:
        for t in self.tensors:
            t.grad = value


def plain(x: Any) -> Any:
    """The array behind a Variable or a Tensor; anything else is itself."""
    return x.value if isinstance(x, Operators) else x


def node_of(x: Any) -> Tensor | None:
    """The place on the tape that x's gradient flows to; None for a constant."""
    if isinstance(x, Operators):
        return x if isinstance(x, Tensor) else x.node
    return None


Pull = Callable[[Any, Sequence[Tensor | None], Any], None]
"""``pull(g, nodes, saved)`` gives each node of an entry its share of the gradient g of the entry's output."""


def op(forward: Callable[..., Any], vjp: Callable[..., Any], outputs: int = 1) -> Callable[..., Any]:
    """An op from its two halves, arrays in, arrays out.

    ``forward(*arrays, **options)`` returns the value (a tuple of them if ``outputs`` is not 1) and
    whatever ``vjp`` needs. ``vjp(g, saved, wants, into)`` returns one gradient an array, or None where
    ``wants`` has False; it may write one to its place in ``into`` and must not change ``g``.
    """

    def pull(g: Any, nodes: Sequence[Tensor | None], saved: Any) -> None:
        wants = tuple([n is not None for n in nodes])
        into = tuple([n.into if n is not None and n.grad is None else None for n in nodes])
        # Options that were given by position come after the arrays, and have no gradient.
        for node, grad in zip(nodes, vjp(g, saved, wants, into), strict=False):
            if node is not None and grad is not None:
                give(node, grad)

    return taped(forward, pull, outputs)


def taped(forward: Callable[..., Any], pull: Pull, outputs: int = 1) -> Callable[..., Any]:
    """An op from its forward function, as in ``op``, and what gives the nodes their gradients."""

    def run(*args: Any, **options: Any) -> Any:
        y, saved = forward(*[x.value if isinstance(x, Operators) else x for x in args], **options)
        if recording.tape is None:
            return y
        untraceable()
        nodes = [node_of(x) for x in args]
        return record(pull, y, nodes, saved) if outputs == 1 else record_parts(pull, y, nodes, saved)

    run.__name__ = forward.__name__.lstrip("_")
    return run


def record_parts(pull: Pull, y: tuple[Any, ...], nodes: Sequence[Tensor | None], saved: Any) -> Any:
    """As ``record``, for an op with several outputs: a tuple."""
    if all(node is None for node in nodes):
        return y
    outs = tuple(Tensor(part) for part in y)
    recording.tape.append((pull, Parts(outs), nodes, saved))  # type: ignore[union-attr]
    return outs


def record(pull: Pull, y: Any, nodes: Sequence[Tensor | None], saved: Any, kind: type[Tensor] = Tensor) -> Any:
    """What an op returns that looks after itself: ``y``, on the tape if one of ``nodes`` is.

    While a step is traced, such an op also calls ``again`` before, or ``untraceable``.
    """
    for node in nodes:
        if node is not None:
            out = kind(y)
            recording.tape.append((pull, out, nodes, saved))  # type: ignore[union-attr]
            return out
    return y if recording.trace is None else Known(y)


def again(fill: Callable[..., None], *arrays: Any) -> None:
    """While a step is traced: leave the function that fills an op's output, and what it was called with."""
    if recording.trace is not None:
        recording.trace.fills.append(partial(fill, *arrays))


def give(node: Tensor, grad: Any) -> None:
    """Add to the gradient of a node: in its place, if it has one."""
    held, into = node.grad, node.into
    if held is None:
        if into is not None and grad is not into:
            into[...] = grad
        node.grad = grad if into is None else into
    elif held is into:
        np.add(held, grad, held)
    else:
        node.grad = _sum(held, grad)


def _sum(held: Any, grad: Any) -> Any:
    if held.size < buffers.LARGE or held.shape != grad.shape or held.dtype != grad.dtype or not held.flags.c_contiguous:
        return held + grad
    return np.add(held, grad, out=buffers.empty(held.shape, held.dtype))


def gathering(node: Tensor, shape: tuple[int, ...], dtype: Any) -> Any:
    """The gradient of a node as an array that parts of it can be added to, in place."""
    held = node.grad
    if held is None:
        held = node.gathered = np.zeros(shape, dtype) if node.into is None else node.into
        if held is node.into:
            held[...] = 0
    elif held is not node.gathered and held is not node.into:  # perhaps another node's, too
        held = node.gathered = np.array(held)
    node.grad = held
    return held


def backward(tape: list[tuple[Any, ...]], result: Tensor) -> None:
    """Walk the tape from its end, leaving on each node the gradient of ``result`` with respect to it."""
    result.grad = result.value.dtype.type(1) if result.value.ndim == 0 else np.ones_like(result.value)
    take = tape.pop
    while tape:
        pull, out, nodes, saved = take()
        g = out.grad
        if g is not None:
            pull(g, nodes, saved)


def settle(leaves: Iterable[Leaf]) -> None:
    """Make sure that each watched gradient lies where it is wanted."""
    for leaf in leaves:
        if leaf.grad is not leaf.into:
            leaf.into[...] = 0 if leaf.grad is None else leaf.grad
