"""One control for what may be one of several things."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from plugkeras.errors import ArgumentError
from plugkeras.forms import notation
from plugkeras.forms.controls import Control, Integer, Maybe, Text, Toggle, safely
from plugkeras.forms.nested import Items, Sizes
from plugkeras.project.values import Part, Value


@dataclass(frozen=True)
class OneOf(Control):
    """What the first of several controls takes; texts are tried last."""

    name: ClassVar[str] = "json"
    options: tuple[Control, ...] = ()

    def take(self, value: Value) -> Value:
        """What the first that takes it makes of it."""
        return self._first(value, lambda option: option.take(value))

    def read(self, text: str) -> Value:
        """What the first that can reads."""
        return self._first(text, lambda option: option.read(text))

    def _first(self, value: Value, convert: Callable[[Control], Value]) -> Value:
        problems: list[tuple[Control, ArgumentError]] = []
        for option in self.options:
            try:
                return convert(option)
            except ArgumentError as error:
                problems.append((option, error))
        raise _closest(problems, value)

    def write(self, value: Value) -> str:
        """As the first that takes it writes it, if all of them together read it so."""
        for option in self.options:
            try:
                option.take(value)
            except ArgumentError:
                continue
            return safely(self, option.write(value), value)
        return notation.written(value)

    def claims(self, word: str) -> bool:
        """Whether one of them does."""
        return any(option.claims(word) for option in self.options)

    def describe(self) -> dict[str, Any]:
        """That of the first, and all of them in ``any_of``."""
        return {**self.options[0].describe(), "any_of": [option.describe() for option in self.options]}


def _closest(problems: list[tuple[Control, ArgumentError]], value: Value) -> ArgumentError:
    """What to say if none took it: a word was meant for what takes words, else all that could stand here."""
    wordy = isinstance(value, Part) or (isinstance(value, str) and value.strip()[:1].isalpha())
    for option, error in problems:
        if str(error).startswith("unknown") or (wordy and not isinstance(option, Integer | Sizes | Toggle | Items)):
            return error
    sentences = [str(error).partition(" expected, ")[0] for _, error in problems]
    return ArgumentError(f"{' or '.join(dict.fromkeys(sentences))} expected")


def one_of(options: list[Control]) -> Control:
    """One control for several; what is the same twice, and none, is said once."""
    plain = [option.inner if isinstance(option, Maybe) else option for option in options]
    flat = [inner for option in plain for inner in (option.options if isinstance(option, OneOf) else (option,))]
    flat = list(dict.fromkeys(flat))
    if any(option.name == "number" for option in flat):
        flat = [option for option in flat if option.name != "integer"]
    flat.sort(key=_precision)
    control = flat[0] if len(flat) == 1 or type(flat[0]) is Control else OneOf(tuple(flat))
    return Maybe(control) if len(plain) and any(isinstance(option, Maybe) for option in options) else control


def _precision(control: Control) -> int:
    order = ("integer", "number", "toggle", "choice", "sizes", "part", "list", "mapping", "text", "json")
    return order.index(control.name)


def core(control: Control) -> Control:
    """The control without the none that may stand beside it."""
    return control.inner if isinstance(control, Maybe) else control


def is_text(control: Control) -> bool:
    """Whether it takes any text."""
    return isinstance(core(control), Text)
