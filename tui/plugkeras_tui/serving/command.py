"""``plugkeras serve``: the app in a browser of this machine."""

import argparse
import shlex
import sys
from pathlib import Path

from plugkeras.errors import FileError, MissingDependency, cause

ABOUT = """\
Serve the app to a browser of this machine, and print the address, which has a token in it: whoever has it can do what
you can. From another machine, ssh -L 8000:127.0.0.1:PORT brings it there. Ctrl-C ends it; trainings go on."""


def serve(argv: list[str]) -> int:
    """Serve the app to a browser of this machine."""
    parser = argparse.ArgumentParser(
        "plugkeras serve", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, help="what the app opens: a project, a model, data")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="the port (any that is free)")
    args = parser.parse_args(argv)
    if not 0 <= args.port < 65536:
        parser.error("--port is a number from 0 to 65535")
    if args.file is not None and not args.file.exists():
        raise FileError(f"There is no file {args.file}.")
    try:
        from plugkeras_tui.serving.server import LocalServer
    except ModuleNotFoundError as error:
        raise MissingDependency(
            f"`plugkeras serve` needs '{error.name}', which is not installed: pip install 'plugkeras[web]'"
        ) from cause(error)
    try:
        server = LocalServer(command(args.file), args.port)
    except OSError as error:
        raise FileError(f"The port {args.port} cannot be served on: {error.strerror or error}.") from cause(error)
    print(f"open {server.address}\nCtrl-C ends it; whoever has this address can do what you can", flush=True)
    try:
        server.run()
    except KeyboardInterrupt:
        return 130
    return 0


def command(file: Path | None) -> str:
    """What opens the app, as a shell takes it; the working folder is no place to import from."""
    given = [] if file is None else [str(file.absolute())]
    return shlex.join([sys.executable, "-P", "-m", "plugkeras.cli", "tui", *given])
