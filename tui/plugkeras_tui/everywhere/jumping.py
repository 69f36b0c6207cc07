"""Jump mode: a letter on each place that can have the focus; pressing it goes there."""

from typing import Any, NamedTuple

from textual.app import ComposeResult
from textual.events import Click, Key
from textual.geometry import Offset
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Label

LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class Target(NamedTuple):
    """A place on the screen, and the widget that gets the focus there; ``row`` is passed to its ``jumped``, if any."""

    at: Offset
    widget: Widget
    row: Any = None


def targets(screen: Screen[Any]) -> list[Target]:
    """Where one can jump to: what can have the focus and is seen, or the places that such a widget names itself.

    A widget with ``jump_targets() -> list[(Offset in it, row)]`` and ``jumped(row)`` gets a letter for each of them.
    """
    found = []
    for widget in screen.focus_chain:
        region = widget.region
        if not region or not screen.region.overlaps(region):
            continue
        inner = getattr(widget, "jump_targets", None)
        places = inner() if callable(inner) else [(Offset(0, 0), None)]
        found += [Target(region.offset + at, widget, row) for at, row in places]
    return found[: len(LETTERS)]


class Jumping(ModalScreen[Target | None]):
    """Shows the letters; closes with the chosen target, or None after any other key."""

    DEFAULT_CSS = """
    Jumping { background: transparent; }
    Jumping Label { position: absolute; width: 3; height: 1; background: $accent; color: $text;
        text-style: bold reverse; content-align: center middle; }
    """

    def __init__(self, targets: list[Target]) -> None:
        super().__init__()
        self.targets = dict(zip(LETTERS, targets, strict=False))

    def compose(self) -> ComposeResult:
        """A letter each."""
        for letter, target in self.targets.items():
            label = Label(f" {letter} ", markup=False)
            label.styles.offset = target.at
            yield label

    def on_key(self, event: Key) -> None:
        """A letter goes to its place."""
        event.stop()
        event.prevent_default()
        self.dismiss(self.targets.get(event.character or ""))

    def on_click(self, event: Click) -> None:
        """Anywhere: no jump."""
        event.stop()
        self.dismiss(None)
