"""The screens that there are, the app's own and those of plugins; one that cannot be opened says why."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from plugkeras.errors import PlugkerasError
from plugkeras.host import host
from plugkeras.host.manifest import guard
from plugkeras_tui.frame import ModeScreen
from plugkeras_tui.names import shortest
from plugkeras_tui.screen_keys import KEYS as KEYS

WHAT = {
    "Welcome": "templates, files, recent projects",
    "Build": "the layers of the model",
    "Data": "data, epochs, loss, optimizer, callbacks",
    "Train": "curves and steering",
    "Inspect": "weights, confusion, predictions",
    "Runs": "all trainings: compare, go on, fork",
    "Script": "export as a Python script",
    "Plugins": "what is installed",
}
"""What each of them has: who looks for that finds the screen."""


def names() -> list[str]:
    """The screens in the order in which one goes through them; of a plugin's two names the one that is shorter."""
    there = shortest(host().names("screens"))
    return [*(name for name in KEYS if name in there), *(name for name in there if name not in KEYS)]


def told(name: str) -> str:
    """``go to Runs: all trainings …``; of a plugin's screen the name alone."""
    return f"go to {name}: {WHAT[name]}" if name in WHAT else f"go to {name}"


def trouble(name: str) -> str:
    """Why a screen cannot be opened, in a sentence; empty if it can. Imports it."""
    try:
        host().get("screens", name)
    except PlugkerasError as error:
        return str(error)
    return ""


def made(name: str) -> Screen[Any]:
    """The screen of this name; in its place one that says why, if it cannot be made."""
    try:
        with guard():
            screen: Screen[Any] = host().get("screens", name)()
    except Exception as error:  # a stranger's code
        return BrokenScreen(name, str(error) or type(error).__name__)
    if name not in KEYS:
        _stay(screen)
    return screen


def _stay(screen: Screen[Any]) -> None:
    """What would end the program in a stranger's screen only ends the screen."""
    dispatch = screen._dispatch_message

    async def dispatched(message: Message) -> None:
        try:
            await dispatch(message)
        except SystemExit as error:
            raise RuntimeError(f"it ended with SystemExit: {error}") from error

    screen._dispatch_message = dispatched  # type: ignore[method-assign]


def bindings() -> list[Binding]:
    """A key for each of the app's own screens."""
    return [
        Binding(key, f"go('{name}')", name, show=False, id=f"screen.{name.lower()}", tooltip=told(name))
        for name, key in KEYS.items()
    ]


class BrokenScreen(ModeScreen):
    """Stands where a screen should be, and says why it is not."""

    title_: ClassVar[str] = "Broken"
    HOW: ClassVar[str] = "cannot be opened"
    DEFAULT_CSS = """
    BrokenScreen VerticalScroll { padding: 1 2; }
    BrokenScreen #trace { height: auto; color: $text-muted; margin-top: 1; }
    """

    def __init__(self, name: str, why: str, trace: str = "") -> None:
        super().__init__()
        self.called, self.why, self.trace = name, why, trace

    @property
    def told(self) -> str:
        """What it is, whose, and why."""
        row = host().offering("screens", self.called)
        of = f" of the plugin {row.title}" if row is not None else ""
        return f"⚠ The screen {self.called}{of} {self.HOW}.\n\n{self.why}"

    def body(self) -> ComposeResult:
        """The reason, and where it comes from."""
        with VerticalScroll(can_focus=bool(self.trace)):
            yield Static(self.told, id="why", markup=False)
            yield Static(self.trace, id="trace", markup=False)


class FailedScreen(BrokenScreen):
    """Stands where a screen was until it failed."""

    HOW: ClassVar[str] = "has failed and was closed; all else goes on"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again", "try again", id="broken.again", tooltip="open the screen once more"),
        Binding("y", "copy", "copy", id="broken.copy", tooltip="copy what is said here, for a report"),
    ]

    def action_again(self) -> None:
        """Open it once more."""
        self.main.open_anew(self.called)

    def action_copy(self) -> None:
        """Copy what is said here."""
        self.app.copy_to_clipboard(f"{self.told}\n\n{self.trace}")
        self.notify("copied", timeout=2)
