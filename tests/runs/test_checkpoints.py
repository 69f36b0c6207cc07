"""When a run is saved."""

from plugkeras.runs import create
from plugkeras.runs.checkpoints import Checkpoints


def test_a_checkpoint_that_is_due_waits_a_while_for_the_end_of_the_epoch(tmp_path):
    checkpoints = Checkpoints(create("waits", root=tmp_path), 10.0)
    assert checkpoints.is_due(0.0, in_epoch=True)
    checkpoints._last = 0.0
    due = [(now, in_epoch) for now in (9, 11, 16) for in_epoch in (False, True) if checkpoints.is_due(now, in_epoch)]
    assert due == [(11, False), (16, False), (16, True)]
