"""What there is on every screen: the list of what can be done, jumping, the history, the palette, leaving."""

import pytest
from opening import opened, settled, template, told, typed
from pictures import picture
from textual.command import CommandInput, CommandList
from textual.widgets import Input

from plugkeras.project.edits import add_layer
from plugkeras.project.opening import open_project
from plugkeras.runs import EventWriter, create
from plugkeras_tui.everywhere.jumping import targets


def training(state="running"):
    """A run that says that it is under way, and whose process is this one."""
    run = create("spirals", project=template("spirals"))
    run.occupy(state=state)
    writer = EventWriter(run)
    writer.write("start", epochs=5, steps=10, pid=1, resumed=False)
    return run, writer


async def test_what_can_be_done_is_listed_searched_and_done():
    async with opened(template("spirals")) as pilot:
        await typed(pilot, "question_mark")
        assert "What can be done here" in picture(pilot.app)
        pilot.app.screen.query_one(Input).value = "go to runs"
        await settled(pilot)
        assert "go to Train" not in picture(pilot.app)
        await typed(pilot, "enter")
        assert pilot.app.current_mode == "Runs"


@pytest.mark.parametrize(
    ("words", "found"),
    [("export", "go to Script"), ("rename", "save as"), ("compare", "go to Runs"), ("theme", "all commands")],
)
async def test_what_a_screen_is_for_finds_it(words, found):
    async with opened(template("spirals")) as pilot:
        await typed(pilot, "question_mark")
        pilot.app.screen.query_one(Input).value = words
        await settled(pilot)
        assert found in picture(pilot.app)


async def test_where_nothing_is_found_no_reason_of_something_else_is_left():
    async with opened(template("spirals")) as pilot:
        await typed(pilot, "question_mark")
        for words, said in (("undo", "There is nothing to undo."), ("no such thing", "nothing here is called so")):
            pilot.app.screen.query_one(Input).value = words
            await settled(pilot)
            assert said in picture(pilot.app)
        assert "There is nothing to undo." not in picture(pilot.app)


async def test_a_project_is_saved_under_another_name_and_called_so(own_folders):
    (own_folders / "taken.json").write_text("{}")
    async with opened(template("spirals")) as pilot:
        await typed(pilot, "W")
        for name, wrong in (("taken", "exists already"), ("", "Say a name"), ("no/where", "There is no folder")):
            pilot.app.focused.value = name
            await typed(pilot, "enter")
            assert wrong in picture(pilot.app)
        pilot.app.focused.value = "mine"
        await typed(pilot, "enter")
        session = pilot.app.session
        assert (session.project.name, session.path, session.is_dirty) == ("mine", own_folders / "mine.json", False)
        assert open_project(own_folders / "mine.json") == session.project


async def test_the_list_says_why_something_cannot_be_done_and_choosing_it_tells_so():
    async with opened(template("spirals")) as pilot:
        await typed(pilot, "f1")
        pilot.app.screen.query_one(Input).value = "undo"
        await settled(pilot)
        assert "(not now)" in picture(pilot.app)
        assert "There is nothing to undo." in picture(pilot.app)
        await typed(pilot, "enter")
        assert told(pilot) == ["There is nothing to undo."]


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("u", "There is nothing to undo."),
        ("ctrl+y", "There is nothing to do again."),
        ("f6", "Nothing is being trained: F5 trains the project."),
        ("ctrl+t", "The project is yours: nobody else has it open."),
    ],
)
async def test_the_key_of_what_cannot_be_done_tells_why(key, why):
    async with opened(template("spirals")) as pilot:
        await typed(pilot, key)
        assert told(pilot) == [why]


async def test_undoing_says_what_was_undone():
    async with opened(template("spirals")) as pilot:
        pilot.app.session.edit(lambda project: add_layer(project, "Dropout"), "Dropout added")
        await typed(pilot, "u")
        assert told(pilot) == ["undid: Dropout added"]
        await typed(pilot, "U")
        assert told(pilot) == ["did again: Dropout added"]


async def test_keys_that_are_pressed_again_do_not_fill_the_screen_with_notices():
    async with opened(template("spirals")) as pilot:
        for _ in range(3):
            pilot.app.session.edit(lambda project: add_layer(project, "Dropout"))
        pilot.app.notify("something else")
        await typed(pilot, "u", "u", "U", "f6", "f6")
        assert told(pilot) == [
            "something else",
            "did again: layer dropout_1 added after dropout",
            "Nothing is being trained: F5 trains the project.",
        ]


