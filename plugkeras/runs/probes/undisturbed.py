"""Looking into a model while it trains, so that the training does not notice."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from plugkeras.engine import current
from plugkeras.errors import DataError
from plugkeras.parts.naming import calling
from plugkeras.random import global_state, set_global_state
from plugkeras.training.lasting import lasting, set_value, value_of

BATCH = 256
"""Rows that go through the model at once, unless it was built for a certain number."""


@contextmanager
def undisturbed(model: Any) -> Iterator[None]:
    """Within it the model may be called, with ``training=False``; afterwards it is, to the bit, what it was.

    Put back are what is not trained (states that last, averages), the random generators, of layers and of everybody,
    and what the model remembers of its last call. Numbers that overflow are no warnings here.
    """
    kept = [(leaf, value_of(leaf)) for leaf in _untrained(model)]
    everybody, masked = global_state(), model.__dict__.get("_masked")
    losses, calling.losses = calling.losses, []
    try:
        with np.errstate(all="ignore"), current().working():
            yield
    finally:
        calling.losses = losses
        for leaf, value in kept:
            set_value(leaf, value)
        set_global_state(everybody)
        if masked is not None or "_masked" in model.__dict__:
            model._masked = masked


def _untrained(model: Any) -> list[Any]:
    """What a call could change: all that lasts in the layers, but for the weights that are trained."""
    trained = {id(v) for v in model.trainable_weights}
    parts = {name: value for name, value in vars(model).items() if name not in ("optimizer", "_compiled")}
    return [leaf for _, leaf in lasting(parts) if id(leaf) not in trained]


def outputs(model: Any, x: np.ndarray) -> np.ndarray:
    """What the model makes of rows ``x``, (rows, …), at inference; within ``undisturbed``.

    Raises:
        DataError: there are fewer rows than the model takes at once.
    """
    size = batch_size(model)
    rows = len(x) if size is None else len(x) // size * size
    if not rows:
        raise DataError(f"{model} takes {size or 1} rows at once, and there are {len(x)} to look at.")
    step = size or BATCH
    parts = [_output(model, x[begin : begin + step]) for begin in range(0, rows, step)]
    return np.concatenate(parts)


def _output(model: Any, x: np.ndarray) -> np.ndarray:
    return np.array(current().to_numpy(model.call_with_mask(x, None, False)[0]))


def batch_size(model: Any) -> int | None:
    """How many rows the model must be given at once; None if that is all the same."""
    shape = getattr(model, "batch_input_shape", None)
    return shape[0] if shape else None


def by_layer(model: Any, x: np.ndarray) -> dict[str, np.ndarray]:
    """What each layer of a Sequential model makes of a batch ``x``, by its name; within ``undisturbed``.

    Raises:
        DataError: the model is more than layers one after another.
    """
    layers = getattr(model, "layers", None)
    if layers is None or getattr(model, "_own_call", True):
        raise DataError(f"{model} is not made of layers one after another: what each makes cannot be seen.")
    size = batch_size(model)
    found, mask = {}, None
    y: Any = current().array(x[: size or BATCH])
    for layer in layers:
        y, mask = layer.call_with_mask(y, mask, False)
        found[layer.name] = np.array(current().to_numpy(y))
    return found
