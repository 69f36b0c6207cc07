"""``plugkeras`` and ``plugkeras tui``: opens the app."""

import argparse
import os
import sys
from pathlib import Path

from plugkeras.project.opening import open_project
from plugkeras.project.starting import project_for


def tui(argv: list[str]) -> int:
    """Open the terminal app: build a model, train it, look inside."""
    parser = argparse.ArgumentParser("plugkeras tui", description=tui.__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="a project, a model, or a table of data")
    parser.add_argument("--ascii", action="store_true", help="draw with ASCII alone")
    parser.add_argument("--plain", action="store_true", help="work in lines of words: nothing moves")
    args = parser.parse_args(argv)
    project, path = None, None
    if args.file is not None and args.file.suffix in (".json", ".keras"):
        project, path = open_project(args.file), args.file if args.file.suffix == ".json" else None
    elif args.file is not None:
        project = project_for(args.file, Path.cwd())
    if args.plain or os.environ.get("TERM") == "dumb":
        from plugkeras_tui.plain.prompt import plain

        return plain(project, path)
    from plugkeras_tui.app import PlugkerasApp  # Textual takes 0.1 s to import
    from plugkeras_tui.everywhere.signs import is_needed

    app = PlugkerasApp(project, path, ascii=args.ascii or is_needed())
    status = app.run()
    if app.fault:
        print(app.fault, file=sys.stderr)
        return 1
    return status or 0
