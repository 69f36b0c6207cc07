"""Script: the project as a script."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from plugkeras_tui.frame import ModeScreen


class ScriptScreen(ModeScreen):
    """The project as a script."""

    title_: ClassVar[str] = "Script"
    key: ClassVar[str] = "6"

    def body(self) -> ComposeResult:
        """Still to be built."""
        yield Static("")
