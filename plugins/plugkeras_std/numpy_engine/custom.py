"""An author's own gradient on the tape."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from plugkeras.engine import refusals
from plugkeras_std.numpy_engine.tape import give, node_of, plain, record_parts, recording, untraceable


@contextmanager
def _apart(entries: "list[tuple[Any, ...]] | None") -> Iterator[None]:
    """Within it, ops append to ``entries`` and leave nothing in the step under way."""
    outer = recording.tape, recording.trace
    recording.tape, recording.trace = entries, None
    try:
        yield
    finally:
        recording.tape, recording.trace = outer


def custom_gradient(function: Callable[..., Any], inputs: Sequence[Any]) -> tuple[Any, ...]:
    """``function(*inputs)``, as one entry whose gradients are the function's own.

    It is called with constants; a tape of its own shows what else its outputs come from.
    """
    untraceable()
    values = [plain(x) for x in inputs]
    with _apart(None if recording.tape is None else []):
        outputs, grads = function(*values)
    if any(node_of(y) is not None for y in outputs):
        raise refusals.captured(function)
    outputs = tuple([np.asarray(plain(y)) for y in outputs])
    if recording.tape is None:
        return outputs
    return record_parts(_pull, outputs, [node_of(x) for x in inputs], (function.__name__, grads, values, outputs))


def _pull(gs: tuple[Any, ...], nodes: Sequence[Any], saved: Any) -> None:
    name, grads, values, outputs = saved
    with _apart(None):
        shares = grads(*[np.zeros_like(y) if g is None else g for g, y in zip(gs, outputs, strict=True)])
    for node, value, share in zip(nodes, values, shares, strict=True):
        if node is None or share is None:
            continue
        share = np.asarray(plain(share), value.dtype)
        refusals.of_gradient(name, share.shape, value.shape)
        give(node, share)
