"""Somebody who presses anything, in a window of any size: no traceback, and nothing is lost."""

import asyncio
import contextvars
import random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from opening import opened, settled, template
from pressing import strokes

from plugkeras.errors import StateError
from plugkeras_tui.everywhere.screens import KEYS
from plugkeras_tui.watching import Watching

NAMED = ["enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "space", "delete", "backspace", "home"]
LEAVING = {"ctrl+q", "ctrl+c"}
TEXT = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-*=[](){}/.,:;?<>_#!'\"\\ äß日🦊"


@pytest.fixture(autouse=True)
def no_processes(monkeypatch):
    """Nothing is trained, and no editor opened."""

    def start(self, project, folder):
        raise StateError("Nothing is trained in this test.")

    monkeypatch.setattr(Watching, "start", start)
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("VISUAL", "true")


class Monkey(RuleBasedStateMachine):
    """Presses the keys that are offered where it is, others, and text; an app for each of its lives."""

    def __init__(self):
        super().__init__()
        self.loop, self.context = asyncio.new_event_loop(), contextvars.copy_context()
        self.opened = opened(template("spirals"))
        self.pilot = self.wait(self.opened.__aenter__())
        self.history = None

    def wait(self, coroutine):
        """Let the app live until the coroutine is done; all of it in one context, as Textual has it."""
        return self.loop.run_until_complete(self.loop.create_task(coroutine, context=self.context))

    @property
    def session(self):
        """What it must not lose."""
        return self.pilot.app.session

    def press(self, *keys):
        """Press keys, and wait for what they say to the screen, not for what they begin behind it."""
        self.wait(strokes(self.pilot, " ".join(keys)))
        assert self.pilot.app._exception is None

    @initialize(screen=st.sampled_from(list(KEYS)))
    def begins_somewhere(self, screen):
        self.goes(screen)

    @rule(data=st.data())
    def presses_what_is_offered(self, data):
        offered = sorted(set(self.pilot.app.screen.active_bindings) - LEAVING)
        self.press(data.draw(st.sampled_from(offered)))

    @rule(keys=st.lists(st.sampled_from(NAMED), min_size=1, max_size=5))
    def presses_what_there_is_on_every_keyboard(self, keys):
        self.press(*keys)

    @rule(text=st.text(TEXT, min_size=1, max_size=8))
    def types(self, text):
        self.press(*(character for character in text if character != " "))

    @rule(screen=st.sampled_from(list(KEYS)))
    def goes(self, screen):
        self.press("escape", "escape", KEYS[screen])

    @rule(width=st.integers(20, 160), height=st.integers(5, 50))
    def pulls_at_the_window(self, width, height):
        self.wait(self.pilot.resize_terminal(width, height))

    @precondition(lambda self: not self.session.read_only)
    @rule()
    def undoes_and_redoes_everything(self):
        self.wait(settled(self.pilot))
        session = self.session
        shown, steps = session.project, session.history.position
        self.is_kept()
        self.wait(times(steps, session.undo))
        assert session.project == session.history.entries[0].project
        self.is_kept()
        self.wait(times(steps, session.redo))
        assert session.project == shown
        self.is_kept()

    def is_kept(self):
        """What is autosaved is what is shown."""
        session = self.session
        if session.read_only:
            return
        kept = session.autosave.left() if session.autosave else None
        assert kept.project == session.project if kept else not session.is_dirty
        if kept:
            assert [entry.project for entry in kept.entries] == [entry.project for entry in session.history.entries]

    def teardown(self):
        """It is over: all is kept, and the app ends."""
        try:
            self.wait(settled(self.pilot))
            self.is_kept()
        finally:
            self.wait(self.opened.__aexit__(None, None, None))
            self.loop.close()


async def times(count, act):
    """Do it so often, in the app's loop, as a key does."""
    for _ in range(count):
        act()


BOUNDS = dict(deadline=None, suppress_health_check=list(HealthCheck), database=None, print_blob=True)


@pytest.mark.parametrize(
    ("lives", "steps"), [(2, 10), pytest.param(50, 15, marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_whatever_is_pressed_the_project_is_kept_and_can_be_undone(lives, steps):
    bounds = settings(max_examples=lives, stateful_step_count=steps, derandomize=lives < 10, **BOUNDS)
    run_state_machine_as_test(Monkey, settings=bounds)


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
