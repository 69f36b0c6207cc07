"""One pass through the data as it is drawn: a bar that moves on a terminal, a single line elsewhere."""

import shutil
from time import perf_counter

from plugkeras.parts.callback import Logs
from plugkeras_std.callbacks import line
from plugkeras_std.callbacks.output import can_draw, has_colours, is_terminal, say, write


class Bar:
    """Counts and times the steps of a pass from now on, and draws them if they are to be drawn.

    ``steps`` is None where their number is not known. ``moves``: the bar moves, where the output is a terminal.
    """

    def __init__(self, steps: int | None, moves: bool) -> None:
        self.done = 0
        self._steps, self._moves = steps, moves and is_terminal()
        self._started = perf_counter()
        self._second_step: float | None = None
        self._steps_ended: float | None = None
        self._drawn = 0

    def step(self, number: int) -> None:
        """The step of this number begins; the first is 0."""
        if number == 1:
            self._second_step = perf_counter()
        self.done = number + 1

    def steps_ended(self) -> None:
        """What comes now is no step, and takes no time of theirs."""
        self._steps_ended = perf_counter()

    def move(self, logs: Logs) -> None:
        """Show how far it is; metrics that do not fit into the line are left out."""
        if self._moves:
            progress = self._progress(self._steps)
            self._draw(progress, progress.remaining(), logs)

    def finish(self, logs: Logs) -> None:
        """Show the result; metrics that do not fit into the line go onto lines of their own."""
        progress = self._progress(max(self._steps or 0, self.done))
        if not self._moves:
            say(line.plain(progress, logs or {}))
            return
        rest = self._draw(progress, f"{progress.elapsed:.0f}s", logs)
        say("".join(f"\n{text}" for text in rest))

    def _progress(self, steps: int | None) -> line.Progress:
        """The first step, in which much is prepared, does not count for the time of a step if there are others."""
        now = perf_counter()
        end, done = self._steps_ended or now, self.done
        if self._second_step is not None:
            per_step = (end - self._second_step) / (done - 1)
        else:
            per_step = (end - self._started) / max(1, done)
        return line.Progress(done, steps if steps is None or done <= steps else None, now - self._started, per_step)

    def _draw(self, progress: line.Progress, time: str, logs: Logs) -> list[str]:
        """Draw the line over the former one; what does not fit comes back as lines."""
        columns, colours = _columns(), has_colours()
        pieces = line.with_bar(progress, time, _glyphs(colours), columns)
        width = sum(len(p.text) for p in pieces)
        first, *rest = line.broken(line.metrics(logs or {}), columns - width, columns)
        drawn = width + len(first)
        blank = " " * (min(self._drawn, columns) - drawn)
        write("\r" + "".join(p.shown(colours) for p in pieces) + first + blank)
        self._drawn = drawn
        return rest


def _columns() -> int:
    """How wide a line may be; some terminals wrap as soon as the last column is written."""
    return max(1, shutil.get_terminal_size().columns - 1)


def _glyphs(colours: bool) -> tuple[str, str]:
    """What is done and what is not; without colours they must differ in themselves."""
    return ("━", "━" if colours else "─") if can_draw() else ("=", ".")
