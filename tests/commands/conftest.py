"""A folder of its own for each test of a command, and the command line as a person uses it."""

import json
import os
import signal

import pytest

from plugkeras.cli import main
from plugkeras.runs import runs


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """The working folder: an empty one. What still trains there at the end of a test that failed is ended."""
    monkeypatch.chdir(tmp_path)
    for name in ("PLUGKERAS_RUNS", "PLUGKERAS_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PLUGKERAS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "100")
    yield tmp_path
    for run in runs():
        if run.is_under_way and run.info["pid"]:
            os.kill(run.info["pid"], signal.SIGKILL)


class Told:
    """What a command said: its exit status, and its lines."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def plugkeras(capsys):
    """``plugkeras("validate", "a.json")`` as a shell has it."""

    def run(*argv):
        capsys.readouterr()
        try:
            status = main([str(word) for word in argv])
        except SystemExit as ending:
            status = ending.code
        return Told(status, *capsys.readouterr())

    return run
