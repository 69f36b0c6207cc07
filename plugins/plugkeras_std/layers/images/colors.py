"""Other colours in the same places. Each layer says what it draws for an image, and its formula."""

from typing import Annotated, Any

from plugkeras import config, ops
from plugkeras.annotations import DataFormat, Rate
from plugkeras.engine import Array
from plugkeras_std.layers.images.arguments import Between, ValueRange
from plugkeras_std.layers.images.base import Drawn, ImageLayer, Size
from plugkeras_std.layers.images.bends import Chance, each
from plugkeras_std.layers.images.numbers import Numbers


class Color(ImageLayer, arguments=False):
    """A layer that draws a number an image between those of ``factor``."""

    factor: Any
    value_range: Any

    @property
    def channel_axis(self) -> int:
        """Where the channels are."""
        return -3 if self.data_format == "channels_first" else -1

    def channels(self, images: Array) -> list[Array]:
        """Each channel, with an axis of length 1."""
        return ops.split(images, images.shape[self.channel_axis], self.channel_axis)


def rescaled(images: Array, source: Any, target: Any) -> Array:
    """Numbers of one range in another one."""
    (low, high), (new_low, new_high) = source, target
    if (low, high) == (new_low, new_high):
        return images
    return (images - low) / (high - low) * (new_high - new_low) + new_low


class RandomBrightness(Color):
    """Brighter or darker by up to ``factor`` of the range."""

    factor: Annotated[Any, Between(-1, 1)]
    value_range: ValueRange = (0, 255)
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """How much brighter."""
        low, high = self.value_range
        return {"rgb_delta": numbers.uniform((size.n, 1, 1, 1), *self.factor) * (high - low)}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Every colour more, or less."""
        return ops.clip(images + ops.cast(drawn["rgb_delta"], images.dtype), *self.value_range)


class RandomContrast(Color):
    """The distance from a channel's mean, times 1 less the first of ``factor`` up to 1 plus the second."""

    factor: Annotated[Any, Between(0, 1, "same")]
    value_range: ValueRange = (0, 255)
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """How many times the distance."""
        low, high = 1.0 - self.factor[0], 1.0 + self.factor[1]
        return {"contrast_factor": numbers.uniform((size.n, 1, 1, 1), low, high)}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Colours further from, or nearer to, the mean."""
        axes = (-2, -1) if self.data_format == "channels_first" else (-3, -2)
        middle = ops.mean(images, axes, keepdims=True)
        factor = ops.cast(drawn["contrast_factor"], images.dtype)
        return ops.clip((images - middle) * factor + middle, *self.value_range)


class RandomHue(Color):
    """Colours turned on their wheel, by up to half of ``factor`` to either side."""

    factor: Annotated[Any, Between(0, 1)]
    value_range: ValueRange = (0, 255)
    data_format: DataFormat = None
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """By how much of the wheel."""
        side = ops.where(numbers.uniform((size.n,)) > 0.5, -0.5, 0.5)
        factor = numbers.uniform((size.n,), *self.factor)
        return {"factor": ops.cast(side, factor.dtype) * factor}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Another hue."""
        images = ops.image.rgb_to_hsv(rescaled(images, self.value_range, (0, 1)), self.data_format)
        hue, saturation, value = self.channels(images)
        hue = hue + each(ops.cast(drawn["factor"], images.dtype))
        hue = ops.where(hue > 1, hue - 1, hue)
        hue = ops.where(hue < 0, hue + 1, hue)
        images = ops.concatenate([hue, saturation, value], self.channel_axis)
        images = ops.clip(ops.image.hsv_to_rgb(images, self.data_format), 0, 1)
        return rescaled(images, (0, 1), self.value_range)


class RandomSaturation(Color):
    """Stronger or weaker colours: at 0 of ``factor`` they are gray, at 0.5 the same, at 1 as strong as they can be."""

    factor: Annotated[Any, Between(-1, 1)]
    value_range: ValueRange = (0, 255)
    data_format: DataFormat = None
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """How many times the saturation."""
        factor = numbers.uniform((size.n,), *self.factor)
        return {"factor": factor / (1 - factor + config.epsilon())}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Another saturation."""
        images = rescaled(images, self.value_range, (0, 1))
        hue, saturation, value = self.channels(ops.image.rgb_to_hsv(images, self.data_format))
        saturation = ops.clip(saturation * each(ops.cast(drawn["factor"], images.dtype)), 0, 1)
        images = ops.concatenate([hue, saturation, value], self.channel_axis)
        return rescaled(ops.image.hsv_to_rgb(images, self.data_format), (0, 1), self.value_range)


class RandomColorDegeneration(Color):
    """Colours on the way to gray, by ``factor``."""

    factor: Annotated[Any, Between(-1, 1)]
    value_range: ValueRange = (0, 255)
    data_format: DataFormat = None
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """How much of the way."""
        return {"factor": numbers.uniform((size.n, 1, 1, 1), *self.factor)}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Some of the colour, some gray."""
        gray = ops.image.rgb_to_grayscale(images, self.data_format)
        return ops.clip(images + ops.cast(drawn["factor"], images.dtype) * (gray - images), *self.value_range)


class RandomGrayscale(Color):
    """Gray, in three channels, with probability ``factor``."""

    factor: Rate = 0.5
    data_format: DataFormat = None
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Which images become gray, (n, 1, 1, 1)."""
        return numbers.uniform((size.n, 1, 1, 1)) < self.factor

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """These in gray."""
        return ops.where(drawn, ops.image.rgb_to_grayscale(images, self.data_format), images)


class RandomInvert(Chance):
    """What was bright is dark, for some of the images."""

    factor: Annotated[Any, Between(0, 1)] = 1.0
    value_range: ValueRange = (0, 255)
    seed: int | None = None
    data_format: DataFormat = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Which."""
        return {"apply_inversion": self.chosen(size.n, numbers)}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """As far from the other end of the range."""
        return ops.where(each(drawn["apply_inversion"]), sum(self.value_range) - images, images)


class RandomPosterization(Color):
    """Colours of fewer bits: as many as are drawn from the first of ``factor`` up to, not including, the second."""

    factor: Annotated[Any, Between(1, 8)]
    value_range: ValueRange = (0, 255)
    data_format: DataFormat = None
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """How many of 8 bits are lost."""
        low, high = map(int, self.factor)
        bits = numbers.whole((size.n,), low, max(high, low + 1))
        return {"shift_factor": 8 - bits}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Without these bits."""
        steps = each(ops.power(2.0, ops.cast(drawn["shift_factor"], images.dtype)))
        whole = ops.floor(ops.clip(rescaled(images, self.value_range, (0, 255)), 0, 255))
        return rescaled(ops.floor(whole / steps) * steps, (0, 255), self.value_range)
