"""A pass over arrays of which nobody hears batch by batch: as many steps a call as the engine likes."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, TypeGuard

from plugkeras.engine import Engine, current
from plugkeras.parts.text import is_text
from plugkeras.training.batches import ArrayBatches, Batches, Over


def can_pass(batches: Batches) -> TypeGuard[ArrayBatches]:
    """Whether the engine may know how to go through these; text is read in Python, batch by batch."""
    over = type(current()).over is not Engine.over
    return over and isinstance(batches, ArrayBatches) and not is_text(batches.data.x)


def pass_over(
    batches: ArrayBatches, course: Any, ready: Callable[..., Any], single: Callable[..., None]
) -> Iterator[int]:
    """All batches that are left of an epoch; tells how many are behind, now and then.

    ``ready`` gives the step; with the first batch's x and y, it makes the model ready first. ``single`` makes one.
    """
    orders = batches.orders(course.done)
    if not batches.begun:
        first = next(orders, None)
        if first is None:
            return
        x, y, _ = batches.data.part(first)
        ready(x, y)
        course.batch, orders = (x, y), chain([first], orders)
    run = batches.over(ready()) or _singly(batches, single)
    batches.begun = True
    for steps in run(orders):
        course.done += steps
        yield course.done


def _singly(batches: ArrayBatches, single: Callable[..., None]) -> Over:
    def run(orders: Iterable[Any]) -> Iterator[int]:
        for rows in orders:
            single(*batches.data.part(rows))
            yield 1

    return run
