"""Data and Compile: where rows come from, what they look like, what fits them, how the training is set."""

import asyncio
import os
import threading

import numpy as np
import pytest
from opening import done, opened, template
from pictures import agreed, picture

from plugkeras.errors import ArgumentError
from plugkeras.host import host
from plugkeras.project import Project
from plugkeras.project.edits import add_layer, set_value
from plugkeras.project.facts import Facts
from plugkeras.project.script import script
from plugkeras.project.starting import project_for
from plugkeras.project.values import Part, Table
from plugkeras_tui import examined
from plugkeras_tui.data.chooser import Chooser, OfferLines
from plugkeras_tui.data.schedule import rate_of
from plugkeras_tui.data.sections import compile_section
from plugkeras_tui.data.trusting import TrustQuestion

BEHIND = ("data", "check", "look", "rate", "find")


async def settled(pilot):
    """Wait for all that is done behind the screen, and for what that begins in turn."""
    for _ in range(3):
        await pilot.pause()
        await done(pilot, *BEHIND)
    await pilot.pause()


def on_data(project, size=(80, 24)):
    return opened(project, size=size, screen="Data")


def words(text):
    """The keys of a text."""
    names = {":": "colon", ".": "full_stop", "/": "slash", "_": "underscore", " ": "space"}
    return [names.get(character, character) for character in text]


async def press(pilot, *keys):
    await pilot.press(*keys)
    await settled(pilot)


def screen(pilot):
    return picture(pilot.app)


def people(count=60):
    """A table with what is suspicious: an identifier, a constant, a leaking column, missing cells, a rare class."""
    lines = ["id,age,city,always,answer,bought"]
    for n in range(count):
        rare = n % 15 == 0
        age = "" if n % 7 == 0 else str(20 + n * 7 % 50)
        lines.append(f"p{n},{age},{('Rome', 'Oslo', 'Lima')[n % 3]},7,{'x' if rare else 'y'},{'yes' if rare else 'no'}")
    return "\n".join(lines) + "\n"


# -- the source -----------------------------------------------------------------------------------------


async def test_three_letters_and_enter_choose_a_dataset_even_if_the_list_is_not_there_yet():
    async with on_data(Project("mine")) as pilot:
        await pilot.press(*"dig")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Chooser)
        await press(pilot, "enter")
        assert pilot.app.session.project.data.source == Part("Dataset", Table({"name": "digits"}))
        assert "10 classes" in screen(pilot)


@pytest.mark.slow
async def test_what_is_typed_for_a_source_becomes_the_right_one_and_escape_changes_nothing(own_folders):
    (own_folders / "p.csv").write_text(people())
    (own_folders / "b.csv").write_text("a,b\n1,2\n3\n")
    (own_folders / "sub").mkdir()
    np.savez(own_folders / "sub" / "r.npz", x=np.zeros((9, 2)), y=np.arange(9) % 2)
    async with on_data(Project("mine")) as pilot:
        session = pilot.app.session
        await press(pilot, "enter")
        assert "p.csv" in screen(pilot)
        await press(pilot, "escape")
        assert session.project.data.source is None
        for text, name, argument in (
            ("p.csv", "CSV", "path"),
            ("sub/r.npz", "NPZ", "path"),
            ("b.csv", "CSV", "path"),
            ("iris", "Dataset", "name"),
        ):
            await press(pilot, "slash", *words(text))
            await press(pilot, "enter")
            assert session.project.data.source == Part(name, Table({argument: text}))
            assert (session.facts is not None) == (text != "b.csv")
            assert ("line 3" in screen(pilot)) == (text == "b.csv")
        await press(pilot, "ctrl+z", "ctrl+z")
        assert session.project.data.source.arguments["path"] == "sub/r.npz"


async def test_a_file_that_is_not_there_is_told_in_a_sentence():
    project = set_value(template("iris"), "data.source", {"class": "CSV", "path": "peple.csv"})
    async with on_data(project) as pilot:
        await settled(pilot)
        assert "is not there" in " ".join(screen(pilot).split())


async def test_a_csv_file_trains_after_one_key(own_folders):
    (own_folders / "people.csv").write_text(people())
    project = set_value(project_for(own_folders / "people.csv", own_folders), "fit.epochs", 2)
    async with opened(project) as pilot:
        session = pilot.app.session
        await pilot.press("f5")
        assert session.worker is not None
        await asyncio.to_thread(session.worker.process.wait, 60)
        session.look()
        assert session.watched.state == "done"
        assert pilot.app.current_mode == "Train"


