"""Masks that go with arrays from layer to layer, where a layer or model calls others."""

from collections.abc import Callable
from typing import Any

from plugkeras import tree

Masks = dict[int, tuple[Any, Any]]
"""By the id of an array: that, so that no other gets its id, and its mask. Kept for as long as the outermost call."""


def of_arrays(known: Masks, x: Any) -> Any:
    """The mask of x; of a list or dict of arrays, as many nested alike, or None if no array has one."""
    if not known:
        return None
    if not tree.is_nested(x):
        return known.get(id(x), (None, None))[1]
    masks = [known.get(id(one), (None, None))[1] for one in tree.flatten(x)]
    return None if all(mask is None for mask in masks) else tree.pack_sequence_as(x, masks)


def note(known: Masks | None, y: Any, compute: Callable[[], Any]) -> None:
    """Keep the masks that ``compute`` says the outputs have, of those that have none yet."""
    if known is None:
        return
    outputs = tree.flatten(y)
    if outputs and all(id(one) in known for one in outputs):
        return
    masks = compute()
    if masks is None:
        return
    masks = tree.flatten(masks) if tree.is_nested(y) else [masks]
    for one, mask in zip(outputs, masks, strict=False):
        if mask is not None and id(one) not in known:
            known[id(one)] = one, mask
