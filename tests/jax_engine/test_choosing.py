"""The JAX engine as people ask for it: on the command line, in a project, for a run that goes on."""

import os
import subprocess
import sys

import pytest

pytest.importorskip("jax")

import plugkeras as keras
from plugkeras import engine
from plugkeras.cli import main
from plugkeras.host import host
from plugkeras.project.edits import set_value
from plugkeras.project.script import script
from plugkeras.runs import create
from plugkeras.runs.training import train

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    before, path = engine.current(), list(sys.path)
    monkeypatch.chdir(tmp_path)
    for name in ("PLUGKERAS_ENGINE", "PLUGKERAS_RUNS"):
        monkeypatch.setenv(name, "")
    yield
    engine.contract.use(before)
    sys.path[:] = path


@pytest.fixture
def iris():
    return set_value(host().get("templates", "iris")(), "fit.epochs", 2)


def test_its_devices_are_shown(capsys):
    assert main(["plugins", "jax"]) == 0
    assert "the engine jax computes on cpu:0" in capsys.readouterr().out


def test_where_it_finds_no_device_that_is_told_with_the_way_out(tmp_path):
    code = "from plugkeras.cli import main; main(['plugins', 'jax'])"
    environment = {**os.environ, "JAX_PLATFORMS": "cuda"}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True).stdout
    if "cannot be used" in told:  # there is no such device here
        assert "JAX finds no device to compute on, and JAX_PLATFORMS=cuda lets it look nowhere else: " in told


def test_its_name_is_that_of_the_backend():
    assert keras.set_engine("jax").name == keras.backend.backend() == "jax"


def test_a_run_on_it_has_the_losses_of_the_usual_one_and_goes_on_there_and_back(iris):
    runs = [create(name, project=set_value(iris, "fit.engine", name)) for name in ("numpy", "jax")]
    for run in runs:
        train(run, epochs=1, checkpoint_every=0)
    for run, other in zip(runs, ("jax", "numpy"), strict=True):
        train(run, epochs=3, engine=other)
    assert [run.info["engine"] for run in runs] == ["jax", "numpy"]
    assert [run.info["epoch"] for run in runs] == [3, 3]
    assert runs[0].info["logs"] == pytest.approx(runs[1].info["logs"], rel=1e-4)


def test_the_script_of_a_project_on_it_runs(iris, tmp_path, capsys):
    (tmp_path / "iris.py").write_text(script(set_value(iris, "fit.engine", "jax")))
    names = {"__name__": "__main__", "__file__": str(tmp_path / "iris.py")}
    exec((tmp_path / "iris.py").read_text(), names)
    assert engine.current().name == "jax"
    assert "accuracy: " in capsys.readouterr().out
