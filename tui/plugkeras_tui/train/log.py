"""What happened, a line each, the latest below; or what the process printed."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from plugkeras.runs.sentences import told
from plugkeras.runs.texts import printable
from plugkeras.runs.watched import Watched
from plugkeras_tui.train_key import train_key

TAIL = 64 * 1024
"""Bytes of the log that are read."""


def line_of(event: Mapping[str, Any], epochs: int | None) -> str | None:
    """An event as a line with its time; None if it is none."""
    if event.get("t") == "ack":
        text = f"{event.get('status')}: {event.get('text')}" if event.get("status") in ("refused", "pending") else None
    else:
        text = told(event, epochs)
    if text is None:
        return None
    try:
        at = time.strftime("%H:%M:%S", time.localtime(float(event.get("ts", 0))))
    except (ValueError, OverflowError, OSError, TypeError):
        at = "--:--:--"
    sign = {"error": "✖ ", "diverged": "✖ ", "warn": "⚠ "}.get(str(event.get("t")), "")
    return f"{at} {sign}{printable(text, 500)}".replace("\n", " ")


def tail(path: Path) -> list[str]:
    """The last lines of a log; empty if there is none."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - TAIL))
            text = file.read(TAIL).decode("utf-8", "replace")
    except OSError:
        return []
    lines = [printable(line.rpartition("\r")[2].replace("\t", "    "), 500) for line in text.rstrip("\n").split("\n")]
    return lines[1:] if size > TAIL else lines


class LogPane(ScrollView, can_focus=True):
    """A list of lines that stays at its end unless somebody scrolls."""

    DEFAULT_CSS = "LogPane { height: 5; overflow-x: hidden; scrollbar-size-vertical: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("end", "scroll_end", "to the end", id="train.log_end", show=False),
    ]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.is_printed = False
        """Whether what the process printed is shown."""
        self.lines: list[str] = []
        self._told: Any = None
        self._follows = True

    def tell(self, watched: Watched | None, folder: Path | None) -> None:
        """There may be something new."""
        if watched is None or folder is None:
            found, self._told = [f"no run yet: {train_key()} trains the project"], None
        elif self.is_printed:
            found = tail(folder / "log.txt") or ["the process has printed nothing"]
        else:
            news = (id(watched), len(watched.happened), id(watched.happened[-1]) if watched.happened else 0)
            if news == self._told:
                return
            self._told = news
            found = [line for event in watched.happened if (line := line_of(event, watched.epochs))]
        if found != self.lines:
            self._show(found)

    def toggle(self) -> None:
        """What happened, or what was printed."""
        self.is_printed, self._told, self.lines = not self.is_printed, None, []
        self.border_subtitle = "printed by the process" if self.is_printed else ""

    def _show(self, lines: list[str]) -> None:
        self._follows = not self.size.height or self.scroll_offset.y >= self.max_scroll_y - 1
        self.lines = lines
        self.virtual_size = Size(max(map(len, lines), default=0), len(lines))
        if self._follows:
            self._to_the_end()
        self.refresh()

    def on_resize(self) -> None:
        """Another size: what is latest stays in sight."""
        if self._follows:
            self._to_the_end()

    def _to_the_end(self) -> None:
        """``force``: lines that have just become more than fit have no scrollbar yet, without which none scrolls."""
        self.call_after_refresh(self._scroll_to_the_end)

    def _scroll_to_the_end(self) -> None:
        self.scroll_end(animate=False, immediate=True, force=True)
        self.vertical_scrollbar.position = self.scroll_offset.y  # one that was not there yet was not told

    def render_line(self, y: int) -> Strip:
        """One line."""
        left, top = self.scroll_offset
        at = y + top
        if at >= len(self.lines):
            return Strip.blank(self.size.width, self.rich_style)
        text = self.lines[at]
        style = Style(bold=True) if "✖" in text or "⚠" in text else Style()
        strip = Strip([Segment(text, style)])
        return strip.crop_extend(left, left + self.size.width, self.rich_style).apply_style(self.rich_style)
