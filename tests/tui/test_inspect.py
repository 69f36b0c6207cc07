"""The screen that looks inside a model: by snapshots that are there, by the model that was saved, by asking."""

import json
import os

import numpy as np
import pytest
from kept_runs import kept, looked_into
from opening import done, opened, template, told
from pictures import agreed, picture

from plugkeras.errors import DataError, PlugkerasError
from plugkeras.project.edits import set_value
from plugkeras.project.starting import project_for
from plugkeras.runs import create
from plugkeras.runs.training import train
from plugkeras_tui.inside.looking import Looking, layers_of
from plugkeras_tui.inside.moments import Moment, moments
from plugkeras_tui.inside.views.seen import Seen
from plugkeras_tui.inspect.editing import as_text, chosen, edited
from plugkeras_tui.inspect.leases import RENEWED, Leases
from plugkeras_tui.inspect.matrix import Matrix
from plugkeras_tui.inspect.showing import history, look
from plugkeras_tui.inspect.tabs import VIEWS
from plugkeras_tui.pictures import Ink

PROJECT = template("spirals")
LAYERS = [spec.name for spec in PROJECT.model.layers]
WEIGHTS = [f"spirals/{name}/{what}" for name in LAYERS for what in ("kernel", "bias")]


async def settled(pilot):
    """Wait until what is looked at is seen."""
    for _ in range(2):
        await pilot.pause()
        await done(pilot, "inspect", "mistakes", "predict", "data", "check")
    await pilot.pause()


async def press(pilot, *keys):
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def inspected(pilot, run, *keys):
    """Look into a run."""
    pilot.app.session.attach(run)
    pilot.app.switch_mode("Inspect")
    await settled(pilot)
    await press(pilot, *keys)


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """A run that was really trained: two epochs on a few rows, each of them kept; and one on pictures."""
    root = tmp_path_factory.mktemp("trained")
    found = []
    for name in ("spirals", "digits"):
        project = set_value(set_value(template(name), "fit.epochs", 2), "data.rows", 150)
        run = create(name, root=root, project=project)
        train(run, checkpoint_every=0)
        found.append(run)
    return found


@pytest.fixture
def recorded():
    """A run that is over and left snapshots, and nothing else."""
    return looked_into(kept(1, project=PROJECT), WEIGHTS, LAYERS)


# -- moments -----------------------------------------------------------------------------------------


def test_snapshots_kept_epochs_and_the_saved_model_are_moments(recorded, trained):
    assert [m.label for m in moments(recorded, "weights", False)] == ["step 10", "step 20", "step 30"]
    assert moments(recorded, "nothing", False) == []
    labels = [m.label for m in moments(trained[0], "weights", False, 4)]
    assert labels == ["epoch 1", "epoch 2", "the saved model"]


def test_of_a_run_that_goes_on_only_snapshots_are_moments(trained):
    assert moments(trained[0], "weights", True) == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_saved_model_tells_what_snapshots_would(trained, view):
    spirals, digits = (look(Looking(run), view, None) for run in trained)
    hopeless = {"Filters": spirals, "Boundary": digits}.get(view.name)
    for one in (spirals, digits):
        assert one.moment.kind == "model"
        assert bool(one.trouble) == (one is hopeless)
        assert bool(one.found) != (one is hopeless)


def test_the_weights_of_each_kept_epoch_are_others(trained):
    looking = Looking(trained[0])
    seen = dict(history(looking, look(looking, VIEWS[0], None).moments, "weights"))
    assert list(seen) == ["epoch 1", "epoch 2", "the saved model"]
    np.testing.assert_array_equal(seen["epoch 2"]["counts"], seen["the saved model"]["counts"])
    assert (seen["epoch 1"]["norm"] != seen["epoch 2"]["norm"]).all()
    assert np.isnan(seen["epoch 1"]["ratio"]).all()
    assert (seen["epoch 2"]["ratio"] > 0).all()
    np.testing.assert_allclose(seen["epoch 2"]["ratio"], seen["the saved model"]["ratio"])


def test_mistakes_are_the_rows_of_a_cell_the_surest_first(trained):
    looking = Looking(trained[1])
    there = look(looking, VIEWS[4], None)
    matrix = there.found["confusion"]["matrix"]
    for true, predicted in zip(*np.nonzero(matrix), strict=True):
        rows = looking.mistakes(there.moment, true, predicted)
        assert len(rows) == matrix[true, predicted]
        assert [sure for _, sure in rows] == sorted((sure for _, sure in rows), reverse=True)
        assert set(looking.data().labels(10)[[row for row, _ in rows]]) == {true}


def test_a_run_that_left_nothing_and_a_run_that_is_gone_say_so(recorded):
    bare = kept(2)
    assert look(Looking(bare), VIEWS[0], None).moments == ()
    os.rename(bare.path, bare.path.with_name("away"))
    assert "not there" in look(Looking(bare), VIEWS[0], None).trouble["weights"]


