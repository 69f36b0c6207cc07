"""Welcome: what to begin with, or go on with."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from plugkeras_tui.frame import ModeScreen


class WelcomeScreen(ModeScreen):
    """What to begin with, or go on with."""

    title_: ClassVar[str] = "Welcome"
    key: ClassVar[str] = "0"

    def body(self) -> ComposeResult:
        """Still to be built."""
        yield Static("")
