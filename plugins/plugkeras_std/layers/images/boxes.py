"""Boxes that are told as lists."""

from collections.abc import Mapping
from typing import Any

from plugkeras import ops
from plugkeras.errors import ArgumentError


def dense(bounding_boxes: Any) -> dict[str, Any]:
    """Boxes and labels as arrays: where an image has fewer than others, boxes of zeros with label -1 come behind.

    Raises:
        ArgumentError: they are no dictionary of both, or there is not one label for each box.
    """
    if not isinstance(bounding_boxes, Mapping) or not {"boxes", "labels"} <= set(bounding_boxes):
        raise ArgumentError(f"'bounding_boxes' must be a dictionary of 'boxes' and 'labels', not {bounding_boxes!r}.")
    boxes, labels = bounding_boxes["boxes"], bounding_boxes["labels"]
    if isinstance(boxes, list) and isinstance(labels, list) and isinstance((labels or [0])[0], list):
        if [*map(len, boxes)] != [*map(len, labels)]:
            raise ArgumentError(f"There must be one label for each box: {[*map(len, boxes)]}, {[*map(len, labels)]}.")
        most = max(map(len, boxes))
        boxes = [[*some, *[[0.0] * 4] * (most - len(some))] for some in boxes]
        labels = [[*some, *[-1] * (most - len(some))] for some in labels]
    boxes = ops.cast(ops.convert_to_tensor(boxes), "float32")
    return {**bounding_boxes, "boxes": boxes, "labels": ops.convert_to_tensor(labels)}
