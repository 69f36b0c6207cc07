"""The process that trains ends when nobody could watch it any more, and when it is told to."""

import shutil
import signal
import sys
from dataclasses import replace

import pytest

from plugkeras.host import host
from plugkeras.runs import create
from plugkeras.runs.starting import start
from plugkeras.runs.watched import Watched


def deleted(run):
    """Delete its folder, in which files are still being made."""
    while run.path.exists():
        shutil.rmtree(run.path, ignore_errors=True)


ENDS = {
    "its folder is deleted": lambda run, worker: deleted(run),
    "it is asked to end, and its folder is deleted": lambda run, worker: (deleted(run), worker.process.terminate()),
    "it is asked to end": lambda run, worker: worker.process.send_signal(signal.SIGTERM),
}


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use is not deleted there")
@pytest.mark.parametrize("end", ENDS)
def test_a_training_without_end_ends_when(end, tmp_path):
    project = host().get("templates", "spirals")()
    run = create("endless", tmp_path, project=replace(project, fit=replace(project.fit, epochs=10_000_000)))
    worker, watched = start(run), Watched(run)
    try:
        while not watched.step:
            watched.look()
        ENDS[end](run, worker)
        assert worker.wait(60) is not None
    finally:
        worker.process.kill()
