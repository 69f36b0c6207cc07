"""Rows of the layers that slide over space, and of those that take pictures."""

from collections.abc import Callable
from typing import Any

from .draw import Drawn, Json, activation
from .rows import IMAGES, PIXELS, SOUNDS, STEPS, VOLUMES, WAVES, Row, Shape

KINDS = {1: STEPS, 2: IMAGES, 3: VOLUMES}


def _format(d: Drawn, shape: Shape, share: float = 0.25) -> tuple[Json, Shape, int]:
    """The order of axes, with the sizes of space and the number of channels in it."""
    if d.chance(share):
        return {"data_format": "channels_first"}, shape[1:], shape[0]
    return d.some(data_format=["channels_last"]), shape[:-1], shape[-1]


def _sizes(d: Drawn, space: Shape, most: int = 3) -> Any:
    """One size for all axes, or one for each."""
    if d.chance(0.5):
        return d.whole(1, min(most, *space))
    return [d.whole(1, min(most, n)) for n in space]


def _each(sizes: Any, space: Shape) -> list[int]:
    return [sizes] * len(space) if isinstance(sizes, int) else sizes


def _windows(d: Drawn, space: Shape, paddings: tuple[str, ...], *, uneven: bool = True) -> Json:
    """A kernel with its steps or gaps, which fits into space."""
    kernel, padding = _sizes(d, space), d.one_of(*paddings)
    options = {"kernel_size": kernel, "padding": padding}
    wide = [2 * (k - 1) + 1 for k in _each(kernel, space)]
    if d.chance(0.3) and (padding != "valid" or all(w <= n for w, n in zip(wide, space, strict=True))):
        return options | {"dilation_rate": 2}
    if d.chance(0.4):
        return options | {"strides": _sizes(d, space) if uneven else d.whole(1, min(3, *space))}
    return options


def convolution(n: int) -> Callable[[Drawn, Shape], Json]:
    def drawn(d: Drawn, shape: Shape) -> Json:
        order, space, channels = _format(d, shape)
        paddings = ("valid", "same", "causal") if n == 1 and not order.get("data_format") else ("valid", "same")
        groups = d.one_of(1, 1, *[g for g in (2, 3) if channels % g == 0])
        options = order | _windows(d, space, paddings) | {"filters": groups * d.whole(1, 3)}
        return options | {"groups": groups, "activation": activation(d), **d.some(use_bias=[False])}

    return drawn


def transposed(n: int) -> Callable[[Drawn, Shape], Json]:
    def drawn(d: Drawn, shape: Shape) -> Json:
        order, space, _ = _format(d, shape)
        options = order | _windows(d, space, ("valid", "same")) | {"filters": d.whole(1, 3)}
        steps = _each(options.get("strides", 1), space)
        if min(steps) > 1 and d.chance(0.4):
            options["output_padding"] = d.whole(0, min(steps) - 1)
        return options | {"activation": activation(d), **d.some(use_bias=[False])}

    return drawn


def depthwise(n: int) -> Callable[[Drawn, Shape], Json]:
    def drawn(d: Drawn, shape: Shape) -> Json:
        order, space, _ = _format(d, shape)
        options = order | _windows(d, space, ("valid", "same"), uneven=False)
        return options | d.some(depth_multiplier=[2, 3], use_bias=[False], activation=["relu", "tanh"])

    return drawn


def separable(n: int) -> Callable[[Drawn, Shape], Json]:
    return lambda d, shape: depthwise(n)(d, shape) | {"filters": d.whole(1, 4)}


def pooling(n: int) -> Callable[[Drawn, Shape], Json]:
    def drawn(d: Drawn, shape: Shape) -> Json:
        order, space, _ = _format(d, shape)
        options = order | {"pool_size": _sizes(d, space), "padding": d.one_of("valid", "same")}
        return options | ({"strides": _sizes(d, space)} if d.chance(0.4) else {})

    return drawn


def global_pooling(d: Drawn, shape: Shape) -> Json:
    return _format(d, shape)[0] | d.some(keepdims=[True])


def adaptive(n: int) -> Callable[[Drawn, Shape], Json]:
    def drawn(d: Drawn, shape: Shape) -> Json:
        order, space, _ = _format(d, shape)
        return order | {"output_size": _sizes(d, space)}

    return drawn


def padding(n: int) -> Callable[[Drawn, Shape], Json]:
    def drawn(d: Drawn, shape: Shape) -> Json:
        pairs = [[d.whole(0, 2), d.whole(0, 2)] for _ in range(n)]
        symmetric = [d.whole(0, 2) for _ in range(n)]
        order = _format(d, shape)[0]
        return order | {"padding": d.one_of(1, 2, pairs if n > 1 else pairs[0], symmetric if n > 1 else 1)}

    return drawn


def cropping(n: int) -> Callable[[Drawn, Shape], Json]:
    def drawn(d: Drawn, shape: Shape) -> Json | None:
        order, space, _ = _format(d, shape) if n > 1 else ({}, shape[:-1], 1)
        if min(space) < 3:
            return None
        pairs = [[d.whole(0, 1), d.whole(0, 1)] for _ in range(n)]
        return order | {"cropping": d.one_of(1, pairs if n > 1 else pairs[0])}

    return drawn