async def test_the_app_goes_on_while_large_data_are_read(monkeypatch):
    go, original, reads = threading.Event(), examined.loaded, []

    def slow(*arguments):
        reads.append(arguments)
        assert go.wait(60)
        return original(*arguments)

    monkeypatch.setattr(examined, "loaded", slow)
    async with on_data(Project("mine")) as pilot:
        pilot.app.session.edit(lambda project: set_value(project, "data.source", {"class": "Dataset", "name": "iris"}))
        await pilot.press("down", "right")
        assert pilot.app.session.project.data.validation == 0.25
        assert "reading" in screen(pilot)
        go.set()
        await settled(pilot)
        assert "3 classes" in screen(pilot)
        read = len(reads)
        await press(pilot, "right", "down", "right")
        assert "last" in screen(pilot)
        assert len(reads) == read  # split and scaled otherwise, the rows are the same


# -- code -----------------------------------------------------------------------------------------------

CODE = """import pathlib
import numpy as np
pathlib.Path("it-ran").touch()

def load():
    return np.zeros((30, 3)), np.arange(30) % 2
"""


async def test_code_runs_only_after_it_was_shown_and_allowed(own_folders):
    (own_folders / "m.py").write_text(CODE)
    ran = own_folders / "it-ran"
    async with on_data(Project("mine")) as pilot:
        await press(pilot, "slash", *words("m:load"))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, TrustQuestion)
        assert "m.py" in screen(pilot)
        assert "np.arange(30)" in screen(pilot)
        await press(pilot, "n")
        assert not ran.exists()
        assert "may not run yet" in " ".join(screen(pilot).split())
        await press(pilot, "t")
        assert isinstance(pilot.app.screen, TrustQuestion)
        await press(pilot, "y")
        assert ran.exists()
        assert "2 classes" in screen(pilot)


# -- settings -------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_settings_are_typed_each_is_one_edit_and_what_cannot_be_is_refused_with_a_sentence():
    async with on_data(template("iris")) as pilot:
        await settled(pilot)
        session = pilot.app.session
        await press(pilot, "down", "0", "full_stop", "3", "enter")
        assert session.project.data.validation == 0.3
        assert session.history.undoable == "data: validation 0.2 → 0.3"
        await press(pilot, "ctrl+z", "7", "enter")
        assert session.project.data.validation == 0.2
        assert "✖" in screen(pilot)
        await press(pilot, "escape")
        assert "✖" not in screen(pilot)


def _offers(pilot):
    return pilot.app.screen.query_one(OfferLines).offers


@pytest.mark.slow
async def test_classes_are_balanced_and_the_target_is_chosen_among_the_columns(own_folders):
    (own_folders / "people.csv").write_text(people())
    async with on_data(project_for(own_folders / "people.csv", own_folders), (200, 60)) as pilot:
        await settled(pilot)
        for said in ("GIVES THE TARGET AWAY", "missing", "left out", "constant", "has only 4 rows"):
            assert said in screen(pilot)
        lines = pilot.app.screen.card.settings.lines
        lines.put(("class weights",))
        await press(pilot, "enter", *"bal", "enter")
        assert pilot.app.session.project.fit.class_weight == Table({"0": 0.5357, "1": 7.5})
        assert "no 0.5357, yes 7.5" in screen(pilot)
        await press(pilot, "down", "3", "enter", "down", "ctrl+r")  # a row a class, below
        assert pilot.app.session.project.fit.class_weight == Table({"0": 3.0})
        assert "class_weight={0: 3}" in script(pilot.app.session.project)
        last = pilot.app.session.prepared.spec.source.arguments["target"]
        await press(pilot, "T")
        assert pilot.app.screen.query_one(OfferLines).key == [o.value for o in _offers(pilot)].index(last)
        await press(pilot, *"city", "enter")
        assert pilot.app.session.project.data.source.arguments["target"] == "city"
        assert "3 classes" in screen(pilot)


# -- compile --------------------------------------------------------------------------------------------


async def test_the_head_is_fitted_to_the_data_and_what_was_done_is_told():
    async with on_data(Project("mine"), (120, 40)) as pilot:
        session = pilot.app.session
        assert "choose a source" in pilot.app.screen.refused("auto_fit")
        assert pilot.app.screen.check_action("auto_fit", ()) is None
        session.edit(lambda project: add_layer(project, "Flatten"))
        session.edit(lambda project: set_value(project, "data.source", {"class": "Dataset", "name": "digits"}))
        await settled(pilot)
        await press(pilot, "A")
        made = session.project
        assert made.model.layers[-1].part == Part("Dense", Table({"units": 10, "activation": "softmax"}))
        assert made.compile.loss == Part("sparse_categorical_crossentropy")
        assert session.history.undoable == "head fitted to the data"
        assert any("loss none → sparse_categorical_crossentropy" in n.message for n in pilot.app._notifications)


