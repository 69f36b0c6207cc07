"""A run is trained by one process at a time."""

import pytest

from plugkeras import worker
from plugkeras.errors import StateError
from plugkeras.runs import create
from plugkeras.runs.claim import claim, give_up
from plugkeras.runs.starting import start

fcntl = pytest.importorskip("fcntl")


def test_a_run_that_a_process_trains_is_trained_by_no_other(tmp_path, capsys):
    run = create("once", tmp_path)
    held = claim(run)
    before = run.info
    with pytest.raises(StateError, match="being trained already"):
        start(run)
    assert worker.main([str(run.path)]) == 1
    assert "being trained already" in capsys.readouterr().err
    assert run.info == before
    give_up(held)
    give_up(claim(run))
