"""CIFAR-100: 50 000 + 10 000 colour pictures of a hundred kinds of things in twenty groups. A. Krizhevsky (2009)."""

from plugkeras.errors import ArgumentError
from plugkeras_std.datasets.cifar import read_batches
from plugkeras_std.datasets.sources import cached
from plugkeras_std.datasets.splitting import Split

_FOLDER = "cifar-100-python"


def load_data(label_mode: str = "fine") -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``: uint8 pictures ``(n, 32, 32, 3)``, int64 labels ``(n, 1)``.

    Args:
        label_mode: ``"fine"`` for the kind of a thing, 0 to 99, or ``"coarse"`` for its group, 0 to 19.

    Raises:
        ArgumentError: ``label_mode`` is neither.
        FileError: the file is not there and cannot be fetched.
        FormatError: it is damaged.
    """
    if label_mode not in ("fine", "coarse"):
        raise ArgumentError(f"label_mode must be 'fine' or 'coarse', not {label_mode!r}")
    archive = cached(f"{_FOLDER}-target_archive")
    train, test = read_batches(archive, [f"{_FOLDER}/train", f"{_FOLDER}/test"], f"{label_mode}_labels")
    return train, test
