"""The exceptions of plugkeras. Each says what went wrong, where, and what to do.

PlugkerasError
├── PluginError            a plugin cannot be loaded, or breaks its contract
│   └── MissingDependency  a part needs a package that is not installed   (also ImportError)
├── UnknownName            nothing of that kind has the name              (also ValueError)
│   └── AmbiguousName      several plugins offer the name
├── ArgumentError          an argument has a value that cannot be used    (also ValueError)
│   ├── UnknownArgument    there is no such argument                      (also TypeError)
│   └── NoGraph            layers are used as if they made a graph        (also AttributeError)
├── ShapeError             shapes do not fit together                     (also ValueError)
├── DataError              training data that cannot be used              (also ValueError)
├── StateError             the call comes too early                       (also ValueError)
│   ├── NotBuilt           it is known only once shapes are               (also AttributeError)
│   └── NotTrusted         code that a document names was not allowed yet
└── FileError              a file cannot be read or written               (also OSError)
    ├── FormatError        its content is not what it should be           (also ValueError)
    └── UnsafeFile         its content could do harm                      (also ValueError)
"""

import os
from collections.abc import Iterable


class PlugkerasError(Exception):
    """Any error that plugkeras itself raises."""


class PluginError(PlugkerasError):
    """A plugin cannot be loaded, or what it offers is not what its kind asks for."""


class MissingDependency(PluginError, ImportError):
    """A part needs a package that is not installed."""


class UnknownName(PlugkerasError, ValueError):
    """Nothing of that kind has the name."""


class AmbiguousName(UnknownName):
    """Several plugins offer the name; it has to be said whose is meant."""


class ArgumentError(PlugkerasError, ValueError):
    """An argument has a value that cannot be used."""


class UnknownArgument(ArgumentError, TypeError):
    """There is no argument of that name."""


class NoGraph(ArgumentError, AttributeError):
    """Layers are used as if calling one on another made a graph of them."""


class ShapeError(PlugkerasError, ValueError):
    """Shapes do not fit together."""


class DataError(PlugkerasError, ValueError):
    """The data cannot be trained on."""


class StateError(PlugkerasError, ValueError):
    """Something has to be done first: build, compile, install."""


class NotBuilt(StateError, AttributeError):
    """What an attribute would say is known only once something is built."""


class NotTrusted(StateError):
    """A document names code, and nobody has said yet that it may run."""


class FileError(PlugkerasError, OSError):
    """A file cannot be read or written."""


class FormatError(FileError, ValueError):
    """A file's content is not what its name promises."""


class UnsafeFile(FileError, ValueError):
    """A file asks for something that a file may not ask for."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like ``name``, or None if none is."""
    from difflib import get_close_matches  # 5 ms, and errors are rare

    names = {k.lower(): k for k in known}
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return names[near[0]] if near else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown ``name``: the nearest known one, or nothing."""
    near = nearest(name, known)
    return f"; did you mean '{near}'?" if near else ""


def debugging() -> bool:
    """Whether ``PLUGKERAS_DEBUG`` asks for everything that is known about an error."""
    return os.environ.get("PLUGKERAS_DEBUG", "0") not in ("", "0")


def cause(error: BaseException) -> BaseException | None:
    """``raise … from cause(error)``: the traceback of an error whose reason the sentence has told is for debugging."""
    return error if debugging() else None