async def test_losses_that_fit_come_first_the_others_say_why_they_do_not_and_what_is_wrong_is_mended_by_a_key():
    async with on_data(template("digits"), (120, 40)) as pilot:
        await settled(pilot)
        session = pilot.app.session
        await press(pilot, "tab")
        pilot.app.screen.card.settings.lines.put(("loss",))
        await press(pilot, "enter")
        lines = [line for line in screen(pilot).splitlines() if "_crossentropy  " in line or "mean_squared" in line]
        assert "✖" not in lines[0]
        assert any("✖ mean_squared_error" in line and "for numbers" in line for line in lines)
        await press(pilot, *words("mse"), "enter")  # found by its other name; what does not fit is not taken at once
        assert isinstance(pilot.app.screen, Chooser)
        assert "all the same" in screen(pilot)
        await press(pilot, "enter")
        assert session.project.compile.loss == Part("mean_squared_error")
        assert "mean_squared_error is for numbers" in screen(pilot)
        await press(pilot, "f")
        if isinstance(pilot.app.screen, Chooser):
            await press(pilot, "enter")
        assert session.project.compile.loss == Part("sparse_categorical_crossentropy")


@pytest.mark.slow
async def test_callbacks_are_added_and_removed_and_a_schedule_is_filled_in_and_drawn():
    async with on_data(template("digits"), (120, 40)) as pilot:
        await settled(pilot)
        session = pilot.app.session
        await press(pilot, "tab", "down", "c")
        await press(pilot, *"cos", "enter")
        rate = session.project.compile.optimizer.arguments["learning_rate"]
        assert rate == Part("CosineDecay", Table({"initial_learning_rate": 0.002, "decay_steps": 360}))
        assert "0.002 → 0 over 360 steps" in screen(pilot)
        lines = pilot.app.screen.card.settings.lines
        lines.put(("loss",))
        await press(pilot, "space")
        assert session.project.compile.loss == Part("SparseCategoricalCrossentropy")
        await press(pilot, "down", "right")
        assert session.project.compile.loss.arguments == Table({"from_logits": True})
        lines.put(("callbacks", "0"))
        await press(pilot, "enter", *"early", "enter")
        assert [callback.name for callback in session.project.fit.callbacks] == ["EarlyStopping"]
        lines.put(("callbacks", "0"))
        await press(pilot, "x")
        assert session.project.fit.callbacks == ()


@pytest.mark.parametrize(("epochs", "idle"), [(10, ""), (400, "0 from step 361 on: nothing more is learnt there")])
def test_a_rate_that_comes_to_0_long_before_the_end_is_told(epochs, idle):
    cosine = Part("CosineDecay", Table({"initial_learning_rate": 0.01, "decay_steps": 360}))
    project = set_value(set_value(template("digits"), "fit.epochs", epochs), "compile.optimizer.learning_rate", cosine)
    told = rate_of(project, Facts(1150, (8, 8), "uint8", 0, 16, "classes", 10)).told
    assert idle in told
    assert bool(idle) == ("is learnt there" in told)


# -- pictures -------------------------------------------------------------------------------------------


def _table(folder):
    (folder / "people.csv").write_text(people())
    return project_for(folder / "people.csv", folder)


def _missing(folder):
    os.chdir("/")  # what is told has the whole path
    return set_value(template("iris"), "data.source", {"class": "CSV", "path": "peple.csv"})


STATES = {
    "empty": (lambda folder: Project("mine"), ()),
    "images": (lambda folder: template("digits"), ()),
    "table": (_table, ()),
    "compile": (lambda folder: template("digits"), ("tab",)),
    "sources": (_table, ("enter",)),
    "losses": (lambda folder: template("digits"), ("tab", "down", "down", "enter")),
    "refused": (lambda folder: template("iris"), ("down", "7", "enter")),
    "missing": (_missing, ()),
}


@pytest.mark.parametrize("state", STATES)
async def test_the_screen_looks_as_agreed(own_folders, state):
    made, keys = STATES[state]
    async with on_data(made(own_folders)) as pilot:
        await settled(pilot)
        await press(pilot, *keys)
        await agreed(pilot, f"data-{state}", settle=settled)


def test_the_engine_is_one_row_that_takes_the_names_of_engines_and_imports_none():
    section = compile_section()
    field, project = section.form.field("engine"), template("iris")
    assert (field.choices[:2], field.default) == (tuple(host().standard_names("engines"))[:2], None)
    chosen = section.edited(project, section.part(project).setting("engine", field.parse("numpy")), ("engine",))
    assert (chosen.fit.engine, section.part(chosen).arguments["engine"]) == ("numpy", "numpy")
    assert section.edited(chosen, section.part(project), ("engine",)) == project
    with pytest.raises(ArgumentError, match="did you mean 'numpy'"):
        field.parse("nunpy")
