"""Images of two, as many boxes as one wants."""

from typing import Annotated, Any

from plugkeras import ops, random
from plugkeras.annotations import Count, DataFormat, NotNegative
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras_std.layers.images.arguments import Between
from plugkeras_std.layers.images.base import Drawn, ImageLayer, Size
from plugkeras_std.layers.images.bends import each
from plugkeras_std.layers.images.neighbours import rectangles
from plugkeras_std.layers.images.numbers import Numbers


class Mix(ImageLayer, arguments=False):
    """A layer that takes something of another image of the batch, and as much of its label."""

    def transform_labels(self, labels: Array, transformation: Drawn, training: bool = True) -> Array:
        """As much of each label as there is of its image; labels are vectors."""
        if not training or transformation is None:
            return labels
        labels = ops.cast(labels, self.dtype)
        others = ops.take(labels, transformation["permutation_order"], 0)
        weight = ops.reshape(ops.cast(transformation["mix_weight"], self.dtype), (-1, *[1] * (len(labels.shape) - 1)))
        return weight * labels + (1.0 - weight) * others


class MixUp(Mix):
    """The mean of two images, with weights of the beta distribution of ``alpha``. Zhang et al., 2018."""

    alpha: NotNegative = 0.2
    data_format: DataFormat = None
    seed: int | None = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Which image comes to each, and the weight of the first."""
        order = random.shuffle(ops.arange(size.n, dtype="int32"), seed=numbers.seed)
        return {
            "mix_weight": random.beta((size.n,), self.alpha, self.alpha, "float32", numbers.seed),
            "permutation_order": order,
        }

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """Both at once."""
        weight = each(ops.cast(drawn["mix_weight"], images.dtype))
        return weight * images + (1.0 - weight) * ops.take(images, drawn["permutation_order"], 0)

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Drawn, training: bool = True) -> Any:
        """The boxes of both."""
        if not training or transformation is None:
            return bounding_boxes
        order = transformation["permutation_order"]
        return {
            key: ops.concatenate([bounding_boxes[key], ops.take(bounding_boxes[key], order, 0)], 1)
            for key in ("boxes", "labels")
        }

    def transform_segmentation_masks(
        self, segmentation_masks: Array, transformation: Drawn, training: bool = True
    ) -> Array:
        """The mean of both."""
        if not training or transformation is None:
            return segmentation_masks
        return self.changed(ops.cast(segmentation_masks, self.dtype), transformation)


class CutMix(Mix):
    """A rectangle of another image in each. Yun et al., 2019.

    Its part of the image is of the beta distribution whose parameter is drawn from ``factor``.
    """

    factor: Annotated[Any, Between(0, 1)] = 1.0
    seed: int | None = None
    data_format: DataFormat = None

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Drawn:
        """One image alone stays."""
        images = data["images"] if isinstance(data, dict) else data
        return super().get_random_transformation(data, training, seed) if len(images.shape) == 4 else None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Which image comes to each, where, and how much is left of the first."""
        alpha = numbers.uniform((), *self.factor) + 1e-6
        side = ops.sqrt(1.0 - random.beta((size.n,), alpha, alpha, numbers.dtype, numbers.seed))
        masks, covered = rectangles(self, size, (side, side), numbers)
        order = random.shuffle(ops.arange(size.n, dtype="int32"), seed=numbers.seed)
        return {"permutation_order": order, "batch_masks": masks, "mix_weight": each(1.0 - covered)}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """The other image in the rectangle."""
        first = self.data_format == "channels_first"
        masks = drawn["batch_masks"][:, :1] if first else drawn["batch_masks"][..., :1]
        return ops.where(masks, ops.take(images, drawn["permutation_order"], 0), images)

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Drawn, training: bool = True) -> Any:
        """There are none.

        Raises:
            ArgumentError: always, in training.
        """
        if training and transformation is not None:
            raise ArgumentError(f"{self}: what is left of boxes cannot be told; leave out 'bounding_boxes'.")
        return bounding_boxes

    def transform_segmentation_masks(
        self, segmentation_masks: Array, transformation: Drawn, training: bool = True
    ) -> Array:
        """The other mask in the rectangle."""
        return self.transform_images(segmentation_masks, transformation, training)


class MaxNumBoundingBoxes(ImageLayer):
    """The first ``max_number`` boxes of each image; where there are fewer, boxes of ``fill_value`` come behind."""

    max_number: Count
    fill_value: int = -1

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Drawn:
        """There is nothing to draw."""
        return

    def transform_images(self, images: Array, transformation: Drawn = None, training: bool = True) -> Array:
        """The same."""
        return images

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Drawn = None, training: bool = True) -> Any:
        """As many, in training and out of it."""
        boxes, labels = (bounding_boxes[key][:, : self.max_number] for key in ("boxes", "labels"))
        missing, fill = self.max_number - boxes.shape[1], self.fill_value
        boxes = ops.pad(boxes, [(0, 0), (0, missing), (0, 0)], constant_values=fill)
        return {
            **bounding_boxes,
            "boxes": boxes,
            "labels": ops.pad(labels, [(0, 0), (0, missing)], constant_values=fill),
        }
