"""When all objects are looked through."""

import gc
import sys
from itertools import pairwise

from plugkeras_tui.everywhere import sweeping
from plugkeras_tui.everywhere.sweeping import EVERY, FIRST, LATEST, STILL, Sweeping


class Typing:
    """An app in which keys are pressed at known times; and what is asked of Python meanwhile."""

    def __init__(self, monkeypatch):
        self.now = self.touched = 0.0
        self.swept, self.frozen = [], []
        monkeypatch.setattr(sweeping.gc, "collect", lambda: self.swept.append(self.now))
        monkeypatch.setattr(sweeping.gc, "freeze", lambda: self.frozen.append(self.now))

    def clock(self):
        return self.now

    def live(self, seconds, types):
        look = Sweeping(self, self.clock)
        for self.now in range(seconds):
            if types(self.now):
                self.touched = self.now
            look.beat()


def test_from_the_start_nothing_is_looked_through_while_somebody_types(monkeypatch):
    app = Typing(monkeypatch)
    app.live(300, lambda now: True)
    assert app.swept == []


def test_in_a_pause_all_is_looked_through_and_what_was_there_first_never_again(monkeypatch):
    app = Typing(monkeypatch)
    app.live(100, lambda now: now < 20)
    assert app.swept[0] == 19 + STILL
    assert app.frozen == app.swept[:FIRST]
    assert {later - before for before, later in pairwise(app.swept)} == {EVERY}


def test_who_never_rests_is_disturbed_seldom(monkeypatch):
    app = Typing(monkeypatch)
    app.live(300, lambda now: now > 10)
    assert {later - before for before, later in pairwise(app.swept)} == {LATEST}


def test_python_by_itself_looks_at_young_objects_only(monkeypatch):
    app, before, switch = Typing(monkeypatch), gc.get_threshold(), sys.getswitchinterval()
    app.set_interval = lambda seconds, beat: None
    try:
        Sweeping(app).begin()
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] >= 100_000
    finally:
        gc.set_threshold(*before)
        sys.setswitchinterval(switch)
