"""Keys and themes of one's own: files in the folder of settings, and what is wrong in them."""

import os
import re
from pathlib import Path

import pytest
from opening import opened, settled, template, typed

from plugkeras.cli import main
from plugkeras_tui.app import PlugkerasApp
from plugkeras_tui.everywhere import keymap, wardrobe
from plugkeras_tui.everywhere.keymap import Named
from plugkeras_tui.everywhere.named import named
from plugkeras_tui.everywhere.signs import in_ascii, is_needed
from plugkeras_tui.everywhere.themes import OWN

CONFIG = "PLUGKERAS_CONFIG"


def settings(name, text):
    file = Path(os.environ[CONFIG]) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", {}),
        ('"run.toggle" = "f9"', {"run.toggle": "f9"}),
        ('[run]\ntoggle = ["f9", "ctrl+r"]', {"run.toggle": "f9,ctrl+r"}),
        ('"app.menu" = "?"', {"app.menu": "question_mark"}),
        ('"app.menu" = ","', {"app.menu": "comma"}),
        ('"screen.next" = "ctrl+pgdn, N"', {"screen.next": "ctrl+pagedown,N"}),
    ],
)
def test_keys_are_read_in_either_way_of_writing(text, keys):
    settings("keys.toml", text)
    assert keymap.read(["run.toggle", "app.menu", "screen.next"]) == (keys, [])


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ('"run.togle" = "f9"', "there is nothing called 'run.togle'; did you mean 'run.toggle'?"),
        ('"run.toggle" = 3', "run.toggle is a key, or a list of keys, as text."),
        ('"run.toggle" = "contrl+x"', "run.toggle: there is no key 'contrl+x'"),
        ('"run.toggle" = "escpe"', "there is no key 'escpe'; did you mean 'escape'?"),
        ('"run.toggle" = ', "keys.toml is not used: Invalid value"),
    ],
)
def test_what_is_wrong_in_the_file_of_keys_is_told_and_the_rest_is_used(text, trouble):
    settings("keys.toml", f'{text}\n"app.quit" = "ctrl+x"' if text[-2] != "=" else text)
    said = keymap.read(["run.toggle", "app.quit"])
    assert trouble in said.troubles[0]
    assert said.keys == ({} if text[-2] == "=" else {"app.quit": "ctrl+x"})


def test_one_key_for_two_things_is_a_conflict_in_one_place_or_if_a_person_said_so():
    a, b = Named("a.x", ("x",), "one", "Screen"), Named("a.y", ("x",), "two", "Screen")
    c, d = Named("b.z", ("x",), "three", "Other"), Named("app.q", ("x",), "four", "App", True)
    assert keymap.conflicts([a, b], []) == ["x is both a.x (one) and a.y (two)"]
    assert keymap.conflicts([a, c], []) == []
    assert keymap.conflicts([c, d], []) == []
    assert keymap.conflicts(keymap.remapped([a, b], {"a.x": "", "a.y": ""}), []) == []
    assert keymap.conflicts([c, d], ["b.z"]) == ["x is both b.z (three) and app.q (four)"]


async def test_a_key_of_ones_own_does_what_the_other_did():
    settings("keys.toml", '"screen.runs" = "R"')
    async with opened(template("spirals")) as pilot:
        pilot.app.set_focus(None)
        await typed(pilot, "5")
        assert pilot.app.current_mode != "Runs"
        await typed(pilot, "R")
        assert pilot.app.current_mode == "Runs"


def test_the_command_lists_ids_keys_and_conflicts(capsys):
    settings("keys.toml", '"project.save" = "ctrl+q"')
    assert main(["keys", "project"]) == 1
    out = capsys.readouterr().out
    assert "project.undo" in out
    assert re.search(r"^project.save +\* ctrl\+q", out, re.MULTILINE)
    assert "conflict: ctrl+q is both project.save" in out


def test_by_themselves_no_two_things_have_one_key(capsys):
    assert main(["keys"]) == 0, capsys.readouterr().out


def test_the_keys_of_screens_mean_nothing_else_on_any_of_them():
    everything = named(PlugkerasApp)
    going = {key for one in everything if one.id.startswith("screen.") for key in one.keys}
    assert going >= set("01234567")
    assert [one for one in everything if not one.is_global and going & set(one.keys)] == []


async def test_the_app_can_be_worn_in_each_of_its_themes():
    async with opened(template("spirals")) as pilot:
        for name in OWN:
            pilot.app.wardrobe.choose(name)
            await pilot.pause()
            assert pilot.app.theme == name


async def test_a_theme_of_ones_own_is_read_again_when_its_file_changes():
    settings("themes/dusk.toml", 'primary = "#8899dd"')
    async with opened(template("spirals")) as pilot:
        pilot.app.wardrobe.choose("dusk")
        settings("themes/dusk.toml", 'primary = "#ff0000"\naccent = "yellow"')
        assert pilot.app.wardrobe.look() == []
        await settled(pilot)
        assert pilot.app.current_theme.primary == "#ff0000"
        assert pilot.app.theme == "dusk"


WRONG = [
    ("", "it has no primary colour"),
    ("primary = 3", "primary cannot be 3"),
    ('primary = "reddish"', "primary cannot be 'reddish'"),
    ('primry = "red"', "there is no 'primry' in a theme; did you mean 'primary'?"),
    ('primary = "red"\ndark = 1', "dark cannot be 1"),
    ('primary = "red"\n[variables]\nborder = "much"', "variables cannot be"),
    ("primary =", "Invalid value"),
]


async def test_themes_that_are_none_are_told_once_and_passed_over():
    async with opened() as pilot:
        for text, why in WRONG:
            settings("themes/mine.toml", text)
            (said,) = pilot.app.wardrobe.look()
            assert why in said
            assert "mine" not in pilot.app.available_themes
            assert pilot.app.wardrobe.look() == []


async def test_a_choice_that_is_gone_is_the_first_theme_again():
    wardrobe.remember(theme="vanished")
    async with opened() as pilot:
        assert pilot.app.theme == "plugkeras"


@pytest.mark.parametrize(
    ("said", "needed"),
    [
        ({}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "de_DE.utf8"}, False),
        ({"LANG": "C"}, True),
        ({"LANG": "de_DE"}, True),
        ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, True),
        ({"TERM": "dumb"}, True),
    ],
)
def test_ascii_is_for_terminals_that_are_said_to_have_no_more(said, needed, monkeypatch):
    for name in ("LC_ALL", "LC_CTYPE", "LANG", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert is_needed() is needed


@pytest.mark.parametrize(
    ("text", "drawn"),
    [("plain", "plain"), ("╭─╮│▸ ✖⚠·", "+-+|> x!."), ("⠀⡀⣿", " .#"), ("日本", "????"), ("a…", "a~"), ("ß", "?")],
)
def test_ascii_is_as_wide_as_what_it_stands_for(text, drawn):
    assert in_ascii(text) == drawn
