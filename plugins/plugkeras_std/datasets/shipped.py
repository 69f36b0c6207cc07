"""The data files beside this one; where they come from and their licence is in ``data/README.md``."""

from pathlib import Path

import numpy as np

from plugkeras_std.datasets.splitting import Split, stratified


def load(name: str, test_split: float, seed: int | None) -> Split:
    """Read ``data/NAME.npz`` and split it class by class; the labels become int64."""
    with np.load(Path(__file__).with_name("data") / f"{name}.npz", allow_pickle=False) as file:
        return stratified(file["x"], file["y"].astype(np.int64), test_split, np.random.RandomState(seed))
