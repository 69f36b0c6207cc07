"""Script: the export as it stands; what is new in it; written, copied, edited; of a run with what was done to it."""

import os

import pytest
from kept_runs import kept
from opening import done, opened, settled, template, told, typed
from pictures import agreed, picture

from plugkeras.project.edits import set_value
from plugkeras.project.script import script
from plugkeras.runs import create
from plugkeras_tui.exporting.text import marks
from plugkeras_tui.exporting.writing import edited, file_name
from plugkeras_tui.script.listing import Listing


async def shown(pilot):
    await pilot.pause()
    await done(pilot, "script")
    await settled(pilot)


@pytest.mark.parametrize("state", ["project", "run", "new", "broken"])
async def test_it_looks_as_agreed(state, monkeypatch):
    monkeypatch.setattr("plugkeras.project.script.__version__", "0.0")
    project = template("spirals")
    if state == "broken":
        project = project.from_text(project.to_text().replace('"Dense"', '"acme>Dense"'))
    async with opened(project, screen="Script") as pilot:
        await shown(pilot)
        if state == "run":
            pilot.app.session.attach(steered())
            await typed(pilot, "r")
        if state == "new":
            pilot.app.session.edit(lambda project: set_value(project, "fit.epochs", 7))
            await shown(pilot)
            await typed(pilot, "n")
        await shown(pilot)
        await agreed(pilot, f"script-{state}", settle=shown)


def steered():
    """A run whose rate was changed."""
    run = kept(1, project=template("spirals"))
    change = {"step": 10, "at": 10, "epoch": 1, "batch": 10, "do": "learning_rate", "set": 0.001}
    run.update(interventions=[change])
    return run


async def test_it_is_live_and_what_is_new_since_the_last_look_is_marked():
    async with opened(template("spirals"), screen="Script") as pilot:
        await shown(pilot)
        before = pilot.app.screen.text
        assert before == script(template("spirals"), origin="the project spirals")
        pilot.app.switch_mode("Build")
        await pilot.pause()
        pilot.app.session.edit(lambda project: set_value(project, "fit.epochs", 7))
        pilot.app.switch_mode("Script")
        await shown(pilot)
        assert "epochs=7" in pilot.app.screen.text
        assert "1 line new since the last look" in picture(pilot.app)
        await pilot.press("n")
        (number,) = marks(before, pilot.app.screen.text)
        assert pilot.app.screen.query_one(Listing).render_line(0) is not None
        assert any(line.startswith("+ ") and "epochs=7" in line for line in picture(pilot.app).splitlines()), number


@pytest.mark.parametrize(("before", "now", "found"), [
    ("a\nb\n", "a\nb\n", {}),
    ("a\nb\n", "a\nc\nb\n", {1: "+"}),
    ("a\nb\nc\n", "a\nc\n", {1: "-"}),
    ("a\nb\n", "a\n", {0: "-"}),
    ("", "a\n", {0: "+"}),
])  # fmt: skip
def test_lines_that_came_and_went_are_marked(before, now, found):
    assert marks(before, now) == found


async def test_it_is_written_beside_the_project_and_never_over_something_else_unasked(own_folders):
    file = own_folders / "spirals.py"
    async with opened(template("spirals"), screen="Script") as pilot:
        await shown(pilot)
        await typed(pilot, "e")
        assert file.read_text() == pilot.app.screen.text
        file.write_text("mine")
        await typed(pilot, "e", "c")
        assert file.read_text() == "mine"
        await typed(pilot, "e", "r")
        assert file.read_text() == pilot.app.screen.text


async def test_build_writes_it_and_opens_it_in_an_editor_too(own_folders):
    async with opened(template("spirals")) as pilot:
        await typed(pilot, "e")
        await shown(pilot)
        assert (own_folders / "spirals.py").read_text() == script(template("spirals"), origin="the project spirals")
        await typed(pilot, "E")
        await shown(pilot)
        assert "An editor cannot be opened here; e writes the script." in told(pilot)


async def test_of_a_run_it_has_what_was_done_to_it():
    run = create("spirals", project=template("spirals"), folder=os.getcwd())
    change = {"step": 10, "at": 10, "epoch": 1, "batch": 10, "do": "learning_rate", "set": 0.001}
    run.update(interventions=[change], state="done")
    async with opened(template("moons"), screen="Script") as pilot:
        await shown(pilot)
        await pilot.press("r")
        assert "Interventions" not in pilot.app.screen.text
        assert any("no run yet" in toast.message for toast in pilot.app._notifications)
        pilot.app.session.attach(run)
        await pilot.pause()
        await pilot.press("r")
        await shown(pilot)
        assert pilot.app.screen.text == script(template("spirals"), [change], f"the run {run}")
        assert "Interventions" in pilot.app.screen.text
        await pilot.press("r")
        await shown(pilot)
        assert "moons" in pilot.app.screen.text


async def test_a_part_that_is_not_here_is_told_in_the_place_of_the_script():
    project = template("spirals")
    odd = project.from_text(project.to_text().replace('"Dense"', '"acme>Dense"'))
    async with opened(odd, screen="Script") as pilot:
        await shown(pilot)
        assert "⚠" in picture(pilot.app).splitlines()[1]
        assert "acme" in picture(pilot.app).splitlines()[1]


@pytest.mark.parametrize(("name", "file"), [("spirals", "spirals.py"), ("a/../b c", "a_b_c.py"), ("…", "script.py")])
def test_the_file_is_called_as_the_project_is_and_is_no_path(name, file):
    assert file_name(name) == file


@pytest.mark.parametrize(("editor", "changed"), [("true", False), ("sh -c 'echo more >> \"$0\"'", True)])
def test_what_was_changed_in_the_editor_is_kept_and_what_was_not_is_not(monkeypatch, tmp_path, editor, changed):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    copy = edited("text\n", "a.py")
    assert (copy is not None) is changed
    if copy is not None:
        assert copy.read_text() == "text\nmore\n"
