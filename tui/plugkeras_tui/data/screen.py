"""Data: the data, and how the model is compiled."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from plugkeras_tui.frame import ModeScreen


class DataScreen(ModeScreen):
    """The data, and how the model is compiled."""

    title_: ClassVar[str] = "Data"
    key: ClassVar[str] = "2"

    def body(self) -> ComposeResult:
        """Still to be built."""
        yield Static("")
