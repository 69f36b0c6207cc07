"""Datasets that are drawn by chance: two-dimensional classification problems, and one curve to fit.

Each is a function that places the points exactly; noise, shuffling and the split are written once.
"""

from collections.abc import Callable

import numpy as np

from plugkeras.errors import ArgumentError
from plugkeras_std.datasets.splitting import Pair, Split, shuffled, stratified

Place = Callable[[int, np.random.RandomState], Pair]


class Drawn:
    """A dataset made by ``place(n, rng)``, which returns ``x, y`` without noise; ``noise`` is its usual noise."""

    def __init__(self, place: Place, noise: float) -> None:
        self.place, self.noise, self.__doc__ = place, noise, place.__doc__

    def load_data(
        self, n: int = 1000, noise: float | None = None, seed: int | None = 0, test_split: float = 0.2
    ) -> Split:
        """Return ``(x_train, y_train), (x_test, y_test)``: ``n`` examples in all, float32, the same for the same seed.

        Classes are of equal size (give or take one), with int64 labels ``(n,)``, and each gives ``test_split`` to the
        test set. ``noise`` is the standard deviation of what is added to the points, or to the targets of a curve.

        Raises:
            ArgumentError: if ``n`` is below 1, ``noise`` negative or ``test_split`` not in [0, 1).
        """
        noise = self.noise if noise is None else noise
        if n < 1 or not noise >= 0:
            raise ArgumentError(f"n must be at least 1 and noise at least 0, not n={n!r}, noise={noise!r}")
        rng = np.random.RandomState(seed)
        x, y = self.place(n, rng)
        if y.dtype.kind == "f":
            return shuffled(_float32(x), _float32(y + noise * rng.standard_normal(y.shape)), test_split, rng)
        return stratified(_float32(x + noise * rng.standard_normal(x.shape)), y, test_split, rng)


def _float32(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float32)


def drawn(noise: float) -> Callable[[Place], Drawn]:
    """Make a dataset of the function below."""
    return lambda place: Drawn(place, noise)


def _labels(n: int, classes: int) -> np.ndarray:
    return np.arange(n, dtype=np.int64) % classes


def _ring(angle: np.ndarray) -> np.ndarray:
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


@drawn(noise=0.03)
def spirals(n: int, rng: np.random.RandomState) -> Pair:
    """Two spirals wound round each other, one and a half turns, within the unit circle."""
    y, radius = _labels(n, 2), np.sqrt(rng.uniform(size=n))
    return radius[:, None] * _ring(3 * np.pi * radius + np.pi * y), y


@drawn(noise=0.1)
def moons(n: int, rng: np.random.RandomState) -> Pair:
    """Two half circles that reach into each other."""
    y, angle = _labels(n, 2), rng.uniform(0, np.pi, n)
    return np.where(y[:, None] == 0, _ring(angle), [1, 0.5] - _ring(angle)), y


@drawn(noise=0.1)
def circles(n: int, rng: np.random.RandomState) -> Pair:
    """A circle of radius 1 (class 0) round one of radius 0.5 (class 1)."""
    y = _labels(n, 2)
    return _ring(rng.uniform(0, 2 * np.pi, n)) / (1 + y[:, None]), y


@drawn(noise=0.05)
def xor(n: int, rng: np.random.RandomState) -> Pair:
    """A square of side 2 round the origin; class 1 where the signs of the coordinates differ."""
    y, x = _labels(n, 2), rng.uniform(-1, 1, (n, 2))
    x[:, 1] = np.copysign(x[:, 1], x[:, 0] * (1 - 2 * y))
    return x, y


@drawn(noise=0.3)
def blobs(n: int, rng: np.random.RandomState) -> Pair:
    """Three round clouds, their centres on the unit circle."""
    y = _labels(n, 3)
    return _ring(2 * np.pi / 3 * y), y


@drawn(noise=0.1)
def sine(n: int, rng: np.random.RandomState) -> Pair:
    """One period of a sine: ``x`` and ``y`` are ``(n, 1)``, float32, ``x`` from −π to π."""
    x = rng.uniform(-np.pi, np.pi, (n, 1))
    return x, np.sin(x)
