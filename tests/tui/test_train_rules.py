"""What the Train screen stands on, without a screen: rules, thinned curves, drawn sheets, cards, stopping, leases."""

import math
from dataclasses import replace

import numpy as np
import pytest
from recorded import Recorded

from plugkeras.runs import Run, Watched
from plugkeras.runs.growing import Growing
from plugkeras_tui.standing import Standing
from plugkeras_tui.stopping import Stopping
from plugkeras_tui.train.cards import card_for
from plugkeras_tui.train.curves.lines import Lines
from plugkeras_tui.train.curves.look import Look
from plugkeras_tui.train.curves.marks import marks
from plugkeras_tui.train.curves.sheet import Sheet
from plugkeras_tui.train.curves.thinning import Thinned
from plugkeras_tui.train.diagnosis import Sighting, diagnosis
from plugkeras_tui.train.header import sparkline
from plugkeras_tui.train.layers import Layers
from plugkeras_tui.train.leases import Leases
from plugkeras_tui.train.log import line_of

NAN = math.nan
FALLING = [1.0, 0.8, 0.6, 0.5, 0.4, 0.33, 0.28, 0.24, 0.2, 0.17]
FLAT = [1.0, 0.7, *[0.5] * 12]
RISING = [1.1, 0.9, 0.7, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]

RULES = [
    ("bad", "no number any more", Sighting(FALLING, batches=[0.2, NAN])),
    ("bad", "no number since epoch 3", Sighting([1.0, 0.5, NAN, NAN], batches=[0.4])),
    ("bad", "exploding: the loss is 60 times", Sighting([1.0, 0.5, 30, 35, 40], batches=[30.0, 30.0, 30.0])),
    ("warn", "stalled: no batch for 40 s", Sighting(FALLING, silence=40.0, usual=1.0)),
    ("warn", "overfitting since epoch 4: val_loss 0.65 → 0.95", Sighting(FALLING, RISING)),
    ("warn", "plateau: the loss has not fallen since epoch 3", Sighting(FLAT)),
    ("warn", "dead units: 97% of what 'hidden' makes", Sighting(FALLING, zeros={"hidden": 0.97, "output": 0.1})),
    ("warn", "no gradient reaches 'first'", Sighting(FALLING, gradients={"first": 1e-12, "last": 1.0})),
    ("hint", "val_loss is below loss", Sighting(FALLING, [0.5 * loss for loss in FALLING])),
    ("hint", "val_loss flat for 7 epochs", Sighting(FALLING, [0.9, 0.8, 0.7, *[0.705] * 7])),
    ("hint", "still falling: train more", Sighting(FALLING, is_running=False, is_over=True)),
    ("hint", "jumping: the loss was up to 20 times", Sighting(FALLING, batches=[0.1] * 20 + [2.0] + [0.1] * 9)),
    ("fine", "healthy: the loss is still falling", Sighting(FALLING)),
    ("fine", "too early", Sighting([1.0])),
    ("fine", "too early", Sighting()),
]


@pytest.mark.parametrize(("severity", "words", "seen"), RULES, ids=[words for _, words, _ in RULES])
def test_what_a_training_suffers_from_is_said_first(severity, words, seen):
    first = diagnosis(seen)[0]
    assert (first.severity, words in first.text) == (severity, True), first


NOT = [
    ("stalled", Sighting(FALLING, silence=1.0, usual=0.01)),
    ("stalled", Sighting(FALLING, is_running=False, silence=100.0, usual=0.01)),
    ("overfitting", Sighting(FALLING, [1.1 * loss for loss in FALLING])),
    ("overfitting", Sighting(RISING, RISING)),
    ("overfitting", Sighting(FALLING, [1.0, 0.1, *[0.001 * n for n in range(1, 9)]])),
    ("plateau", Sighting(FALLING)),
    ("plateau", Sighting([1.0, 0.1, *[0.001] * 12])),
    ("val_loss", Sighting(FALLING, [NAN] * 10)),
]


