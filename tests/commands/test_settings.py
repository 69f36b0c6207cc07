"""What people type after ``--set`` and ``--max-time``."""

import argparse

import pytest

from plugkeras.errors import ArgumentError
from plugkeras.host import host
from plugkeras.project.edits import get_value
from plugkeras_std.commands.options import seconds
from plugkeras_std.commands.settings import applied


@pytest.fixture
def digits():
    return host().get("templates", "digits")()


TYPED = [
    ("fit.epochs=3", 3),
    (" layers.hidden.units = 32 ", 32),
    ("layers.conv.kernel_size=[5, 5]", (5, 5)),
    ("layers.conv.kernel_size=5x5", (5, 5)),
    ("layers.conv.padding=valid", "valid"),
    ("compile.optimizer.learning_rate=1e-3", 0.001),
    ("note=as it was = before", "as it was = before"),
]


@pytest.mark.parametrize(("text", "value"), TYPED)
def test_a_value_is_what_the_place_can_hold(digits, text, value):
    project = applied(digits, [text])
    path = text.partition("=")[0].strip()
    default = {"layers.conv.padding": "valid", "compile.optimizer.learning_rate": 0.001}.get(path)
    assert get_value(project, path) in (value, default)
    assert project != digits


def test_settings_are_applied_in_their_order(digits):
    assert applied(digits, ["fit.epochs=3", "fit.epochs=4"]).fit.epochs == 4


WRONG = [
    ("fit.epochs", "say path=value"),
    ("=3", "say path=value"),
    ("fit.epoch=3", "did you mean 'epochs'?"),
    ("layers.hiden.units=3", "did you mean 'hidden'?"),
    ("layers.hidden.unit=3", "did you mean 'units'?"),
    ("layers.hidden.units=many", "layers.hidden.units: "),
    ("layers.conv.kernel_size=many", "e.g. 3x3"),
    ("fit.epochs=__import__('os')", "fit.epochs"),
    (f"name={'x' * 300}", "name"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_cannot_be_is_one_sentence_with_the_place_or_the_near_name(digits, text, said):
    with pytest.raises((ArgumentError, ValueError)) as error:
        applied(digits, [text])
    assert said in str(error.value)
    assert "\n" not in str(error.value)


TIMES = [
    ("90", 90.0),
    ("90s", 90.0),
    ("5m", 300.0),
    ("1h30m", 5400.0),
    ("1.5h", 5400.0),
    ("2d", 172800.0),
    ("0", 0.0),
    ("5m3", 303.0),
]


@pytest.mark.parametrize(("text", "value"), TIMES)
def test_a_time_is_a_number_with_a_unit(text, value):
    assert seconds(text) == value


@pytest.mark.parametrize("text", ["", "soon", "5x", "-3", "1..5s", "nan", "1e3"])
def test_anything_else_is_no_time(text):
    with pytest.raises(argparse.ArgumentTypeError, match="is no time: say 90s, 5m or 1h30m"):
        seconds(text)
