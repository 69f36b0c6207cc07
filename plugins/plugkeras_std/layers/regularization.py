"""Layers that disturb training, or make it dearer, so that models generalise."""

from math import sqrt
from typing import Any

from plugkeras import ops, random
from plugkeras.annotations import DataFormat, NotNegative, Rate
from plugkeras.config import image_data_format
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.random import SeedGenerator
from plugkeras_std.layers.core import SameShape
from plugkeras_std.regularizers.penalties import L1L2


class Noise(SameShape, arguments=False):
    """A layer that changes its input while training; each has a stream of random numbers of its own."""

    float_inputs = True
    seed: int | None = None

    def setup(self) -> None:
        """The stream."""
        self.seed_generator = SeedGenerator(self.seed)

    def call(self, x: Array, training: bool | None = None) -> Array:
        """x, and in training what ``noisy`` makes of it."""
        return self.noisy(x) if training and self.is_on else x

    @property
    def is_on(self) -> bool:
        """Whether its arguments ask for any noise."""
        return bool(getattr(self, type(self).fields[0].name))

    def noisy(self, x: Array) -> Array:
        """x with the noise."""
        raise NotImplementedError(f"{type(self).__name__} does not define noisy(x).")


class Dropping(Noise):
    """Noise that is zero with probability ``rate``, else ``1 / (1 - rate)``. Srivastava et al., 2014."""

    replayable = True
    rate: Rate

    def noisy(self, x: Array) -> Array:
        """Some elements of x, greater."""
        return ops.dropout(x, self.rate, self.seed_generator.stream, self.shared(x)) if self.rate < 1 else x * 0.0

    def shared(self, x: Array) -> Any:
        """The shape of the noise: that of x, with 1 where an axis shares it; None where no axis does."""
        raise NotImplementedError(f"{type(self).__name__} does not define shared(x).")


class Dropout(Dropping):
    """In training, each element is zero with probability ``rate``, else divided by ``1 - rate``.

    ``noise_shape`` has 1 (or None for the input's length) where an axis shares its noise. Srivastava et al., 2014.
    """

    noise_shape: Any = None
    seed: int | None = None

    def shared(self, x: Array) -> Any:
        """As was asked for."""
        return self.noise_shape


class SpatialDropout1D(Dropping):
    """Whole channels of (n, time, channels) are dropped: neighbours know of each other. Tompson et al., 2014."""

    input_ndim = 3
    seed: int | None = None

    def get_config(self) -> dict[str, Any]:
        """The arguments, without the two that all layers have but this one in Keras, where they are not used."""
        unused = {"activity_regularizer": None, "trainable": True}
        return {key: v for key, v in super().get_config().items() if key not in unused or v != unused[key]}

    def shared(self, x: Array) -> Any:
        """One number for a sample's channel."""
        return (x.shape[0], *[1] * (len(x.shape) - 2), x.shape[-1])


class _WithFormat(SpatialDropout1D):
    data_format: DataFormat = None
    seed: int | None = None

    def setup(self) -> None:
        """Without a data format of its own, a layer takes the default."""
        super().setup()
        self.data_format = self.data_format or image_data_format()

    def shared(self, x: Array) -> Any:
        """One number for a sample's channel, wherever the channels are."""
        if self.data_format == "channels_last":
            return super().shared(x)
        return (*x.shape[:2], *[1] * (len(x.shape) - 2))


class SpatialDropout2D(_WithFormat):
    """Whole channels of (n, height, width, channels) are dropped. Tompson et al., 2014."""

    input_ndim = 4


class SpatialDropout3D(_WithFormat):
    """Whole channels of (n, depth, height, width, channels) are dropped. Tompson et al., 2014."""

    input_ndim = 5


class GaussianNoise(Noise):
    """In training, numbers with mean 0 and standard deviation ``stddev`` are added."""

    stddev: NotNegative
    seed: int | None = None

    def noisy(self, x: Array) -> Array:
        """x, and the numbers."""
        return x + random.normal(x.shape, 0.0, self.stddev, x.dtype, self.seed_generator)


class _Scaled(Noise):
    def setup(self) -> None:
        """Nothing could be made of all noise.

        Raises:
            ArgumentError: the rate is 1.
        """
        super().setup()
        if self.rate == 1:
            raise ArgumentError(f"{type(self).__name__}: `rate` must be less than 1.")


class GaussianDropout(_Scaled):
    """In training, multiplied by numbers with mean 1 and variance ``rate / (1 - rate)``. Srivastava et al., 2014."""

    rate: Rate
    seed: int | None = None

    def noisy(self, x: Array) -> Array:
        """x times the numbers."""
        stddev = sqrt(self.rate / (1 - self.rate))
        return x * random.normal(x.shape, 1.0, stddev, x.dtype, self.seed_generator)


ALPHA, SCALE = 1.6732632423543772, 1.0507009873554805
"""Those of ``selu``."""


class AlphaDropout(_Scaled):
    """Dropout after ``selu``, whose mean and variance it keeps: what is dropped is ``-ALPHA * SCALE``.

    ``noise_shape`` as for `Dropout`. Klambauer et al., 2017.
    """

    rate: Rate
    noise_shape: Any = None
    seed: int | None = None

    def noisy(self, x: Array) -> Array:
        """x with elements of that value, scaled and shifted back."""
        low, keep = -ALPHA * SCALE, 1 - self.rate
        shape = tuple(n if m is None else m for n, m in zip(x.shape, self.noise_shape or x.shape, strict=True))
        kept = random.uniform(shape, dtype="float32", seed=self.seed_generator) >= self.rate
        scale = (keep * (1 + self.rate * low**2)) ** -0.5
        return ops.where(kept, x, ops.full_like(x, low)) * scale - scale * low * self.rate


class ActivityRegularization(SameShape):
    """Adds ``l1 * sum(|x|) + l2 * sum(x²)`` of a sample to the loss."""

    float_inputs = True
    l1: NotNegative = 0.0
    l2: NotNegative = 0.0

    def setup(self) -> None:
        """The penalty is what any layer may have on its output."""
        self.activity_regularizer = L1L2(self.l1, self.l2)

    def call(self, x: Array) -> Array:
        """x as it is."""
        return x

    def get_config(self) -> dict[str, Any]:
        """The two numbers say it all."""
        return {name: value for name, value in super().get_config().items() if name != "activity_regularizer"}
