"""``plugkeras COMMAND [ARGS]``: finds the command among the plugins, calls it, and words its failures.

Without a command, and with a file in its place, it opens the app, if somebody sits in front of a terminal.
"""

import os
import sys
from collections.abc import Sequence

from plugkeras.errors import PlugkerasError, UnknownName, debugging
from plugkeras.host import host

USAGE = "usage: plugkeras COMMAND [ARGS]      (plugkeras COMMAND --help says more)"

APP = "tui"
"""The command that opens the app; it may be disabled like any other."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0, 1 for an error, 2 for wrong use, 130 after Ctrl-C.

    An error of plugkeras is one line; ``PLUGKERAS_DEBUG=1`` adds the traceback.
    """
    try:
        status = _dispatch(list(sys.argv[1:] if argv is None else argv))
        if sys.stdout is not None:
            sys.stdout.flush()
    except PlugkerasError as error:
        return _failed(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (`head`, say) has had enough. The interpreter flushes once more at exit, into nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return status


def _dispatch(argv: list[str]) -> int:
    if not argv and _is_terminal() and APP in host().standard_names("commands"):
        return _run(APP, [])
    if not argv or argv[0] in ("-h", "--help"):
        print(USAGE, "", sep="\n")
        standard = host().standard_names("commands")
        print(*_described(standard), sep="\n", flush=True)  # before anybody else's manifest is read
        print(*_described([n for n in host().names("commands") if ">" not in n and n not in standard]), sep="\n")
    elif argv[0] in ("-V", "--version"):
        print(f"plugkeras {_version()}")
    elif argv[0] in ("--plain", "--ascii"):  # ways of the app
        return _run(APP, argv)
    else:
        return _run(argv[0], argv[1:])
    return 0


def _run(name: str, argv: list[str]) -> int:
    try:
        command = host().get("commands", name)
    except UnknownName as error:
        if os.path.exists(name) and name != APP:
            return _run(APP, [name, *argv])
        _failed(error)
        return 2
    return command(argv) or 0


def _is_terminal() -> bool:
    """Whether somebody sees what the app would draw, and types: no pipe, and a terminal that can move its cursor."""
    can_move = os.environ.get("TERM", "dumb" if os.name == "posix" else "") != "dumb"
    return can_move and all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _described(names: Sequence[str]) -> list[str]:
    """Each command and the first line of its docstring, or why it cannot be used."""
    width = max(map(len, names), default=0)
    return [f"  {name:{width}}  {_summary(name)}" for name in names]


def _summary(name: str) -> str:
    try:
        return (host().get("commands", name).__doc__ or "").strip().partition("\n")[0]
    except PlugkerasError as error:
        return f"(cannot be used: {error})"


def _version() -> str:
    from importlib.metadata import version  # 25 ms, so only when asked

    return version("plugkeras")


def _failed(error: PlugkerasError) -> int:
    if debugging():
        raise error
    print(f"plugkeras: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
