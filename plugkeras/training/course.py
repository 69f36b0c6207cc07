"""How far a ``fit`` is; snapshots of it, and going on from one, or back to one."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from plugkeras import random, tree
from plugkeras.errors import StateError
from plugkeras.parts.callback_list import CallbackList
from plugkeras.training.batches import Batches
from plugkeras.training.counters import set_state_of, state_of
from plugkeras.training.lasting import lasting, optimizers_in, set_value, value_of
from plugkeras.training.snapshot import Snapshot, check_paths, without_strange_streams


class Unwatched:
    """Stands for the course where batches are gone through that are no training of ``fit``'s."""

    done = 0
    batch: Any = None
    is_over = False
    own: Any = None
    returned: Mapping[str, Any] = {}


class Course:
    """One ``fit``: ``epoch`` (from 0) is going on, with ``done`` of its batches behind; ``step`` counts all batches."""

    def __init__(
        self, model: Any, batches: Batches, validation: Batches | None, listeners: CallbackList, epoch: int
    ) -> None:
        self.model, self.batches, self.validation, self.listeners = model, batches, validation, listeners
        self.epoch, self.done, self.before = epoch, 0, 0
        self.logs: dict[str, Any] = {}
        self.stopped = False
        self.batch: Any = None  # the first one
        self.own: Any = None  # the step of the model's author, if it has one
        self.returned: Mapping[str, Any] = {}  # by that step, for the last batch before the snapshot
        self.begun: Snapshot | None = None  # the one in whose midst the next epoch goes on
        self._next: Snapshot | None = None

    @property
    def step(self) -> int:
        """How many batches were trained in all epochs."""
        return self.before + self.done

    @property
    def is_over(self) -> bool:
        """Whether the epoch that goes on was to have no more batches: somebody stopped it just before the snapshot."""
        return self.begun is not None and self.begun.stopped

    def end_epoch(self, logs: dict[str, Any]) -> None:
        """From now on the next epoch is the one that goes on."""
        self.before, self.done, self.epoch, self.logs = self.step, 0, self.epoch + 1, logs
        self.returned = {}

    # -- snapshots -------------------------------------------------------------------------------

    def keep_places(self) -> None:
        """Said when training begins, by whoever will ask for snapshots."""
        for batches in (self.batches, self.validation):
            if batches is not None:
                batches.places_kept = True

    def snapshot(self) -> Snapshot:
        """The training as it is between two batches, or after an epoch; asked for by a callback that is told last.

        Raises:
            StateError: nobody said ``keep_places`` when it began.
        """
        if not self.batches.places_kept:
            raise StateError("A snapshot needs `course_of(model).keep_places()` in `on_train_begin`.")
        x, y = self.batch
        return Snapshot(
            epoch=self.epoch,
            done=self.done,
            step=self.step,
            stopped=self.model.stop_training,
            shapes=[tree.map_structure(_described, v) for v in (x, y)],
            place=self.batches.place(),
            validation=None if self.validation is None else self.validation.place(),
            lasting={path: value_of(leaf) for path, leaf in self._lasting().items()},
            callbacks=[[type(c).__name__, state_of(c)] for c in self.listeners.callbacks],
            random=random.global_state(),
            logs=self.logs,
            optimizers=self._built(),
            returned=self.own.results() if self.own is not None and self.done else {},
        )

    def go_on_from(self, snapshot: Snapshot) -> None:
        """Have the training go on from there as soon as this batch, epoch or event is over."""
        self._next, self.model.stop_training = snapshot, True

    def is_going_back(self) -> bool:
        """Whether somebody asked to go on from somewhere else."""
        return self._next is not None

    def goes_on(self) -> bool:
        """Whether there is another epoch, after going to the snapshot from which the training is to go on."""
        self.begun, self._next = self._next, None
        if self.begun is not None:
            self.model.stop_training = self.stopped = self.begun.stopped
            self.epoch, self.before = self.begun.epoch, self.begun.step - self.begun.done
            self.done = 0
            if self.begun.done:
                return True  # an epoch that was begun is brought to its end
            self.restore(self.begun)
            self.begun = None
        return not self.stopped and self.epoch < self.listeners.params["epochs"]

    def restore(self, snapshot: Snapshot) -> None:
        """Be where the snapshot was taken.

        Raises:
            StateError: it is of another model, optimizer or metrics.
            DataError: the data are others.
        """
        self._prepare(snapshot)
        mine, kept = self._lasting(), snapshot.lasting
        mine, kept = (
            {path: found[path] for path in without_strange_streams(found, others)}
            for found, others in ((mine, kept), (kept, mine))
        )
        check_paths({path: value_of(leaf) for path, leaf in mine.items()}, kept)
        for path, leaf in mine.items():
            set_value(leaf, kept[path])
        self.done, self.logs, self.returned = snapshot.done, dict(snapshot.logs), snapshot.returned
        self._restore_counters(snapshot.callbacks)
        self.batches.go_to(snapshot.place)
        if self.validation is not None and snapshot.validation is not None:
            self.validation.go_to(snapshot.validation)
        random.set_global_state(snapshot.random)

    def _restore_counters(self, kept: list[Any]) -> None:
        """Each callback goes on from what one of its class had counted; one that is new begins anew."""
        left = list(kept)
        for callback in self.listeners.callbacks:
            found = next((pair for pair in left if pair[0] == type(callback).__name__), None)
            if found is not None:
                left.remove(found)
                set_state_of(callback, found[1])

    def _prepare(self, snapshot: Snapshot) -> None:
        """Build, and lay out flat, all that the first batch would have."""
        x, y = (_zeros(shape) for shape in snapshot.shapes)
        self.batch = x, y
        self.model._ready(x, many=True)
        self.model._settle_metrics(x, y)
        self.batches.begun = True
        optimizers, variables = optimizers_in(self._roots()), self._lasting()
        for path, names in snapshot.optimizers.items():
            theirs = [variables[name] for name in names if name in variables]
            if path in optimizers and len(theirs) == len(names) and not _changes(optimizers[path], theirs):
                optimizers[path].build(theirs)

    def _built(self) -> dict[str, list[str]]:
        """By the paths of the optimizers that have begun, the paths of what they change."""
        paths = {id(leaf): path for path, leaf in self._lasting().items()}
        changed = {path: one.flat.variables for path, one in optimizers_in(self._roots()).items() if one.flat}
        return {path: [paths.get(id(v), "") for v in variables] for path, variables in changed.items()}

    def _roots(self) -> dict[str, Any]:
        model = self.model
        return {"model": model, "optimizer": model.optimizer, "compiled": model._compiled}

    def _lasting(self) -> dict[str, Any]:
        return dict(lasting(self._roots()))


def _described(array: Any) -> Any:
    return None if array is None else [tuple(array.shape), str(array.dtype)]


def _zeros(described: Any) -> Any:
    """Arrays of zeros of the shapes and dtypes that ``_described`` told, nested as those are."""
    if described is None:
        return None
    if isinstance(described, dict):
        return {key: _zeros(one) for key, one in described.items()}
    if isinstance(described, list) and len(described) == 2 and isinstance(described[1], str):
        return np.zeros(*described)
    return type(described)(map(_zeros, described))


def _changes(optimizer: Any, variables: list[Any]) -> bool:
    return optimizer.flat is not None and [id(v) for v in optimizer.flat.variables] == [id(v) for v in variables]


def course_of(model: Any) -> Course:
    """The course of the ``fit`` that is going on: for callbacks.

    Raises:
        StateError: none is.
    """
    course: Course | None = getattr(model, "_course", None)
    if course is None:
        raise StateError("There is a course only while `fit` is going on: ask for it in a callback.")
    return course
