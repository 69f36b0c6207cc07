"""Images in folders, one folder a class."""

import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np

from plugkeras import Source
from plugkeras.annotations import shortened
from plugkeras.errors import ArgumentError, DataError, FileError, FormatError, MissingDependency, UnsafeFile, cause
from plugkeras.parts.memory import require
from plugkeras.parts.source import FilePath, Rows, existing

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".bmp": "BMP", ".gif": "GIF", ".webp": "WEBP", ".ppm": "PPM"}
FORMATS |= {".pgm": "PPM", ".tif": "TIFF", ".tiff": "TIFF"}
PIXELS = 1 << 26
"""Pixels of one image; more is an attack, or no image to train on."""

USUAL = (64, 64)
"""The size of all images, where theirs differ and none is said."""

LOOKED_AT = 200
PARTS = ({"train", "training"}, {"test", "testing", "val", "valid", "validation"})
MODES = {"rgb": "RGB", "gray": "L", "rgba": "RGBA"}


class Images(Source):
    """Images in class folders: ``pets/cat/1.jpg``, ``pets/dog/2.png``. Needs Pillow: ``pip install plugkeras[images]``.

    Inputs are uint8 (rows, height, width, channels), targets int64 classes, in the order of the folders' names. If the
    folder has folders ``train`` and ``test``, and no others, those have the class folders, and the second is the test
    part.

    Args:
        path: The folder.
        size: (height, width) of all; ``learn`` takes theirs, if they agree.
        color: "rgb", "gray" or "rgba": 3, 1 or 4 channels; ``learn`` takes "gray" if all are.
        classes: The names of the class folders; all, unless given.
    """

    path: FilePath
    size: tuple[int, int] | None = None
    color: Literal["rgb", "gray", "rgba"] | None = None
    classes: tuple[str, ...] | None = None

    def setup(self) -> None:
        """Sizes are checked here: JSON has lists."""
        self.size = _size(self.size)
        if self.classes is not None:
            self.classes = tuple(map(str, self.classes))

    def load(self, folder: Path) -> Rows:
        """The rows."""
        settled = self if None not in (self.size, self.color, self.classes) else self.learn(folder)
        train, test = _parts(existing(self.path, folder, folders=True))
        x, y, notes = settled._read(train)
        tested, more = None, ()
        if test is not None:
            x_test, y_test, more = settled._read(test)
            tested = x_test, y_test
        return Rows(x, y, tested, (), settled.classes or (), notes=(*notes, *more))

    def learn(self, folder: Path) -> Self:
        """The same with size, colour and classes written out."""
        train, _ = _parts(existing(self.path, folder, folders=True))
        classes = self.classes or _classes(train)
        files = [file for name in classes for file in _images(train / name)[0]]
        if not files:
            raise DataError(f"{train} has no images in its class folders: {', '.join(classes[:10])}.")
        looked = [_look(file) for file in files[:: -(-len(files) // LOOKED_AT)]]
        sizes = Counter(size for size, _ in looked)
        size = self.size or (next(iter(sizes)) if len(sizes) == 1 else USUAL)
        gray = all(mode in ("1", "L", "LA", "I", "I;16", "F") for _, mode in looked)
        return type(self)(self.path, size, self.color or ("gray" if gray else "rgb"), classes)

    def inputs(self, path: Path) -> Any:
        """The images in a folder and the folders in it, in the order of their names; or one image."""
        if self.size is None or self.color is None:
            raise DataError("Images: size and colour are not known yet: call learn(folder) first.")
        path = Path(path)
        if path.is_file():
            return self._array([path])
        files = sorted(f for f in existing(path, Path(), folders=True).rglob("*") if _is_image(f))
        if not files:
            raise DataError(f"{path} has no images: {', '.join(FORMATS)}.")
        return self._array(files)

    def _read(self, folder: Path) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
        found = [_images(existing(name, folder, folders=True)) for name in self.classes or ()]
        files = [file for images, _ in found for file in images]
        y = np.repeat(np.arange(len(found)), [len(images) for images, _ in found])
        others = sum(n for _, n in found)
        if not files:
            raise DataError(f"{folder} has no images in its class folders.")
        notes = (f"{others} files in {folder} are no images and are left out.",) if others else ()
        return self._array(files), y.astype(np.int64), notes

    def _array(self, files: Sequence[Path]) -> np.ndarray:
        height, width = self.size or USUAL
        mode = MODES[self.color or "rgb"]
        shape = (len(files), height, width, len(mode) if mode != "L" else 1)
        require(
            5.0 * np.prod(shape, dtype=float), f"The {len(files)} images", "say a smaller size, or keep them as HDF5"
        )
        found = np.empty(shape, np.uint8)
        for row, file in zip(found, files, strict=True):
            row[...] = _pixels(file, (width, height), mode).reshape(row.shape)
        return found


def _size(value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    sides = (value, value) if isinstance(value, int) else tuple(value) if isinstance(value, list | tuple) else ()
    if len(sides) != 2 or not all(isinstance(n, int) and 0 < n <= 1 << 14 for n in sides):
        raise ArgumentError(f"Images: `size` must be (height, width), from 1 to {1 << 14}, not {shortened(value)}.")
    return sides[0], sides[1]


def _parts(folder: Path) -> tuple[Path, Path | None]:
    """The folder with the training images, and the one with the test images if there is one."""
    inner = {child.name.lower(): child for child in _folders(folder)}
    if len(inner) == 2 and all(names & inner.keys() for names in PARTS):
        train, test = (next(inner[name] for name in sorted(names & inner.keys())) for names in PARTS)
        return train, test
    return folder, None


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(child for child in folder.iterdir() if child.is_dir() and not child.name.startswith("."))
    except OSError as error:
        raise FileError(f"{folder} cannot be read: {error.strerror}.") from cause(error)


def _classes(folder: Path) -> tuple[str, ...]:
    names = tuple(child.name for child in _folders(folder))
    if len(names) < 2:
        raise DataError(f"{folder} has {len(names)} folders, and images lie in a folder for each class: cat/, dog/, …")
    return names


def _is_image(path: Path) -> bool:
    return path.suffix.lower() in FORMATS and not path.name.startswith(".") and path.is_file()


def _images(folder: Path) -> tuple[list[Path], int]:
    """The images in a class folder by name, and how many other files there are."""
    try:
        files = sorted(f for f in folder.iterdir() if f.is_file() and not f.name.startswith("."))
    except OSError as error:
        raise FileError(f"{folder} cannot be read: {error.strerror}.") from cause(error)
    images = [file for file in files if _is_image(file)]
    return images, len(files) - len(images)


def _pillow() -> Any:
    try:
        from PIL import Image
    except ImportError as error:
        raise MissingDependency(
            "Images need Pillow, which is not installed: pip install 'plugkeras[images]'; or write the images as an "
            "array with numpy.savez, and use NPZ."
        ) from error
    return Image


def _open(file: Path) -> Any:
    """An image whose pixels are not read yet; only the format that its name promises is tried."""
    pillow = _pillow()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own limits are told below, and not as warnings
            image = pillow.open(file, formats=sorted(set(FORMATS.values())))
    except pillow.DecompressionBombError as error:
        raise UnsafeFile(f"The image {file} has more than {PIXELS} pixels: scale it down.") from cause(error)
    except Exception as error:  # decoders raise nearly anything
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is broken, or none"
        raise FormatError(f"The image {file} cannot be read: {reason}.") from cause(error)
    if image.width * image.height > PIXELS:
        raise UnsafeFile(
            f"The image {file} has {image.width} by {image.height} pixels, more than {PIXELS}: scale it down."
        )
    return image


def _look(file: Path) -> tuple[tuple[int, int], str]:
    with _open(file) as image:
        return (image.height, image.width), image.mode


def _pixels(file: Path, size: tuple[int, int], mode: str) -> np.ndarray:
    with _open(file) as image:
        try:
            found = image.convert(mode) if image.mode != "P" or mode == "L" else image.convert("RGBA").convert(mode)
            return np.asarray(found if found.size == size else found.resize(size))
        except Exception as error:  # decoders raise nearly anything
            raise FormatError(f"The image {file} is broken: {str(error)[:200]}.") from cause(error)
