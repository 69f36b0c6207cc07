"""``plugkeras parts``: what there is to build with, and what each part takes."""

import argparse
import json
import sys
import textwrap
from collections.abc import Iterable
from typing import Any

from plugkeras.errors import ArgumentError, UnknownName, did_you_mean
from plugkeras.hookspecs import KINDS
from plugkeras.host import host
from plugkeras_std.commands.tables import columns, prose, show, table

VERSION = 1
"""Of the JSON: raised when something in it changes its meaning. What is added does not count."""

Entry = dict[str, Any]


def parts(argv: list[str]) -> int:
    """List what there is to build with: the kinds, the parts of a kind, what a part takes."""
    parser = argparse.ArgumentParser(
        "plugkeras parts",
        description="List what there is to build with: the kinds; the parts of a kind; what a part takes.",
        epilog="For example: plugkeras parts layers Dense",
    )
    parser.add_argument("kind", nargs="?", help="layers, losses, optimizers …: list its parts")
    parser.add_argument("name", nargs="?", help="one part of the kind: show what it takes")
    parser.add_argument("--json", action="store_true", help="print JSON, for editors and other programs")
    args = parser.parse_args(argv)
    try:
        _check_kind(args.kind)
        told, lines = _asked_for(args.kind, args.name)
    except (UnknownName, ArgumentError) as error:
        print(f"plugkeras: {error}", file=sys.stderr)
        return 2
    print(json.dumps({"v": VERSION, **told}, indent=2)) if args.json else show(lines)
    return 0


def _check_kind(kind: str | None) -> None:
    if kind is not None and kind not in KINDS:
        raise ArgumentError(f"there is no kind '{kind}'{did_you_mean(kind, KINDS) or ': it is ' + ', '.join(KINDS)}")


def _asked_for(kind: str | None, name: str | None) -> tuple[Entry, Iterable[str]]:
    """As JSON, and as lines for people."""
    if kind is None:
        told = overview()
        return told, [*in_short(told), *_noted(told)]
    from plugkeras_std.commands import described  # forms need much more than the overview does

    if name is None:
        told = {**described.listed(kind), "troubles": troubles()}
        return told, [*described.by_plugin(told), *_noted(told)]
    form = described.form_of(kind, name)
    return form.to_json(), described.one(form)


def overview() -> Entry:
    """The kinds, with the names of each by plugin; imports no part."""
    rows = [row for row in map(host().load, host().rows()) if row.state == "loaded"]
    kinds = [
        {
            "kind": kind,
            "names": host().names(kind),
            "plugins": {row.name: list(row.offers[kind]) for row in rows if row.offers.get(kind)},
        }
        for kind in KINDS
    ]
    return {"kinds": kinds, "troubles": troubles()}


def troubles() -> list[str]:
    """What is wrong with the plugins that could not be loaded, a clause each."""
    return [f"the plugin {row.trouble}" for row in host().rows() if row.state == "broken"]


def in_short(told: Entry) -> list[str]:
    """The overview for people."""
    counts = [(entry["kind"], str(sum(map(len, entry["plugins"].values()))), entry["names"]) for entry in told["kinds"]]
    room = columns() - 24
    cells = [(kind, n, textwrap.shorten(", ".join(names[:9]), room, placeholder=" …")) for kind, n, names in counts]
    return table(("kind", "parts", "for example"), cells)


def _noted(told: Entry) -> list[str]:
    return ["", *(line for trouble in told["troubles"] for line in prose(trouble))] if told["troubles"] else []
