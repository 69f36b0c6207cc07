"""How often the run is looked at."""

import pytest

from plugkeras_tui.everywhere.pulse import Pulse


class Pictures:
    """An app, its session and what that watches in one; its pictures take as long as one likes."""

    def __init__(self):
        self.now, self.takes, self.looks, self.version = 0.0, 0.01, 0, 0
        self.session = self.watched = self

    def clock(self):
        return self.now

    def look(self):
        self.looks += 1
        self.version += 1

    def call_after_refresh(self, seen, *given):
        self.now += self.takes
        seen(*given)


def test_while_pictures_take_long_there_are_fewer_of_them_and_then_as_many_as_before():
    app = Pictures()
    pulse = Pulse(app, app.clock)
    for takes, most in ((0.01, 10), (0.06, 5), (1.0, 2), (0.01, 10)):
        app.takes = takes
        for _ in range(2):  # in the first ten seconds it may still be finding out
            app.looks, end = 0, app.now + 10
            while app.now < end:
                app.now = max(app.now, round(app.now + 0.05, 1) + 0.1)
                pulse.beat()
        assert app.looks <= most * 10 + 1
        assert pulse.pause == pytest.approx(min(max(4 * takes, 0.1), 0.5))
    assert app.looks > 45


def test_what_does_not_change_is_looked_at_as_often_as_ever():
    app = Pictures()
    app.look = lambda: setattr(app, "looks", app.looks + 1)
    pulse = Pulse(app, app.clock)
    for beat in range(50):
        app.now = beat / 10
        pulse.beat()
    assert app.looks == 50
