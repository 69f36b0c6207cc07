"""Train: the training as it goes."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from plugkeras_tui.frame import ModeScreen


class TrainScreen(ModeScreen):
    """The training as it goes."""

    title_: ClassVar[str] = "Train"
    key: ClassVar[str] = "3"

    def body(self) -> ComposeResult:
        """Still to be built."""
        yield Static("")
