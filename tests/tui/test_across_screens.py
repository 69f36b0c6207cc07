"""What one screen begins and another goes on with: baselines, stopping, the cards after a training, forks, saving."""

from dataclasses import replace

import numpy as np
from opening import opened, settled, template, told, typed
from pictures import picture
from recorded import BEGAN, Recorded
from textual.widgets import Input

from plugkeras.project.data import prepare
from plugkeras.runs import Run
from plugkeras.runs.probes import snapshots
from plugkeras_tui.afterwards import branching
from plugkeras_tui.app import PlugkerasApp
from plugkeras_tui.standing import Standing
from plugkeras_tui.stopping import Stopping
from plugkeras_tui.train.card_pane import CardPane


def over(state: str = "done", **fields) -> Recorded:
    """A run of the spirals that has ended."""
    return Recorded(project=template("spirals"), **fields).begin().train(6).end(state)


async def show(pilot, recorded: Recorded) -> None:
    """Train, with that run as it was when it told last."""
    app = pilot.app
    app.session.attach(recorded.run)
    app.switch_mode("Train")
    await pilot.pause()
    app.screen.now = lambda: BEGAN + recorded.step / 10
    app.screen._each_second()
    await settled(pilot)


async def test_who_leaves_while_a_screen_is_being_made_is_told_of_no_fault():
    app = PlugkerasApp(template("spirals"))

    async def leaves(pilot):
        await settled(pilot)
        app.switch_mode("Train")
        app.exit()

    await app.run_async(headless=True, size=(80, 24), auto_pilot=leaves)
    assert (app.fault, app.return_code) == ("", 0)


async def behind(pilot, *groups: str) -> None:
    """Wait for what threads find out."""
    await pilot.app.workers.wait_for_complete([w for w in pilot.app.workers if w.group in groups])
    await pilot.pause()


async def test_the_baseline_that_runs_has_pinned_is_what_train_lays_over_its_curves():
    async with opened(template("spirals"), size=(120, 40)) as pilot:
        pinned, latest = over(), over()
        app = pilot.app
        await show(pilot, Recorded(project=template("spirals")).begin().train(3))
        app.session.baseline = pinned.run
        for name in (pinned.run.id, "", pinned.run.id):
            await typed(pilot, "o")
            await behind(pilot, "overlay")
            assert (app.screen.plot.lines.baseline_name, latest.run.id in picture(app)) == (name, False)
        assert "the baseline" in told(pilot)[-1]
        app.switch_mode("Runs")
        await behind(pilot, "runs")
        assert app.screen.baseline == pinned.run.id


async def test_the_stop_key_says_on_every_screen_what_it_did_and_what_it_does_next():
    async with opened(template("spirals"), screen="Build") as pilot:
        recorded = Recorded(project=template("spirals")).begin().train(1)
        pilot.app.session.attach(recorded.run)
        await typed(pilot, "f8")
        assert "Stopping after this batch" in told(pilot)[-1]
        assert "SIGTERM" in told(pilot)[-1]
        assert '"do":"stop"' in (recorded.run.path / "control.jsonl").read_text()


def test_a_stop_key_that_is_pressed_again_much_later_asks_again_and_kills_nothing():
    run, sent, now = Recorded().begin().run, [], [0.0]
    stopping = Stopping(lambda *given: sent.append(given), lambda: now[0])
    for _ in range(3):
        assert "Stopping after this batch" in stopping.press(run, Standing("running", refusal="", pid=4711))
        now[0] += 60
    assert sent == []


async def test_the_card_of_the_end_opens_the_predictions():
    async with opened(template("spirals"), size=(120, 40)) as pilot:
        await show(pilot, over())
        await typed(pilot, "p")
        assert (pilot.app.current_mode, pilot.app.screen.view.name) == ("Inspect", "Predict")


async def test_the_card_of_a_crash_copies_a_report():
    async with opened(template("spirals")) as pilot:
        recorded = Recorded(project=template("spirals")).begin().train(2)
        recorded.run.update(pid=2**22 + 5, started=5)
        await show(pilot, recorded)
        assert pilot.app.screen.query_one(CardPane).card.kind == "crash"
        await typed(pilot, "y")
        assert pilot.app.clipboard.startswith(f"run {recorded.run.id}: crashed, epoch 2, step 40")


async def test_half_the_batch_of_another_projects_run_leaves_the_open_project_alone(monkeypatch):
    started = []
    monkeypatch.setattr("plugkeras_tui.watching.start", lambda run: started.append(run.project()))
    async with opened(template("digits")) as pilot:
        session = pilot.app.session
        recorded = Recorded(project=template("spirals")).begin().train(2)
        recorded.run.update(pid=2**22 + 5, started=5)
        await show(pilot, recorded)
        await typed(pilot, "b")
        assert session.project == template("digits")
        assert [project.fit.batch_size for project in started] == [template("spirals").fit.batch_size // 2]


async def test_a_fork_from_the_curves_begins_at_the_kept_epoch_next_to_the_cursor(monkeypatch):
    monkeypatch.setattr(branching, "kept_epochs", lambda run: [2, 4, 6])
    async with opened(template("spirals"), size=(120, 40)) as pilot:
        await show(pilot, over())
        await typed(pilot, "escape", "f")
        assert pilot.app.screen.query_one("#epoch", Input).value == "6"
        await typed(pilot, "escape", *["left"] * 25, "f")
        assert pilot.app.screen.query_one("#epoch", Input).value == "4"


async def test_the_rows_of_both_classes_lie_over_the_boundary_in_signs_of_their_own():
    project = template("spirals")
    async with opened(project, size=(120, 40)) as pilot:
        recorded = Recorded(project=project).begin().train(2)
        line = np.linspace(-1.2, 1.2, 50)
        seen = {"x0": line, "x1": line, "y": np.tile((line > 0).astype(float), (50, 1))}
        path = snapshots.write(recorded.run.path, "boundary", recorded.step, seen)
        recorded.write("probe", probe="boundary", path=path)
        await show(pilot, recorded)
        await behind(pilot, "probes")
        side = "\n".join(line.partition("│ ")[2] for line in picture(pilot.app).splitlines()[5:-6])
        assert side.count("○") > 10 < side.count("●")


async def test_rows_that_are_not_at_hand_leave_the_boundary_without_them():
    recorded = Recorded("train.py").begin().train(1)
    async with opened(template("spirals")) as pilot:
        await show(pilot, recorded)
        assert pilot.app.screen._rows_of(Run(recorded.run.path)) is None


async def test_a_range_of_layers_is_forgotten_when_another_project_is_opened():
    async with opened(template("spirals"), screen="Build") as pilot:
        await typed(pilot, "V", "down")
        assert len(pilot.app.screen.stack.selected) == 2
        pilot.app.session.open(replace(template("spirals"), name="other"))
        await settled(pilot)
        assert pilot.app.screen.stack.range_from is None


async def test_a_project_that_is_saved_away_from_its_data_says_that_they_are_not_found(own_folders):
    (own_folders / "rows.csv").write_text("x,y\n" + "".join(f"{n / 7:.2f},{n * 2}\n" for n in range(20)))
    from plugkeras.project.starting import project_for

    project = project_for(own_folders / "rows.csv", own_folders)
    assert prepare(project.data, own_folders)
    (own_folders / "sub").mkdir()
    async with opened(project, path=own_folders / "rows.json") as pilot:
        session = pilot.app.session
        session.save(own_folders / "sub" / "rows.json")
        await settled(pilot)
        await settled(pilot)
        assert "paths now begin at" in told(pilot)[-1]
        assert "Give the whole path" in told(pilot)[-1]
