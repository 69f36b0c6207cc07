"""Data sets of files in folders, as batches by number: images, texts and sounds.

Keras makes a ``tf.data.Dataset`` of them, or grain's; here each is a `PyDataset`, which fit, evaluate, predict and
``for`` take, whatever ``format`` says. It has ``class_names`` and ``file_paths``, and reads a batch when it is asked
for it. One that shuffles does so at the end of each epoch again.
"""

import wave
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.config import image_data_format
from plugkeras.errors import ArgumentError, DataError, FormatError, cause
from plugkeras.utils.batches import Rows
from plugkeras.utils.directories import check_split, files_of, parts_of
from plugkeras.utils.images import MODES, converted, pillow

IMAGES = (".bmp", ".gif", ".jpeg", ".jpg", ".png")


class FilesDataset(Rows):
    """Batches of what ``read`` makes of files, together with their labels.

    A part that is always the same comes in the order of the files; ``together`` makes one array of those of a batch.
    """

    def __init__(
        self,
        files: Any,
        read: Callable[[str], Any],
        label_mode: str | None,
        batch_size: int | None,
        shuffle: bool,
        seed: int,
        together: Callable[[list[Any]], Any] = np.stack,
    ) -> None:
        super().__init__(len(files.paths), batch_size, shuffle, seed)
        self.file_paths, self.class_names = files.paths, files.class_names
        self.labels = None if files.labels is None else _encoded(files, label_mode)
        self._read, self._together = read, together

    def rows(self, numbers: Any) -> Any:
        """What is read of the files of these numbers, and their labels if there are any."""
        x = self._together([self._read(self.file_paths[i]) for i in numbers])
        return x if self.labels is None else (x, self.labels[numbers])


def _encoded(files: Any, label_mode: str | None) -> Any:
    if label_mode == "categorical":
        return np.eye(len(files.class_names), dtype="float32")[np.asarray(files.labels)]
    if label_mode == "binary":
        return np.asarray(files.labels, "float32")[:, None]
    return np.asarray(files.labels, "int32")


def _datasets(
    directory: Any,
    suffixes: tuple[str, ...],
    read: Callable[[str], Any],
    together: Callable[[list[Any]], Any],
    labels: Any,
    label_mode: str | None,
    class_names: Sequence[str] | None,
    batch_size: int | None,
    shuffle: bool,
    seed: int | None,
    validation_split: float | None,
    subset: str | None,
    follow_links: bool,
    verbose: bool,
) -> Any:
    """One data set, or a list of two, by the arguments that the functions below share."""
    check_split(validation_split, subset, shuffle, seed)
    seed = int(np.random.randint(10**6)) if seed is None else seed
    found = files_of(directory, suffixes, labels, label_mode, class_names, shuffle, seed, follow_links, verbose)
    parts = parts_of(found, validation_split, subset, verbose)
    made = [
        FilesDataset(part, read, label_mode, batch_size, shuffle and number == 0, seed, together)
        for number, part in enumerate(parts)
    ]
    return made if subset == "both" else made[0]


def _check_format(format: str) -> None:
    if format not in ("tf", "grain"):
        raise ArgumentError(f"`format` is 'tf' or 'grain', which make no difference here, and not {format!r}.")


def image_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    color_mode: str = "rgb",
    batch_size: int | None = 32,
    image_size: Any = (256, 256),
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    interpolation: str = "bilinear",
    follow_links: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    data_format: str | None = None,
    format: str = "tf",
    verbose: bool = True,
) -> Any:
    """Images of one size as float32 from 0 to 255, with the numbers of their folders as labels.

    Args:
        directory: The folder, with a folder for each class.
        labels: "inferred" from the folders; None for none; or a list, one for each file in the order of their paths.
        label_mode: "int", "categorical" (a row of 0 and 1), "binary" (0.0 or 1.0), or None: no labels.
        class_names: The folders that count, in the order that their numbers are to have.
        color_mode: "rgb", "rgba" or "grayscale".
        batch_size: None for images one by one.
        image_size: (height, width), or one number for both.
        shuffle, seed: Whether they come in another order in each epoch, and from which numbers that is drawn.
        validation_split, subset: The part that is kept apart, and which is wanted: "training", "validation" or "both".
        interpolation, crop_to_aspect_ratio, pad_to_aspect_ratio: How they are resized, as ``ops.image.resize`` does.
        follow_links: Whether folders behind links count.
        data_format: Where the channels are.
        format: Of no effect.
        verbose: Whether the numbers of files are printed.

    Raises:
        ArgumentError: arguments that have no meaning, or do not go together.
        DataError: there are no images.
        MissingDependency: Pillow is not installed.
    """
    _check_format(format)
    if color_mode not in MODES:
        raise ArgumentError(f"`color_mode` must be one of {', '.join(MODES)}, not {color_mode!r}.")
    resize = partial(
        ops.image.resize,
        size=(image_size, image_size) if isinstance(image_size, int) else tuple(image_size),
        interpolation=interpolation.lower(),
        crop_to_aspect_ratio=crop_to_aspect_ratio,
        pad_to_aspect_ratio=pad_to_aspect_ratio,
        data_format="channels_last",
    )
    is_first = (data_format or image_data_format()) == "channels_first"
    read = partial(_image, color_mode=color_mode, resize=resize, is_first=is_first)
    shared = (labels, label_mode, class_names, batch_size, shuffle, seed, validation_split, subset)
    return _datasets(directory, IMAGES, read, np.stack, *shared, follow_links, verbose)


