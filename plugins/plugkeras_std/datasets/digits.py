"""1797 handwritten digits of 8 × 8 pixels, which ship with plugkeras: no network, and a model trains in seconds.

E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits (1998), UCI Machine Learning Repository,
https://doi.org/10.24432/C50P49, CC BY 4.0. These are the digits of its test set, by 13 writers.
"""

from plugkeras_std.datasets.shipped import load
from plugkeras_std.datasets.splitting import Split


def load_data(test_split: float = 0.2, seed: int | None = 0) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``: uint8 images ``(n, 8, 8)`` from 0 to 16, int64 labels ``(n,)``.

    Each class gives ``test_split`` of its images to the test set; the same ``seed`` gives the same split.

    Raises:
        ArgumentError: if ``test_split`` is not in [0, 1).
    """
    return load("digits", test_split, seed)
