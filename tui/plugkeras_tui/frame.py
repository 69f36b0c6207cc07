"""What every screen of the app has: the status line on top, its body, the footer; and what it can reach."""

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from plugkeras_tui.footer import QuietFooter
from plugkeras_tui.status import StatusLine

if TYPE_CHECKING:
    from plugkeras_tui.main import Main
    from plugkeras_tui.session import Session


class ModeScreen(Screen[Any]):
    """One screen of the app, opened by its ``key``; a subclass says its ``body``.

    ``session`` is what all screens work on. ``refused(action)`` may say why an action cannot be done now: it is then
    dimmed in the footer, and pressing its key tells the reason.
    """

    title_: ClassVar[str] = ""
    key: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-very-wide")]

    @property
    def session(self) -> "Session":
        """What the app works on."""
        return self.main.session

    @property
    def main(self) -> "Main":
        """The app, as what it is."""
        return self.app  # type: ignore[return-value]

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        yield StatusLine()
        yield from self.body()
        yield QuietFooter()

    def body(self) -> ComposeResult:
        """The widgets of the screen."""
        raise NotImplementedError

    def refused(self, action: str) -> str:
        """Why an action cannot be done now; empty if it can."""
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dimmed, not hidden, if it is refused."""
        return None if self.refused(action) else True
