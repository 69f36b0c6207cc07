"""What is seen at once, while what the app stands on is still being read: the demo, its key, and what comes."""

from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from plugkeras_tui.train_key import train_key


class FirstScreen(Screen[Any]):
    """A line on what the app does now, and the key that can be pressed already; keys that come too early are kept."""

    DEFAULT_CSS = """
    FirstScreen { layout: vertical; }
    FirstScreen .top { height: 1; background: $panel; }
    FirstScreen .middle { height: 1fr; padding: 1 2; }
    FirstScreen .bottom { height: 1; background: $panel; }
    """

    def __init__(self, what: str = "") -> None:
        super().__init__()
        self._what = what
        self.early: list[str] = []
        """The keys that were pressed, in order."""

    def compose(self) -> ComposeResult:
        """Three texts: anything more would be seen later."""
        yield Static(" plugkeras", classes="top", markup=False)
        yield Static(self._what or "Start something\n\n▸ spirals\n\n…", classes="middle", markup=False)
        yield Static(f" {train_key()} open and train   ^q quit", classes="bottom", markup=False)

    def on_mount(self) -> None:
        """Once it is seen, the rest is read."""
        self.call_after_refresh(self._read)

    def _read(self) -> None:
        self.app.run_worker(self.app.opening.read(), group="reading", exit_on_error=True)  # type: ignore[attr-defined]

    def on_key(self, event: Any) -> None:
        """Kept for the screen that comes; but what leaves the app does."""
        if event.key not in ("ctrl+q", "ctrl+c"):
            self.early.append(event.key)
            event.stop()
