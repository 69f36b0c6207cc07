"""Going on after a crash."""

import os
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from plugkeras.annotations import Via, is_integer
from plugkeras.errors import FileError, FormatError
from plugkeras.parts.callback import Callback, Logs
from plugkeras.training.course import course_of
from plugkeras.training.snapshot import Snapshot


def _folder(value: Any) -> str:
    folder: str = os.fspath(value)
    if not folder:
        raise ValueError("must be the path of a folder")
    return folder


def _frequency(value: Any) -> Any:
    if value is False or value == "epoch" or (is_integer(value) and value > 0):
        return value
    raise ValueError("must be 'epoch', a number of batches, or False")


class BackupAndRestore(Callback):
    """Keeps the whole training in a folder, so that the same script, started again, goes on to the same bits.

    Weights, optimizer, metrics, random generators, the callbacks' counters, the history and the place in the data are
    written to ``backup_dir`` every epoch, or every ``save_freq`` batches. ``fit`` with the same data goes on from
    there; at its end the backup is removed, unless ``delete_checkpoint=False``. ``double_checkpoint`` keeps the backup
    before the last one as well, which is used if the last one is damaged.

    Raises:
        FileError: the folder cannot be written.
        StateError: what is in the folder is of another model, optimizer or metrics.
    """

    last: ClassVar[bool] = True
    passive: ClassVar[bool] = True
    backup_dir: Annotated[str, Via(_folder)]
    save_freq: Annotated[int | Literal["epoch"] | bool, Via(_frequency)] = "epoch"
    double_checkpoint: bool = False
    delete_checkpoint: bool = True

    def setup(self) -> None:
        """Batches need not be told if they do not count."""
        folder = Path(self.backup_dir)
        self._latest, self._former = folder / "latest.npz", folder / "former.npz"
        self._waited = 0
        if self.save_freq not in ("epoch", False):
            self.on_train_batch_end = self._on_batch_end  # type: ignore[method-assign]

    def get_state(self) -> dict[str, Any]:
        """How many batches it waits for already."""
        return {"waited": self._waited}

    def set_state(self, state: dict[str, Any]) -> None:
        """Wait on."""
        self._waited = int(state["waited"])

    def on_train_begin(self, logs: Logs = None) -> None:
        """Go on from the backup, if there is one."""
        self._waited = 0
        try:
            self._latest.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise FileError(f"BackupAndRestore cannot make {self.backup_dir}: {problem.strerror}.") from problem
        course_of(self.model).keep_places()
        found = self._found()
        if found is not None:
            course_of(self.model).go_on_from(found)

    def _found(self) -> Snapshot | None:
        former = self._former.exists()
        if self._latest.exists():
            try:
                return Snapshot.read(self._latest)
            except FormatError:
                if not former:
                    raise
        return Snapshot.read(self._former) if former else None

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Back up, if that is done every epoch."""
        if self.save_freq == "epoch":
            self._back_up()

    def _on_batch_end(self, batch: int, logs: Logs = None) -> None:
        self._waited = (self._waited + 1) % int(self.save_freq)
        if not self._waited:
            self._back_up()

    def _back_up(self) -> None:
        if self.double_checkpoint and self._latest.exists():
            os.replace(self._latest, self._former)
        course_of(self.model).snapshot().write(self._latest)

    def on_train_end(self, logs: Logs = None) -> None:
        """There is nothing left to go on with."""
        if self.delete_checkpoint:
            for path in (self._latest, self._former):
                path.unlink(missing_ok=True)
