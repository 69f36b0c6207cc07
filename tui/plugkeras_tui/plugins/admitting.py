"""Manifests of other people are read in processes of their own first: one that hangs or crashes stays alone."""

from threading import Thread

from plugkeras.host import host
from plugkeras.host.plugin import Plugin
from plugkeras.host.probe import AT_ONCE, apart

PATIENCE = 10.0
"""The seconds in which a manifest has to be read."""


def admit_all() -> bool:
    """Read all that are held, first elsewhere; whether there were any. Takes its time, and is nothing for the app's
    own thread."""
    rows = host().held
    for begin in range(0, len(rows), AT_ONCE):
        threads = [Thread(target=_admit, args=(row,), daemon=True) for row in rows[begin : begin + AT_ONCE]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return bool(rows)


def _admit(row: Plugin) -> None:
    tried, error = None, None
    try:
        tried = apart(row, PATIENCE)
    except Exception as failed:  # no process can be started, say
        error = failed
    host().admit(row, error if tried is None else tried.error)
