"""Curves in a plain terminal: the page is as big as asked for, and what is drawn is where the numbers are."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugkeras.errors import ArgumentError
from plugkeras.runs.curves import Series, draw
from plugkeras.runs.smoothing import smoothed
from plugkeras.runs.ticks import label, ticks

NUMBERS = st.lists(st.floats(width=64), max_size=30)


@settings(max_examples=80, deadline=None)
@given(
    ys=st.lists(NUMBERS, max_size=3),
    width=st.integers(20, 90),
    height=st.integers(5, 25),
    log=st.booleans(),
    ascii=st.booleans(),
    smooth=st.sampled_from([0.0, 0.9]),
    x=st.sampled_from([np.arange, lambda n: np.full(n, 3.0), lambda n: -np.arange(n), lambda n: np.full(n, np.nan)]),
)
@pytest.mark.filterwarnings("error")
def test_a_page_is_as_big_as_asked_for_whatever_the_numbers(ys, width, height, log, ascii, smooth, x):
    series = [Series(f"n\x1b{n}", x(len(y)), y) for n, y in enumerate(ys)]
    lines = draw(series, width, height, log=log, ascii=ascii, smooth=smooth, marks=[1.5, np.nan, 9e9])
    assert [len(line) for line in lines] == [width] * height
    assert "".join(lines).isprintable()
    assert not ascii or "".join(lines).isascii()


def picture(lines):
    """Only the curves: without numbers, axes and marks."""
    return ["".join(c if 0x2800 < ord(c) < 0x2900 else " " for c in line) for line in lines]


def dots(lines):
    """(column, row) of the dots, the left and the lowest first."""
    found = set()
    for row, line in enumerate(reversed(picture(lines))):
        for column, character in enumerate(line):
            bits = (ord(character) - 0x2800) if character != " " else 0
            places = [(0, 3, 1), (0, 2, 2), (0, 1, 4), (1, 3, 8), (1, 2, 16), (1, 1, 32), (0, 0, 64), (1, 0, 128)]
            found |= {(2 * column + dx, 4 * row + dy) for dx, dy, bit in places if bits & bit}
    return found


def test_a_line_that_rises_is_drawn_rising_without_holes():
    columns = {}
    for column, row in dots(draw([Series("y", [0, 1], [0, 1])], 60, 20)):
        columns.setdefault(column, []).append(row)
    rows = [columns[column] for column in sorted(columns)]
    assert len(rows) == 2 * (60 - 9)
    assert all(min(b) <= max(a) + 1 and min(b) >= min(a) for a, b in pairwise(rows))
    assert max(rows[-1]) - min(rows[0]) == 4 * 17 - 1


def test_one_spike_among_200_000_points_is_seen():
    y = np.zeros(200_000)
    quiet = dots(draw([Series("y", np.arange(len(y)), y + np.linspace(0, 1, len(y)))], 80, 20))
    y[123_456] = 1.0
    heights = [row for _, row in dots(draw([Series("y", np.arange(len(y)), y)], 80, 20))]
    assert len(set(heights)) == 4 * 17
    assert quiet


def test_the_range_of_each_point_is_drawn():
    x, y = np.arange(10), np.zeros(10)
    high = np.where(x == 5, 9.0, 0.0)
    assert len(dots(draw([Series("y", x, y, y, high)], 80, 20))) > len(dots(draw([Series("y", x, high)], 80, 20))) / 3
    assert {row for _, row in dots(draw([Series("y", x, y, y, high)], 80, 20))} == set(range(12, 80))


def test_nan_is_a_gap_and_a_point_without_neighbours_a_dot():
    y = np.ones(1000)
    y[300:600] = np.nan
    columns = {column for column, _ in dots(draw([Series("y", np.arange(1000), y)], 80, 20))}
    assert 40 < 2 * 71 - len(columns) < 45
    assert len(dots(draw([Series("y", [1, 2, 3], [1, np.nan, 1])], 80, 20))) == 2
    assert len(dots(draw([Series("y", [5], [7])], 20, 5))) == 1


def test_a_logarithmic_axis_has_powers_of_ten_and_leaves_out_what_is_not_above_0():
    lines = draw([Series("y", [0, 1, 2, 3], [1, 0.1, 0.01, 0.001])], 60, 20, log=True)
    assert [line[:7].strip() for line in lines[:-1] if line[:7].strip()] == ["1", "0.1", "0.01", "0.001"]
    assert "nothing to draw yet" in "".join(draw([Series("y", [0, 1], [0, -1])], log=True))


def test_several_curves_end_in_their_letters_and_marks_are_behind_them():
    lines = draw([Series("loss", [0, 9], [0, 1]), Series("val_loss", [0, 9], [1, 0])], 60, 12, marks=[4.5])
    assert (lines[0][-1], lines[8][-1]) == ("a", "b")
    assert lines[-1].split("  ")[:2] == ["a loss", "b val_loss"]
    assert {line.index("┊") for line in lines if "┊" in line} == {9 + 25}


def test_colors_take_no_room():
    series = [Series("loss", [0, 9], [0, 1]), Series("val_loss", [0, 9], [1, 0])]
    colored = draw(series, 60, 12, color=True)
    assert [re.sub(r"\x1b\[\d+m", "", line) for line in colored] == draw(series, 60, 12)
    assert "\x1b[34m" in "".join(colored)


@pytest.mark.parametrize(("width", "height"), [(19, 20), (80, 4)])
def test_too_small_a_page_is_refused(width, height):
    with pytest.raises(ArgumentError, match="at least 20 by 5"):
        draw([], width, height)


def test_arrays_of_different_lengths_are_refused():
    with pytest.raises(ArgumentError, match="'y' has arrays of different lengths"):
        draw([Series("y", [1, 2], [1])])


@pytest.mark.parametrize("weight", [0.0, 0.5, 0.99])
def test_smoothing_is_the_moving_average(weight):
    y = np.random.default_rng(0).normal(size=1001)
    y[[3, 500]] = np.nan, np.inf
    total = count = 0.0
    for n, value in enumerate(y):
        fine = np.isfinite(value)
        total, count = weight * total + (value if fine else 0), weight * count + fine
        if fine:
            np.testing.assert_allclose(smoothed(y, weight)[n] if n % 100 == 0 else total / count, total / count)
    np.testing.assert_allclose(smoothed(y[:3], weight)[0], y[0])
    with pytest.raises(ArgumentError, match="below 1"):
        smoothed(y, 1.0)


@settings(max_examples=100, deadline=None)
@given(st.floats(allow_nan=False), st.floats(allow_nan=False), st.integers(1, 20), st.booleans())
def test_ticks_are_few_ascend_and_lie_within(low, high, most, log):
    low, high = min(low, high), max(low, high)
    found = ticks(low, high, most, log)
    assert len(found) <= most
    assert sorted(set(found)) == found
    room = 1e-6 * (abs(low) + abs(high))
    assert all(low - room <= value <= high + room for value in found)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.25, "0.25"), (1e-5, "1e-05"), (12000, "12k"), (1500, "1.5k"), (3e6, "3M"), (1234, "1234"), (-0.5, "-0.5")],
)
def test_numbers_are_written_as_people_do(value, text):
    assert label(value) == text


@given(st.floats(), st.integers(5, 9))
@settings(max_examples=100, deadline=None)
def test_numbers_fit(value, longest):
    assert len(label(value, longest)) <= longest
