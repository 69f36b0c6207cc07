"""When all objects are looked through."""

import gc

from plugkeras_tui.everywhere import sweeping
from plugkeras_tui.everywhere.sweeping import EVERY, STILL, Sweeping


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


def test_while_somebody_types_nothing_is_looked_through(monkeypatch):
    app = Typing(monkeypatch)
    app.live(300, lambda now: True)
    assert app.swept == []


def test_in_a_pause_all_is_looked_through_once_in_a_while_and_what_was_there_first_never_again(monkeypatch):
    app = Typing(monkeypatch)
    app.live(300, lambda now: now < 100 or now == 150)
    assert app.swept[0] == 99 + STILL
    assert app.frozen == app.swept[:1]
    assert all(later - before >= EVERY for before, later in zip(app.swept, app.swept[1:], strict=False))
    assert not any(150 <= time < 150 + STILL for time in app.swept)
    assert len(app.swept) >= 6


def test_python_by_itself_looks_at_young_objects_only(monkeypatch):
    app, before = Typing(monkeypatch), gc.get_threshold()
    app.set_interval = lambda seconds, beat: None
    try:
        Sweeping(app).begin()
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] >= 100_000
    finally:
        gc.set_threshold(*before)
