"""What layers that change images share: what they are called with, what is drawn, and to what it is applied."""

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from plugkeras import Layer, ops
from plugkeras.annotations import DataFormat
from plugkeras.config import image_data_format
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.config import Field
from plugkeras.parts.naming import UNSAID, calling
from plugkeras.parts.shapes import Shape
from plugkeras.random import SeedGenerator
from plugkeras.utils.bounding_boxes import clip_to_image_size, convert_format
from plugkeras_std.layers.images.boxes import dense
from plugkeras_std.layers.images.numbers import Numbers

Drawn = Any
"""What is drawn for a batch, as ``get_random_transformation`` returns it; None where nothing is done."""


class Size(NamedTuple):
    """What there is of images; an image without a batch counts as one."""

    n: int
    height: int
    width: int
    channels: int


class ImageLayer(Layer, arguments=False):
    """Images (n, h, w, c), or channels first, or one of them, of another look.

    It is also called with a dictionary of "images" and, of the same images, "labels", "bounding_boxes" (a dictionary of
    "boxes", as ``bounding_box_format`` says, and "labels") and "segmentation_masks": all are changed in the same way.
    What is drawn is drawn in training, and where nobody says whether it is training. Integers become floats.

    A family says what it draws (``drawn``) and what becomes of images (``changed``); and of boxes and masks, if it
    moves pixels (``moves``).
    """

    options = (
        *Layer.options,
        Field("bounding_box_format", str | None, None),
        Field("data_format", DataFormat, None),
    )
    min_ndim = 3
    moves: ClassVar[bool] = False
    bounding_box_format: str | None = None
    data_format: DataFormat = None
    seed: "int | None"

    def setup(self) -> None:
        """The format of data, and a stream of random numbers where something is drawn."""
        self.data_format = self.data_format or image_data_format()
        if hasattr(self, "seed"):
            self.generator = SeedGenerator(self.seed)

    # -- what a family says ----------------------------------------------------------------------

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """What is drawn for images of that size; by default an empty dictionary, for there is nothing to draw."""
        return {}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """A batch of images after what was drawn; ``interpolation`` None is the layer's own, masks have "nearest"."""
        raise NotImplementedError(f"{type(self).__name__} does not define changed(images, drawn, interpolation).")

    def boxes_moved(self, boxes: Array, drawn: Drawn) -> Array:
        """Corners (n, k, 4) in pixels, after what was drawn.

        Raises:
            ArgumentError: nobody knows where they are then.
        """
        raise ArgumentError(f"{self}: where boxes are after it cannot be told; leave out 'bounding_boxes'.")

    def sizes(self, drawn: Drawn) -> tuple[tuple[int, int], tuple[int, int]]:
        """(height, width) before and after, as far as boxes have to know them."""
        shape = drawn["input_shape"]
        here = (shape[-2], shape[-1]) if self.data_format == "channels_first" else (shape[-3], shape[-2])
        return here, here

    # -- Keras's names ---------------------------------------------------------------------------

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Drawn:
        """What is drawn for images, or a dictionary of them; None if it is not training."""
        if not training:
            return None
        shape = tuple((data["images"] if isinstance(data, Mapping) else data).shape)
        found = self.drawn(self.size_of(shape), self.numbers(shape, seed))
        return {"input_shape": shape, **found} if isinstance(found, dict) else found

    def numbers(self, shape: tuple[int, ...], seed: Any, layers: int = 1) -> Numbers:
        """Random numbers of a seed, or of its own: enough for so many layers, for each of which 12 an image will do."""
        if isinstance(seed, Numbers):
            return seed
        dtype = "float64" if self.dtype == "float64" else "float32"  # half of it has too few numbers
        return Numbers(
            getattr(self, "generator", None) if seed is None else seed, dtype, self.size_of(shape).n * 12 * layers
        )

    def size_of(self, shape: tuple[int, ...]) -> Size:
        """What there is of images of that shape.

        Raises:
            ShapeError: there are neither 3 axes nor 4.
        """
        if len(shape) not in (3, 4):
            raise ShapeError(f"{self} needs images with 3 axes, or 4 with that of a batch, and got shape {shape}.")
        n, *rest = shape if len(shape) == 4 else (1, *shape)
        return Size(n, *(rest[1:] + rest[:1] if self.data_format == "channels_first" else rest))

    def transform_images(self, images: Array, transformation: Drawn, training: bool = True) -> Array:
        """A batch of images after what was drawn, as floats."""
        images = ops.cast(ops.convert_to_tensor(images), self.dtype)
        if not training or transformation is None:
            return images
        return ops.cast(self.changed(images, transformation), self.dtype)

    def transform_labels(self, labels: Array, transformation: Drawn, training: bool = True) -> Array:
        """The labels of a batch: the same."""
        return labels

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Drawn, training: bool = True) -> Any:
        """The boxes of a batch, where the things are then; of those of which nothing is left, the label is -1."""
        if not self.moves or not training or transformation is None:
            return bounding_boxes
        (height, width), (new_height, new_width) = self.sizes(transformation)
        form = str(self.bounding_box_format)
        found = convert_format(bounding_boxes, form, "xyxy", height, width)
        found["boxes"] = self.boxes_moved(found["boxes"], transformation)
        found = clip_to_image_size(found, new_height, new_width)
        return convert_format(found, "xyxy", form, new_height, new_width)

    def transform_segmentation_masks(
        self, segmentation_masks: Array, transformation: Drawn, training: bool = True
    ) -> Array:
        """The masks of a batch, moved as the images are: no number comes up that was not there."""
        if not self.moves or not training or transformation is None:
            return segmentation_masks
        return self.changed(ops.convert_to_tensor(segmentation_masks), transformation, "nearest")

    def transform_single_image(self, image: Array, transformation: Drawn, training: bool = True) -> Array:
        """One image."""
        return self.transform_images(ops.expand_dims(image, 0), transformation, training=training)[0]

    def transform_single_label(self, label: Array, transformation: Drawn, training: bool = True) -> Array:
        """The label of one image."""
        return self.transform_labels(ops.expand_dims(label, 0), transformation, training=training)[0]

    def transform_single_bounding_box(self, bounding_box: Any, transformation: Drawn, training: bool = True) -> Any:
        """The boxes of one image."""
        boxes = {key: ops.expand_dims(value, 0) for key, value in bounding_box.items()}
        boxes = self.transform_bounding_boxes(boxes, transformation, training=training)
        return {key: value[0] for key, value in boxes.items()}

    def transform_single_segmentation_mask(
        self, segmentation_mask: Array, transformation: Drawn, training: bool = True
    ) -> Array:
        """The mask of one image."""
        mask = ops.expand_dims(segmentation_mask, 0)
        return self.transform_segmentation_masks(mask, transformation, training=training)[0]

    # -- calling ---------------------------------------------------------------------------------

    def __call__(self, x: Any, *args: Any, training: bool | None = None, **kwargs: Any) -> Any:
        if training is None:
            training = UNSAID if calling.training is None else calling.training
        if training is UNSAID:
            training = True
        if not isinstance(x, Mapping):
            return super().__call__(x, *args, training=training, **kwargs)
        return self._all_of({**x, "images": ops.convert_to_tensor(x["images"])}, bool(training))

    def call(self, data: Array, training: bool = True) -> Array:
        """Images, or one, after what is drawn."""
        drawn = self.get_random_transformation(data, training=training)
        transform = self.transform_single_image if len(data.shape) == 3 else self.transform_images
        return transform(data, drawn, training=training)

    def _all_of(self, data: dict[str, Any], training: bool) -> dict[str, Any]:
        drawn = self.get_random_transformation(data, training=training)
        alone = len(data["images"].shape) == 3
        if "bounding_boxes" in data:
            data["bounding_boxes"] = dense(data["bounding_boxes"])
            if self.moves and not self.bounding_box_format:
                raise ArgumentError(f"{self}: for 'bounding_boxes', say what they are: `bounding_box_format='xyxy'`.")
        for key, many, one in _TOLD:
            if key in data:
                value = data[key] if key == "bounding_boxes" else ops.convert_to_tensor(data[key])
                data[key] = getattr(self, one if alone else many)(value, drawn, training=training)
        return data

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the images."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The format of boxes only if there is one: not all of Keras's layers take it."""
        config = super().get_config()
        return {k: v for k, v in config.items() if k != "bounding_box_format" or v is not None}


_TOLD = (
    ("images", "transform_images", "transform_single_image"),
    ("bounding_boxes", "transform_bounding_boxes", "transform_single_bounding_box"),
    ("labels", "transform_labels", "transform_single_label"),
    ("segmentation_masks", "transform_segmentation_masks", "transform_single_segmentation_mask"),
)
