"""The edits of the open project are kept against a crash; who may edit it, of two apps that have it open."""

from contextlib import suppress
from pathlib import Path

from plugkeras.errors import PlugkerasError
from plugkeras.project.autosave import Autosave
from plugkeras.project.history import History
from plugkeras_tui.front import Front


class Kept(Front):
    """The history of a project on the disk; ``publish("project")`` tells that somebody else has it."""

    history: History
    path: Path | None

    def __init__(self) -> None:
        self.autosave: Autosave | None = None
        self.unkept = ""
        """Why edits are not kept against a crash, in a sentence; empty if they are."""
        self._who = ""

    @property
    def is_dirty(self) -> bool:
        """Whether there are edits that no file has."""
        raise NotImplementedError

    @property
    def read_only(self) -> str:
        """Who else has the project open, so that it cannot be edited here; empty if nobody."""
        autosave = self.autosave
        return (autosave.holder or "another app") if autosave is not None and autosave.read_only else ""

    def look_who(self) -> None:
        """See whether somebody else has the project now, or not any more; called once a second."""
        who = self.read_only
        if who != self._who:
            self._who = who
            self.publish("project")

    def _keep(self, name: str) -> History | None:
        """Begin to keep the edits; what was left of edits before."""
        try:
            self.autosave = Autosave(name, self.path)
        except PlugkerasError as error:
            self._cannot_keep(error)
            return None
        try:
            return self.autosave.left()
        except PlugkerasError as error:
            with suppress(OSError):
                self.tell(f"{error} It is kept as {self.autosave.set_aside()}.", "warning")
            return None

    def _cannot_keep(self, error: PlugkerasError) -> None:
        if not self.unkept:
            self.tell(f"Edits are not kept against a crash: {error} ctrl+s saves them.", "warning")
        self.unkept = str(error)

    def _write(self) -> None:
        """Keep the history against a crash. What was only opened is in its file."""
        if self.autosave is None and self.is_dirty:
            self._keep(self.history.project.name)
        if self.autosave is None or self.autosave.read_only:
            return
        try:
            self.autosave.write(self.history)
            self.unkept = ""
        except PlugkerasError as error:
            self._cannot_keep(error)
        else:
            kept = self.autosave
            self.behind(lambda: self._wait_for_disk(kept), "keeping")

    def _wait_for_disk(self, kept: Autosave) -> None:
        """Until it has what is kept: a killed app needs it not, a machine without power does."""
        try:
            kept.settle()
        except PlugkerasError as error:
            self.soon(self._cannot_keep, error)
