"""The examples: each project is free of problems and learns what it is for, and each script checks its own result."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from plugkeras.project.building import compiled, fit_arguments, model_of, open_project
from plugkeras.project.checking import check
from plugkeras.project.data import prepare
from plugkeras.random import set_random_seed

FOLDER = Path(__file__).parents[1] / "examples"

PROJECTS = {"digits": 0.94, "passengers": 0.72, "shapes": 0.85}
"""The accuracy on rows kept apart that each reaches at least."""


QUICK = "rbf"
PORTS = (
    *("capsules", "drop_block", "focal_loss", "group_normalization", "lookahead"),
    *("mish", "one_cycle", "self_attention", "tcn"),
)


def test_every_example_is_tested():
    assert {file.stem for file in FOLDER.glob("*.json")} == set(PROJECTS)
    assert [file.name for file in FOLDER.glob("*.py")] == ["watched.py"]
    assert {file.stem for file in (FOLDER / "ports").glob("*.py")} == {QUICK, *PORTS}


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_of_the_examples_learns_what_it_is_for(name):
    if name == "shapes" and find_spec("PIL") is None:
        pytest.skip("Pillow is not installed")
    project = open_project(FOLDER / f"{name}.json")
    set_random_seed(project.fit.seed)
    data = prepare(project.data, FOLDER)
    assert check(project, data.facts).problems == ()
    model = compiled(project, model_of(project, data.facts.input_shape))
    model.fit(*data.train, validation_data=data.validation, verbose=0, **fit_arguments(project))
    rows = data.test if data.test is not None else data.validation
    assert model.evaluate(*rows, verbose=0, return_dict=True)["accuracy"] > PROJECTS[name]


def ran(command, folder):
    """What a script of the examples says in the end, run in ``folder``."""
    path = os.pathsep.join(filter(None, sys.path))
    environment = {**os.environ, "PYTHONPATH": path, "PLUGKERAS_RUNS": str(folder)}
    done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_script_of_the_examples_checks_its_own_result(tmp_path):
    assert "are told apart" in ran([FOLDER / "watched.py"], tmp_path)


@pytest.mark.parametrize("name", [QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in PORTS)])
def test_a_port_of_a_published_part_trains_and_checks_its_own_result(name, tmp_path):
    assert ran(["-m", "plugkeras.cli", "run", FOLDER / "ports" / f"{name}.py"], tmp_path)
