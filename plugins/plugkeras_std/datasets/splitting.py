"""Training and test sets out of one set of examples."""

import numpy as np

from plugkeras.errors import ArgumentError

Pair = tuple[np.ndarray, np.ndarray]
Split = tuple[Pair, Pair]
"""``(x_train, y_train), (x_test, y_test)``."""

# RandomState and not default_rng throughout: its streams stay the same in every version of NumPy.


def shuffled(x: np.ndarray, y: np.ndarray, test_split: float, rng: np.random.RandomState) -> Split:
    """Shuffle as Keras does, and put the last ``test_split`` of the examples aside.

    Raises:
        ArgumentError: if ``test_split`` is not in [0, 1).
    """
    check_split(test_split)
    order = shuffled_order(rng, len(x))
    return cut(x[order], y[order], test_split)


def stratified(x: np.ndarray, y: np.ndarray, test_split: float, rng: np.random.RandomState) -> Split:
    """Shuffle, and put ``test_split`` of each class aside, rounded to whole examples.

    Raises:
        ArgumentError: if ``test_split`` is not in [0, 1).
    """
    check_split(test_split)
    order = shuffled_order(rng, len(x))
    x, y = x[order], y[order]
    test = np.zeros(len(y), bool)
    for label in np.unique(y):
        members = np.flatnonzero(y == label)
        test[members[: round(len(members) * test_split)]] = True
    return (x[~test], y[~test]), (x[test], y[test])


def shuffled_order(rng: np.random.RandomState, n: int) -> np.ndarray:
    """The numbers below ``n`` in the order that Keras's shuffling of a dataset gives them."""
    order = np.arange(n)
    rng.shuffle(order)
    return order


def cut(x: np.ndarray, y: np.ndarray, test_split: float) -> Split:
    """The examples as they stand, the last ``test_split`` of them for the test."""
    n = int(len(x) * (1 - test_split))
    return (x[:n], y[:n]), (x[n:], y[n:])


def check_split(test_split: float) -> None:
    """Raise `ArgumentError` unless ``test_split`` is in [0, 1)."""
    if not 0 <= test_split < 1:
        raise ArgumentError(f"test_split is the share of the examples to test with, in [0, 1), not {test_split!r}")