def test_a_damaged_snapshot_is_told_and_the_others_are_seen(recorded):
    (recorded.path / "snapshots" / "weights-00000020.npz").write_bytes(b"PK torn")
    looking = Looking(recorded)
    assert "damaged" in look(looking, VIEWS[0], Moment(20, "snapshot", "weights-00000020.npz")).trouble["weights"]
    assert [label for label, _ in history(looking, look(looking, VIEWS[0], None).moments, "weights")] == [
        "step 10",
        "step 30",
    ]


def test_layers_of_a_script_are_told_by_its_weights():
    assert layers_of(None, ["model/a/kernel", "model/a/bias", "model/b/kernel"]) == [("a", ""), ("b", "")]


# -- asking a training -------------------------------------------------------------------------------


def controls(run):
    file = run.path / "control.jsonl"
    told_ = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    return [(one["do"], one["probes"]) for one in told_]


def test_a_training_is_asked_only_while_somebody_looks():
    run = kept(1, state="running", control=True)
    run.occupy()
    leases = Leases()
    leases.want(run, ("weights",), 0.0)
    leases.want(run, ("weights",), RENEWED / 2)
    assert controls(run) == [("subscribe", ["weights"])]
    leases.want(run, ("weights",), RENEWED)
    leases.want(run, ("gradients", "weights"), RENEWED + 1)
    leases.want(None, (), RENEWED + 2)
    assert controls(run)[1:] == [
        ("subscribe", ["weights"]),
        ("subscribe", ["gradients", "weights"]),
        ("unsubscribe", ["gradients", "weights"]),
    ]
    assert leases.trouble == ""


def test_a_training_that_takes_no_controls_says_why():
    run = kept(1, state="running", control=False)
    run.occupy()
    leases = Leases()
    leases.want(run, ("weights",), 0.0)
    assert "takes no controls" in leases.trouble


# -- rows by hand ------------------------------------------------------------------------------------


def test_a_row_is_edited_as_numbers_or_by_places():
    short, long = np.array([0.5, -1.25]), np.zeros((8, 8))
    assert as_text(short) == "0.5, -1.25"
    assert edited("1; 2", short).tolist() == [1, 2]
    assert as_text(long) == ""
    assert edited("0,3=0.5 7,7=2", long)[[0, 7], [3, 7]].tolist() == [0.5, 2]
    assert long.sum() == 0


@pytest.mark.parametrize(
    ("text", "x", "reason"),
    [
        ("1", np.zeros(2), "has 2 numbers"),
        ("1, x", np.zeros(2), "'x' is no number"),
        ("3=1", np.zeros((8, 8)), "2 numbers in one"),
        ("8,0=1", np.zeros((8, 8)), "There is no 8,0"),
        ("word", np.zeros((8, 8)), "say place=number"),
    ],
)
def test_what_is_no_row_is_refused(text, x, reason):
    with pytest.raises(DataError, match=reason):
        edited(text, x)


@pytest.mark.parametrize(("text", "rows"), [("0-3", [0, 1, 2, 3]), ("7, 2 2", [7, 2]), ("9-9", [9])])
def test_rows_are_chosen_by_their_numbers(text, rows):
    assert chosen(text, 10) == rows


@pytest.mark.parametrize("text", ["", "10", "3-1", "x", "1-"])
def test_rows_that_are_not_there_are_refused(text):
    with pytest.raises(PlugkerasError):
        chosen(text, 10)


# -- drawings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ascii", [False, True], ids=["glyphs", "ascii"])
@pytest.mark.parametrize("view", [v for v in VIEWS if v.drawing], ids=lambda view: view.name)
def test_every_drawing_fits_into_any_room(recorded, view, ascii):
    looking = Looking(recorded)
    there = look(looking, view, None)
    past = history(looking, there.moments, view.probes[0])
    ink = Ink({}, ascii=ascii)
    for layer in ("hidden", "", "nobody"):
        seen = Seen(layer, there.found, there.trouble, past, there.sample, there.moment)
        for width, height in ((1, 1), (9, 3), (20, 10), (60, 20), (150, 50)):
            lines = view.drawing(seen, ink, width, height)
            assert len(lines) <= max(height, 1) or width < 20
            assert all(line.text.isascii() for line in lines) or not ascii


# -- the screen --------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
async def test_every_view_looks_as_agreed(recorded, view):
    async with opened(PROJECT) as pilot:
        await inspected(pilot, recorded, view.key)
        await agreed(pilot, f"inspect-{view.name.lower()}", settle=settled)


async def test_without_a_run_it_says_what_to_do_as_agreed():
    async with opened(PROJECT, screen="Inspect") as pilot:
        await agreed(pilot, "inspect-empty", settle=settled)


