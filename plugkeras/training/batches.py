"""Data in batches: of arrays, generators and datasets, all as ``(x, y, sample_weight)``."""

import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from plugkeras import random
from plugkeras.engine import current
from plugkeras.errors import DataError
from plugkeras.training.data import Batch, Columns, columns, weights_by_class
from plugkeras.training.lasting import generators_of, set_generators_of

Over = Callable[[Iterable[Any]], Iterator[int]]


class Batches(ABC):
    """A source of batches. ``epoch()`` yields those of one epoch; ``steps`` is their number, if known."""

    steps: int | None = None
    begun: bool = False  # whether somebody has made ready for them
    changeable: bool = False  # whether somebody may change them between epochs
    places_kept: bool = False  # whether ``place`` will be asked for, for which random generators are looked at

    @abstractmethod
    def epoch(self, done: int = 0) -> Iterator[Batch]:
        """The batches of the next epoch; of one that goes on, those that come after the ``done`` first ones."""

    def epoch_end(self) -> None:  # noqa: B027 (most have nothing to do then)
        """Told after each epoch."""

    @abstractmethod
    def place(self) -> dict[str, Any]:
        """Where in the data the last batch was; plain values and arrays."""

    @abstractmethod
    def go_to(self, place: Mapping[str, Any]) -> None:
        """Have the next ``epoch`` go on from a place.

        It may draw random numbers on the way: who goes to a place sets the generators afterwards.

        Raises:
            DataError: the data are not those that the place is in.
        """


