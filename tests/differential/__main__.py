"""Run some cases with real Keras and with plugkeras, and tell where they differ::

    python -m tests.differential --keras PYTHON --cases 300
    python -m tests.differential --keras PYTHON --first 17 --cases 1
    python -m tests.differential --keras PYTHON --file case.json

PYTHON is an interpreter that has keras 3.15.1 and torch. Each case that differs is printed as a document, which
``--file`` takes, with the command that runs it again.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from .cases import case
from .compared import compared
from .draw import Json

MOST = 3
"""Lines of a case that are printed of each sort."""


def _some(lines: list[str]) -> Iterator[str]:
    """The first lines about each dtype, reader and writer."""
    for _, of_sort in groupby(lines, lambda line: line.partition(": ")[0].partition("/")[0]):
        sort = list(of_sort)
        yield from sort[:MOST]
        if len(sort) > MOST:
            yield f"... and {len(sort) - MOST} more like these"


def told(said: list[tuple[Json, list[str]]], keras: str) -> str:
    """The cases that differ, how, and how to see it again; empty if none does."""
    text = []
    for one, lines in said:
        text += [f"-- case {one['seed']}", json.dumps(one), *(f"   {line}" for line in _some(lines))]
        text += [f"   again: python -m tests.differential --keras {keras} --first {one['seed']} --cases 1", ""]
    return "\n".join(text)


def main() -> int:
    """Run what the command line asks for; 1 if something differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__.splitlines()[0])
    parser.add_argument("--keras", required=True, metavar="PYTHON", help="an interpreter that has Keras and PyTorch")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first seed (0)")
    parser.add_argument("--cases", type=int, default=300, metavar="NUMBER", help="how many seeds (300)")
    parser.add_argument("--file", type=Path, help="run this case, or list of cases, instead")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep numbers and files there")
    asked = parser.parse_args()
    if asked.file:
        read = json.loads(asked.file.read_text())
        drawn = read if isinstance(read, list) else [read]
    else:
        drawn = [case(seed) for seed in range(asked.first, asked.first + asked.cases)]
    with TemporaryDirectory() as folder:
        said = compared(drawn, asked.keras, asked.keep or Path(folder))
    print(told(said, asked.keras))
    print(f"\n{len(drawn)} cases, {len(said)} differ")
    return int(bool(said))


if __name__ == "__main__":
    sys.exit(main())
