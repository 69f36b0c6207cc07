"""Script: the project, or the run that it became, as the program that does the same; live."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from plugkeras_tui.beside import beside, go
from plugkeras_tui.exporting.text import NEW, coloured, marks, of_project, of_run
from plugkeras_tui.exporting.writing import Writing
from plugkeras_tui.script.listing import Listing
from plugkeras_tui.train_key import train_key


class ScriptScreen(Writing):
    """The export as it stands. What has come since the screen was left is marked."""

    title_: ClassVar[str] = "Script"
    key: ClassVar[str] = "6"
    HELP = "The project as a Python script that trains to the same losses; of a run, with what was done to it."
    DEFAULT_CSS = """
    ScriptScreen #head { height: 1; color: $text-muted; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "write", "write it", id="script.write", tooltip="write it beside the project"),
        Binding("E", "edit", "$EDITOR", id="script.edit", tooltip="open a copy of it in $EDITOR"),
        Binding("y", "copy", "copy", id="script.copy"),
        Binding("r", "of_run", "run or project", id="script.run"),
        Binding("n", "next_mark", "next change", show=False, id="script.next"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        """The script that is shown; empty if there is none."""
        self.is_of_run = False
        self._seen: dict[str, str] = {}  # by what it is of: the text when the screen was last left

    def body(self) -> ComposeResult:
        """What it is of, and the script."""
        yield Static(id="head", markup=False)
        yield Listing()

    def on_mount(self) -> None:
        """Live."""
        session = self.session
        session.project_changed.subscribe(self, lambda _: self._again())
        session.run_changed.subscribe(self, lambda _: self._again() if self.is_of_run else self.refresh_bindings())
        self.app.theme_changed_signal.subscribe(self, lambda _: self._again())
        self.query_one(Listing).focus()
        self._again()

    def on_screen_resume(self) -> None:
        """It may have changed meanwhile."""
        if self.is_mounted and self.query(Listing):
            self._again()

    def on_screen_suspend(self) -> None:
        """What is there now has been seen."""
        if self.text:
            self._seen[self._of] = self.text

    @property
    def _of(self) -> str:
        run = self.session.run
        return run.id if self.is_of_run and run is not None else "project"

    def _again(self) -> None:
        if self.is_current:
            go(self, "script", self._write_out)

    async def _write_out(self) -> None:
        session = self.session
        project, run, of_it = session.project, session.run, self._of
        try:
            if self.is_of_run and run is not None:
                text = await beside(lambda: of_run(run, session.folder))
            else:
                text = await beside(lambda: of_project(project))
            trouble = "" if text else "This run is of a script, which is where it is described."
        except Exception as error:  # a stranger's part, say
            text, trouble = "", str(error) or type(error).__name__
        if of_it == self._of:
            await self._show(text, trouble)

    async def _show(self, text: str, trouble: str) -> None:
        dark = bool(self.app.current_theme.dark)
        found = marks(self._seen.get(self._of, text), text)
        lines = await beside(lambda: coloured(text, dark)) if text else []
        self.text = text
        self.query_one(Listing).show(lines, found)
        new = sum(mark == NEW for mark in found.values())
        said = trouble or f"{self.file.name} · {self._what}" + (
            f" · {new} line{'s' * (new != 1)} new since the last look" if new else ""
        )
        self.query_one("#head", Static).update(f"⚠ {trouble}" if trouble else said)
        self.refresh_bindings()

    @property
    def _what(self) -> str:
        changes = len(self.session.watched.interventions) if self.session.watched is not None else 0
        if not self.is_of_run:
            return "the project as it is now"
        return f"the run {self._of}" + (f", {changes} interventions" if changes else "")

    # -- what can be done --------------------------------------------------------------------------

    def refused(self, action: str) -> str:
        """There has to be something."""
        if action in ("write", "edit", "copy") and not self.text:
            return "There is no script yet."
        if action == "of_run" and self.session.run is None:
            return f"There is no run yet: {train_key()} trains the project."
        return ""

    def action_of_run(self) -> None:
        """The script of the run, or of the project as it is now."""
        self.is_of_run = not self.is_of_run
        self._again()

    def action_copy(self) -> None:
        """Into the terminal's clipboard."""
        self.app.copy_to_clipboard(self.text)
        self.notify("copied", timeout=2)

    def action_write(self) -> None:
        """Beside the project; asks before anything else is replaced."""
        self.write(self.text)

    def action_edit(self) -> None:
        """A copy, since what is changed there does not come back."""
        self.open_editor(self.text)

    def action_next_mark(self) -> None:
        """To the next change."""
        listing = self.query_one(Listing)
        there = sorted(marks(self._seen.get(self._of, self.text), self.text))
        if there:
            at = listing.scroll_offset.y
            target = next((number for number in there if number > at), there[0])
            listing.scroll_to(y=target, animate=False)
