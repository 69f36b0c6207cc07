"""How ``plugkeras train`` shows a training: a bar that moves, plain lines, the events as they are, or errors alone."""

import shutil
from collections.abc import Callable, Mapping
from typing import Any

from plugkeras.runs import Watched
from plugkeras.runs.bundles import apart
from plugkeras.runs.sentences import told
from plugkeras.runs.texts import as_json
from plugkeras_std.callbacks import output
from plugkeras_std.commands.bar_line import bar_line, state_line
from plugkeras_std.commands.options import say, tell

Event = Mapping[str, Any]

OVER = ("done", "stopped", "failed", "crashed", "lost")
"""The states after which nothing comes unless somebody goes on with the run."""

QUIET = ("error", "diverged", "warn")


class View:
    """Shows the events of a run as they come; this one is silent but for errors.

    ``take`` gets each event, ``event`` one after ``run`` has taken it; ``tick`` comes some times a second;
    ``tell`` says something that is no event.
    """

    def __init__(self, run: Watched) -> None:
        self.run = run

    def take(self, event: Event) -> None:
        """The next event of the run."""
        for one in apart(event):
            self.run.take(one)
            self.event(one)

    def event(self, event: Event) -> None:
        """Something happened."""
        text = told(event, self.run.epochs) if event.get("t") in QUIET else None
        if text:
            tell(text)

    def tick(self, now: float) -> None:
        """Some time has gone by; ``now`` is in seconds and never goes back."""

    def tell(self, text: str) -> None:
        """Say something beside the events."""

    def close(self) -> None:
        """Nothing more is to come."""


class Json(View):
    """The events as they are, one JSON object a line; all else goes to the errors' stream."""

    def take(self, event: Event) -> None:
        """Print it as it is."""
        self.run.take(event)
        output.say(as_json(event))

    def tell(self, text: str) -> None:
        """Say it on the errors' stream."""
        tell(text)


class Plain(View):
    """A line for each epoch, or each ten seconds of one, and for what else happens: nothing moves."""

    every = 10.0

    def __init__(self, run: Watched) -> None:
        super().__init__(run)
        self._said: float | None = None
        self._step = 0

    def event(self, event: Event) -> None:
        """Say it, if it is worth a line."""
        text = told(event, self.run.epochs)
        if text:
            self._said = None
            say(text)

    def tick(self, now: float) -> None:
        """Say how far it is, if nothing has been said for long and something has been done."""
        if self._said is None:
            self._said = now
        elif now - self._said >= self.every and self.run.step != self._step:
            self._said, self._step = now, self.run.step
            say(state_line(self.run))

    def tell(self, text: str) -> None:
        """Say it."""
        say(text)


class Bar(View):
    """One line of a terminal that rewrites itself; an epoch leaves its line, and so does what else happens."""

    every = 0.1

    def __init__(self, run: Watched, columns: Callable[[], int] | None = None) -> None:
        super().__init__(run)
        self._columns = columns or (lambda: shutil.get_terminal_size().columns - 1)
        self._drawn, self._at = 0, float("-inf")

    def event(self, event: Event) -> None:
        """Leave a line for it above the bar, if it is worth one."""
        text = told(event, self.run.epochs)
        if text:
            self.tell(text)

    def tick(self, now: float) -> None:
        """Draw the bar anew, unless it has just been drawn."""
        if now - self._at < self.every or not self.run.epochs or self.run.state in OVER:
            return
        self._at = now
        text, width = bar_line(self.run, max(1, self._columns()), output.has_colours(), output.can_draw())
        self._write(text, width)

    def tell(self, text: str) -> None:
        """Leave a line above the bar."""
        self._write(text, len(text))
        output.write("\n")
        self._drawn, self._at = 0, float("-inf")

    def close(self) -> None:
        """Take the bar away."""
        self._write("", 0)
        output.write("\r")
        self._drawn = 0

    def _write(self, text: str, width: int) -> None:
        blank = " " * max(0, min(self._drawn, self._columns()) - width)
        output.write("\r" + text + blank)
        self._drawn = width


def view(run: Watched, json: bool, plain: bool, quiet: bool) -> View:
    """The one that was asked for; unasked, a bar on a terminal and plain lines elsewhere."""
    if json:
        return Json(run)
    if quiet:
        return View(run)
    return Bar(run) if output.is_terminal() and output.has_cursor() and not plain else Plain(run)