@pytest.mark.parametrize(("word", "seen"), NOT)
def test_what_is_not_so_is_not_said(word, seen):
    assert not any(word in finding.text for finding in diagnosis(seen))


def grown(values, step=None):
    curve = Growing("step", "min", "mean", "max")
    for n, value in enumerate(values):
        curve.append((step or 0) + n + 1, value - 1, value, value + 1)
    return curve


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 4096, 5000, 40_000])
@pytest.mark.parametrize("log", [False, True])
def test_a_thinned_curve_has_all_extremes_and_no_more_points_than_a_picture_needs(count, log):
    rng = np.random.default_rng(count)
    values = rng.normal(size=count)
    thinned = Thinned(grown(values), "step", "min", "max", "mean")
    thinned.catch_up()
    x, low, high, y = thinned.points(0, count, log).T
    assert len(x) < 10_000
    assert (np.diff(x) > 0).all()
    if count:
        assert (low.min(), high.max()) == (values.min() - 1, values.max() + 1)
        assert x[0] == 1
    if count <= 4096:
        assert y.tolist() == values.tolist()


def test_a_thinned_curve_that_grows_is_what_it_would_be_if_it_had_come_at_once():
    values = np.sin(np.arange(30_000) / 100)
    curve = grown(values[:100])
    thinned = Thinned(curve, "step", "min", "max", "mean")
    for n in range(100, 30_000):
        curve.append(n + 1, values[n] - 1, values[n], values[n] + 1)
        if n % 1111 == 0:
            thinned.catch_up()
    thinned.catch_up()
    whole = Thinned(grown(values), "step", "min", "max", "mean")
    whole.catch_up()
    np.testing.assert_allclose(thinned.points(3, 29_990), whole.points(3, 29_990))


def test_a_curve_that_was_cut_and_grew_again_is_thinned_anew():
    curve = grown(np.zeros(40_000))
    thinned = Thinned(curve, "step", "min", "max", "mean")
    thinned.catch_up()
    curve.cut(20_000)
    for n in range(20_000, 45_000):
        curve.append(n + 1, 4.0, 5.0, 6.0)
    thinned.catch_up()
    anew = Thinned(curve, "step", "min", "max", "mean")
    anew.catch_up()
    np.testing.assert_array_equal(thinned.points(0, 45_000), anew.points(0, 45_000))


def watched(recorded: Recorded) -> Watched:
    found = Watched(recorded.run)
    found.look()
    return found


LOOKS = [
    Look(),
    Look(log_y=True, log_x=True, smoothing=4),
    Look(window=2, band=False, points="epochs"),
    Look(cursor=0.5),
    Look(first=-3),
]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("size", [(30, 7), (80, 12), (150, 50), (10, 3), (19, 60)])
@pytest.mark.parametrize("ascii", [False, True])
def test_every_line_of_a_sheet_has_its_width(look, size, ascii):
    seen = watched(Recorded().begin().train(3).write("note", text="here").train(2))
    lines = Sheet(*size, look, ascii).lines(Lines(seen).panels(look.points), marks(seen))
    assert [sum(len(text) for text, _ in line) for line in lines] == [size[0]] * size[1]


STRANGE = [
    lambda step: NAN,
    lambda step: math.inf,
    lambda step: -1.0,
    lambda step: 0.0,
    lambda step: 1e300 * (-1) ** step,
    lambda step: NAN if step % 2 else 1e-300,
]


@pytest.mark.parametrize("loss", STRANGE)
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.filterwarnings("error")
def test_losses_of_any_size_can_be_drawn(loss, look):
    seen = watched(Recorded().begin().train(2, loss=loss))
    assert len(Sheet(60, 20, look).lines(Lines(seen).panels(), [])) == 20


