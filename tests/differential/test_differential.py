"""Random models do with plugkeras what they do with real Keras; and nothing that has a name is left out of them."""

import json
import os
from pathlib import Path

import pytest

import plugkeras
from plugkeras import config
from plugkeras.errors import ShapeError
from plugkeras.host import host

from . import cases, layers, training
from .__main__ import told
from .compared import compared
from .comparing import differences
from .running import Run

KERAS = os.environ.get("PLUGKERAS_KERAS")
"""An interpreter that has keras 3.15.1 and torch 2.13.0."""

NUMBER = int(os.environ.get("PLUGKERAS_CASES", "200"))


@pytest.mark.keras
@pytest.mark.skipif(not KERAS, reason="PLUGKERAS_KERAS names no interpreter that has Keras")
def test_random_models_do_what_they_do_in_keras(tmp_path: Path) -> None:
    drawn = [cases.case(seed) for seed in range(NUMBER)]
    assert not told(compared(drawn, str(KERAS), tmp_path / "numbers"), str(KERAS))


def _named(kind: str) -> set[str]:
    """The classes that are standard parts of a kind."""
    found = [host().get(kind, name) for name in host().standard_names(kind)]
    return {one.__name__ for one in found if isinstance(one, type)}


@pytest.mark.parametrize(
    ("kind", "drawn", "not_drawn"),
    [
        ("layers", layers.LAYERS, layers.NOT_DRAWN),
        ("losses", training.LOSSES, ("Loss",)),
        ("metrics", training.METRICS, (*training.NOT_DRAWN, "Metric")),
        (
            "optimizers",
            (*training.OPTIMIZERS, *training.OPTIMIZERS_AROUND),
            (*training.OPTIMIZERS_NOT_DRAWN, "Optimizer"),
        ),
    ],
)
def test_everything_is_drawn_or_there_is_a_reason(kind: str, drawn: object, not_drawn: object) -> None:
    assert _named(kind) - {*drawn, *not_drawn} == set(), "wants a row, or a reason in NOT_DRAWN"
    assert {*drawn} & {*not_drawn} == set()


def test_a_case_is_plain_data_and_comes_of_its_seed_alone() -> None:
    drawn = [cases.case(seed) for seed in range(20)]
    assert json.loads(json.dumps(drawn)) == drawn == [cases.case(seed) for seed in range(20)]


def test_every_layer_that_is_there_comes_up() -> None:
    rows = set(cases.drawable())
    drawn = [cases.case(seed) for seed in range(2 * len(rows))]
    assert rows - {layer["class_name"] for case in drawn for layer in case["model"]["config"]["layers"]} == set()


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_a_file_goes_on_as_its_model_does(seed: int, tmp_path: Path) -> None:
    case = cases.case(seed)
    try:
        written, read = (Run(plugkeras, case, case["dtype"]) for _ in range(2))
        written.write(tmp_path / "model.keras")
        read.read(tmp_path / "model.keras")
    except ShapeError:
        pytest.skip("a layer refuses the mask that comes to it, as in Keras")
    finally:
        config.set_floatx("float32")
    wanted = {name: written.found[name] for name in read.found}
    assert not list(differences(read.found, wanted, case["dtype"], {}, {}))
