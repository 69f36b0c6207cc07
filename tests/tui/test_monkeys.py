"""Somebody who presses anything, in a window of any size: no traceback, and nothing is lost."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opening import opened, settled, template

from plugkeras.errors import StateError
from plugkeras_tui.everywhere.screens import KEYS
from plugkeras_tui.watching import Watching

PRINTABLE = "abcdefghijklmnopqrstuvwxyzADEHJKLNPRUV0123467+-[]{}/.,?<> "
NAMED = ["enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "space", "delete", "backspace"]
NAMED += ["ctrl+z", "ctrl+y", "ctrl+o", "ctrl+p", "ctrl+s", "ctrl+t", "f1", "f6", "f7", "f8", "home", "end", "pagedown"]
SPELT = {" ": "space", "?": "question_mark", "/": "slash", "[": "left_square_bracket", "]": "right_square_bracket"}
SPELT |= {"{": "left_curly_bracket", "}": "right_curly_bracket", "+": "plus", "-": "minus", ".": "full_stop"}
SPELT |= {",": "comma", "<": "less_than_sign", ">": "greater_than_sign"}

keys = st.one_of(st.sampled_from(PRINTABLE).map(lambda c: SPELT.get(c, c)), st.sampled_from(NAMED))


@pytest.fixture(autouse=True)
def no_processes(monkeypatch):
    """Nothing is trained, and no editor opened."""

    def start(self, project, folder):
        raise StateError("Nothing is trained in this test.")

    monkeypatch.setattr(Watching, "start", start)
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("VISUAL", "true")


async def pressed(pressed_keys, first):
    """Press the keys on a screen; then what the workspace says of itself has to be so."""
    async with opened(template("spirals"), screen=first) as pilot:
        session = pilot.app.session
        for key in pressed_keys:
            pilot.app.simulate_key(key)
            await pilot.pause()
        await settled(pilot)
        if not session.read_only:
            kept = session.autosave.left() if session.autosave else None
            assert kept.project == session.project if kept else not session.is_dirty
        shown, steps = session.project, session.history.position
        for _ in range(steps):
            session.undo()
        assert session.project == session.history.entries[0].project
        for _ in range(steps):
            session.redo()
        assert session.project == shown
        await settled(pilot)


BOUNDS = dict(deadline=None, suppress_health_check=list(HealthCheck), database=None, print_blob=True)


@settings(max_examples=2, derandomize=True, **BOUNDS)
@given(st.lists(keys, min_size=10, max_size=20), st.sampled_from(list(KEYS)))
def test_any_keys_leave_a_project_that_is_kept_and_can_be_undone(pressed_keys, first):
    run(pressed(pressed_keys, first))


@pytest.mark.slow
@settings(max_examples=50, **BOUNDS)
@given(st.lists(keys, min_size=10, max_size=60), st.sampled_from(list(KEYS)))
def test_many_keys_leave_a_project_that_is_kept_and_can_be_undone(pressed_keys, first):
    run(pressed(pressed_keys, first))


@pytest.mark.parametrize("sizes", [8, pytest.param(200, marks=pytest.mark.slow)])
async def test_a_window_may_have_any_size(sizes):
    numbers = random.Random(0)
    async with opened(template("spirals")) as pilot:
        for number in range(sizes):
            if number % (sizes // len(KEYS)) == 0:
                pilot.app.switch_mode(list(KEYS)[number // (sizes // len(KEYS)) % len(KEYS)])
            await pilot.resize_terminal(numbers.randint(20, 200), numbers.randint(5, 60))
        await pilot.resize_terminal(20, 5)
        await settled(pilot)
        assert pilot.app.is_running


def run(coroutine):
    """A coroutine to its end."""
    import asyncio

    asyncio.run(coroutine)
