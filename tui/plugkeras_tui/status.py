"""The line on top of every screen: project, whether it is saved, run, loss, what is left."""

from typing import Any

from textual.widgets import Static


class StatusLine(Static):
    """Told again whenever project or run change, and at no other time."""

    DEFAULT_CSS = "StatusLine { height: 1; background: $panel; color: $text; }"

    def on_mount(self) -> None:
        """Listen."""
        session = self.app.session  # type: ignore[attr-defined]
        for signal in (session.project_changed, session.run_changed):
            signal.subscribe(self, self._tell)
        self._tell(session)

    def _tell(self, session: Any) -> None:
        dirty = " *" if session.is_dirty else ""
        parts = [f" {session.project.name}{dirty}"]
        watched = session.watched
        if watched is not None:
            parts.append(f"{watched.state} · epoch {watched.epoch}/{watched.epochs}")
        self.update("  ".join(parts), layout=False)
