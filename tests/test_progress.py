"""What fit, evaluate and predict print: a bar on a terminal, plain lines elsewhere."""

import io
import os
import re
import shutil

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.callbacks import ProgbarLogger
from plugkeras.parts.callback_list import CallbackList
from plugkeras_std.callbacks import bar, line

BAR = "━" * 20


class Terminal(io.StringIO):
    """Something that says that it is a terminal, and how it encodes."""

    encoding = "utf-8"

    def isatty(self):
        return True


class AsciiTerminal(Terminal):
    """A terminal of the C locale, which fails as the real one does."""

    encoding = "ascii"

    def write(self, text):
        text.encode("ascii")
        return super().write(text)


class Clock:
    """Time that passes when it is told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(bar, "perf_counter", clock)
    return clock


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def attach(monkeypatch):
    """Put a terminal in the place of stdout: ``attach(columns)``, in the test, since pytest replaces it too."""

    def attached(columns=200, terminal=Terminal):
        out = terminal()
        monkeypatch.setattr("sys.stdout", out)
        monkeypatch.setattr(shutil, "get_terminal_size", lambda *_: os.terminal_size((columns, 24)))
        return out

    return attached


LOGS, RESULT = {"accuracy": 0.31254, "loss": 1.2459}, {"accuracy": 0.3875, "loss": 1.3207, "val_loss": 1.1449}


def train(clock, verbose, steps=3, known=True, epochs=1, logs=LOGS, result=RESULT, seconds=(0.1, 0.15), test=0.0):
    """Tell the bar of a training; a first step takes ``seconds[0]``, others ``seconds[1]``, validation ``test``."""
    progress = ProgbarLogger()
    told = CallbackList([progress], None, verbose=verbose, epochs=epochs, steps=steps if known else None)
    told.tell("on_train_begin", {})
    for epoch in range(epochs):
        told.tell("on_epoch_begin", epoch, {})
        for step in range(steps):
            progress.on_train_batch_begin(step, {})
            clock.now += seconds[step > 0]
            progress.on_train_batch_end(step, logs)
        if test:
            told.tell("on_test_begin", {})
            progress.on_test_batch_begin(0, {})
            clock.now += test
            progress.on_test_batch_end(0, {"loss": 9.0})
            told.tell("on_test_end", {"loss": 9.0})
        told.tell("on_epoch_end", epoch, result)
    told.tell("on_train_end", result)


def visible(text):
    return re.sub(r"\x1b\[\d+m", "", text)


def drawn(terminal):
    """The lines, in the order in which they were drawn, without colours."""
    return [part.rstrip(" ") for part in re.split(r"[\r\n]+", visible(terminal.getvalue())) if part]


# -- lines ---------------------------------------------------------------------------------------

METRICS = "accuracy: 0.3875 - loss: 1.3207 - val_loss: 1.1449"


@pytest.mark.parametrize("verbose", [1, 2])
def test_where_there_is_no_terminal_an_epoch_is_a_plain_line(verbose, clock, capsys):
    train(clock, verbose, epochs=2)
    result = f"3/3 - 0s - 150ms/step - {METRICS}\n"
    assert capsys.readouterr().out == f"Epoch 1/2\n{result}Epoch 2/2\n{result}"


def test_verbose_2_is_a_plain_line_on_a_terminal_too(clock, attach):
    terminal = attach()
    train(clock, 2)
    assert terminal.getvalue() == f"3/3 - 0s - 150ms/step - {METRICS}\n"


def test_verbose_0_prints_nothing(clock, capsys):
    train(clock, 0, epochs=2)
    assert capsys.readouterr().out == ""


def test_one_epoch_has_no_heading(clock, capsys):
    train(clock, 1)
    assert capsys.readouterr().out == f"3/3 - 0s - 150ms/step - {METRICS}\n"


def test_the_count_is_as_wide_as_the_number_of_steps():
    assert line.Progress(3, 100, 0, 0).counter() == "  3/100"


def test_validation_is_silent_and_takes_no_time_of_the_steps(clock, capsys):
    train(clock, 1, test=7)
    assert capsys.readouterr().out == f"3/3 - 7s - 150ms/step - {METRICS}\n"


def test_a_number_of_steps_that_is_unknown_is_known_at_the_end(clock, capsys):
    train(clock, 1, known=False)
    assert capsys.readouterr().out.startswith("3/3 - 0s")


def test_a_training_that_was_stopped_says_how_far_it_came(clock, capsys):
    progress = ProgbarLogger()
    progress.set_params({"verbose": 1, "epochs": 1, "steps": 3})
    progress.on_epoch_begin(0, {})
    progress.on_train_batch_begin(0, {})
    progress.on_epoch_end(0, {})
    assert capsys.readouterr().out == "1/3 - 0s - 0s/step\n"


NUMBERS = {1.0: "1.0000", -2.5: "-2.5000", 0.00101: "0.0010", 0.001: "1.0000e-03", -0.0005: "-5.0000e-04"} | {
    0.0: "0.0000e+00",
    float("nan"): "nan",
    float("inf"): "inf",
    12345.67891: "12345.6789",
    "high": "high",
}


@pytest.mark.parametrize(("value", "text"), NUMBERS.items())
def test_a_number_is_written_as_keras_writes_it(value, text):
    assert line.metrics({"loss": value}) == [f" - loss: {text}"]


def test_several_numbers_are_shown_as_their_mean():
    assert line.metrics({"recall": np.array([0.25, 0.75])}) == [" - recall: 0.5000"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59.9, "59s"), (60, "60s"), (61, "1:01"), (3600, "60:00"), (3661, "1:01:01"), (90000, "25:00:00")],
)
def test_the_remaining_time_is_written_as_keras_writes_it(seconds, text):
    assert line.clock_time(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (2.4, "2s"), (1, "1s"), (0.087, "87ms"), (0.001, "1ms"), (0.00008, "80us")]
)
def test_the_time_of_a_step_is_written_as_keras_writes_it(seconds, text):
    assert line.step_time(seconds) == f"{text}/step"


# -- the bar -------------------------------------------------------------------------------------


def test_on_a_terminal_a_bar_moves_in_colours(clock, attach):
    terminal = attach()
    train(clock, 1, epochs=2)
    first = (
        "Epoch 1/2\n"
        "\r\x1b[1m1/3\x1b[0m \x1b[32m━━━━━━\x1b[0m\x1b[37m━━━━━━━━━━━━━━\x1b[0m \x1b[1m0s\x1b[0m 100ms/step"
        " - accuracy: 0.3125 - loss: 1.2459"
    )
    assert terminal.getvalue().startswith(first + "\r")
    assert drawn(terminal)[1:5] == [
        f"1/3 {BAR} 0s 100ms/step - accuracy: 0.3125 - loss: 1.2459",
        f"2/3 {BAR} 0s 150ms/step - accuracy: 0.3125 - loss: 1.2459",
        f"3/3 {BAR} 0s 150ms/step - accuracy: 0.3125 - loss: 1.2459",
        f"3/3 {BAR} 0s 150ms/step - {METRICS}",
    ]
    assert terminal.getvalue().count("\n") == 4


def test_the_bar_says_the_remaining_time_and_at_the_end_the_elapsed(clock, attach):
    terminal = attach()
    train(clock, 1, steps=4, seconds=(50, 40), logs={}, result={})
    times = [re.search(r"━ (\S+) ", text)[1] for text in drawn(terminal)]
    assert times == ["2:30", "1:20", "40s", "0s", "170s"]


def test_steps_of_unknown_number_are_counted(clock, attach):
    terminal = attach()
    train(clock, 1, known=False, epochs=2, logs={"loss": 1.0}, result={"loss": 1.0})
    assert drawn(terminal) == [
        "Epoch 1/2",
        *[f"      {step}/Unknown 0s {pace}ms/step - loss: 1.0000" for step, pace in [(1, 100), (2, 150), (3, 150)]],
        f"3/3 {BAR} 0s 150ms/step - loss: 1.0000",
        "Epoch 2/2",
        *[f"{step}/3 {BAR} 0s {pace}ms/step - loss: 1.0000" for step, pace in [(1, 100), (2, 150), (3, 150), (3, 150)]],
    ]


def test_without_colours_the_bar_shows_what_is_not_done(clock, attach, monkeypatch):
    terminal = attach()
    monkeypatch.setenv("NO_COLOR", "1")
    train(clock, 1, steps=2)
    assert "\x1b" not in terminal.getvalue()
    assert drawn(terminal)[0].startswith("1/2 ━━━━━━━━━━────────── 0s")


def test_a_terminal_that_is_dumb_gets_no_colours(clock, attach, monkeypatch):
    terminal = attach()
    monkeypatch.setenv("TERM", "dumb")
    train(clock, 1)
    assert "\x1b" not in terminal.getvalue()


def test_a_terminal_that_knows_ascii_alone_gets_other_signs(clock, attach):
    terminal = attach(terminal=AsciiTerminal)
    train(clock, 1, steps=2, logs={"größe": 1.0}, result={"größe": 1.0})
    assert drawn(terminal)[0] == "1/2 ==========.......... 0s 100ms/step - gr??e: 1.0000"


def test_a_shorter_line_covers_a_longer_one(clock, attach):
    terminal = attach()
    train(clock, 1, steps=2, logs={"loss": 12345.0}, result={"loss": 1.0})
    first, *_, last = [text for text in visible(terminal.getvalue()).strip("\n").split("\r") if text]
    assert len(last) == len(first)
    assert last.endswith("loss: 1.0000    ")


MANY = {f"metric_{i}": 1.0 for i in range(9)}


@pytest.mark.parametrize("columns", [1, 2, 5, 10, 19, 20, 33, 40, 60, 80, 120, 300])
def test_no_line_is_wider_than_the_terminal(columns, clock, attach):
    terminal = attach(columns)
    train(clock, 1, steps=12, logs=MANY, result=MANY)
    widths = [len(part) for part in re.split(r"[\r\n]", visible(terminal.getvalue()))]
    assert max(widths) <= max(1, columns - 1)


def test_in_a_narrow_terminal_the_bar_leaves_metrics_out_and_the_end_breaks_the_line(clock, attach):
    terminal = attach(60)
    train(clock, 1, steps=1, result=RESULT)
    assert drawn(terminal) == [
        f"1/1 {BAR} 0s 100ms/step - accuracy: 0.3125",
        f"1/1 {BAR} 0s 100ms/step - accuracy: 0.3875",
        " - loss: 1.3207 - val_loss: 1.1449",
    ]


def test_the_output_is_looked_for_when_something_is_printed(clock, attach, capsys):
    progress = ProgbarLogger()
    progress.set_params({"verbose": 1, "epochs": 1, "steps": 1})
    terminal = attach()
    progress.on_predict_begin({})
    progress.on_predict_batch_begin(0, {})
    progress.on_predict_end({})
    assert "1/1" in terminal.getvalue()
    assert capsys.readouterr().out == ""


# -- in real use ---------------------------------------------------------------------------------

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(12, 4)).astype("float32"), RNG.normal(size=(12, 1)).astype("float32")
TIME = r"\d+s - \d+(s|ms|us)/step"


@pytest.fixture
def model():
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    return model


CALLS = {
    "fit": (lambda m: m.fit(X, Y, 4, 2), rf"(Epoch \d/2\n3/3 - {TIME} - \w+: \S+ - \w+: \S+\n){{2}}"),
    "fit, validating": (
        lambda m: m.fit(X, Y, 4, validation_data=(X, Y)),
        rf"3/3 - {TIME}( - (loss|mae|val_loss|val_mae): \S+){{4}}\n",
    ),
    "evaluate": (lambda m: m.evaluate(X, Y, 4), rf"3/3 - {TIME}( - (loss|mae): \S+){{2}}\n"),
    "predict": (lambda m: m.predict(X, 4), rf"3/3 - {TIME}\n"),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_pipe_gets_plain_lines_without_control_characters(call, model, capsys):
    run, pattern = CALLS[call]
    run(model)
    printed = capsys.readouterr().out
    assert re.fullmatch(pattern, printed)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", printed)


@pytest.mark.parametrize("call", CALLS)
def test_a_terminal_gets_a_bar(call, model, attach):
    terminal = attach()
    CALLS[call][0](model)
    assert f"\n3/3 {BAR} " in visible(terminal.getvalue()).replace("\r", "\n")
    assert terminal.getvalue().endswith("\n")
