"""The line on top of every screen: project, whether it is saved and may be edited, run and loss."""

from typing import Any

from textual.content import Content
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
        text = line(session)
        if text != self._text:
            self._text = text
            self.update(Content(text), layout=False)

    _text = ""


def line(session: Any) -> str:
    """What the line says: the remaining time is left to the screen that shows the training."""
    parts = [f" {session.project.name}{' *' if session.is_dirty else ''}"]
    if session.read_only:
        parts.append(f"⚠ read-only, open in {session.read_only}: ctrl+t takes it over")
    watched = session.watched
    if session.is_reading:
        parts.append(f"reading what {session.run} has told so far …")
    elif watched is not None:
        from plugkeras.runs.sentences import number  # with all that a run stands on, which the first picture needs not

        loss = f" · loss {number(watched.logs['loss'])}" if "loss" in watched.logs else ""
        parts.append(f"{_whose(session)}{watched.state} · epoch {watched.epoch}/{watched.epochs or '?'}{loss}")
    return "  ".join(parts)


def _whose(session: Any) -> str:
    """``spirals-f1ed: `` if the run is another project's: the one that was trained before this one was opened, say."""
    from plugkeras.runs.folder import as_folder

    name = session.run.id[16:]  # behind the time
    return "" if name.rpartition("-")[0] == as_folder(session.project.name) else f"{name}: "
