"""``plugkeras`` and ``plugkeras tui``: opens the app."""

import argparse
import os
import sys
from pathlib import Path

from plugkeras.errors import FileError

ABOUT = """\
Open the terminal app: build a model, pick data, train it and steer the training, look inside.

  plugkeras                    from a template or where you were; F5 trains
  plugkeras iris.csv           a model is made for the table: F5 trains it
  plugkeras spirals.json       a project
  plugkeras watch --app RUN    a run that is under way, or over"""


def tui(argv: list[str]) -> int:
    """Open the terminal app: build a model, train it, look inside."""
    parser = argparse.ArgumentParser(
        "plugkeras tui", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, help="a project, a model, a table of data, a folder of images")
    parser.add_argument("--run", metavar="RUN", help="watch a run: its id, name or folder, or latest")
    parser.add_argument("--ascii", action="store_true", help="no characters beyond ASCII")
    parser.add_argument("--plain", action="store_true", help="lines of words: for screen readers and plain terminals")
    args = parser.parse_args(argv)
    if args.file is not None and not args.file.expanduser().exists():
        raise FileError(f"There is no file {args.file}.")
    file = None if args.file is None else args.file.expanduser().absolute()
    run = None if args.run is None else _folder(args.run)
    is_dumb = os.environ.get("TERM") == "dumb" and sys.stdin is not None and sys.stdin.isatty()
    if args.plain or is_dumb:
        from plugkeras_tui.plain.prompt import plain

        return plain(file, run)
    if not _is_terminal():
        print("plugkeras tui: the app needs a terminal; plugkeras tui --plain works in lines.", file=sys.stderr)
        return 2
    os.environ.setdefault("TEXTUAL_FPS", "120")  # read when it is imported: a key waits up to a frame for its picture
    from plugkeras_tui.app import PlugkerasApp  # Textual takes 0.1 s to import
    from plugkeras_tui.everywhere.signs import is_needed

    app = PlugkerasApp(ascii=args.ascii or is_needed(), file=file, run=run)
    status = app.run()
    if app.fault:
        print(app.fault, file=sys.stderr)
        return 1
    return status or 0


def _folder(run: str) -> Path:
    """The folder of a run. UnknownName if there is none."""
    from plugkeras.runs import find

    return find(run).path


def _is_terminal() -> bool:
    """Whether there is a terminal, or a browser that stands for one, and not one without a cursor."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return True
    streams = (sys.stdin, sys.stdout)
    return all(stream is not None and stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"