async def test_the_history_goes_to_the_entry_that_is_chosen():
    async with opened(template("spirals")) as pilot:
        session = pilot.app.session
        for _ in range(3):
            session.edit(lambda project: add_layer(project, "Dropout"))
        await settled(pilot)
        await typed(pilot, "H")
        assert "now" in picture(pilot.app)
        await typed(pilot, "down", "down", "enter")
        assert session.history.position == 1
        await typed(pilot, "H", "escape")
        assert session.history.position == 1


@pytest.mark.parametrize(
    ("words", "became"),
    [
        ("addflatt", lambda app: app.session.project.model.layers[1].part.name == "Flatten"),
        ("addlayer conv2d", lambda app: app.screen.palette.asking.field.name == "filters"),
        ("losshuber", lambda app: app.screen.query_one("OfferLines").offer.label == "huber"),
        ("go runs", lambda app: app.current_mode == "Runs"),
        ("themelight", lambda app: app.theme == "plugkeras-light"),
    ],
)
async def test_the_palette_finds_layers_screens_and_themes(words, became):
    async with opened(template("spirals")) as pilot:
        await typed(pilot, "ctrl+p")
        pilot.app.screen.query_one(CommandInput).value = words
        while not pilot.app.screen.query_one(CommandList).option_count:
            await pilot.pause()
        await typed(pilot, "enter")
        assert became(pilot.app)


async def test_the_theme_that_was_chosen_is_worn_the_next_time():
    async with opened() as pilot:
        pilot.app.wardrobe.choose("plugkeras-contrast")
    async with opened() as pilot:
        assert pilot.app.theme == "plugkeras-contrast"


async def test_a_letter_jumps_to_its_pane():
    async with opened(template("spirals"), screen="Build") as pilot:
        there = targets(pilot.app.screen)
        await typed(pilot, "ctrl+o")
        await typed(pilot, "a")
        assert len(pilot.app.screen_stack) == 1
        assert not there or pilot.app.focused is there[0].widget


async def test_digits_go_to_screens():
    async with opened(template("spirals")) as pilot:
        for key, name in [("3", "Train"), ("5", "Runs"), ("1", "Build"), ("ctrl+pagedown", "Data"), ("0", "Welcome")]:
            pilot.app.set_focus(None)
            await typed(pilot, key)
            assert pilot.app.current_mode == name


async def test_the_app_is_left_at_once_while_nothing_is_trained():
    async with opened(template("spirals")) as pilot:
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not pilot.app._running or pilot.app._exit


async def test_while_something_is_trained_leaving_asks_and_says_how_to_come_back():
    run, _ = training()
    async with opened(template("spirals")) as pilot:
        pilot.app.session.attach(run)
        await typed(pilot, "ctrl+q")
        assert f"plugkeras watch {run}" in picture(pilot.app).replace("\n", "")
        await typed(pilot, "c")
        assert len(pilot.app.screen_stack) == 1
        await typed(pilot, "ctrl+q")
        await pilot.press("d")
        await pilot.pause()
        assert run.is_under_way
        assert pilot.app._exit


async def test_the_line_on_top_says_whose_run_it_is_if_it_is_not_the_projects():
    run, _ = training()
    async with opened(template("spirals")) as pilot:
        pilot.app.session.attach(run)
        await settled(pilot)
        assert " spirals  draft · epoch 0/5" in picture(pilot.app).replace("running", "draft")
        pilot.app.session.open(template("digits"))
        await settled(pilot)
        assert f" digits  {run.id[16:]}: " in picture(pilot.app)


@pytest.mark.parametrize("has_focus", [False, True], ids=["away", "on another screen"])
async def test_a_training_that_ends_unseen_is_heard_or_told(has_focus):
    run, writer = training()
    async with opened(template("spirals")) as pilot:
        app, written = pilot.app, []
        app.to_terminal = written.append
        app.session.attach(run)
        await settled(pilot)
        app.app_focus = has_focus
        writer.write("end", state="done", reason="", logs={"loss": 0.1})
        app.session.look()
        await settled(pilot)
        assert written == ([] if has_focus else [f"\x1b]9;plugkeras: {run} is done\x07"])
        assert (f"{run} is done: Train shows what came of it." in told(pilot)) == has_focus


async def test_ascii_draws_with_nothing_else():
    async with opened(template("spirals"), ascii=True) as pilot:
        await typed(pilot, "question_mark")
        assert picture(pilot.app).isascii()


async def test_without_colours_none_is_written(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(template("spirals")) as pilot:
        strips = pilot.app.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        assert {colour for style in styles for colour in (style.color, style.bgcolor)} == {None}


async def test_without_colours_the_chosen_row_is_reversed(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(template("spirals")) as pilot:
        await typed(pilot, "H")
        rows = pilot.app.screen._compositor.render_strips()
        (row,) = [strip for strip in rows if "now opened" in strip.text]
        (style,) = [segment.style for segment in row if "now" in segment.text]
        assert style.reverse
