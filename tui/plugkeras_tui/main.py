"""What the app is to its screens, and to what can be done on all of them: they know this, and not the app itself."""

from typing import TYPE_CHECKING

from textual.app import App

from plugkeras_tui.opening import Opening

if TYPE_CHECKING:
    from plugkeras_tui.session import Session


class Main(App[int], inherit_bindings=False):
    """An app with a session, once that is there, which goes from screen to screen."""

    opening: Opening
    names: list[str]
    """The screens, in their order."""

    @property
    def is_ready(self) -> bool:
        """Whether there is a session yet."""
        return hasattr(self.opening, "session")

    @property
    def session(self) -> "Session":
        """What all screens work on."""
        return self.opening.session

    def action_go(self, name: str) -> None:
        """Open a screen."""
        raise NotImplementedError

    def open_anew(self, name: str) -> None:
        """Open the screen of a plugin that has failed once more."""
        raise NotImplementedError

    def action_train(self) -> None:
        """Train; or pause, or go on with, what is trained."""
        raise NotImplementedError

    def tell_training(self) -> None:
        """Name what F5 does, if it does another thing by now."""
        raise NotImplementedError

    def action_undo(self) -> None:
        """Undo, by name."""
        raise NotImplementedError

    def refused(self, action: str) -> str:
        """Why one of the app's own actions cannot be done now; empty if it can."""
        raise NotImplementedError
