"""Plugins: what is installed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from plugkeras_tui.frame import ModeScreen


class PluginsScreen(ModeScreen):
    """What is installed."""

    title_: ClassVar[str] = "Plugins"
    key: ClassVar[str] = "7"

    def body(self) -> ComposeResult:
        """Still to be built."""
        yield Static("")
