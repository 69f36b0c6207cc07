"""The Train screen, driven by events that were written down, and by keys."""

import json
import time

import numpy as np
import pytest
from opening import done as done_behind
from opening import opened, template
from pictures import agreed, picture, without_ids
from pictures import body as own
from recorded import BEGAN, Recorded

from plugkeras.runs.probes import snapshots
from plugkeras_tui import standing as standings
from plugkeras_tui.train.card_pane import CardPane
from plugkeras_tui.train.header import Line

TRACE = """Traceback (most recent call last):
  File "/site/plugkeras/training/trainer.py", line 3, in fit
    step()
  File "/srv/acme/swiglu.py", line 41, in call
    h = a * gate
ValueError: operands could not be broadcast together
"""


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """What moves by itself stands still: the time zone, the memory of a process."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(standings, "_process", lambda pid: (84 * 2.0**20 if pid else float("nan"), pid))


def running() -> Recorded:
    found = Recorded(project=template("spirals")).begin().train(12)
    found.write("intervene", do="learning_rate", times=0.5, by="x", lr=0.005).write("note", text="looks good")
    found.rate = 0.005
    return found.train(10).write("checkpoint", path="checkpoints/last.npz", reason="asked")


def paused() -> Recorded:
    found = running().write("state", state="paused", reason="asked")
    found.run.update(state="paused", reason="asked")
    return found


def done() -> Recorded:
    return Recorded(project=template("spirals")).begin().train(40, val=lambda epoch: 0.4 + abs(epoch - 12) / 50).end()


def diverged() -> Recorded:
    found = Recorded(project=template("spirals")).begin().train(6)
    found.write("diverged", loss="nan", offers=["rate", "clip", "stop"])
    found.write("state", state="paused", reason="diverged")
    found.run.update(state="paused", reason="diverged")
    return found


def failed() -> Recorded:
    found = Recorded(project=template("spirals")).begin().train(6)
    found.write("checkpoint", path="checkpoints/last.npz", reason="time")
    said = "ValueError: operands could not be broadcast together with shapes (32,64) (32,128)"
    found.write("error", text=said, layer="hidden", plugin="acme-plugin 0.2", traceback=TRACE)
    return found.end("failed", said)


def crashed() -> Recorded:
    found = Recorded(project=template("spirals")).begin().train(6)
    found.run.update(pid=2**22 + 5, started=5)
    return found


def watched_only() -> Recorded:
    return Recorded("train.py", control=False).begin().train(9)


def fresh() -> Recorded:
    return Recorded(project=template("spirals")).begin()


STATES = {
    state.__name__.replace("_", "-"): state
    for state in (fresh, running, paused, done, diverged, failed, crashed, watched_only)
}


async def show(pilot, recorded: Recorded | None) -> None:
    """The screen with that run, at the time of its last event."""
    app = pilot.app
    if recorded is not None:
        app.session.attach(recorded.run)
    if app.current_mode != "Train":
        app.switch_mode("Train")
        await pilot.pause()
    app.screen.now = lambda: BEGAN + (recorded.step if recorded is not None else 0) / 10
    app.screen.tell(app.session)
    app.screen._each_second()
    await pilot.pause()
    await done_behind(pilot, "probes")
    await pilot.pause()


def body(app) -> str:
    """The picture without what other pieces own: status line and footer; ids are not told."""
    return without_ids("\n".join(picture(app).splitlines()[1:-1])) + "\n"


def line(app, id: str) -> str:
    return app.screen.query_one(f"#{id}", Line).text


def asked(recorded: Recorded) -> list:
    file = recorded.run.path / "control.jsonl"
    found = [json.loads(one) for one in file.read_text().splitlines()] if file.exists() else []
    return [
        {k: v for k, v in one.items() if k not in ("v", "id", "ts")} for one in found if "subscribe" not in one["do"]
    ]


@pytest.mark.parametrize("state", ["none", *STATES])
async def test_every_state_looks_as_agreed(state):
    async with opened(template("spirals"), screen="Train") as pilot:
        recorded = STATES[state]() if state != "none" else None
        await show(pilot, recorded)
        await agreed(pilot, f"train-{state}", own, lambda pilot: show(pilot, recorded))


PRESSED = {
    "values": (running, ("x", "left", "v")),
    "earlier": (running, ("minus", "y", "left", "left")),
    "asking": (running, ("L", "x", "enter")),
    "refused": (watched_only, ("space",)),
    "stopping": (running, ("f8",)),
    "log": (failed, ("l",)),
}


@pytest.mark.parametrize("state", PRESSED)
async def test_what_keys_make_of_it_looks_as_agreed(state):
    made, keys = PRESSED[state]
    async with opened(template("spirals"), screen="Train") as pilot:
        recorded = made()
        await show(pilot, recorded)
        await pilot.press(*keys)
        await agreed(pilot, f"train-{state}", own, lambda pilot: show(pilot, recorded))


async def test_what_is_smaller_than_a_picture_is_a_line_with_bars():
    async with opened(template("spirals"), size=(50, 12)) as pilot:
        await show(pilot, paused())
        assert [text for text in picture(pilot.app).splitlines() if text] == [
            "║ paused 22/40 loss 0.1971  val_loss 0.2467 █▇▃▅▁▁"
        ]
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        assert picture(pilot.app).splitlines()[0].startswith("║ 22/40 loss 0.1971")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "val_loss" in body(pilot.app)


LOOKS = [
    ("equals_sign", {"smoothing": 1}),
    ("plus", {"smoothing": 2}),
    ("minus", {"smoothing": 1}),
    ("minus", {"smoothing": 0}),
    ("y", {"log_y": True}),
    ("Y", {"log_x": True}),
    ("b", {"band": False}),
    ("w", {"window": 1}),
    ("x", {"points": "batches"}),
    ("left", {"cursor": 1.0}),
    ("v", {"table": True}),
    ("escape", {"cursor": None}),
]


async def test_keys_change_how_the_curves_are_looked_at():
    async with opened(template("spirals")) as pilot:
        await show(pilot, running())
        for key, fields in LOOKS:
            await pilot.press(key)
            look = pilot.app.screen.plot.look
            assert {name: getattr(look, name) for name in fields} == fields, key


async def test_keys_steer_the_training_and_its_answers_are_shown():
    async with opened(template("spirals")) as pilot:
        recorded = running()
        await show(pilot, recorded)
        await pilot.press("space", "s", "S", "left_square_bracket", "right_square_bracket", "c")
        assert asked(recorded) == [
            {"do": "pause"},
            {"do": "step", "n": 1, "unit": "batch"},
            {"do": "step", "n": 1, "unit": "epoch"},
            {"do": "learning_rate", "times": 0.5},
            {"do": "learning_rate", "times": 2.0},
            {"do": "checkpoint"},
        ]
        assert line(pilot.app, "answer").endswith("… checkpoint")
        id = next(reversed(pilot.app.screen.asked))
        recorded.write("ack", id=id, status="done", text="saved as last.npz")
        pilot.app.session.look()
        await pilot.pause()
        assert line(pilot.app, "answer").endswith("✓ checkpoint: saved as last.npz")


async def test_what_needs_words_is_typed_and_what_is_wrong_is_said():
    async with opened(template("spirals")) as pilot:
        recorded = running()
        await show(pilot, recorded)
        await pilot.press("L", *"x", "enter")
        assert "needs a number" in body(pilot.app)
        await pilot.press("escape", "L", "ctrl+u", *"0.02", "enter", "m", *"ok 0", "enter", "E", "enter")
        assert asked(recorded) == [
            {"do": "learning_rate", "set": 0.02},
            {"do": "note", "text": "ok 0"},
            {"do": "extend", "epochs": 10},
        ]


async def test_the_stop_key_says_what_its_next_press_does():
    async with opened(template("spirals"), size=(120, 40)) as pilot:
        recorded = running()
        await show(pilot, recorded)
        await pilot.press("f8")
        assert "F8 within 2 s: end the process (SIGTERM)" in line(pilot.app, "answer")
        assert asked(recorded) == [{"do": "stop"}]


async def test_a_run_that_takes_no_controls_is_watched_and_its_keys_say_why():
    async with opened(template("spirals")) as pilot:
        recorded = watched_only()
        await show(pilot, recorded)
        assert pilot.app.screen.check_action("pause", ()) is None
        await pilot.press("space", "f8")
        assert asked(recorded) == []
        assert any("RunLogger(control=True)" in note.message for note in pilot.app._notifications)


async def test_after_divergence_a_digit_goes_back():
    async with opened(template("spirals")) as pilot:
        recorded = diverged()
        await show(pilot, recorded)
        await pilot.press("2")
        assert asked(recorded) == [{"do": "recover", "how": "clip"}]
        assert pilot.app.current_mode == "Train"
        await pilot.press("escape")
        assert pilot.app.screen.query_one(CardPane).card is None
        pilot.app.screen._each_second()
        assert pilot.app.screen.query_one(CardPane).card is None


async def test_after_an_error_the_report_is_copied_the_log_shown_and_the_layer_gone_to():
    async with opened(template("spirals")) as pilot:
        recorded = failed()
        (recorded.run.path / "log.txt").write_text("printed\rby a layer\n")
        await show(pilot, recorded)
        await pilot.press("y")
        assert "acme/swiglu.py" in pilot.app.clipboard
        await pilot.press("l", "escape")
        await pilot.pause()
        assert "by a layer" in body(pilot.app)
        pilot.app.screen.query_one(CardPane).forget()
        pilot.app.screen._each_second()
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.current_mode == "Build"


@pytest.mark.parametrize(("key", "screen"), [("p", "Inspect"), ("i", "Inspect"), ("e", "Script")])
async def test_after_the_end_a_key_goes_on(key, screen):
    async with opened(template("spirals")) as pilot:
        await show(pilot, done())
        await pilot.press(key)
        await pilot.pause()
        assert pilot.app.current_mode == screen


async def test_after_the_end_and_after_a_crash_it_is_started_again(monkeypatch):
    started = []
    monkeypatch.setattr("plugkeras_tui.train.aftermath.start", lambda run, *options: started.append((run, *options)))
    async with opened(template("spirals")) as pilot:
        first, second = done(), crashed()
        await show(pilot, first)
        await pilot.press("f5")
        await show(pilot, second)
        await pilot.press("r")
        epochs = template("spirals").fit.epochs
        assert started == [(first.run, "--epochs", str(40 + epochs)), (second.run,)]


async def test_a_run_that_is_over_goes_on_for_the_epochs_that_are_typed(monkeypatch):
    started = []
    monkeypatch.setattr("plugkeras_tui.train.aftermath.start", lambda run, *options: started.append((run, *options)))
    async with opened(template("spirals")) as pilot:
        recorded = done()
        await show(pilot, recorded)
        for number in ("0", "7"):
            await pilot.press("E")
            pilot.app.focused.value = number
            await pilot.press("enter")
            await pilot.pause()
            assert ("Say a whole number above 0." in body(pilot.app)) == (number == "0")
            await pilot.press("escape")
        assert started == [(recorded.run, "--epochs", "47")]


async def test_probes_are_subscribed_to_only_while_their_pane_is_seen_and_are_shown():
    async with opened(template("spirals"), size=(120, 40)) as pilot:
        recorded = running()
        await show(pilot, recorded)
        screen = pilot.app.screen
        assert screen.leases.held == {"gradients", "weights", "activations", "boundary"}
        names = np.array(["hidden/kernel", "output/kernel"])
        for norm in (1.0, 2.0):
            recorded.step += 1
            arrays = {"names": names, "norm": np.array([norm, 3.0])}
            path = snapshots.write(recorded.run, "gradients", recorded.step, arrays)
            recorded.write("probe", probe="gradients", path=path)
        grid = np.linspace(0, 1, 50)
        arrays = {"x0": grid, "x1": grid, "y": np.tile(grid, (50, 1))[:, :, None]}
        recorded.write("probe", probe="boundary", path=snapshots.write(recorded.run, "boundary", 1, arrays))
        pilot.app.session.look()
        await show(pilot, recorded)
        shown = body(pilot.app)
        assert "2.0e0" in shown
        assert "▀▀▀▀" in shown
        assert list(screen.query_one("#layers").inside.gradients["hidden"]) == [1.0, 2.0]
        pilot.app.switch_mode("Build")
        await pilot.pause()
        assert screen.leases.held == set()


async def test_in_a_narrow_terminal_tab_goes_from_pane_to_pane():
    async with opened(template("spirals")) as pilot:
        await show(pilot, running())
        seen = []
        for _ in range(4):
            await pilot.press("tab")
            await pilot.pause()
            seen.append((pilot.app.focused.id, "loss  a" in body(pilot.app)))
        assert seen == [("layers", False), ("boundary", False), ("log", True), ("curves", True)]


async def test_an_earlier_run_is_laid_over_and_taken_off_again():
    async with opened(template("spirals")) as pilot:
        before = done()
        await show(pilot, running())
        for there in (True, False):
            await pilot.press("o")
            await done_behind(pilot, "overlay")
            await pilot.pause()
            assert (f"loss of {before.run.id}"[:20] in body(pilot.app).replace("-0000", before.run.id[-5:])) is there


async def test_nothing_is_drawn_again_while_nothing_changes():
    async with opened(template("spirals")) as pilot:
        await show(pilot, paused())
        screen, drawn = pilot.app.screen, []
        plot = screen.plot
        plot._draw = lambda: drawn.append(plot)
        refreshed = []
        for widget in (plot, *screen.query(Line), screen.query_one("#log"), screen.query_one("#layers")):
            widget.refresh = lambda *given, widget=widget, **named: refreshed.append(widget)
        for _ in range(5):
            pilot.app.session.look()
            screen.tell(pilot.app.session)
            screen._each_second()
        assert (drawn, refreshed) == ([], [])


async def test_a_run_whose_folder_is_gone_is_lost_and_nothing_breaks():
    import shutil

    async with opened(template("spirals")) as pilot:
        recorded = running()
        await show(pilot, recorded)
        shutil.rmtree(recorded.run.path)
        pilot.app.session.look()
        pilot.app.screen._each_second()
        await pilot.press("space", "l", "o", "v")
        assert "lost" in line(pilot.app, "progress")