@pytest.mark.parametrize(("height", "titles"), [(12, ["loss", "accuracy", "loss"]), (24, ["loss", "loss", "loss"])])
def test_where_there_is_room_for_one_metric_the_arrows_go_through_all(height, titles):
    panels = Lines(watched(Recorded().begin().train(3))).panels()
    assert [panel.name for panel in panels] == ["loss", "accuracy"]
    drawn = [Sheet(80, height, Look(first=first)).lines(panels, []) for first in (0, 1, 2)]
    assert [lines[0][0][0].strip() for lines in drawn] == titles


def test_lines_differ_by_letter_and_dashes_and_the_baseline_is_among_them():
    one, other = watched(Recorded().begin().train(3)), watched(Recorded("before").begin().train(3))
    loss = Lines(one, other, "before").panels()[0]
    assert [(line.letter, line.name) for line in loss.lines] == [
        ("a", "loss"),
        ("b", "val_loss"),
        ("c", "loss of before"),
        ("d", "val_loss of before"),
    ]
    text = "".join(text for text, _ in Sheet(100, 12, Look()).lines([loss], [])[0])
    assert all(sign in text for sign in ("a━", "b┅", "c⋯", "d╌"))


def test_what_happened_is_marked_with_a_letter_and_what_was_undone_is_not():
    recorded = Recorded().begin().train(2)
    recorded.write("intervene", do="learning_rate", times=0.5, by="x", lr=0.005)
    recorded.train(1).write("intervene", do="clip", norm=1.0, by="y")
    recorded.step, recorded.epoch, recorded.batch = 50, 3, 10
    recorded.write("resume", checkpoint="checkpoints/last.npz").write("note", text="again\nfrom here")
    recorded.write("checkpoint", path="checkpoints/last.npz", reason="time")
    found = [(mark.letter, mark.step, mark.text) for mark in marks(watched(recorded))]
    assert found == [
        ("A", 40, "lr \xd70.5"),
        ("B", 50, "goes on from here"),
        ("C", 50, "note: again from here"),
    ]


def state_of(recorded: Recorded, state: str, **fields) -> tuple:
    return watched(recorded), Standing(state, refusal="", **fields)


def test_a_card_offers_what_can_be_done():
    base = Recorded().begin().train(1)
    assert card_for(*state_of(base, "running")) is None
    base.write("diverged", loss="nan", offers=["rate", "stop", "dance"])
    card = card_for(*state_of(base, "paused"))
    assert [(key, choice.argument) for key, choice in card.keys.items()] == [("1", "rate"), ("2", "stop"), ("L", "")]
    assert "nan at step 20" in card.title
    seen, stands = state_of(base, "paused")
    assert card_for(seen, replace(stands, refusal="it is another's")).keys == {}


ENDS = [
    ("done", True, {"p", "e", "i", "l", "f5"}),
    ("stopped", False, {"i", "l"}),
    ("failed", True, {"enter", "r", "l", "y"}),
    ("failed", False, {"l", "y"}),
    ("crashed", True, {"r", "b", "l", "y"}),
    ("lost", False, {"l", "y"}),
]


@pytest.mark.parametrize(("state", "is_ours", "keys"), ENDS)
def test_a_card_after_the_end_has_the_keys_for_it(state, is_ours, keys):
    base = Recorded().begin().train(1).write("error", text="x", layer="hid\nden", plugin="acme 1", traceback="")
    card = card_for(*state_of(base, state, reason="why"), is_ours)
    assert set(card.keys) == keys
    assert "\n" not in card.title


