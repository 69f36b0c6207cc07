"""``plugkeras run SCRIPT``: other people's Keras scripts as they are."""

import argparse
import os
import runpy
import sys
import warnings
from importlib.util import find_spec
from types import ModuleType, TracebackType
from typing import Any

from plugkeras.engine import set_engine
from plugkeras.errors import FileError, PlugkerasError
from plugkeras.host.plugin import is_set
from plugkeras.parts.spellings import OldSpelling
from plugkeras_std.commands import keras_names

PARSER = argparse.ArgumentParser(
    "plugkeras run",
    usage="plugkeras run [--engine NAME] SCRIPT [ARGS]\n       plugkeras run [--engine NAME] -m MODULE [ARGS]",
    description="Run a Python script in which keras and tensorflow.keras, by all their old and new names, mean "
    "plugkeras. The script, its arguments and its exit status are as with `python SCRIPT`.",
    epilog="--engine jax computes with JAX; `plugkeras parts engines` lists what there is. Each old spelling is hinted "
    "at once; PYTHONWARNINGS=ignore silences the hints. PLUGKERAS_DEBUG=1 shows the whole traceback of an error of "
    "plugkeras.",
)

LOOKUPS = ("__getattr__", "find_spec")
"""The functions in which it is found that a name is missing."""


def run(argv: list[str]) -> int:
    """Run a script in which keras and tensorflow.keras mean plugkeras."""
    if argv[:1] in (["-h"], ["--help"]):
        PARSER.parse_args(argv[:1])
    engine, argv = _engine(argv)
    is_module = argv[:1] == ["-m"]
    if not argv or argv == ["-m"] or (argv[0].startswith("-") and not is_module):
        PARSER.error("say which script, or which module after -m")
    if engine:
        set_engine(engine)
        os.environ["PLUGKERAS_ENGINE"] = engine  # for the processes that the script starts
    keras_names.install()
    show_hints()
    try:
        run_module(argv[1], argv[2:]) if is_module else run_script(argv[0], argv[1:])
    except (SystemExit, KeyboardInterrupt, BrokenPipeError, NotRunnable):
        raise
    except BaseException as error:
        error.__traceback__ = of_the_script(error)
        sys.excepthook(type(error), error, error.__traceback__)
        return 1
    return 0


def _engine(argv: list[str]) -> tuple[str, list[str]]:
    """The engine that is asked for before the script, and the rest."""
    name, equals, value = argv[0].partition("=") if argv else ("", "", "")
    if name != "--engine":
        return "", argv
    value, rest = (value, argv[1:]) if equals else (argv[1] if argv[1:] else "", argv[2:])
    if not value:
        PARSER.error("say which engine: --engine jax")
    return value, rest


class NotRunnable(FileError):
    """There is no such script or module."""


def run_script(path: str, args: list[str]) -> None:
    """Run the script as ``__main__``, as Python itself does."""
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        raise NotRunnable(f"the script {path} cannot be read: {error.strerror or error}") from error
    main = ModuleType("__main__")
    main.__file__ = os.path.abspath(path)
    sys.modules["__main__"] = main
    sys.argv[:] = [path, *args]
    _set_path(os.path.dirname(main.__file__))
    exec(compile(source, main.__file__, "exec", dont_inherit=True), vars(main))


def run_module(name: str, args: list[str]) -> None:
    """Run the module as ``__main__``, as ``python -m`` does."""
    _set_path(os.getcwd())
    try:
        found = find_spec(name)
    except ModuleNotFoundError:
        found = None
    if found is None:
        raise NotRunnable(f"there is no module {name} to run, neither in this folder nor among what is installed")
    sys.argv[:] = [name, *args]
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def _set_path(folder: str) -> None:
    """The folder comes first, in the place of that of the ``plugkeras`` command."""
    sys.path[: 0 if sys.flags.safe_path else 1] = [folder]


def show_hints() -> None:
    """Each old spelling is told once, in one line; unless Python was told what to do with warnings."""
    if not sys.warnoptions:
        warnings.filterwarnings("once", category=OldSpelling)
    usual = warnings.formatwarning

    def formatted(message: Any, category: type[Warning], filename: str, lineno: int, line: str | None = None) -> str:
        if issubclass(category, OldSpelling):
            return f"{os.path.basename(filename)}:{lineno}: {message}\n"
        return usual(message, category, filename, lineno, line)

    warnings.formatwarning = formatted


def of_the_script(error: BaseException) -> TracebackType | None:
    """The error's traceback from the script's first line on; if plugkeras raised it, to where plugkeras was called."""
    frames = list(_frames(error.__traceback__))
    while frames and _is_ours(frames[0]):
        del frames[0]
    if frames and _is_raised_by_us(error, frames[-1]) and not is_set("PLUGKERAS_DEBUG"):
        [tb for tb in frames if not _is_ours(tb)][-1].tb_next = None
    return frames[0] if frames else None


def _is_raised_by_us(error: BaseException, last: TracebackType) -> bool:
    """Whether its sentence says it all: an error of plugkeras, or a name that plugkeras does not have."""
    missing = isinstance(error, ImportError | AttributeError) and last.tb_frame.f_code.co_name in LOOKUPS
    return isinstance(error, PlugkerasError) or (missing and _is_ours(last))


def _frames(tb: TracebackType | None) -> Any:
    while tb:
        yield tb
        tb = tb.tb_next


def _is_ours(tb: TracebackType) -> bool:
    """Whether the frame belongs to plugkeras or to what starts modules."""
    name = tb.tb_frame.f_globals.get("__name__", "")
    return name.partition(".")[0].startswith("plugkeras") or name in ("runpy", "importlib._bootstrap")
