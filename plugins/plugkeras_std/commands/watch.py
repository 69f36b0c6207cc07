"""``plugkeras watch``: the curves of a run in a plain terminal, and keys that steer it."""

import shutil
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from plugkeras.errors import PlugkerasError
from plugkeras.host import host
from plugkeras.runs import Run, Watched
from plugkeras_std.callbacks import output
from plugkeras_std.commands.keyboard import Keyboard
from plugkeras_std.commands.options import Options, refusing, say
from plugkeras_std.commands.picture import Picture
from plugkeras_std.commands.subjects import run_at
from plugkeras_std.commands.views import OVER, Json, Plain, View

ABOUT = """\
Show a run in the terminal, from anywhere and at any time: its curves, how far it is, what was done to it. It may be
one of plugkeras train, or of a script with the callback RunLogger.

Keys, if the run takes controls:
  p pause, go on      space  a batch      [ ]  learning rate halved, doubled
  c checkpoint        s stop and save     q    quit watching (the training goes on)"""

KEYS = {
    "s": ("stop", {}),
    "c": ("checkpoint", {}),
    "[": ("learning_rate", {"times": 0.5}),
    "]": ("learning_rate", {"times": 2.0}),
    " ": ("step", {"n": 1, "unit": "batch"}),
}
"""What each key asks for; ``p`` depends on the state."""

STEERABLE = "p pause  space step  [ ] rate halved, doubled  c checkpoint  s stop  q quit"
PAUSE = 0.25
"""The seconds between two pictures."""

HOME, CLEAR_LINE, CLEAR_BELOW = "\x1b[H", "\x1b[K", "\x1b[J"
ENTER, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
"""To the terminal's second page without a cursor, and back."""


@refusing
def watch(argv: list[str]) -> int:
    """Show the curves of a run in the terminal, live, and steer it with keys."""
    options = Options("watch", description=ABOUT)
    options.add_argument("run", nargs="?", default="latest", metavar="RUN", help="id, name or folder (the latest)")
    how = options.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="print one picture and end")
    how.add_argument("--json", action="store_true", help="print the events so far, and those that come")
    how.add_argument("--plain", action="store_true", help="a line for each event that is worth one, nothing moves")
    how.add_argument("--app", action="store_true", help="show it in the app: curves, steering, a look inside")
    args = options.parse_args(argv)
    run = run_at(args.run)
    if args.app:
        return int(host().get("commands", "tui")(["--run", str(run.path)]) or 0)
    if args.once:
        return once(run)
    moves = output.is_terminal() and output.has_cursor()
    if args.json or args.plain or not moves:
        return tail(run, args)
    return Watching(run).until_end()


def once(run: Run) -> int:
    """Print one picture."""
    picture = Picture(run, run.name)
    picture.look()
    _settle(picture, run)
    for line in picture.lines(*_size(), ascii=not output.can_draw("⣿│"), color=_in_color()):
        say(line.rstrip())
    return 0


def tail(run: Run, args: Namespace) -> int:
    """The events as lines, until the run is over."""
    watched = Watched(run)
    shown: View = Json(watched) if args.json else Plain(watched)
    for event in run.events(follow=True):
        shown.take(event)
    if not args.json and watched.state not in OVER:
        say(f"{run.state}: nobody works on it any more")
    return 0


class Watching:
    """A run that is shown until it is over or somebody quits."""

    def __init__(self, run: Run) -> None:
        self.run, self.picture = run, Picture(run, run.name)
        self.quit = False

    def until_end(self) -> int:
        """Show it; at the end its last picture stays on the screen."""
        with Keyboard(sys.stdin) as keyboard, ended_in_order():
            output.write(ENTER)
            try:
                while not self.quit and self._look():
                    self._draw(STEERABLE if keyboard.is_there and self._is_steerable() else "")
                    self._press(keyboard.pressed(PAUSE))
            except KeyboardInterrupt:
                pass
            finally:
                output.write(LEAVE)
        return once(self.run)

    def _look(self) -> bool:
        """Read what is new; whether more may come."""
        under_way = self.run.path.is_dir() and self.run.is_under_way  # asked first: what came last is read then
        self.picture.look()
        return under_way

    def _is_steerable(self) -> bool:
        try:
            return bool(self.run.info["control"])
        except PlugkerasError:
            return False

    def _draw(self, keys: str) -> None:
        width, height = _size()
        lines = self.picture.lines(width, height, keys, not output.can_draw("⣿│"), _in_color())
        output.write(HOME + "\r\n".join(line + CLEAR_LINE for line in lines) + CLEAR_BELOW)

    def _press(self, keys: str) -> None:
        for key in keys:
            if key in "qQ\x03\x04":
                self.quit = True
            elif key in "pP":
                self._ask("resume" if self.picture.watched.state == "paused" else "pause")
            elif key in KEYS:
                do, fields = KEYS[key]
                self._ask(do, **fields)

    def _ask(self, do: str, **fields: object) -> None:
        try:
            self.run.send(do, **fields)
        except PlugkerasError as error:
            self.picture.said.append(str(error))


@contextmanager
def ended_in_order() -> Iterator[None]:
    """A process that is told to end ends as any other does: the terminal is left as it was."""

    def end(number: int, frame: Any) -> None:
        """Leave by way of every ``finally``."""
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _settle(picture: Picture, run: Run) -> None:
    """What the run's record knows better than its events: that its process is gone."""
    state = run.state
    if state in ("crashed", "lost", "draft"):
        picture.watched.state, picture.watched.reason = state, str(run.info["reason"])


def _size() -> tuple[int, int]:
    """Columns and lines; the last line is left free, or some terminals roll."""
    size = shutil.get_terminal_size()
    return max(1, size.columns - 1), max(1, size.lines - 1)


def _in_color() -> bool:
    return output.is_terminal() and output.has_colours()
