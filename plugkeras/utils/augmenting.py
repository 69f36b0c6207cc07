"""Keras 2's way to change images while a model is trained: ``keras.preprocessing.image.ImageDataGenerator``."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from plugkeras.config import floatx, image_data_format
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.utils.affine import FILL_MODES, apply_affine_transform, apply_brightness_shift, apply_channel_shift
from plugkeras.utils.image_flow import DirectoryIterator, NumpyArrayIterator

MOVES = ("theta", "tx", "ty", "shear", "zx", "zy")


class ImageDataGenerator:
    """Batches of images, each changed at random, and then standardised.

    Args:
        featurewise_center, featurewise_std_normalization, zca_whitening, zca_epsilon: By what `fit` has found.
        samplewise_center, samplewise_std_normalization: Each image by itself.
        rotation_range: Degrees to both sides.
        width_shift_range, height_shift_range: A part of the side if below 1, else pixels; or the shifts themselves.
        brightness_range: From how many to how many times as light.
        shear_range: Degrees to both sides.
        zoom_range: From how many to how many times the image is seen, or by how much more and less than once.
        channel_shift_range: How much is added to all channels, at most.
        fill_mode, cval, interpolation_order: As in `apply_affine_transform`.
        horizontal_flip, vertical_flip: Whether half of the images are mirrored.
        rescale: What numbers are multiplied by, before they are centred.
        preprocessing_function: Called on each image after it was changed.
        data_format: Where the channels are.
        validation_split: The part of the data that is ``subset="validation"``: the first rows, or files of each class.
        dtype: That of the batches.

    Raises:
        ArgumentError: an argument has no meaning.
    """

    def __init__(
        self,
        featurewise_center: bool = False,
        samplewise_center: bool = False,
        featurewise_std_normalization: bool = False,
        samplewise_std_normalization: bool = False,
        zca_whitening: bool = False,
        zca_epsilon: float = 1e-6,
        rotation_range: float = 0,
        width_shift_range: Any = 0.0,
        height_shift_range: Any = 0.0,
        brightness_range: Any = None,
        shear_range: float = 0.0,
        zoom_range: Any = 0.0,
        channel_shift_range: float = 0.0,
        fill_mode: str = "nearest",
        cval: float = 0.0,
        horizontal_flip: bool = False,
        vertical_flip: bool = False,
        rescale: float | None = None,
        preprocessing_function: Callable[[Any], Any] | None = None,
        data_format: str | None = None,
        validation_split: float = 0.0,
        interpolation_order: int = 1,
        dtype: Any = None,
    ) -> None:
        self.featurewise_center = featurewise_center or zca_whitening or featurewise_std_normalization
        self.samplewise_center = samplewise_center or samplewise_std_normalization
        self.featurewise_std_normalization = featurewise_std_normalization and not zca_whitening
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening, self.zca_epsilon = zca_whitening, zca_epsilon
        self.rotation_range, self.shear_range, self.channel_shift_range = (
            rotation_range,
            shear_range,
            channel_shift_range,
        )
        self.width_shift_range, self.height_shift_range = width_shift_range, height_shift_range
        self.zoom_range = (1 - zoom_range, 1 + zoom_range) if isinstance(zoom_range, int | float) else tuple(zoom_range)
        self.brightness_range = brightness_range
        self.fill_mode, self.cval, self.interpolation_order = fill_mode, cval, interpolation_order
        self.horizontal_flip, self.vertical_flip = horizontal_flip, vertical_flip
        self.rescale, self.preprocessing_function = rescale, preprocessing_function
        self.data_format, self.dtype = data_format or image_data_format(), dtype or floatx()
        self.validation_split = validation_split
        self.mean: Any = None
        self.std: Any = None
        self.zca_whitening_matrix: Any = None
        self.draws: Any = np.random
        self._check()

    def _check(self) -> None:
        if self.data_format not in ("channels_last", "channels_first"):
            raise ArgumentError(f"ImageDataGenerator: there is no `data_format` {self.data_format!r}.")
        if not 0 <= self.validation_split < 1:
            raise ArgumentError("ImageDataGenerator: `validation_split` is a part below 1.")
        if self.fill_mode not in FILL_MODES or self.interpolation_order not in (0, 1):
            raise ArgumentError(
                f"ImageDataGenerator: `fill_mode` is one of {', '.join(FILL_MODES)}, `interpolation_order` 0 or 1."
            )
        for name in ("zoom_range", "brightness_range"):
            value = getattr(self, name)
            if value is not None and not (isinstance(value, tuple | list) and len(value) == 2):
                raise ArgumentError(f"ImageDataGenerator: `{name}` is two numbers, and not {value!r}.")

    @property
    def _axes(self) -> tuple[int, int, int]:
        """Rows, columns and channels of one image."""
        return (1, 2, 0) if self.data_format == "channels_first" else (0, 1, 2)

    def flow(
        self,
        x: Any,
        y: Any = None,
        batch_size: int = 32,
        shuffle: bool = True,
        sample_weight: Any = None,
        seed: int | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        ignore_class_split: bool = False,
        subset: str | None = None,
    ) -> Any:
        """Batches of the images x, changed, with their targets and weights, if given; see `NumpyArrayIterator`."""
        saved = (save_to_dir, save_prefix, save_format)
        return NumpyArrayIterator(
            x, y, self, batch_size, shuffle, sample_weight, seed, saved, subset, ignore_class_split
        )

    def flow_from_directory(
        self,
        directory: Any,
        target_size: Any = (256, 256),
        color_mode: str = "rgb",
        classes: Any = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
    ) -> Any:
        """Batches of the images in class folders, changed, with their classes; see `DirectoryIterator`."""
        loading = {
            "color_mode": color_mode,
            "target_size": tuple(target_size),
            "interpolation": interpolation,
            "keep_aspect_ratio": keep_aspect_ratio,
        }
        saved = (save_to_dir, save_prefix, save_format)
        return DirectoryIterator(
            directory, self, loading, classes, class_mode, batch_size, shuffle, seed, saved, follow_links, subset
        )

    def standardize(self, x: Any) -> Any:
        """Images, or one, as the arguments say; what `fit` has to find and has not is left out, with a warning."""
        x = self.preprocessing_function(x) if self.preprocessing_function else x
        x = x * self.rescale if self.rescale else x
        x = x - np.mean(x, keepdims=True) if self.samplewise_center else x
        x = x / (np.std(x, keepdims=True) + 1e-6) if self.samplewise_std_normalization else x
        if self.featurewise_center and self._is_known("featurewise_center", self.mean):
            x = x - self.mean
        if self.featurewise_std_normalization and self._is_known("featurewise_std_normalization", self.std):
            x = x / (self.std + 1e-6)
        if self.zca_whitening and self._is_known("zca_whitening", self.zca_whitening_matrix):
            x = (x.reshape(-1, np.prod(x.shape[-3:])) @ self.zca_whitening_matrix).reshape(x.shape)
        return x

    def _is_known(self, name: str, found: Any) -> bool:
        if found is None:
            warnings.warn(f"ImageDataGenerator: `{name}` has no effect before fit(images) was called.", stacklevel=4)
        return found is not None

    def get_random_transform(self, img_shape: Any, seed: int | None = None) -> dict[str, Any]:
        """What `apply_transform` may do to an image of this shape, drawn at random."""
        draws: Any = self.draws if seed is None else np.random.RandomState(seed)
        rows, columns, _ = self._axes
        theta = _within(draws, self.rotation_range)
        ty = _shift(draws, self.height_shift_range, img_shape[rows])  # in Keras 2, the columns are shifted by this
        tx = _shift(draws, self.width_shift_range, img_shape[columns])
        shear = _within(draws, self.shear_range)
        zx, zy = (
            (1, 1) if tuple(self.zoom_range) == (1, 1) else draws.uniform(self.zoom_range[0], self.zoom_range[1], 2)
        )
        return {
            "theta": theta,
            "tx": tx,
            "ty": ty,
            "shear": shear,
            "zx": zx,
            "zy": zy,
            "flip_horizontal": bool(draws.random_sample() < 0.5) and self.horizontal_flip,
            "flip_vertical": bool(draws.random_sample() < 0.5) and self.vertical_flip,
            "channel_shift_intensity": _within(draws, self.channel_shift_range) if self.channel_shift_range else None,
            "brightness": None if self.brightness_range is None else draws.uniform(*self.brightness_range),
        }

    def apply_transform(self, x: Any, transform_parameters: Any) -> Any:
        """One image, changed as a dict says that `get_random_transform` may have drawn."""
        given, (rows, columns, channels) = transform_parameters, self._axes
        moves: dict[str, Any] = {name: given[name] for name in MOVES if name in given}
        moves |= {"row_axis": rows, "col_axis": columns, "channel_axis": channels}
        moves |= {"fill_mode": self.fill_mode, "cval": self.cval, "order": self.interpolation_order}
        x = apply_affine_transform(x, **moves)
        if given.get("channel_shift_intensity") is not None:
            x = apply_channel_shift(x, given["channel_shift_intensity"], channels)
        x = np.flip(x, columns) if given.get("flip_horizontal") else x
        x = np.flip(x, rows) if given.get("flip_vertical") else x
        if given.get("brightness") is not None:
            x = apply_brightness_shift(x, given["brightness"], False, self.data_format)
        return x

    def random_transform(self, x: Any, seed: int | None = None) -> Any:
        """One image, changed at random."""
        return self.apply_transform(x, self.get_random_transform(x.shape, seed))

    def fit(self, x: Any, augment: bool = False, rounds: int = 1, seed: int | None = None) -> None:
        """Find what ``featurewise_…`` and ``zca_whitening`` need; with ``augment``, of images that are changed.

        Raises:
            ShapeError: x is not an array of images.
        """
        x = np.array(x, dtype=self.dtype)
        if x.ndim != 4:
            raise ShapeError(f"ImageDataGenerator: fit needs an array of images, and got shape {x.shape}.")
        x = x * self.rescale if self.rescale else x
        if augment:
            self.draws = np.random if seed is None else np.random.RandomState(seed)
            x = np.stack([self.random_transform(image) for _ in range(rounds) for image in x])
            self.draws = np.random
        over = tuple(axis for axis in range(4) if axis != self._axes[2] + 1)
        if self.featurewise_center:
            self.mean = x.mean(axis=over, keepdims=True)[0]
            x = x - self.mean
        if self.featurewise_std_normalization:
            self.std = x.std(axis=over, keepdims=True)[0]
            x = x / (self.std + 1e-6)
        if self.zca_whitening:
            u, s, _ = np.linalg.svd(x.reshape(len(x), -1).T, full_matrices=False)
            self.zca_whitening_matrix = (u * (np.sqrt(len(x)) / (s + self.zca_epsilon))) @ u.T


def _within(draws: Any, most: float) -> float:
    return float(draws.uniform(-most, most)) if most else 0


def _shift(draws: Any, wanted: Any, length: int) -> float:
    if not np.any(wanted):
        return 0
    if isinstance(wanted, float):
        found = draws.uniform(-wanted, wanted)
    else:
        found = draws.choice(wanted) * draws.choice([-1, 1])
    return float(found * (length if np.max(wanted) < 1 else 1))
