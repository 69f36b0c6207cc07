"""Inspect: a look inside the model."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from plugkeras_tui.frame import ModeScreen


class InspectScreen(ModeScreen):
    """A look inside the model."""

    title_: ClassVar[str] = "Inspect"
    key: ClassVar[str] = "4"

    def body(self) -> ComposeResult:
        """Still to be built."""
        yield Static("")
