"""Boston housing prices of the 1970s: 506 rows. One column, "B", encodes race; prefer ``california_housing``."""

from plugkeras_std.datasets.housing import load
from plugkeras_std.datasets.splitting import Split


def load_data(path: str = "boston_housing.npz", test_split: float = 0.2, seed: int | None = 113) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``: measurements ``(n, 13)`` and prices ``(n,)`` in 1000 dollars.

    Args:
        path: The file's name in Keras's cache folder, or an absolute path.
        test_split: The share of the rows to test with.
        seed: Of the shuffling before the split.

    Raises:
        ArgumentError: ``test_split`` is not in [0, 1).
        FileError: the file is not there and cannot be fetched.
        FormatError: it is damaged.
    """
    return load("boston_housing.npz", path, test_split, seed)
