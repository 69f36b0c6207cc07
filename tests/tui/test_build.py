"""Build: layers are added, edited, moved and mended by keys; each edit has a name and can be undone."""

from dataclasses import replace

import pytest
from building import EMPTY, SMALL, built, fresh, names, titles
from opening import opened, settled, template, told
from pictures import picture
from pressing import pressed
from textual.events import Key

from plugkeras_tui.build import telling
from plugkeras_tui.build.palette import Palette
from plugkeras_tui.workspace import Workspace

KEYS = {
    "a layer is searched, asked what it needs, and added": (EMPTY, "a d e n s e enter 1 0 enter", ["Dense 10"]),
    "what is proposed is taken as it is": (EMPTY, "a c o n v 2 enter enter enter", ["Conv2D 32 3x3"]),
    "what needs nothing is added at once": (EMPTY, "a f l a t enter", ["Flatten"]),
    "an answer is chosen by its beginning": (EMPTY, "a a c t i v enter t a n enter", ["Activation tanh"]),
    "other names of a layer find it": (EMPTY, "a m a x p o o l 2 d enter", ["MaxPooling2D"]),
    "escape asks the last question again": (
        EMPTY,
        "a c o n v 2 enter 8 enter escape 9 enter 5 enter",
        ["Conv2D 9 5x5"],
    ),
    "a layer is added after the one that the cursor is on": (
        SMALL,
        "a f l a t enter",
        ["Flatten", "Flatten", "Dense 8", "Dropout 0.5"],
    ),
    "a layer is moved down": (SMALL, "J", ["Dense 8", "Flatten", "Dropout 0.5"]),
    "the last one is not moved further": (SMALL, "end shift+down", ["Flatten", "Dense 8", "Dropout 0.5"]),
    "a layer is moved up": (SMALL, "end K", ["Flatten", "Dropout 0.5", "Dense 8"]),
    "the cursor goes with what is moved": (SMALL, "J J", ["Dense 8", "Dropout 0.5", "Flatten"]),
    "a layer is duplicated": (SMALL, "down d", ["Flatten", "Dense 8", "Dense 8", "Dropout 0.5"]),
    "a layer is taken out": (SMALL, "x", ["Dense 8", "Dropout 0.5"]),
    "what is copied is pasted": (SMALL, "down c end v", ["Flatten", "Dense 8", "Dropout 0.5", "Dense 8"]),
    "a range is moved": (SMALL, "V down J", ["Dropout 0.5", "Flatten", "Dense 8"]),
    "a range is taken out": (SMALL, "V down x", ["Dropout 0.5"]),
    "a range is copied": (SMALL, "V down c end v", ["Flatten", "Dense 8", "Dropout 0.5", "Flatten", "Dense 8"]),
    "a number is typed over the old one": (SMALL, "down enter 1 6 enter", ["Flatten", "Dense 16", "Dropout 0.5"]),
    "an arrow makes a number larger": (SMALL, "down enter right", ["Flatten", "Dense 12", "Dropout 0.5"]),
    "an arrow makes a share smaller": (SMALL, "end enter left", ["Flatten", "Dense 8", "Dropout 0.45"]),
    "a choice is typed by its beginning": (
        SMALL,
        "down enter down r e l u enter",
        ["Flatten", "Dense 8 relu", "Dropout 0.5"],
    ),
    "space says yes or no": (SMALL, "down enter down down space", ["Flatten", "Dense 8 no bias", "Dropout 0.5"]),
    "escape leaves a value as it was": (SMALL, "down enter 9 escape", ["Flatten", "Dense 8", "Dropout 0.5"]),
    "the head is fitted to the data": (SMALL, "A", ["Flatten", "Dense 8", "Dropout 0.5", "Dense 10 softmax"]),
    "the first way out is taken": (
        built(("Dense", {"units": 10, "activation": "softmax"})),
        "f 1",
        ["Flatten", "Dense 10 softmax"],
    ),
}


EVERY_DAY = list(KEYS)[::8]


