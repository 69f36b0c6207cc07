"""What the two housing datasets share: ``x`` and ``y`` in one file, shuffled and split as Keras does."""

import numpy as np

from plugkeras_std.datasets.sources import cached
from plugkeras_std.datasets.splitting import Split, check_split, shuffled
from plugkeras_std.datasets.untrusted import read_npz


def load(name: str, path: str, test_split: float, seed: int | None, first: int | None = None) -> Split:
    """Read the file ``name``, cached as ``path``, and split it or its ``first`` rows."""
    check_split(test_split)
    x, y = read_npz(cached(name, path), "x", "y")
    return shuffled(x[:first], y[:first], test_split, np.random.RandomState(seed))
