"""150 irises of three species, measured in centimetres, which ship with plugkeras.

R. A. Fisher: Iris (1936), UCI Machine Learning Repository, https://doi.org/10.24432/C56C76, CC BY 4.0,
with the two rows of the repository's copy that differ from Fisher's paper set right.
"""

from plugkeras_std.datasets.shipped import load
from plugkeras_std.datasets.splitting import Split


def load_data(test_split: float = 0.2, seed: int | None = 0) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``: float32 measurements ``(n, 4)``, int64 labels ``(n,)``.

    The columns are the length and width of the sepal, then of the petal; the labels index `get_label_names`.
    Each species gives ``test_split`` of its flowers to the test set; the same ``seed`` gives the same split.

    Raises:
        ArgumentError: if ``test_split`` is not in [0, 1).
    """
    return load("iris", test_split, seed)


def get_label_names() -> tuple[str, ...]:
    """Return the species that the labels 0, 1 and 2 stand for."""
    return ("setosa", "versicolor", "virginica")
