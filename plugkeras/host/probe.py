"""Reads a manifest in a process of its own, so that one that hangs, or crashes, takes nobody with it.

    python -m plugkeras.host.probe NAME DISTRIBUTION

prints as a line of JSON what came of it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from plugkeras.errors import PluginError
from plugkeras.host.in_use import host
from plugkeras.host.plugin import Plugin, is_set, reason

AT_ONCE = 8
"""How many processes there are at a time."""


def read(rows: Iterable[Plugin], seconds: float) -> list[Plugin]:
    """The rows as they are after reading; those of other people are copies, and broken if it took over ``seconds``.

    Raises:
        PluginError: one is broken, and ``PLUGKERAS_STRICT=1``.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(lambda row: apart(row, seconds) if _is_foreign(row) else host().load(row), rows))
    broken = next((row for row in done if row.state == "broken"), None)
    if broken and is_set("PLUGKERAS_STRICT"):
        raise PluginError(f"the plugin {broken.trouble}") from broken.error
    return done


def _is_foreign(row: Plugin) -> bool:
    """Whether code of other people would have to be imported."""
    return row.state == "found" and row.manifest is None and not row.is_standard


def apart(row: Plugin, seconds: float) -> Plugin:
    """A copy of a row as it is after reading it in a process of its own; broken if that took over ``seconds``."""
    copy = replace(row)
    try:
        told = _child(row, seconds)
    except subprocess.TimeoutExpired:
        copy.fail(PluginError(f"it hangs: its manifest was not read after {seconds:g} seconds; {row.way_out}"))
        return copy
    if told is None:
        copy.fail(PluginError(f"its manifest ended the process that read it; {row.way_out}"))
        return copy
    error = told.pop("error")
    return replace(copy, **told, error=PluginError(error) if error else None)


def _child(row: Plugin, seconds: float) -> dict[str, Any] | None:
    """What the process says of the row; None if it ended without a word."""
    path = os.pathsep.join(filter(None, sys.path))
    environment = {**os.environ, "PYTHONPATH": path, "PLUGKERAS_STRICT": "0"}
    command = [sys.executable, "-P", "-W", "ignore", "-m", "plugkeras.host.probe", row.name, row.distribution]
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,  # the keys, and the screen, may be an app's
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=seconds,
    )
    told = done.stdout.rpartition("\n")[0].rpartition("\n")[2]
    return json.loads(told) if told and done.returncode == 0 else None


def _told(row: Plugin) -> dict[str, Any]:
    offers = {kind: {name: str(ref) for name, ref in offered.items()} for kind, offered in row.offers.items()}
    error = reason(row.error) if row.error else None
    return {"state": row.state, "error": error, "load_ms": row.load_ms, "offers": offers, "remark": row.remark}


if __name__ == "__main__":
    import numpy  # noqa: F401  # so that changes of its settings are seen

    name, distribution = sys.argv[1:]
    row = next(row for row in host().rows() if (row.name, row.distribution) == (name, distribution))
    print(f"\n{json.dumps(_told(host().load(row)))}", flush=True)
    os._exit(0)  # threads that the manifest started are not waited for
