"""The line on top of every screen: project, whether it is saved and may be edited, run and loss; and the screens."""

from typing import Any

from textual.content import Content
from textual.widgets import Static

from plugkeras_tui import screen_keys


class StatusLine(Static):
    """Told again whenever project or run change, and at no other time."""

    DEFAULT_CSS = "StatusLine { height: 1; background: $panel; color: $text; }"

    def on_mount(self) -> None:
        """Listen."""
        session = self.app.session  # type: ignore[attr-defined]
        for signal in (session.project_changed, session.run_changed):
            signal.subscribe(self, self._tell)
        self._tell(session)

    def on_resize(self) -> None:
        """More room, or less."""
        self._tell(self.app.session)  # type: ignore[attr-defined]

    def _tell(self, session: Any) -> None:
        text, width = line(session), self.size.width
        if (text, width) != self._said:
            self._said = text, width
            left = Content(text)
            here = getattr(self.screen, "key", "")
            room = width - left.cell_length if here != "0" else 0  # Welcome has a line of its own for them
            shown = screen_keys.named(here, room, self._keys())
            gap = " " * max(0, width - left.cell_length - shown.cell_length - 1)
            self.update(left + Content(gap) + shown if shown else left, layout=False)

    def _keys(self) -> dict[str, str]:
        """Those that were given to the screens instead of their own."""
        given = ((name, self.app._keymap.get(f"screen.{name.lower()}")) for name in screen_keys.KEYS)
        return {name: key.partition(",")[0] for name, key in given if key}

    _said = "", 0


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