def test_the_card_at_the_end_has_what_the_rows_for_tests_came_to():
    base = Recorded().begin().train(1)
    assert not any("test" in line for line in card_for(*state_of(base, "done")).lines)
    base.write("test", logs={"loss": 0.25, "accuracy": 0.9})
    assert card_for(*state_of(base, "done")).lines[-1] == "test rows  loss 0.2500  accuracy 0.9000"


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_the_stop_key_asks_then_ends_then_kills_and_names_what_is_next():
    run, clock, sent = Recorded().begin().run, Clock(), []
    stopping = Stopping(lambda pid, number: sent.append((pid, int(number))), clock)
    stands, said = Standing("running", refusal="", pid=4711), []
    for _ in range(4):
        said.append(stopping.press(run, stands))
        clock.now += 1
    assert sent == [(4711, 15), (4711, 9), (4711, 9)]
    assert [word in text for word, text in zip(("SIGTERM", "SIGKILL", "safe"), said, strict=False)] == [True] * 3
    assert '"do":"stop"' in (run.path / "control.jsonl").read_text()


def test_a_stop_key_that_is_held_down_is_pressed_once_and_a_run_elsewhere_is_only_asked():
    run, clock, sent = Recorded().begin().run, Clock(), []
    stopping = Stopping(lambda *given: sent.append(given), clock)
    assert stopping.press(run, Standing("running", refusal="", pid=None))
    assert stopping.press(run, Standing("running", refusal="", pid=None)) == ""
    clock.now += 1
    assert "not on this machine" in stopping.press(run, Standing("running", refusal="", pid=None))
    assert sent == []
    assert "cannot be stopped" in Stopping().press(run, Standing("running", refusal="it is watched only"))


def controls(run: Run) -> list:
    import json

    return [json.loads(line) for line in (run.path / "control.jsonl").read_text().splitlines()]


def test_a_lease_is_renewed_while_somebody_looks_and_given_back_after():
    run, clock = Recorded().begin().run, Clock()
    leases = Leases(clock)
    for seconds, wanted in ((0, {"weights"}), (1, {"weights"}), (16, {"weights"}), (17, {"boundary"}), (18, set())):
        clock.now = seconds
        leases.want(run, wanted)
    said = [(control["do"], control["probes"]) for control in controls(run)]
    assert said == [
        ("subscribe", ["weights"]),
        ("subscribe", ["weights"]),
        ("unsubscribe", ["weights"]),
        ("subscribe", ["boundary"]),
        ("unsubscribe", ["boundary"]),
    ]


def test_layers_are_told_by_the_paths_of_their_weights():
    layers = Layers(["hidden"])
    paths = np.array(["model/hidden/kernel", "model/hidden/bias", "output/kernel"])
    layers.take("gradients", {"names": paths, "norm": np.array([3.0, 4.0, 1.0])})
    layers.take("weights", {"names": paths, "ratio": np.array([1e-3, 0.5, 1e-3])})
    layers.take("activations", {"names": np.array(["hidden"]), "zeros": np.array([0.5])})
    assert layers.norms == {"hidden": 5.0, "output": 1.0}
    assert layers.zeros == {"hidden": 0.5}
    rows = layers.rows(40)
    assert "5.0e0" in rows[1]
    assert rows[1].endswith("⚠")
    assert not rows[2].endswith("⚠")
    assert all(len(row) <= width for width in (28, 31, 38, 60) for row in layers.rows(width))


def test_small_things_are_told_as_they_are():
    assert sparkline([1, 2, NAN, 3], 3) == "▁?█"
    assert sparkline([], 3) == ""
    assert line_of({"t": "ack", "status": "done", "ts": 0}, None) is None
    assert line_of({"t": "ack", "status": "refused", "text": "no", "ts": "?"}, None) == "--:--:-- refused: no"
    assert line_of({"t": "warn", "text": "\x1b[2Jgone", "ts": 0}, None).endswith("⚠ warning: \ufffd[2Jgone")


def test_a_loss_that_never_moved_again_is_no_plateau():
    told = [finding.text for finding in diagnosis(Sighting([9.0] + [2.3] * 12, [2.0] * 13))]
    assert told[0].startswith("stuck")
    assert not any("plateau" in text or "dropout" in text for text in told)
