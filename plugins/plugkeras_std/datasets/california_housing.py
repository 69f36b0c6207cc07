"""California housing prices of 1990: 20 640 districts, 8 columns. R. K. Pace, R. Barry (1997)."""

from plugkeras.errors import ArgumentError
from plugkeras_std.datasets.housing import load
from plugkeras_std.datasets.splitting import Split

_ROWS = {"large": None, "small": 600}


def load_data(
    version: str = "large", path: str = "california_housing.npz", test_split: float = 0.2, seed: int | None = 113
) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``: measurements ``(n, 8)`` and median prices ``(n,)`` in dollars.

    The columns, of a district: median income, age of houses, rooms and bedrooms per household, population,
    people per household, latitude, longitude.

    Args:
        version: ``"large"`` for all rows, ``"small"`` for the first 600.
        path: The file's name in Keras's cache folder, or an absolute path.
        test_split: The share of the rows to test with.
        seed: Of the shuffling before the split.

    Raises:
        ArgumentError: ``version`` is neither, or ``test_split`` is not in [0, 1).
        FileError: the file is not there and cannot be fetched.
        FormatError: it is damaged.
    """
    if version not in _ROWS:
        raise ArgumentError(f"version must be 'small' or 'large', not {version!r}")
    return load("california_housing.npz", path, test_split, seed, _ROWS[version])
