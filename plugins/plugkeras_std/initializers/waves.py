"""Kernels of waves: a convolution with them is a short-time Fourier transform."""

from collections.abc import Sequence
from math import pi
from typing import Annotated, Any, Literal

import numpy as np

from plugkeras import Initializer, ops
from plugkeras.annotations import Via
from plugkeras.config import standardize_dtype
from plugkeras.engine import Array
from plugkeras.errors import ShapeError

COSINES = {
    "boxcar": (1.0,),
    "hann": (0.5, 0.5),
    "hamming": (0.54, 0.46),
    "blackman": (0.42, 0.5, 0.08),
    "blackmanharris": (0.35875, 0.48829, 0.14128, 0.01168),
    "nuttall": (0.3635819, 0.4891775, 0.1365995, 0.0106411),
    "flattop": (0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368),
}
"""Windows that are sums of cosines, and their parts. (Keras asks SciPy, which knows some more by name.)"""
_OTHER_NAMES = {"hanning": "hann", "rectangular": "boxcar", "ones": "boxcar", "rect": "boxcar", "box": "boxcar"}


def _window(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    name = _OTHER_NAMES.get(value, value)
    if name not in (*COSINES, "bartlett"):
        known = ", ".join(map(repr, (*COSINES, "bartlett")))
        raise ValueError(f"must be one of {known}, numbers, or None")
    return value


def window_of(name: str, length: int, periodic: bool) -> Any:
    """The values of a window; a periodic one leaves out the last, which the next period begins with."""
    n = length + periodic
    if n == 1:
        return np.ones(1)
    place = np.arange(n) / (n - 1)
    name = _OTHER_NAMES.get(name, name)
    if name == "bartlett":
        return (1 - np.abs(2 * place - 1))[:length]
    parts = COSINES[name]
    values: Any = sum((-1) ** k * part * np.cos(2 * pi * k * place) for k, part in enumerate(parts))
    return values[:length]


class STFT(Initializer):
    """Kernels (frame length, 1, frequencies) of the real or imaginary part of a discrete Fourier transform.

    Each is weighed by a window, whose sum of squares ("density") or sum ("spectrum") is brought to 1 by ``scaling``.
    ``window`` is a name, numbers, or None.
    """

    side: Literal["real", "imag"] = "real"
    window: Annotated[Any, Via(_window)] = "hann"
    scaling: Literal["density", "spectrum", None] = "density"
    periodic: bool = False

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """A kernel of ``shape``.

        Raises:
            ShapeError: there are not three axes, or a window of another length.
        """
        if len(shape) != 3:
            raise ShapeError(
                f"STFT makes kernels (frame length, 1, frequencies), not a weight of shape {tuple(shape)}."
            )
        length, _, frequencies = shape
        turns = np.arange(length)[:, None, None] * np.arange(frequencies) / (2 * (frequencies - 1))
        wave = (np.cos if self.side == "real" else np.sin)(-2 * pi * turns)
        return ops.convert_to_tensor(wave * self._weights(length), standardize_dtype(dtype))

    def _weights(self, length: int) -> Any:
        if self.window is None:
            return 1.0
        named = isinstance(self.window, str)
        window = window_of(self.window, length, self.periodic) if named else np.asarray(self.window, "float64")
        if window.shape != (length,):
            raise ShapeError(f"STFT: a window of shape {window.shape} does not fit a frame of length {length}.")
        size = {"density": np.sqrt(np.sum(window**2)), "spectrum": np.sum(np.abs(window)), None: 1.0}[self.scaling]
        return (window / size)[:, None, None]
