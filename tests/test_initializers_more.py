"""Fans of chosen axes, and kernels of waves."""

import numpy as np
import pytest

from plugkeras import initializers
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.config import deserialize, serialize


def test_axes_say_what_the_fans_are():
    shape = (3, 50, 40, 7)
    axes = {"input_axes": [1, 2], "output_axes": [0]}
    made = np.asarray(initializers.VarianceScaling(3.0, "fan_in", "untruncated_normal", 1, **axes)(shape))
    assert made.std() == pytest.approx((3 / 2000) ** 0.5, rel=0.02)
    both = np.asarray(initializers.GlorotUniform(seed=1, **axes)(shape))
    assert both.max() == pytest.approx((6 / 2003) ** 0.5, rel=0.01)
    one = initializers.HeNormal(seed=1, input_axes=[1])  # both or none
    np.testing.assert_array_equal(one(shape), initializers.HeNormal(seed=1)(shape))
    again = deserialize("initializers", serialize(initializers.HeNormal(2, **axes)))
    assert again.get_config() == {"seed": 2, **axes}


def test_a_convolution_with_waves_is_a_fourier_transform():
    x = np.random.default_rng(2).normal(size=10)
    real, imaginary = (np.asarray(initializers.STFT(side, None)((10, 1, 6)))[:, 0] for side in ("real", "imag"))
    np.testing.assert_allclose(x @ real + 1j * (x @ imaginary), np.fft.rfft(x), atol=1e-5)


REFUSED = {
    "a window": (lambda: initializers.STFT(window="hat"), ArgumentError),
    "a window of another length": (lambda: initializers.STFT(window=[1.0, 2.0])((3, 1, 2)), ShapeError),
    "a matrix": (lambda: initializers.STFT()((3, 2)), ShapeError),
    "axes": (lambda: initializers.HeNormal(input_axes="0"), ArgumentError),
}


@pytest.mark.parametrize("row", REFUSED)
def test_a_mistake_is_named(row):
    attempt, error = REFUSED[row]
    with pytest.raises(error):
        attempt()
