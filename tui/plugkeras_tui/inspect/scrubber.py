"""Where in the training one looks: a line with all moments, and the one that is shown."""

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.strip import Strip

from plugkeras_tui.inside.moments import Moment
from plugkeras_tui.pictures import Canvas, Ink

ROOM = 34
"""Characters for words."""


class Scrubber(Canvas):
    """Shows moments along their steps; a click goes to the nearest."""

    DEFAULT_CSS = "Scrubber { height: 1; background: $panel; }"

    class Went(Message):
        """A moment was clicked, by its number."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._moments: Sequence[Moment] = ()
        self._index, self._is_live, self._words = 0, False, ""

    def take(self, moments: Sequence[Moment], index: int, is_live: bool, words: str = "") -> None:
        """Show these; ``is_live``: the newest is followed. ``words`` stand where there are no moments."""
        now = (list(moments), index, is_live, words)
        if now != (list(self._moments), self._index, self._is_live, self._words):
            self._moments, self._index, self._is_live, self._words = moments, index, is_live, words
            self.show(self._drawn)

    def _drawn(self, ink: Ink, width: int, height: int) -> list[Strip]:
        if not self._moments:
            return [ink.text(f" {self._words}", "muted")]
        moment, bar = self._moments[self._index], max(width - ROOM - 4, 6)
        line = ["-" if ink.ascii else "─"] * bar
        for n in range(len(self._moments)):
            line[self._place(n, bar)] = "+" if ink.ascii else "┼"
        line[self._place(self._index, bar)] = "O" if ink.ascii else "●"
        back, on = ("<", ">") if ink.ascii else ("◂", "▸")
        live = "  live" if self._is_live and self._index == len(self._moments) - 1 else ""
        return [
            ink.line(
                (f" {back}", "muted"),
                ("".join(line), ""),
                (f"{on} ", "muted"),
                (moment.label, "strong"),
                (f"  {self._index + 1} of {len(self._moments)}{live}", "muted"),
            )
        ]

    def _place(self, n: int, bar: int) -> int:
        """Where a moment stands: evenly spread, as their steps may be anywhere."""
        return round(n * (bar - 1) / max(len(self._moments) - 1, 1))

    def on_click(self, event: events.Click) -> None:
        """Go there."""
        bar = max(self.size.width - ROOM - 4, 6)
        if self._moments and 2 <= event.x < bar + 2:
            self.post_message(self.Went(round((event.x - 2) * (len(self._moments) - 1) / max(bar - 1, 1))))
