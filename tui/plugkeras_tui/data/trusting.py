"""The question whether code may run: what would be imported, and what it says, shown before anything of it runs."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from plugkeras.errors import PlugkerasError
from plugkeras.project.summary_lines import printable

LONGEST = 20_000
"""Characters of a file that are shown."""

Imported = Sequence[tuple[str, Path | None]]


class TrustQuestion(ModalScreen[bool]):
    """Gives whether the code may run."""

    DEFAULT_CSS = """
    TrustQuestion {
        align: center middle; background: $background 50%;
        & > Vertical { width: 90%; max-width: 110; height: 85%; max-height: 40; background: $surface;
                       border: round $warning; padding: 0 1; }
        & #files { height: auto; margin-bottom: 1; }
        & VerticalScroll { border-top: solid $foreground-disabled; height: 1fr; scrollbar-size-vertical: 1; }
        & #answer { height: 1; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "allow it", id="trust.allow"),
        Binding("n,escape", "answer(False)", "do not run it", id="trust.refuse"),
    ]

    def __init__(self, imported: Imported) -> None:
        super().__init__()
        self._imported = imported

    def compose(self) -> ComposeResult:
        """What would be imported, and the files."""
        with Vertical() as box:
            box.border_title = "May this code run?"
            yield Static(_files(self._imported), id="files", markup=False)
            with VerticalScroll():
                yield Static(_texts(self._imported), markup=False)
            yield Static("y allow it, as long as it stays as it is · n do not run it", id="answer", markup=False)

    def on_mount(self) -> None:
        """The text can be scrolled at once."""
        self.query_one(VerticalScroll).focus()

    def action_answer(self, allowed: bool) -> None:
        """Yes or no."""
        self.dismiss(allowed)


def _files(imported: Imported) -> str:
    lines = [f"  {name}  {'not found' if file is None else file}" for name, file in imported]
    head = "The data come from code, which would be imported and run as you:"
    return "\n".join([head, *lines[:8], *(["  …"] if len(lines) > 8 else [])])


def _texts(imported: Imported) -> str:
    found = []
    for name, file in imported:
        if file is not None and file.suffix == ".py":
            found.append(f"── {name}: {file}\n{_text(file)}")
    return "\n\n".join(found) or "There is no source to look at."


def _text(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return f"It cannot be read: {error.strerror}."
    shown = "\n".join(printable(line.expandtabs(4)) for line in text[:LONGEST].split("\n"))
    return f"{shown}\n… and more" if len(text) > LONGEST else shown


def allowed(screen: Any, imported: Imported, then: Callable[[bool], None]) -> None:
    """Ask; what is allowed is remembered by its content and loaded, and ``then`` is told the answer."""

    def answered(yes: bool | None) -> None:
        session = screen.session
        try:
            if yes:
                session.trust()
        except PlugkerasError as error:
            screen.session.tell(str(error), "error")
            return
        then(bool(yes))

    screen.app.push_screen(TrustQuestion(imported), answered)
