"""Controls in the words that people type: ``pause``, ``lr x0.5``, ``step 3 epochs``, ``note looks good``."""

import re
from collections.abc import Callable
from typing import Any

from plugkeras.errors import ArgumentError, UnknownName, did_you_mean
from plugkeras.runs.controls import CONTROLS, checked

Asked = tuple[str, dict[str, Any]]

_TIMES = re.compile(r"(?:[x*\xd7]|times\s)\s*(\S+)")
_EPOCHS = re.compile(r"(?:by )?\+?([0-9]{1,9})(?: epochs?)?")
_STEPS = re.compile(r"([0-9]{1,9})?\s*([a-z]*)")
_OVER = re.compile(r"(?:/|÷|by\s)\s*(\S+)")


def parse(line: str) -> Asked:
    """The control and its fields that a typed line asks for.

    Raises:
        UnknownName: the line begins with no word that is known.
        ArgumentError: what follows makes no sense.
    """
    word, _, rest = line.strip().partition(" ")
    first = word.lower()
    if first not in _WORDS:
        near = did_you_mean(first, _WORDS) or f": there are {', '.join(dict(USAGE))}."
        raise UnknownName(f"There is nothing to do called '{word}'{near}" if word else "Type what is to be done.")
    do, arguments = _WORDS[first]
    fields = arguments(first, rest.strip())
    return do, checked(do, fields)


def _nothing(word: str, rest: str) -> dict[str, Any]:
    if rest:
        raise ArgumentError(f"'{word}' stands alone, without '{rest}'.")
    return {}


def _step(word: str, rest: str) -> dict[str, Any]:
    found = _STEPS.fullmatch(rest.lower())
    number, unit = found.groups() if found else (None, rest)
    singular = _UNITS.get(unit)
    if singular is None:
        raise ArgumentError(f"'{word}' goes so many batches or epochs, as in 'step 3 epochs', not '{rest}'.")
    return {"n": int(number or 1), "unit": singular}


_UNITS = {"": "batch", "batch": "batch", "batches": "batch", "epoch": "epoch", "epochs": "epoch"}


def _rate(word: str, rest: str) -> dict[str, Any]:
    times, over = _TIMES.fullmatch(rest), _OVER.fullmatch(rest)
    if times:
        return {"times": _number(word, times[1])}
    if over:
        divisor = _number(word, over[1])
        return {"times": 1 / divisor if divisor else 0.0}
    return {"set": _number(word, rest.removeprefix("=").strip())}


def _number(word: str, text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ArgumentError(f"'{word}' needs a number, as in 'lr 0.001' or 'lr x0.5', not '{text}'.") from None


def _epochs(word: str, rest: str) -> dict[str, Any]:
    found = _EPOCHS.fullmatch(rest.lower())
    if not found:
        raise ArgumentError(f"'{word}' needs a number of epochs, as in 'extend 10', not '{rest}'.")
    return {"epochs": int(found[1])}


def _text(word: str, rest: str) -> dict[str, Any]:
    if not rest:
        raise ArgumentError(f"'{word}' needs the words to be written down.")
    return {"text": rest}


def _how(word: str, rest: str) -> dict[str, Any]:
    return {"how": rest.lower()}


_WORDS: dict[str, tuple[str, Callable[[str, str], dict[str, Any]]]] = {
    **dict.fromkeys(("pause", "wait"), ("pause", _nothing)),
    **dict.fromkeys(("resume", "continue", "go"), ("resume", _nothing)),
    "step": ("step", _step),
    **dict.fromkeys(("stop", "end"), ("stop", _nothing)),
    **dict.fromkeys(("lr", "rate", "learning_rate"), ("learning_rate", _rate)),
    **dict.fromkeys(("checkpoint", "save"), ("checkpoint", _nothing)),
    "extend": ("extend", _epochs),
    "note": ("note", _text),
    "recover": ("recover", _how),
}

USAGE = (
    ("pause", CONTROLS["pause"].help),
    ("resume", CONTROLS["resume"].help),
    ("step [N] [epochs]", CONTROLS["step"].help),
    ("lr 0.001 | x0.5 | /2", CONTROLS["learning_rate"].help),
    ("checkpoint", CONTROLS["checkpoint"].help),
    ("extend N", CONTROLS["extend"].help),
    ("note TEXT", CONTROLS["note"].help),
    ("recover rate | clip | stop", CONTROLS["recover"].help),
    ("stop", CONTROLS["stop"].help),
)
"""What may be typed, and what it does: for a page of help."""
