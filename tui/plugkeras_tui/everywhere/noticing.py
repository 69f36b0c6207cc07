"""A training that ends while nobody looks is heard: a bell, and a notification where the terminal can show one.

Who looks at another screen is told.
"""

from typing import Any

OVER = ("done", "stopped", "failed", "crashed", "lost")


class Noticing:
    """Watches the run of a session, and tells once of what it came to."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._last: tuple[Any, str] = (None, "")
        app.session.run_changed.subscribe(app, self.look)

    def look(self, session: Any) -> None:
        """Called with each change of the run; the keys that it allows are others when its state is another."""
        if session.watched is None:  # let go of since it was told
            return
        run, state = session.run, session.watched.state
        if (run, state) == self._last:
            return
        before, self._last = self._last, (run, state)
        self.app.refresh_bindings()
        if before[0] == run and before[1] not in ("", "draft", *OVER) and (state in OVER or session.watched.diverged):
            self._tell(run, state)

    def _tell(self, run: Any, state: str) -> None:
        if not self.app.app_focus:
            self.app.bell()
            self.app.to_terminal(notification(f"plugkeras: {run} is {state}"))
        elif self.app.current_mode != "Train":
            self.app.notify(f"{run} is {state}: Train shows what came of it.", markup=False)


def notification(text: str) -> str:
    """The sequence that asks a terminal for a notification of the desktop (OSC 9); others pass over it."""
    from plugkeras.runs.texts import printable  # with all that a run stands on

    return f"\x1b]9;{printable(text, 200)}\x07"
