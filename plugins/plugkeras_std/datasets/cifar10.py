"""CIFAR-10: 50 000 + 10 000 colour pictures of ten kinds of things. A. Krizhevsky (2009)."""

import numpy as np

from plugkeras_std.datasets.cifar import read_batches
from plugkeras_std.datasets.sources import cached
from plugkeras_std.datasets.splitting import Split

_FOLDER = "cifar-10-batches-py"
_BATCHES = [f"{_FOLDER}/{name}" for name in (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch")]


def load_data() -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``: uint8 pictures ``(n, 32, 32, 3)`` and labels ``(n, 1)``.

    The labels are: airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck.

    Raises:
        FileError: the file is not there and cannot be fetched.
        FormatError: it is damaged.
    """
    *train, test = read_batches(cached(f"{_FOLDER}-target_archive"), _BATCHES, "labels")
    x_train, y_train = (np.concatenate(parts) for parts in zip(*train, strict=True))
    return (x_train, y_train.astype(np.uint8)), (test[0], test[1].astype(np.uint8))
