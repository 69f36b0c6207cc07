"""From what is watched to what the rules of `diagnosis` look at."""

from collections.abc import Mapping

import numpy as np

from plugkeras.runs.watched import Watched
from plugkeras_tui.standing import Standing, usual_pause
from plugkeras_tui.train.diagnosis import Sighting

MOST = 400
"""Epochs that are looked at: of a long training, evenly chosen ones."""


def sighting(
    watched: Watched,
    stands: Standing,
    now: float,
    zeros: Mapping[str, float] | None = None,
    gradients: Mapping[str, float] | None = None,
) -> Sighting:
    """``now``: seconds since 1970; ``zeros`` and ``gradients`` by layer, if probes have seen them."""
    loss = watched.by_epoch.get("loss")
    told = 0 if loss is None else len(loss)
    every = -(-told // MOST) or 1
    losses, values = _chosen(watched, slice((told - 1) % every, None, every))
    last = watched.batches["ts"][-1:]
    is_running = stands.state == "running"
    return Sighting(
        losses,
        values,
        [*watched.batches["mean"][-50:].tolist(), *([float("nan")] if watched.diverged is not None else [])],
        is_running,
        not stands.is_under_way,
        now - float(last[0]) if len(last) and is_running else 0.0,
        usual_pause(watched),
        zeros or {},
        gradients or {},
        (told - 1) % every + 1 if told else 1,
        every,
    )


def _chosen(watched: Watched, which: slice) -> tuple[list[float], list[float]]:
    """The losses of some epochs, and those of validation, NaN where there was none; empty if there never was."""
    loss, val = watched.by_epoch.get("loss"), watched.by_epoch.get("val_loss")
    if loss is None or not len(loss):
        return [], []
    losses, steps = loss["value"][which], loss["step"][which]
    if val is None or not len(val):
        return losses.tolist(), []
    at = np.minimum(np.searchsorted(val["step"], steps), len(val) - 1)
    return losses.tolist(), np.where(val["step"][at] == steps, val["value"][at], np.nan).tolist()


def best(watched: Watched) -> str:
    """``best val_loss 0.0187 @epoch 38``; empty before an epoch is over."""
    for name in ("val_loss", "loss"):
        curve = watched.by_epoch.get(name)
        if curve is not None and np.isfinite(curve["value"]).any():
            at = int(np.nanargmin(np.where(np.isfinite(curve["value"]), curve["value"], np.nan)))
            return f"best {name} {curve['value'][at]:.4g} @epoch {curve['epoch'][at]:.0f}"
    return ""
