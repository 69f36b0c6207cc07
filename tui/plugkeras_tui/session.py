"""What the app works on: a `Workspace` whose changes are signals, and whose work is done in threads."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal, cast

from textual.app import App
from textual.signal import Signal

from plugkeras_tui.beside import beside, go
from plugkeras_tui.workspace import Edit as Edit
from plugkeras_tui.workspace import Workspace

Severity = Literal["information", "warning", "error"]


class Session(Workspace):
    """The project that is open, and the run that is watched. Its signals are published in the app's own thread.

    ``project_changed``, ``data_changed`` (``prepared`` or ``trouble``), ``report_changed`` and ``run_changed`` carry
    the session; a screen subscribes when it is mounted.
    """

    def __init__(self, app: App[Any]) -> None:
        super().__init__()
        self.app = app
        names = ("project_changed", "data_changed", "report_changed", "run_changed")
        self.project_changed, self.data_changed, self.report_changed, self.run_changed = (
            Signal[Session](app, name) for name in names
        )

    def tell(self, text: str, severity: str = "information") -> None:
        """As a toast."""
        self.app.notify(text, severity=cast(Severity, severity), markup=False)

    def publish(self, what: str) -> None:
        """By the signal of that name."""
        signal: Signal[Session] = getattr(self, f"{what}_changed")
        signal.publish(self)

    def behind(self, work: Callable[[], None], group: str) -> None:
        """In a thread that nobody waits for when the app ends; what fails there does not end the app."""
        go(self.app, group, beside, work)

    def soon(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Without waiting for it: an app that is being closed would never answer."""
        with suppress(RuntimeError):  # it is closed already
            self.app.call_later(function, *arguments)