class ArrayBatches(Batches):
    """Rows of arrays, a new order each epoch if wanted; the last batch may be smaller."""

    def __init__(self, data: Columns, batch_size: int, shuffle: bool | str = False, steps: int | None = None) -> None:
        self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
        self._in_all = -(-data.rows // batch_size)
        self.steps = self._in_all if steps is None else steps
        self._order: Any = None  # of the rows or, shuffled in batches, of these; None if they come as they are
        self._taken = self._in_all  # batches of this order
        self._over: tuple[Any, Over | None] = (None, None)  # a step, and how the engine makes it with these data

    def epoch(self, done: int = 0) -> Iterator[Batch]:
        """All rows; with ``steps`` given, so many batches, the next epoch going on where this one stops."""
        for rows in self.orders(done):
            yield self.data.part(rows)

    def orders(self, done: int = 0) -> Iterator[Any]:
        """The row numbers of each of these batches: an array or a slice."""
        if self.steps == self._in_all and not done:
            self._taken = self._in_all
        for _ in range(done, self.steps or 0):
            if self._taken == self._in_all:
                self._begin()
            self._taken += 1
            yield self._rows(self._taken - 1)

    def over(self, step: Callable[..., Any]) -> Over | None:
        """How the engine makes ``step`` with many of these rows; it keeps the data for as long as these batches are."""
        if self.changeable or not self.begun or self._over[0] is not step:
            over = getattr(step, "over", None)  # of a step that takes lists and dicts of arrays
            self._over = step, current().over(step, self.data) if over is None else over(self.data)
        return self._over[1]

    def _begin(self) -> None:
        self._taken = 0
        if self.shuffle:
            self._order = np.random.permutation(self._in_all if self.shuffle == "batch" else self.data.rows)

    def _rows(self, batch: int) -> Any:
        if self._order is not None and self.shuffle == "batch":
            batch = self._order[batch]
        at = slice(batch * self.batch_size, (batch + 1) * self.batch_size)
        return at if self._order is None or self.shuffle == "batch" else self._order[at]

    def place(self) -> dict[str, Any]:
        """The number of rows, and how many batches of which order."""
        order = None if self._taken == self._in_all else self._order
        if order is not None and self.data.rows < 2**31:
            order = order.astype("int32")
        return {"rows": self.data.rows, "taken": self._taken, "order": order}

    def go_to(self, place: Mapping[str, Any]) -> None:
        """Take the same order."""
        if place["rows"] != self.data.rows:
            raise DataError(f"The training was on {place['rows']} rows and cannot go on on {self.data.rows}.")
        self._taken, order = place["taken"], place["order"]
        self._order = None if order is None else order.astype("int64")


class IteratorBatches(Batches):
    """What a generator yields: ``x``, ``(x, y)`` or ``(x, y, sample_weight)``."""

    def __init__(
        self, source: Any, steps: int | None, class_weight: Mapping[int, float] | None = None, several: bool = False
    ) -> None:
        self.steps, self.class_weight, self.several = steps, class_weight, several
        self._again = source if iter(source) is not source else None
        self.source: Any = source
        self._is_begun = False
        self._drawn_from: Any = None
        self._own: dict[str, Any] = {}
        self._taken = 0

    def _begin(self) -> None:
        """Remember where all generators were before the source began: it may draw when it is asked for its items."""
        self._is_begun, self._taken = True, 0
        if self.places_kept:
            self._drawn_from, self._own = random.global_state(), generators_of(self._again)
        if self._again is not None:
            self.source = iter(self._again)

    def epoch(self, done: int = 0) -> Iterator[Batch]:
        """``steps`` batches, or all there are."""
        if not self._is_begun or (self.steps is None and self._again is not None and not done):
            self._begin()
        seen = done
        while self.steps is None or seen < self.steps:
            item = next(self.source, None)
            if item is None:
                self._ran_out(seen)
                return
            self._taken += 1
            yield as_batch(item, self.class_weight, self.several)
            seen += 1

    def place(self) -> dict[str, Any]:
        """How many items were taken of a source that began with which random numbers."""
        return {"drawn_from": self._drawn_from, "taken": self._taken, "own": self._own}

    def go_to(self, place: Mapping[str, Any]) -> None:
        """Let as many items go by."""
        random.set_global_state(place["drawn_from"])
        set_generators_of(self._again, place["own"])
        self._begin()
        for _ in range(place["taken"]):
            if next(self.source, None) is None:
                raise DataError(f"The generator ran out before the {place['taken']} batches that were trained already.")
        self._taken = place["taken"]

    def _ran_out(self, seen: int) -> None:
        if self.steps is not None or not seen:
            wanted = f"{self.steps} batches" if self.steps else "another epoch"
            warnings.warn(
                f"The data ran out after {seen} batches of this epoch, and {wanted} were wanted; training goes on "
                "without them. Let the generator go on for steps_per_epoch * epochs batches.",
                stacklevel=2,
            )


class DatasetBatches(Batches):
    """A ``PyDataset`` (Keras 2: ``Sequence``): its items are batches."""

    def __init__(
        self, dataset: Any, shuffle: bool, steps: int | None, class_weight: Any = None, several: bool = False
    ) -> None:
        self.dataset, self.shuffle, self.class_weight, self.several = dataset, shuffle, class_weight, several
        self.steps = int(steps if steps is not None else len(dataset))
        self._drawn_from: dict[str, Any] = {}
        self._rearranged: list[Any] = []  # for each end of an epoch: where the generators were, if the dataset drew,
        # and where its own ones were
        self._order: Any = None

    def epoch(self, done: int = 0) -> Iterator[Batch]:
        """The items, in random order if shuffled."""
        n = len(self.dataset)
        if not done or self._order is None:
            self._draw()
        getattr(self.dataset, "on_epoch_begin", lambda: None)()
        for i in range(done, self.steps or 0):
            yield as_batch(self.dataset[int(self._order[i % n])], self.class_weight, self.several)

    def _draw(self) -> None:
        self._drawn_from, n = random.global_state() if self.places_kept else {}, len(self.dataset)
        self._order = np.random.permutation(n) if self.shuffle else np.arange(n)

    def epoch_end(self) -> None:
        """The dataset may rearrange itself."""
        before, own = (random.global_state(), generators_of(self.dataset)) if self.places_kept else (None, {})
        getattr(self.dataset, "on_epoch_end", lambda: None)()
        if before is not None:
            self._rearranged.append([before if random.has_moved(before) else None, own])

    def place(self) -> dict[str, Any]:
        """From which numbers the order was drawn, and those that the dataset had when it rearranged itself."""
        place = {"items": len(self.dataset), "drawn_from": self._drawn_from, "rearranged": self._rearranged}
        return {**place, "own": generators_of(self.dataset)}

    def go_to(self, place: Mapping[str, Any]) -> None:
        """Have the dataset, which is as it was at first, rearrange itself as it did; draw the same order again."""
        if place["items"] != len(self.dataset):
            raise DataError(f"The training was on {place['items']} items and cannot go on on {len(self.dataset)}.")
        for state, own in place["rearranged"][len(self._rearranged) :]:
            if state is not None:
                random.set_global_state(state)
            set_generators_of(self.dataset, own)
            self.epoch_end()
        if place["drawn_from"]:
            random.set_global_state(place["drawn_from"])
            self._draw()
        set_generators_of(self.dataset, place["own"])


def as_batch(item: Any, class_weight: Mapping[int, float] | None = None, several: bool = False) -> Batch:
    """One item of a generator or dataset as ``(x, y, sample_weight)``."""
    parts = item if isinstance(item, tuple | list) and not isinstance(item, np.ndarray) else (item,)
    if not 1 <= len(parts) <= 3:
        raise DataError(f"A generator must yield x, (x, y) or (x, y, sample_weight), and yielded {len(parts)} items.")
    x, y, w = (*parts, None, None)[:3]
    data = columns(x, y, w, several)
    if class_weight is not None and data.y is not None:
        data = data._replace(w=weights_by_class(data.y, class_weight))
    return data.x, data.y, data.w


def one_batch(x: Any, y: Any, sample_weight: Any, class_weight: Any, several: bool = False) -> tuple[Any, Any, Any]:
    """One batch as ``(x, y, sample_weight)``, its samples weighed by their classes if wanted."""
    batch = as_batch((x, y, sample_weight), several=several)
    if class_weight is not None:
        return batch[0], batch[1], weights_by_class(batch[1], class_weight)
    return batch