STATES = {"mistakes": ("c", "enter"), "earlier": ("home",), "refused": ("e",), "rows": ("p", "r")}


@pytest.mark.parametrize("state", STATES)
async def test_what_keys_make_of_a_view_looks_as_agreed(recorded, state):
    async with opened(PROJECT) as pilot:
        await inspected(pilot, recorded, *STATES[state])
        await agreed(pilot, f"inspect-{state}", settle=settled)


async def test_moments_are_gone_through_by_keys_and_the_last_is_followed(recorded):
    async with opened(PROJECT) as pilot:
        await inspected(pilot, recorded, "home")
        screen = pilot.app.screen
        assert screen.look_.moment.step == 10
        await press(pilot, "right")
        assert screen.look_.moment.step == 20
        await press(pilot, "g")
        assert screen.look_.moment.step == 20
        await press(pilot, "c", "full_stop")
        assert screen.look_.moment.step == 30
        looked_into(recorded, WEIGHTS, LAYERS)
        (recorded.path / "snapshots" / "confusion-00000030.npz").rename(
            recorded.path / "snapshots" / "confusion-00000040.npz"
        )
        screen.start()
        await settled(pilot)
        assert screen.look_.moment.step == 40


async def test_a_cell_of_the_matrix_lists_its_mistakes_with_their_inputs(recorded):
    async with opened(PROJECT) as pilot:
        await inspected(pilot, recorded, "c", "enter")
        assert pilot.app.screen.query_one(Matrix).at == (0, 1)
        await press(pilot, "left", "enter")
        assert "0 taken for 0: 0 rows" in picture(pilot.app)


async def test_a_row_can_be_edited_and_other_rows_chosen(trained):
    async with opened(PROJECT) as pilot:
        await inspected(pilot, trained[0], "p", "e")
        pilot.app.focused.value = "0.5"
        await press(pilot, "enter")
        assert "A row has 2 numbers, not 1." in picture(pilot.app)
        pilot.app.focused.value = "0.5, 0.25"
        await press(pilot, "enter")
        assert "row 0, edited" in picture(pilot.app)
        await press(pilot, "down")
        assert "edited" not in picture(pilot.app)
        await press(pilot, "r")
        pilot.app.focused.value = "7, 3"
        await press(pilot, "enter")
        assert [row for row, *_ in pilot.app.screen.query_one("#rows").rows] == [7, 3]


TABLE = "age,city,id,married,spent\n" + "".join(
    f"{20 + n % 50},{('Bern', 'Oslo, N', 'Rome')[n % 3] if n % 3 != 1 else chr(34) + 'Oslo, N' + chr(34)},{n},"
    f"{('no', 'yes')[n % 2]},{('low', 'high')[n % 4 > 1]}\n"
    for n in range(60)
)


async def test_a_row_of_a_table_is_typed_as_its_file_has_it(own_folders):
    (own_folders / "people.csv").write_text(TABLE)
    project = set_value(project_for(own_folders / "people.csv", own_folders), "fit.epochs", 2)
    run = create("people", project=project, folder=own_folders)
    train(run)
    async with opened(PROJECT) as pilot:
        await inspected(pilot, run, "p", "e")
        assert "A row of your own: age, city, married" in picture(pilot.app)
        assert pilot.app.focused.value == "39.5, Bern, no"
        for text, wrong in (
            ("33, Rome", "A row has 3 cells (age, city, married), not 2."),
            ("33, Rom, yes", "did you mean 'Rome'?"),
            ("old, Rome, yes", "'age' has 'old', which is no number."),
        ):
            pilot.app.focused.value = text
            await press(pilot, "enter")
            assert wrong in str(pilot.app.screen.query_one("#wrong").content)
        pilot.app.focused.value = '33, "Oslo, N", yes'
        await press(pilot, "enter")
        assert '33, "Oslo, N", yes' in picture(pilot.app)
        assert "predicted" in picture(pilot.app)
        table = pilot.app.screen.looking.cells
        np.testing.assert_array_equal(pilot.app.screen.edited_row[0], table.inputs('33,"Oslo, N",YES'))


async def test_what_cannot_be_done_here_says_why(recorded):
    async with opened(PROJECT) as pilot:
        for key in ("e", "r"):
            await inspected(pilot, recorded, key)
            assert [said.startswith("p shows predictions") for said in told(pilot)] == [True]
            pilot.app.clear_notifications()


async def test_a_hidden_screen_asks_for_nothing():
    run = kept(1, state="running", control=True, project=PROJECT)
    run.occupy()
    async with opened(PROJECT) as pilot:
        await inspected(pilot, run)
        assert "The training is asked for it" in picture(pilot.app)
        pilot.app.switch_mode("Build")
        await settled(pilot)
    assert controls(run) == [("subscribe", ["weights"]), ("unsubscribe", ["weights"])]
