"""What can be done with the run under the cursor; why not, if not."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from plugkeras.errors import PlugkerasError
from plugkeras.runs import Run, trash, untrash
from plugkeras_tui.afterwards.branching import ask_to_fork
from plugkeras_tui.afterwards.doing import export, not_resumable, resumed
from plugkeras_tui.dialog import Line
from plugkeras_tui.runs.rows import Row
from plugkeras_tui.runs.table import RunTable

if TYPE_CHECKING:
    from plugkeras_tui.frame import ModeScreen as _Screen
else:
    _Screen = object

NEEDS_ONE = (
    *("attach", "inspect", "overlay", "baseline", "differences"),
    *("fork", "resume", "note", "tags", "export", "trash"),
)
CHANGES_IT = ("resume", "note", "tags", "trash")


class Acting(_Screen):
    """The actions of the screen of runs that change something, for its one class."""

    thrown: list[Run]
    dimmed: tuple[bool, ...] = ()
    """Which actions were refused when that was last looked at."""

    @property
    def row(self) -> Row | None:
        """The run under the cursor."""
        return self.query_one(RunTable).row if self.is_mounted else None

    def refused(self, action: str) -> str:
        """Why an action cannot be done now; empty if it can."""
        row = self.row
        if action == "untrash":
            return "" if self.thrown else self.main.refused("undo")
        if action not in NEEDS_ONE:
            return ""
        if row is None:
            return "There is no run here."
        if row.trouble and action != "trash":
            return row.trouble
        if row.read_only and action in CHANGES_IT:
            return row.read_only
        return self._refused(action, row)

    def _refused(self, action: str, row: Row) -> str:
        if action == "differences" and self.compared() is None:  # type: ignore[attr-defined]
            return "There is no other run to compare it with."
        if action == "trash" and row.state in ("running", "paused"):
            return f"The run is {row.state}: stop it first (Enter, then F8)."
        if action == "resume" and row.state in ("running", "paused"):
            return f"The run is {row.state}: Enter shows it."
        return ""

    def dim(self) -> None:
        """Show anew what can be done, if that is something else now."""
        refused = tuple(bool(self.refused(action)) for action in (*NEEDS_ONE, "untrash"))
        if refused != self.dimmed:
            self.dimmed = refused
            self.refresh_bindings()

    def _try(self, work: Callable[[], Any]) -> bool:
        """Do it; what goes wrong is told in its sentence."""
        try:
            work()
        except (PlugkerasError, OSError) as error:
            self.notify(str(error), severity="error", markup=False)
            return False
        self.look()  # type: ignore[attr-defined]
        return True

    def _allowed(self, action: str) -> Row | None:
        """The run under the cursor, unless that is refused: then it is said why."""
        reason = self.refused(action)
        if reason:
            self.notify(reason, severity="warning", markup=False)
        return None if reason else self.row

    def action_attach(self) -> None:
        """Watch it on the screen Train."""
        row = self._allowed("attach")
        if row is not None and self._try(lambda: self.session.attach(row.run)):
            self.app.switch_mode("Train")

    def action_inspect(self) -> None:
        """Look inside its model."""
        row = self._allowed("inspect")
        if row is not None and self._try(lambda: self.session.attach(row.run)):
            self.app.switch_mode("Inspect")

    def action_note(self) -> None:
        """Write a note."""
        row = self._allowed("note")
        if row is not None:
            self._ask(Line("Note", str(row.info["note"])), lambda text: row.run.update(note=text))

    def action_tags(self) -> None:
        """Say what kind of run it is, in words to filter by."""
        row = self._allowed("tags")
        if row is not None:
            wanted = Line("Tags", " ".join(row.tags), "words, with blanks between")
            self._ask(wanted, lambda text: row.run.update(tags=list(dict.fromkeys(text.replace("#", " ").split()))))

    def _ask(self, dialog: Line, then: Callable[[str], Any]) -> None:
        def answered(text: str | None) -> None:
            if text is not None:
                self._try(lambda: then(text))

        self.app.push_screen(dialog, answered)

    def action_export(self) -> None:
        """Write the script that trains to the same."""
        row = self._allowed("export")
        if row is None:
            return

        def write() -> None:
            path = export(row.run, self.session.folder)
            self.notify(f"{path.name} trains to the same: python {path}", markup=False)

        self._try(write)

    def action_trash(self) -> None:
        """Throw it away; it can be taken back."""
        row = self._allowed("trash")
        if row is None:
            return

        def throw() -> None:
            self.thrown.append(trash(row.run))
            self.notify(f"{row.name} is in the trash: Ctrl+Z in Runs brings it back", markup=False)

        self._try(throw)

    def action_untrash(self) -> None:
        """Bring back what was thrown away last; if nothing was, undo the last edit of the project."""
        if not self.thrown:
            self.main.action_undo()
            return

        def bring() -> None:
            back = untrash(self.thrown.pop())
            self.notify(f"{back} is back", markup=False)

        self._try(bring)

    def action_resume(self) -> None:
        """Go on with it from its last checkpoint; a complete one, for more epochs."""
        row = self._allowed("resume")
        if row is None:
            return
        reason = not_resumable(row.run)
        if reason:
            self.notify(reason, severity="warning", markup=False)
        elif row.state == "done":
            wanted = Line("How many epochs more?", "10", wrong=_no_count)
            self.app.push_screen(wanted, lambda text: None if text is None else self._resume(row, int(text)))
        else:
            self._resume(row)

    def _resume(self, row: Row, more: int = 0) -> None:
        def go() -> None:
            worker = resumed(row.run, more)
            self._train(row.run, worker)

        self._try(go)

    def _train(self, run: Run, worker: Any) -> None:
        self.session.attach(run)
        self.session.worker = worker
        self.app.switch_mode("Train")

    def action_fork(self) -> None:
        """A run that begins where this one was after some epoch."""
        row = self._allowed("fork")
        if row is not None:
            ask_to_fork(self, row.run, row.name)


def _no_count(text: str) -> str:
    return "" if text.strip().isdigit() and 0 < int(text) < 10**6 else "Say a whole number above 0."