@pytest.mark.parametrize("names", [EVERY_DAY, pytest.param(list(KEYS), marks=pytest.mark.slow)], ids=("some", "all"))
async def test_keys_build(names):
    found = {}
    async with opened(EMPTY) as pilot:
        for name in names:
            project, keys, _ = KEYS[name]
            await fresh(pilot, project)
            await pressed(pilot, keys)
            found[name] = titles(pilot)
            while pilot.app.session.undo():
                pass
            assert pilot.app.session.project == project, name
    assert found == {name: KEYS[name][2] for name in names}


async def test_an_own_convolutional_model_takes_at_most_thirty_keys(monkeypatch):
    trained = []
    monkeypatch.setattr(Workspace, "train", lambda session: trained.append(session.project))
    keys = "a c o n v 2 enter enter enter f 1 down a f l a t enter A f5"
    assert len(keys.split()) <= 20  # ten are left for the data
    async with opened(EMPTY) as pilot:
        await pressed(pilot, keys)
        assert titles(pilot) == ["Reshape 8x8x1", "Conv2D 32 3x3", "Flatten", "Dense 10 softmax"]
        assert pilot.app.session.report.errors == ()
        assert trained == [pilot.app.session.project]


@pytest.mark.slow
async def test_what_is_typed_ahead_waits_for_its_turn():
    async with opened(SMALL) as pilot:
        keys = ["a", "d", "e", "n", "s", "e", "enter", "1", "0", "enter", "a", "f", "l", "a", "t", "enter", "x"]
        for key in keys:  # at once, as over a slow line
            pilot.app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await settled(pilot)
        assert titles(pilot) == ["Flatten", "Dense 10", "Dense 8", "Dropout 0.5"]


async def test_what_is_being_typed_is_taken_before_it_is_trained(monkeypatch):
    trained = []
    monkeypatch.setattr(Workspace, "train", lambda session: trained.append(session.project))
    async with opened(built("Flatten", ("Dense", {"units": 10, "activation": "softmax"}))) as pilot:
        await pressed(pilot, "A home enter down")
        await pressed(pilot, "escape down enter down t a n h f5")
        assert [telling.title(spec.part) for spec in trained[0].model.layers] == ["Flatten", "Dense 10 tanh"]


@pytest.mark.slow
async def test_adding_and_answering_is_one_edit_with_a_name():
    async with opened(EMPTY) as pilot:
        await pressed(pilot, "a d e n s e enter 1 0 enter")
        assert pilot.app.session.history.undoable == "add Dense 10"
        assert pilot.app.session.history.position == 1


@pytest.mark.slow
async def test_what_is_wrong_with_an_answer_is_told_and_nothing_is_added():
    async with opened(EMPTY) as pilot:
        await pressed(pilot, "a d e n s e enter m a n y enter")
        assert "whole number of at least 1 expected" in picture(pilot.app)
        assert titles(pilot) == []


@pytest.mark.slow
async def test_a_layer_gets_another_name_in_its_properties():
    async with opened(SMALL, size=(120, 40)) as pilot:
        await pressed(pilot, "enter n")
        await pressed(pilot, "escape")
        pilot.app.screen.properties.list.lines.put(("name",))
        await pressed(pilot, "o t h e r enter")
        assert names(pilot) == ["other", "dense", "dropout"]
        assert pilot.app.screen.stack.key == "other"


@pytest.mark.slow
async def test_a_name_that_is_taken_is_refused_in_a_sentence():
    async with opened(SMALL, size=(120, 40)) as pilot:
        await pressed(pilot, "enter")
        pilot.app.screen.properties.list.lines.put(("name",))
        await pressed(pilot, "d e n s e enter")
        assert names(pilot) == ["flatten", "dense", "dropout"]
        assert "another layer is called 'dense' already" in told(pilot)[-1]
        assert pilot.app.screen.properties.list.part.arguments["name"] == "flatten"


@pytest.mark.slow
async def test_edits_of_one_field_in_one_burst_are_undone_together():
    async with opened(SMALL) as pilot:
        pilot.app.session.history._clock = lambda: 0.0
        await pressed(pilot, "down enter right right right")
        assert titles(pilot)[1] == "Dense 24"
        await pressed(pilot, "ctrl+z")
        assert titles(pilot)[1] == "Dense 8"


