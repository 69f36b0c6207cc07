"""Arrays become pictures of few colours, in any room, whatever is in them."""

import asyncio

import numpy as np
import pytest
from textual.app import App

from plugkeras_tui.pictures import GREY, HEAT, TWO_COLOUR, Picture, fitted, gallery, lines, strips
from plugkeras_tui.pictures.palettes import LEVELS

RAMP = np.linspace(0, 1, 64).reshape(8, 8)


@pytest.mark.parametrize("palette", [GREY, HEAT, TWO_COLOUR], ids=lambda p: p.name)
def test_a_palette_has_24_colours_and_the_extremes_have_the_first_and_the_last(palette):
    assert len(set(palette.colours)) == LEVELS
    assert palette.levels(np.array([-2.0, 2.0])).tolist() == [0, LEVELS - 1]


def test_what_lies_around_zero_keeps_zero_in_the_middle():
    levels = TWO_COLOUR.levels(np.array([-1.0, 0.0, 4.0]))
    assert levels[1] == LEVELS // 2
    assert levels[2] == LEVELS - 1
    assert 0 < levels[0] < levels[1]


@pytest.mark.parametrize(
    ("shape", "room", "pixels"),
    [
        ((8, 8), (80, 24), (48, 48)),
        ((28, 28), (28, 14), (28, 28)),
        ((28, 28), (27, 14), (27, 27)),
        ((100, 200), (50, 50), (25, 50)),
        ((1, 1000), (10, 10), (1, 10)),
    ],
)
def test_a_picture_keeps_its_form_and_its_pixels_stay_squares(shape, room, pixels):
    assert fitted(shape, *room) == pixels


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("stretch", [False, True])
@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (8, 8), (200, 7), (5, 4, 3), (5, 4, 1)])
@pytest.mark.parametrize("room", [(1, 1), (7, 3), (40, 20)])
def test_a_picture_never_takes_more_room_than_there_is(shape, room, stretch, ascii):
    drawn = strips(np.random.default_rng(0).normal(size=shape), *room, stretch=stretch, ascii=ascii)
    assert 1 <= len(drawn) <= room[1]
    assert all(strip.cell_length <= room[0] for strip in drawn)
    assert all(strip.text.isascii() for strip in drawn) or not ascii


@pytest.mark.parametrize("values", [np.full((4, 4), np.nan), np.full((4, 4), np.inf), np.zeros((0, 4)), np.zeros(4)])
def test_what_is_no_picture_is_left_empty(values):
    assert not "".join(lines(values, 8, 4)).strip()


def test_lighter_is_more_and_letters_say_so_too():
    top, *_, bottom = lines(RAMP, 8, 4)
    assert top[0] == " "
    assert bottom[-1] == "@"


def test_what_is_below_zero_has_other_letters_than_what_is_above():
    assert lines(np.array([[-1.0, 0.0, 1.0]] * 2), 3, 1, TWO_COLOUR) == ["@ #"]


def test_two_pixels_are_one_character():
    (strip,) = strips(np.array([[0.0], [1.0]]), 1, 1)
    (segment,) = strip
    assert segment.text == "▀"
    assert segment.style.color.name == GREY.colours[0]
    assert segment.style.bgcolor.name == GREY.colours[-1]


def test_a_gallery_shows_all_that_fits_with_their_captions():
    drawn = gallery([RAMP] * 6, 40, 12, captions=list("abcdef"))
    text = "\n".join(strip.text for strip in drawn)
    assert all(letter in text for letter in "abcdef")
    assert len(drawn) <= 12


def test_a_widget_draws_again_only_when_there_is_something_else_to_draw():
    shown = Picture(RAMP)

    class Shows(App):
        def compose(self):
            yield shown

    async def watch():
        async with Shows().run_test(size=(20, 6)) as pilot:
            first, before = shown.render_line(0), shown._strips
            shown.refresh()
            await pilot.pause()
            assert shown._strips is before
            shown.show(-RAMP)
            await pilot.pause()
            assert shown.render_line(0) != first

    asyncio.run(watch())