def upsampling(n: int) -> Callable[[Drawn, Shape], Json]:
    def drawn(d: Drawn, shape: Shape) -> Json:
        options = {} if n == 1 else _format(d, shape)[0]
        size = d.whole(1, 3) if n == 1 or d.chance(0.5) else [d.whole(1, 2) for _ in range(n)]
        return options | {"size": size} | (d.some(interpolation=["bilinear", "bicubic"]) if n == 2 else {})

    return drawn


def resizing(d: Drawn, shape: Shape) -> Json:
    options = {"height": d.whole(3, 9), "width": d.whole(3, 9), "interpolation": d.one_of("bilinear", "nearest")}
    return options | d.one_of({}, {}, {"crop_to_aspect_ratio": True}, {"pad_to_aspect_ratio": True})


def center_crop(d: Drawn, shape: Shape) -> Json:
    return {"height": d.whole(3, 6), "width": d.whole(3, 6)}


def at_random(**given: Any) -> Callable[[Drawn, Shape], Json]:
    """Of a layer that changes pictures while training; otherwise it leaves them as they are."""

    def drawn(d: Drawn, shape: Shape) -> Json:
        d.noisy = True
        return dict(given)

    return drawn


def stft(d: Drawn, shape: Shape) -> Json:
    options = {"frame_length": 16, "frame_step": d.whole(4, 9), "mode": d.one_of("log", "magnitude", "psd", "real")}
    return options | d.some(fft_length=[32], window=["hamming"], scaling=["spectrum"], padding=["same"])


def mel(d: Drawn, shape: Shape) -> Json:
    options = {"fft_length": 32, "sequence_stride": 8, "num_mel_bins": d.whole(4, 8), "sampling_rate": 800}
    return options | d.some(power_to_db=[False], mag_exp=[1.0], top_db=[20.0], max_freq=[300.0])


LAYERS: dict[str, Row] = {
    **{f"Conv{n}D": Row(KINDS[n], convolution(n)) for n in KINDS},
    **{f"Conv{n}DTranspose": Row(KINDS[n], transposed(n)) for n in KINDS},
    **{f"DepthwiseConv{n}D": Row(KINDS[n], depthwise(n)) for n in (1, 2)},
    **{f"SeparableConv{n}D": Row(KINDS[n], separable(n)) for n in (1, 2)},
    **{f"{of}Pooling{n}D": Row(KINDS[n], pooling(n)) for n in KINDS for of in ("Max", "Average")},
    **{f"Global{of}Pooling{n}D": Row(KINDS[n], global_pooling) for n in KINDS for of in ("Max", "Average")},
    **{f"Adaptive{of}Pooling{n}D": Row(KINDS[n], adaptive(n)) for n in KINDS for of in ("Max", "Average")},
    **{f"ZeroPadding{n}D": Row(KINDS[n], padding(n)) for n in KINDS},
    **{f"Cropping{n}D": Row(KINDS[n], cropping(n)) for n in KINDS},
    **{f"UpSampling{n}D": Row(KINDS[n], upsampling(n)) for n in KINDS},
    "Resizing": Row(PIXELS, resizing),
    "CenterCrop": Row(PIXELS, center_crop),
    "Solarization": Row(PIXELS, at_random(threshold_factor=0.5)),
    "AutoContrast": Row(PIXELS, at_random()),
    "Equalization": Row(PIXELS, at_random()),
    "AugMix": Row(PIXELS, at_random()),
    "RandAugment": Row(PIXELS, at_random()),
    "RandomBrightness": Row(PIXELS, at_random(factor=0.2)),
    "RandomColorDegeneration": Row(PIXELS, at_random(factor=0.5)),
    "RandomColorJitter": Row(PIXELS, at_random(brightness_factor=0.2, hue_factor=0.1)),
    "RandomContrast": Row(PIXELS, at_random(factor=0.2)),
    "RandomElasticTransform": Row(PIXELS, at_random()),
    "RandomErasing": Row(PIXELS, at_random()),
    "RandomFlip": Row(PIXELS, at_random(mode="horizontal")),
    "RandomGaussianBlur": Row(PIXELS, at_random()),
    "RandomGrayscale": Row(PIXELS, at_random()),
    "RandomHue": Row(PIXELS, at_random(factor=0.2)),
    "RandomInvert": Row(PIXELS, at_random()),
    "RandomPerspective": Row(PIXELS, at_random()),
    "RandomPosterization": Row(PIXELS, at_random(factor=4)),
    "RandomRotation": Row(PIXELS, at_random(factor=0.2)),
    "RandomSaturation": Row(PIXELS, at_random(factor=0.4)),
    "RandomSharpness": Row(PIXELS, at_random(factor=0.4)),
    "RandomShear": Row(PIXELS, at_random(x_factor=0.2)),
    "RandomTranslation": Row(PIXELS, at_random(height_factor=0.2, width_factor=0.1)),
    "RandomZoom": Row(PIXELS, at_random(height_factor=0.2)),
    "STFTSpectrogram": Row(WAVES, stft),
    "MelSpectrogram": Row(SOUNDS, mel),
}
