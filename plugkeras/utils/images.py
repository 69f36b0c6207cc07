"""Images as arrays and back: files by Pillow, which is asked for only when it is needed."""

import io
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.config import floatx, image_data_format
from plugkeras.errors import ArgumentError, FormatError, MissingDependency, ShapeError, cause
from plugkeras.host.extras import install_command

MODES = {"rgb": "RGB", "rgba": "RGBA", "grayscale": "L"}
GRAYS = ("L", "I;16", "I")
"""What Pillow calls images of one channel, which stay as deep as they are."""

INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "hamming", "box", "lanczos")


def pillow(what: str) -> Any:
    """The module ``PIL.Image``.

    Raises:
        MissingDependency: it is not installed.
    """
    try:
        from PIL import Image
    except ImportError as error:
        command = install_command("pillow", "plugkeras")
        raise MissingDependency(f"{what} needs Pillow, which is not installed: {command}.") from error
    return Image


def _is_first(data_format: str | None, what: str) -> bool:
    found = data_format or image_data_format()
    if found not in ("channels_first", "channels_last"):
        raise ArgumentError(f"{what}: `data_format` is 'channels_first' or 'channels_last', not {data_format!r}.")
    return found == "channels_first"


def img_to_array(img: Any, data_format: str | None = None, dtype: Any = None) -> Any:
    """A Pillow image, or an array of two or three axes, as an array (height, width, channels), or channels first.

    Raises:
        ShapeError: it is no image.
    """
    x = np.asarray(img, dtype=dtype or floatx())
    if x.ndim not in (2, 3):
        raise ShapeError(f"img_to_array needs an image of two or three axes, and got shape {x.shape}.")
    is_first = _is_first(data_format, "img_to_array")
    if x.ndim == 2:
        return x[None] if is_first else x[..., None]
    return x.transpose(2, 0, 1) if is_first else x


def array_to_img(x: Any, data_format: str | None = None, scale: bool = True, dtype: Any = None) -> Any:
    """An array of one, three or four channels as a Pillow image.

    With ``scale``, its least number becomes 0 and its greatest 255; without, numbers are cut to whole ones.

    Raises:
        ShapeError: it has not three axes, or another number of channels.
        MissingDependency: Pillow is not installed.
    """
    images, x = pillow("array_to_img"), np.asarray(x, dtype=dtype or floatx())
    if x.ndim != 3:
        raise ShapeError(f"array_to_img needs one image, an array of three axes, and got shape {x.shape}.")
    x = x.transpose(1, 2, 0) if _is_first(data_format, "array_to_img") else x
    if x.shape[2] not in (1, 3, 4):
        raise ShapeError(f"array_to_img needs 1, 3 or 4 channels, and got {x.shape[2]}.")
    if scale:
        x = x - x.min()
        x = x / (x.max() or 1) * 255
    if x.shape[2] == 1:
        x = x[:, :, 0]
        return images.fromarray(x.astype("int32" if x.max() > 255 else "uint8"))
    return images.fromarray(x.astype("uint8"))


def save_img(
    path: Any, x: Any, data_format: str | None = None, file_format: str | None = None, scale: bool = True, **kwargs: Any
) -> None:
    """Write an array as an image to a path or an open file, in the format that the suffix says or ``file_format``.

    ``kwargs`` go to Pillow's ``save``. JPEG has no transparency, which is left out with a warning.
    """
    if file_format is None and isinstance(path, str | Path):
        file_format = Path(path).suffix[1:]
    file_format = "jpeg" if (file_format or "").lower() == "jpg" else file_format
    image = array_to_img(x, data_format=data_format, scale=scale)
    if image.mode == "RGBA" and (file_format or "").lower() == "jpeg":
        warnings.warn("JPEG has no transparency: the image is saved without its fourth channel.", stacklevel=2)
        image = image.convert("RGB")
    image.save(path, format=file_format, **kwargs)


def load_img(
    path: Any,
    color_mode: str = "rgb",
    target_size: Sequence[int] | None = None,
    interpolation: str = "nearest",
    keep_aspect_ratio: bool = False,
) -> Any:
    """An image from a path or an ``io.BytesIO``, as Pillow has it.

    Args:
        path: The file.
        color_mode: "rgb", "rgba" or "grayscale".
        target_size: (height, width); its own, unless given.
        interpolation: How Pillow resizes: "nearest", "bilinear", "bicubic", "hamming", "box" or "lanczos".
        keep_aspect_ratio: Whether it is cropped in the middle to the ratio of ``target_size`` before.

    Raises:
        ArgumentError: an argument is none of its choices.
        FormatError: the file is no image.
        MissingDependency: Pillow is not installed.
    """
    if color_mode not in MODES:
        raise ArgumentError(f"load_img: `color_mode` must be one of {', '.join(MODES)}, not {color_mode!r}.")
    if interpolation not in INTERPOLATIONS:
        raise ArgumentError(f"load_img: `interpolation` is one of {', '.join(INTERPOLATIONS)}, not {interpolation!r}.")
    image = converted(_opened(path), color_mode)
    if target_size is None or image.size == (target_size[1], target_size[0]):
        return image
    height, width = target_size
    how = getattr(pillow("load_img").Resampling, interpolation.upper())
    return image.resize((width, height), how, box=_middle(image, height, width) if keep_aspect_ratio else None)


def _opened(path: Any) -> Any:
    images = pillow("load_img")
    try:
        with open(path, "rb") if isinstance(path, str | bytes | Path) else path as file:
            image = images.open(io.BytesIO(file.read()))
            image.load()
    except images.UnidentifiedImageError as error:
        raise FormatError(f"{path} is no image that Pillow can read.") from cause(error)
    return image


def converted(image: Any, color_mode: str) -> Any:
    """A Pillow image in the mode that ``color_mode`` stands for."""
    if image.mode == MODES[color_mode] or (color_mode == "grayscale" and image.mode in GRAYS):
        return image
    return image.convert(MODES[color_mode])


def _middle(image: Any, height: int, width: int) -> tuple[int, int, int, int]:
    """The greatest box in the middle that is as high to wide."""
    high = min(image.height, image.width * height // width)
    wide = min(image.width, image.height * width // height)
    left, top = (image.width - wide) // 2, (image.height - high) // 2
    return left, top, left + wide, top + high


def smart_resize(
    x: Any, size: Sequence[int], interpolation: str = "bilinear", data_format: str = "channels_last"
) -> Any:
    """Images, or one, of ``size`` (height, width): cropped in the middle to its ratio, then resized.

    What comes in as NumPy's array goes out as one.
    """
    y = ops.image.resize(x, size, interpolation, crop_to_aspect_ratio=True, data_format=data_format)
    return np.asarray(y) if isinstance(x, np.ndarray) else y