def _image(path: str, color_mode: str, resize: Callable[..., Any], is_first: bool) -> Any:
    images = pillow("image_dataset_from_directory")
    try:
        with images.open(path) as image:
            x = np.asarray(converted(image, color_mode), "float32")
    except images.UnidentifiedImageError as error:
        raise FormatError(f"{path} is no image that Pillow can read.") from cause(error)
    x = np.asarray(resize(x if x.ndim == 3 else x[..., None]))
    return x.transpose(2, 0, 1) if is_first else x


def text_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    batch_size: int | None = 32,
    max_length: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    follow_links: bool = False,
    format: str = "tf",
    verbose: bool = True,
) -> Any:
    """What stands in files ``.txt``, as arrays of Python's strings; ``max_length`` characters of each at most.

    The other arguments are those of `image_dataset_from_directory`.
    """
    _check_format(format)
    read = partial(_text, max_length=max_length)
    shared = (labels, label_mode, class_names, batch_size, shuffle, seed, validation_split, subset)
    return _datasets(directory, (".txt",), read, _strings, *shared, follow_links, verbose)


def _text(path: str, max_length: int | None) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(-1 if max_length is None else max_length)
    except UnicodeDecodeError as error:
        raise FormatError(f"{path} is no text in UTF-8.") from cause(error)


def _strings(texts: list[str]) -> Any:
    return np.array(texts, dtype=object)


def audio_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    batch_size: int | None = 32,
    sampling_rate: int | None = None,
    output_sequence_length: int | None = None,
    ragged: bool = False,
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    follow_links: bool = False,
    verbose: bool = True,
) -> Any:
    """Sounds of files ``.wav`` with 16 bits a sample, as float32 (samples, channels) from -1 to 1.

    Args:
        sampling_rate: What all files have to have; none is sampled anew.
        output_sequence_length: How long all are, cut or with zeros at the end; unless given, those of a batch are as
            long as its longest.
        ragged: Must be False: an array has rows of one length.

    The other arguments are those of `image_dataset_from_directory`.

    Raises:
        ArgumentError: ``ragged`` is asked for, or arguments do not go together.
    """
    if ragged:
        raise ArgumentError("audio_dataset_from_directory: there are no ragged arrays; rows are filled up with zeros.")
    read, together = partial(_sound, rate=sampling_rate), partial(_filled, n=output_sequence_length)
    shared = (labels, label_mode, class_names, batch_size, shuffle, seed, validation_split, subset)
    found = _datasets(directory, (".wav",), read, together, *shared, follow_links, verbose)
    return tuple(found) if isinstance(found, list) else found


def _sound(path: str, rate: int | None) -> Any:
    try:
        with wave.open(path) as file:
            width, channels, own = file.getsampwidth(), file.getnchannels(), file.getframerate()
            data = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise FormatError(f"{path} is no WAV file of plain samples: {error}.") from cause(error)
    if width != 2:
        raise FormatError(f"{path} has {8 * width} bits a sample, and must have 16.")
    if rate not in (None, own):
        raise DataError(f"{path} has {own} samples a second, not {rate}, and is not sampled anew here.")
    return (np.frombuffer(data, "<i2").astype("float32") / 32768).reshape(-1, channels)


def _filled(sounds: list[Any], n: int | None) -> Any:
    length = max(map(len, sounds)) if n is None else n
    result = np.zeros((len(sounds), length, sounds[0].shape[1]), "float32")
    for row, sound in zip(result, sounds, strict=True):
        row[: len(sound)] = sound[:length]
    return result
