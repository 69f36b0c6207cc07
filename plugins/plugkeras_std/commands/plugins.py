"""``plugkeras plugins``: what is installed, how it fared, what it offers; of one, the names and the devices, too."""

import argparse
import json
from collections.abc import Iterable, Iterator
from typing import Any

from plugkeras.errors import UnknownName, did_you_mean
from plugkeras.host import host
from plugkeras.host.plugin import Plugin, reason
from plugkeras.host.probe import read

HOW = """\
PLUGKERAS_DISABLE=a,b leaves plugins out; PLUGKERAS_PLUGINS=a,b leaves out all but these (the standard ones stay);
PLUGKERAS_STRICT=1 makes a broken one an error.

A plugin of your own is a package with an entry point of the group "plugkeras", whose module says what there is:

  # pyproject.toml
  [project]
  name = "plugkeras-swish"
  version = "1.0"
  [project.entry-points.plugkeras]
  swish = "plugkeras_swish"

  # plugkeras_swish/__init__.py
  from plugkeras import hookimpl
  PLUGKERAS_API = 1

  @hookimpl
  def register_layers():
      return {"Swish": "plugkeras_swish.layer:Swish"}

  # plugkeras_swish/layer.py
  from plugkeras import Layer, ops

  class Swish(Layer):
      def call(self, x):
          return x * ops.sigmoid(x)

`pip install .` puts it in. Each of the kinds that this command lists has such a hook: register_losses, and so on.
"""

HEADER = ("name", "distribution", "version", "state", "ms", "kinds")


def plugins(argv: list[str]) -> int:
    """List the installed plugins: where each comes from, how it loaded, what it offers."""
    parser = argparse.ArgumentParser(
        "plugkeras plugins",
        description="List the installed plugins: where each comes from, how it loaded, what it offers.",
        epilog=HOW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="all that one plugin offers, by name; with the devices of an engine"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list, one object a plugin")
    parser.add_argument(
        "--limit",
        type=float,
        default=10.0,
        metavar="SECONDS",
        help="how long the manifest of one plugin may take (default: 10); each is read in a process of its own",
    )
    args = parser.parse_args(argv)
    names = [row.name for row in host().rows()]
    if args.name not in (None, *names):
        raise UnknownName(f"no plugin is called '{args.name}'{did_you_mean(args.name, names)}")
    rows = read([row for row in host().rows() if args.name in (None, row.name)], args.limit)
    told = [as_json(row) | ({} if args.name is None else {"engines": engines(row)}) for row in rows]
    if args.json:
        print(json.dumps(told, indent=2))
    else:
        print(*table(rows), *(offered(told) if args.name else ()), sep="\n")
    return 0


def engines(row: Plugin) -> dict[str, list[str] | str]:
    """The engines of a plugin, which are made for it, and what each computes on, or why it cannot be used."""
    told: dict[str, list[str] | str] = {}
    for name in row.offers.get("engines", {}):
        try:
            told[name] = host().get("engines", row.full_name(name))().devices()
        except Exception as error:
            told[name] = reason(error)
    return told


def offered(told: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What plugins offer, a line a kind; the devices of engines, and what keeps one from being used, below."""
    for row in told:
        for kind, names in row["kinds"].items():
            yield from ("", f"{kind}: {', '.join(names)}") if names else ()
        for name, devices in row["engines"].items():
            well = isinstance(devices, list)
            yield f"the engine {name} " + (
                f"computes on {', '.join(devices)}" if well else f"cannot be used: {devices}"
            )


def as_json(row: Plugin) -> dict[str, object]:
    """A row as JSON: its fields, ``kinds`` with the names offered; ``error`` and ``remark`` are text or null."""
    plain = {name: getattr(row, name) for name in ("name", "target", "distribution", "version", "state")}
    kinds = {kind: list(offered) for kind, offered in row.offers.items()}
    return {
        **plain,
        "load_ms": round(row.load_ms, 3),
        "kinds": kinds,
        "error": reason(row.error) if row.error else None,
        "remark": row.remark or None,
    }


def table(rows: Iterable[Plugin]) -> list[str]:
    """The rows as aligned lines; below, what is wrong with the broken ones, and what is odd about others."""
    rows = list(rows)
    cells = [HEADER, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in cells]
    wrong = [f"the plugin {row.trouble}" for row in rows if row.state == "broken"]
    wrong += [f"the plugin {row.title}: {row.remark}" for row in rows if row.remark]
    return [*lines, *([""] if wrong else []), *wrong]


def _cells(row: Plugin) -> tuple[str, ...]:
    kinds = ", ".join(f"{kind} {len(offered)}" for kind, offered in row.offers.items() if offered)
    took = f"{row.load_ms:.1f}" if row.load_ms else "-"
    return row.name, row.distribution or "-", row.version or "-", row.state, took, kinds or "-"
