"""What may be typed: words, each a function of the workspace and the rest of the line."""

import shlex
from collections.abc import Callable, Iterable
from typing import NamedTuple

from plugkeras.errors import ArgumentError, UnknownName, did_you_mean
from plugkeras_tui.plain.lines import Lines

Do = Callable[[Lines, str], None]


class Word(NamedTuple):
    """A command: how it is typed, what it does in words, the function, and other names for it."""

    usage: str
    about: str
    do: Do
    others: tuple[str, ...] = ()


def word(usage: str, do: Do, *others: str, about: str = "") -> Word:
    """A command; what it does is what its docstring says."""
    return Word(usage, about or (do.__doc__ or "").strip().partition("\n")[0].rstrip("."), do, others)


class Words:
    """The commands by their names."""

    def __init__(self, commands: Iterable[Word]) -> None:
        self.commands = list(commands)
        self.known = {name: one for one in self.commands for name in (one.usage.split()[0], *one.others)}

    def do(self, work: Lines, line: str) -> None:
        """Do what a line says.

        Raises:
            PlugkerasError: it cannot be done; the message says why.
        """
        name, _, rest = line.strip().partition(" ")
        if not name:
            return
        found = self.known.get(name.lower())
        if found is None:
            near = did_you_mean(name.lower(), self.known)
            raise UnknownName(f"there is nothing to do called '{name}'{near or ': help lists what there is'}")
        found.do(work, rest.strip())

    def help(self, about: str = "") -> list[str]:
        """A line for each command, or for the one that is asked ``about``."""
        if about:
            one = self.known.get(about.lower())
            return [f"{one.usage}: {one.about}"] if one else [f"there is nothing called '{about}': help lists all"]
        return [f"{one.usage}: {one.about}" for one in self.commands]


def parts_of(rest: str) -> list[str]:
    """The words of a line; quotes hold several together.

    Raises:
        ArgumentError: a quote is not closed.
    """
    try:
        return shlex.split(rest)
    except ValueError:
        raise ArgumentError("A quote is not closed.") from None


def number_of(text: str, most: int, otherwise: str) -> int:
    """A number from 1 to ``most`` that a person typed.

    Raises:
        ArgumentError: there is none such; ``otherwise`` is what to do instead.
    """
    if not (text.isdecimal() and text.isascii() and len(text) < 10 and 1 <= int(text) <= most):
        raise ArgumentError(f"There is no number {text}: {otherwise}.")
    return int(text)
