"""The prompt: a line is read, done, and answered in lines; what happens meanwhile is said between them."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from plugkeras.errors import PlugkerasError, debugging
from plugkeras.project.autosave import recoverable
from plugkeras_tui.everywhere.farewell import farewell
from plugkeras_tui.everywhere.signs import in_ascii
from plugkeras_tui.plain import asking, later, layers, projects, steering
from plugkeras_tui.plain.lines import Lines
from plugkeras_tui.plain.table import Words, word

PROMPT = "plugkeras> "
STEP = 0.1
"""The seconds between two looks at the run."""

_END = object()


class Prompt:
    """Does what lines say, until one says to quit, or there are no more."""

    def __init__(self, work: Lines) -> None:
        self.work = work
        self.is_waiting = self.is_over = self.is_stopping = False
        own = [
            word("wait", self._wait),
            word("help [WORD]", self._help, "?"),
            word("quit", self._quit, "exit", "q", "bye"),
        ]
        tables = (projects.COMMANDS, layers.COMMANDS, asking.COMMANDS, steering.COMMANDS, later.COMMANDS, own)
        self.words = Words(one for table in tables for one in table)

    def do(self, line: str) -> None:
        """Do one line; what cannot be done is said, and why."""
        try:
            self.words.do(self.work, line)
        except PlugkerasError as error:
            if debugging():
                raise
            self.work.tell(str(error), "error")
        except Exception as error:  # whatever it is, nothing of the work may be lost
            if debugging():
                raise
            self.work.tell(f"that failed, and changed nothing: {type(error).__name__}: {error}", "error")

    def look(self) -> None:
        """See what has happened meanwhile; called some times a second."""
        self.work.look()
        self.work.look_who()
        if self.is_waiting and steering.is_over(self.work):
            self.is_waiting = False

    def _wait(self, work: Lines, rest: str) -> None:
        """Take no more lines until the training is over; Ctrl-C ends the waiting."""
        self.is_waiting = not steering.is_over(work)

    def _help(self, work: Lines, rest: str) -> None:
        """Say what can be typed."""
        for line in self.words.help(rest):
            work.say(line)

    def _quit(self, work: Lines, rest: str) -> None:
        """Leave; while something is trained: quit detach, or quit stop."""
        if work.is_training and rest not in ("detach", "stop"):
            work.say("something is being trained: quit detach leaves it going on, quit stop ends and saves it")
            return
        if work.is_training and rest == "stop":
            self.is_stopping = work.ask("stop")
        self.is_over = True


def follow(prompt: Prompt, lines: Iterable[str], show: Callable[[], Any], pause: float = STEP) -> int:
    """Do the lines as they come, from a thread, and look at the run meanwhile; ``show`` shows that one may type.

    Where there are no more lines, what is being trained goes on.
    """
    queue: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_feed, args=(lines, queue), daemon=True).start()
    while not prompt.is_over:
        try:
            _next(prompt, queue, show, pause)
        except KeyboardInterrupt:
            prompt.is_waiting = False
            prompt.work.say("quit leaves; stop ends the training")
    said = farewell(prompt.work, prompt.is_stopping)
    if said:
        prompt.work.say(said)
    prompt.work.close()
    return 0


def _next(prompt: Prompt, queue: "SimpleQueue[Any]", show: Callable[[], Any], pause: float) -> None:
    prompt.look()
    if not prompt.is_waiting:
        show()
    try:
        line = queue.get(timeout=pause) if not prompt.is_waiting else _nothing(prompt, pause)
    except Empty:
        return
    if line is _END:
        prompt.is_over = True
        return
    prompt.do(line)


def _nothing(prompt: Prompt, pause: float) -> Any:
    """While it waits, lines stay where they are."""
    threading.Event().wait(pause)
    raise Empty


def _feed(lines: Iterable[str], queue: "SimpleQueue[Any]") -> None:
    for line in lines:
        queue.put(line)
    queue.put(_END)


class Terminal:
    """Where lines are said and typed; what is said while somebody may type begins a line, and one may type again."""

    def __init__(self) -> None:
        self.is_there = sys.stdin is not None and sys.stdin.isatty()
        self.is_open = False

    def say(self, text: str) -> None:
        """Print a line."""
        print(("\n" if self.is_open else "") + _encodable(text), flush=True)
        self.is_open = False

    def show(self) -> None:
        """Show that one may type."""
        if self.is_there and not self.is_open:
            print(PROMPT, end="", flush=True)
            self.is_open = True

    def lines(self) -> Iterator[str]:
        """What is typed."""
        for line in sys.stdin or ():
            self.is_open = False  # Enter has ended the line
            yield line


def plain(file: Path | None = None, run_at: Path | None = None) -> int:
    """The prompt on this terminal, with a file or a run open."""
    terminal = Terminal()
    work = Lines(terminal.say)
    prompt = Prompt(work)
    work.say("plugkeras in plain lines: help says what can be typed")
    if file is not None:
        prompt.do(f"open {file}")
    if run_at is not None:
        prompt.do(f"watch {run_at}")
    if file is None and run_at is None and recoverable():
        prompt.do("recover")
        work.say("recover NUMBER opens one of these")
    return follow(prompt, terminal.lines(), terminal.show)


def _encodable(text: str) -> str:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return in_ascii(text)
    return text
