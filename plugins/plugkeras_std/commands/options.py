"""What the commands share on the command line: parsers, wrong input in one sentence, what is said and where."""

import argparse
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from plugkeras.errors import PlugkerasError, debugging
from plugkeras.host import host
from plugkeras_std.callbacks import output

WRONG = 2
"""The exit status for wrong input: a project, a run or an option that cannot be used."""

Command = Callable[[list[str]], int | None]


class Options(argparse.ArgumentParser):
    """A parser that says what is wrong in one line; its description is that of the command."""

    def __init__(self, prog: str, **kwargs: Any) -> None:
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(prog if prog.startswith("plugkeras") else f"plugkeras {prog}", **kwargs)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end with status 2."""
        tell(f"{self.prog}: {message} ({self.prog} --help says more)")
        raise SystemExit(WRONG)

    def flag(self, *names: str, help: str) -> None:
        """Add an option that is given or not."""
        self.add_argument(*names, action="store_true", help=help)


def refusing(command: Command) -> Command:
    """The command; an error of plugkeras in it is one sentence and exit status 2."""

    @wraps(command)
    def run(argv: list[str]) -> int | None:
        try:
            return command(argv)
        except PlugkerasError as error:
            if debugging():
                raise
            tell(f"plugkeras {command.__name__}: {error}")
            return WRONG

    return run


def say(text: str) -> None:
    """Print a line: a result."""
    output.say(text)


def tell(text: str) -> None:
    """Print a line to the errors' stream: what is wrong, or what goes on while the output is for a program."""
    if sys.stderr is not None:
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)


def seconds(text: str) -> float:
    """``90``, ``90s``, ``5m``, ``1h30m``, ``2d`` as seconds.

    Raises:
        ArgumentTypeError: it is no time.
    """
    sizes, total, number = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}, 0.0, ""
    for letter in text.strip().lower() + ("s" if text.strip()[-1:].isdigit() else ""):
        if letter in sizes and number:
            total, number = total + float(number) * sizes[letter], ""
        elif letter in "0123456789." and number.count(".") + (letter == ".") < 2:
            number += letter
        else:
            break
    else:
        if text.strip() and not number:
            return total
    raise argparse.ArgumentTypeError(f"'{text}' is no time: say 90s, 5m or 1h30m")


def whole(low: int, high: int | None = None) -> Callable[[str], int]:
    """The type of an option that takes a whole number of at least ``low``."""

    def number(text: str) -> int:
        bounds = f"of at least {low}" if high is None else f"from {low} to {high}"
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if value < low or (high is not None and value > high):
            raise argparse.ArgumentTypeError(f"'{text}' is no whole number {bounds}")
        return value

    return number


def engine(name: str) -> str:
    """The type of an option that takes the name of an engine.

    Raises:
        ArgumentTypeError: there is none of that name, or it cannot be used here.
    """
    try:
        host().get("engines", name)
    except PlugkerasError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return name


def follow_options(options: argparse.ArgumentParser) -> None:
    """The options of whatever trains: what is shown, and what is decided without a person."""
    add = options.add_argument
    how = options.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print the events as they are, one JSON object a line")
    how.add_argument("--plain", action="store_true", help="a line an epoch, nothing that moves; so it is in a pipe")
    how.add_argument("--quiet", action="store_true", help="print nothing but errors")
    what = "what computes, whatever the project says: jax (plugkeras parts engines lists them)"
    add("--engine", type=engine, metavar="NAME", help=what)
    add("--max-time", type=seconds, metavar="T", help="stop and save after this time: 90s, 5m, 1h30m")
    add(
        "--checkpoint-every",
        type=seconds,
        metavar="T",
        help="how often it is saved (10s); 0 saves after every batch, and so keeps every epoch to fork from",
    )
    add(
        "--on-divergence",
        choices=("stop", "rate", "clip"),
        default="stop",
        metavar="stop|rate|clip",
        help="when the loss is no number any more: stop, or go back with a tenth of the rate or clipped gradients",
    )
    add("--trust", action="store_true", help="let the project call the functions that it names as its data")
