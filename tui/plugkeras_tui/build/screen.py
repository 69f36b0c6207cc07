"""Build: the layers of the model."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from plugkeras_tui.frame import ModeScreen


class BuildScreen(ModeScreen):
    """The layers of the model."""

    title_: ClassVar[str] = "Build"
    key: ClassVar[str] = "1"

    def body(self) -> ComposeResult:
        """Still to be built."""
        yield Static("")