@pytest.mark.slow
async def test_a_bypassed_layer_has_a_mark_and_costs_nothing():
    async with opened(SMALL) as pilot:
        await pressed(pilot, "down space")
        line = next(line for line in picture(pilot.app).splitlines() if "Dense 8" in line)
        assert line.startswith("○")
        assert "bypassed" in line
        await pressed(pilot, "space")
        assert "○" not in picture(pilot.app)


@pytest.mark.slow
async def test_what_follows_a_failing_layer_is_blocked():
    project = built("Flatten", ("Conv2D", {"filters": 2, "kernel_size": 3}), "Flatten", ("Dense", {"units": 10}))
    async with opened(project) as pilot:
        lines = picture(pilot.app).splitlines()
        assert any(line.startswith("✖ 1 Conv2D") for line in lines)
        assert any("needs inputs with 4 axes" in line for line in lines)
        assert [line[:11] for line in lines if "blocked" in line] == ["· 2 Flatten", "· 3 Dense 1"]


@pytest.mark.slow
async def test_ways_out_are_shown_with_what_they_would_change():
    async with opened(built(("Conv2D", {"filters": 2, "kernel_size": 3}))) as pilot:
        await pressed(pilot, "f")
        seen = picture(pilot.app)
        assert "1 Insert Reshape (8, 8, 1) before 'conv2d'" in seen
        assert "layer reshape added at the beginning" in seen
        await pressed(pilot, "escape")
        assert titles(pilot) == ["Conv2D 2 3x3"]


async def test_f5_shows_the_first_error_with_its_ways_out():
    async with opened(built(("Conv2D", {"filters": 2, "kernel_size": 3}))) as pilot:
        await pressed(pilot, "f5")
        assert pilot.app.current_mode == "Build"
        assert "layer reshape added" in picture(pilot.app)


REFUSED = {"x": "There is no layer yet", "J": "There is no layer yet", "v": "The clipboard holds no layers"}


async def test_what_cannot_be_done_says_why():
    async with opened(EMPTY) as pilot:
        for key, said in REFUSED.items():
            await pressed(pilot, key)
            assert said in told(pilot)[-1]
            assert titles(pilot) == []


@pytest.mark.slow
async def test_a_clipboard_without_layers_is_told():
    async with opened(SMALL) as pilot:
        pilot.app.copy_to_clipboard("no layers")
        await pressed(pilot, "v")
        assert told(pilot) == ["The clipboard holds no layers: c copies some."]
        assert titles(pilot) == titles(pilot)


@pytest.mark.slow
async def test_a_template_takes_the_place_of_the_project_and_can_be_undone():
    async with opened(SMALL) as pilot:
        await pressed(pilot, "t enter")
        assert pilot.app.session.project == template("spirals")
        await pressed(pilot, "ctrl+z")
        assert pilot.app.session.project == SMALL


async def test_tab_goes_round_the_panes_and_each_keeps_its_place():
    async with opened(SMALL) as pilot:
        await pressed(pilot, "down enter down")
        screen, row = pilot.app.screen, pilot.app.screen.properties.list.lines.key
        panes = [screen.pane]
        for _ in range(3):
            await pressed(pilot, "tab")
            panes.append(screen.pane)
        assert panes == ["properties", "palette", "stack", "properties"]
        assert (screen.stack.key, screen.properties.list.lines.key) == ("dense", row)


@pytest.mark.slow
async def test_every_registered_layer_is_in_the_palette_under_its_group():
    async with opened(EMPTY) as pilot:
        palette = pilot.app.screen.query_one(Palette)
        found = {name for offer in palette.lines.offers for name in (offer.name, *offer.others)}
        assert {"Dense", "Conv2D", "LSTM", "MaxPool2D", "TimeDistributed"} <= found
        assert palette.offer_of("MaxPool2D").name == "MaxPooling2D"
        assert palette.offer_of("LSTM").group == "Recurrent"


@pytest.mark.slow
async def test_no_size_of_the_terminal_is_too_small():
    async with opened(replace(template("digits"))) as pilot:
        for width, height in ((20, 5), (40, 8), (100, 6), (30, 40), (80, 24)):
            await pilot.resize_terminal(width, height)
            await pressed(pilot, "tab")
        await pressed(pilot, "escape")
        assert "Conv2D" in picture(pilot.app)
