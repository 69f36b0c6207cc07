"""Runs: what was trained."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from plugkeras_tui.frame import ModeScreen


class RunsScreen(ModeScreen):
    """What was trained."""

    title_: ClassVar[str] = "Runs"
    key: ClassVar[str] = "5"

    def body(self) -> ComposeResult:
        """Still to be built."""
        yield Static("")
