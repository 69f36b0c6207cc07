"""The batches of an ``ImageDataGenerator``: by number, and one after the other without an end."""

import os
from collections.abc import Iterator
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError, DataError, ShapeError
from plugkeras.utils.dataset import PyDataset
from plugkeras.utils.images import array_to_img, img_to_array, load_img

SUFFIXES = ("png", "jpg", "jpeg", "bmp", "ppm", "tif", "tiff")
CLASS_MODES = ("categorical", "binary", "sparse", "input", None)


class Flow(PyDataset):
    """Batches of images that a generator changes; ``next(flow)`` gives one after the other, and begins again.

    With a seed, each batch is drawn from numbers of its own: those of Keras 2 for this seed.
    """

    def __init__(self, n: int, generator: Any, batch_size: int, shuffle: bool, seed: int | None, saved: Any) -> None:
        super().__init__()
        self.n, self.image_data_generator, self.batch_size = n, generator, batch_size
        self.shuffle, self.seed, self.batch_index, self.total_batches_seen = shuffle, seed, 0, 0
        self._saved = saved
        self._draws: Any = np.random
        self.index_array: Any = None

    def image(self, number: int) -> Any:
        """One image, as it is before it is changed."""
        raise NotImplementedError(f"{type(self).__name__} does not define image(number).")

    def item(self, x: Any, numbers: Any) -> Any:
        """The images x with what belongs to them."""
        raise NotImplementedError(f"{type(self).__name__} does not define item(x, numbers).")

    def __len__(self) -> int:
        return -(-self.n // self.batch_size)

    def __getitem__(self, index: int) -> Any:
        if not 0 <= index < len(self):
            raise IndexError(f"There are {len(self)} batches, and none has the number {index}.")
        self._draw()
        if self.index_array is None:
            self._arrange()
        return self._batch(self.index_array[self.batch_size * index : self.batch_size * (index + 1)])

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        self._draw()
        if self.batch_index == 0:
            self._arrange()
        first = self.batch_index * self.batch_size
        self.batch_index = (self.batch_index + 1) % max(len(self), 1)
        return self._batch(self.index_array[first : first + self.batch_size])

    next = __next__

    def reset(self) -> None:
        """Begin again with the first batch."""
        self.batch_index = 0

    def on_epoch_end(self) -> None:
        """Another order, if it shuffles."""
        self._arrange()

    def _draw(self) -> None:
        if self.seed is not None:
            self._draws = np.random.RandomState(self.seed + self.total_batches_seen)
        self.total_batches_seen += 1

    def _arrange(self) -> None:
        self.index_array = self._draws.permutation(self.n) if self.shuffle else np.arange(self.n)

    def _batch(self, numbers: Any) -> Any:
        generator = self.image_data_generator
        images = []
        for number in numbers:
            x, generator.draws = self.image(number), self._draws
            params = generator.get_random_transform(x.shape)
            generator.draws = np.random
            images.append(generator.standardize(generator.apply_transform(x, params)))
        x = np.array(images, dtype=generator.dtype)
        folder, prefix, suffix = self._saved
        for image, number in zip(x, numbers, strict=True) if folder else ():
            name = f"{prefix}_{number}_{self._draws.randint(10**7)}.{suffix}"
            array_to_img(image, generator.data_format).save(os.path.join(folder, name))
        return self.item(x, numbers)


def _part(n: int, generator: Any, subset: str | None) -> slice:
    """The rows of a subset: the first are those for validation."""
    if subset not in ("training", "validation", None):
        raise ArgumentError(f"`subset` must be 'training' or 'validation', not {subset!r}.")
    first = int(n * generator.validation_split)
    return {"training": slice(first, n), "validation": slice(0, first)}.get(subset or "", slice(0, n))


class NumpyArrayIterator(Flow):
    """Of images in an array, with their targets and weights if given.

    Raises:
        DataError: lengths differ; or a part for validation has not the same classes as the other.
        ShapeError: it is no array of images.
    """

    def __init__(
        self,
        x: Any,
        y: Any,
        generator: Any,
        batch_size: int = 32,
        shuffle: bool = False,
        sample_weight: Any = None,
        seed: int | None = None,
        saved: Any = (None, "", "png"),
        subset: str | None = None,
        ignore_class_split: bool = False,
    ) -> None:
        others = [None if part is None else np.asarray(part) for part in (y, sample_weight)]
        if any(part is not None and len(part) != len(x) for part in others):
            raise DataError(f"The images are {len(x)}, and targets or weights have another length.")
        part = _part(len(x), generator, subset)
        y = others[0]
        if subset and y is not None and not ignore_class_split:
            first = int(len(x) * generator.validation_split)
            if not np.array_equal(np.unique(y[:first]), np.unique(y[first:])):
                raise DataError(
                    "The parts have not the same classes: shuffle the rows, or say ignore_class_split=True."
                )
        self.x = np.asarray(x, dtype=generator.dtype)[part]
        if self.x.ndim != 4:
            raise ShapeError(f"flow needs an array of images, and got shape {self.x.shape}.")
        self.y, self.sample_weight = (None if other is None else other[part] for other in (y, others[1]))
        super().__init__(len(self.x), generator, batch_size, shuffle, seed, saved)

    def image(self, number: int) -> Any:
        """A copy: what changes it may do so in place."""
        return self.x[number].copy()

    def item(self, x: Any, numbers: Any) -> Any:
        """x, (x, y) or (x, y, weights)."""
        found = tuple(part[numbers] for part in (self.y, self.sample_weight) if part is not None)
        return (x, *found) if self.y is not None else x


class DirectoryIterator(Flow):
    """Of images in class folders.

    ``class_mode``: rows of 0 and 1 ("categorical"), the number of the class ("binary", "sparse"), the images
    themselves ("input"), or None.

    Attributes:
        classes: The number of the class of each file.
        class_indices: The number of each class.
        filenames, filepaths: The files, below the folder and with it.
    """

    def __init__(
        self,
        directory: Any,
        generator: Any,
        loading: dict[str, Any],
        classes: Any = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        saved: Any = (None, "", "png"),
        follow_links: bool = False,
        subset: str | None = None,
    ) -> None:
        if class_mode not in CLASS_MODES:
            raise ArgumentError(f"`class_mode` must be one of {CLASS_MODES}, not {class_mode!r}.")
        self.directory, self.class_mode, self._loading = directory, class_mode, loading
        folders = list(classes or sorted(entry.name for entry in os.scandir(directory) if entry.is_dir()))
        self.class_indices = {name: number for number, name in enumerate(folders)}
        self.num_classes = len(folders)
        self.filenames: list[str] = []
        numbers: list[int] = []
        for number, folder in enumerate(folders):
            found = _files(os.path.join(directory, folder), follow_links)
            n, split = len(found), generator.validation_split
            first, last = {"training": (split, 1), "validation": (0, split)}.get(subset or "", (0, 1))
            _part(0, generator, subset)
            kept = found[int(first * n) : int(last * n)]
            self.filenames += [os.path.relpath(path, directory) for path in kept]
            numbers += [number] * len(kept)
        self.classes, self.samples = np.array(numbers, "int32"), len(numbers)
        print(f"Found {self.samples} images belonging to {self.num_classes} classes.")
        super().__init__(self.samples, generator, batch_size, shuffle, seed, saved)

    @property
    def filepaths(self) -> list[str]:
        """Where the files are."""
        return [os.path.join(self.directory, name) for name in self.filenames]

    @property
    def labels(self) -> Any:
        """The number of the class of each file."""
        return self.classes

    def image(self, number: int) -> Any:
        """An image of the size that all have."""
        path = os.path.join(self.directory, self.filenames[number])
        return img_to_array(load_img(path, **self._loading), self.image_data_generator.data_format)

    def item(self, x: Any, numbers: Any) -> Any:
        """x, or (x, y)."""
        if self.class_mode is None:
            return x
        if self.class_mode == "input":
            return x, x.copy()
        y = self.classes[numbers]
        return x, (np.eye(self.num_classes)[y] if self.class_mode == "categorical" else y).astype(x.dtype)


def _files(folder: str, follow_links: bool) -> list[str]:
    found = sorted(os.walk(folder, followlinks=follow_links))
    return [os.path.join(root, name) for root, _, names in found for name in sorted(names) if _is_image(name)]


def _is_image(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)
