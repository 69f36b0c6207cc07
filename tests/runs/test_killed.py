"""A run whose process is killed, at whatever moment, goes on to the same bits as one that nobody killed.

The moments are seeded. The everyday suite has two of the model with noise; ``pytest -m slow`` has the other models, and
two hundred moments more.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

KILLING = Path(__file__).with_name("killing.py")
MODELS = ("dense", "convolutional", "stateful LSTM", "noisy")


def killed(model, first, last, folder):
    """What ``killing.py`` told of each seed."""
    command = [sys.executable, str(KILLING), model, str(first), str(last), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert not done.returncode, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(lines, count):
    assert [line["differs"] for line in lines] == [[]] * count
    assert sum(line["kills"] for line in lines) >= count


@pytest.mark.parametrize("model", [*(pytest.param(one, marks=pytest.mark.slow) for one in MODELS[:-1]), MODELS[-1]])
def test_a_run_that_is_killed_goes_on_to_the_same_bits(model, tmp_path):
    check(killed(model, 0, 2, tmp_path), 2)


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_it_does_so_at_two_hundred_moments(model, tmp_path):
    check(killed(model, 2, 52, tmp_path), 50)
