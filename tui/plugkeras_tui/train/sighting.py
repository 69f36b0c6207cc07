"""From what is watched to what the rules of `diagnosis` look at."""

from collections.abc import Mapping

import numpy as np

from plugkeras.runs.watched import Watched
from plugkeras_tui.train.diagnosis import Sighting
from plugkeras_tui.train.standing import Standing, usual_pause


def sighting(
    watched: Watched,
    stands: Standing,
    now: float,
    zeros: Mapping[str, float] | None = None,
    gradients: Mapping[str, float] | None = None,
) -> Sighting:
    """``now``: seconds since 1970; ``zeros`` and ``gradients`` by layer, if probes have seen them."""
    loss, val = watched.by_epoch.get("loss"), watched.by_epoch.get("val_loss")
    losses = np.empty(0) if loss is None else loss["value"]
    values: list[float] = []
    if val is not None and len(val) and loss is not None:
        aligned = np.full(len(losses), np.nan)
        at = np.searchsorted(loss["step"], val["step"])
        fine = at < len(losses)
        aligned[at[fine]] = val["value"][fine]
        values = aligned.tolist()
    last = watched.batches["ts"][-1:]
    is_running = stands.state == "running"
    return Sighting(
        losses.tolist(),
        values,
        [*watched.batches["mean"][-50:].tolist(), *([float("nan")] if watched.diverged is not None else [])],
        is_running,
        not stands.is_under_way,
        now - float(last[0]) if len(last) and is_running else 0.0,
        usual_pause(watched),
        zeros or {},
        gradients or {},
    )


def best(watched: Watched) -> str:
    """``best val_loss 0.0187 @epoch 38``; empty before an epoch is over."""
    for name in ("val_loss", "loss"):
        curve = watched.by_epoch.get(name)
        if curve is not None and np.isfinite(curve["value"]).any():
            at = int(np.nanargmin(np.where(np.isfinite(curve["value"]), curve["value"], np.nan)))
            return f"best {name} {curve['value'][at]:.4g} @epoch {curve['epoch'][at]:.0f}"
    return ""
