"""The kit for engines: one that is right passes, and each that is wrong is caught, with a sentence that says where."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from wrong_engines import (
    Always,
    Bare,
    Borrowing,
    Deaf,
    Doubling,
    Forgetful,
    Hoarding,
    Nameless,
    Never,
    Numberless,
    Once,
    Recording,
    Remainder,
    Scattering,
    Scribbling,
    Seedless,
    Sharing,
    Sine,
    Singles,
    Softmax,
    Stale,
    Standing,
    Toneless,
    Twice,
    Undoing,
    Unseeded,
    Unused,
    Widening,
    Withholding,
)

from plugkeras import engine
from plugkeras.engine import PRIMITIVES
from plugkeras.testing import engines as laws
from plugkeras.testing.distributions import fake_distribution
from plugkeras.testing.engines import ENGINE_CHECKS, check_engine
from plugkeras.testing.primitive_calls import CALLS


def test_each_primitive_that_is_not_drawn_is_called():
    assert set(CALLS) == set(PRIMITIVES) - {"dropout"}


@pytest.mark.parametrize("check", ENGINE_CHECKS, ids=lambda check: check.__name__)
def test_the_usual_engine_is_right(check):
    before = engine.current()
    check("numpy")
    assert engine.current() is before


ALL, PRIMITIVE, GRADIENTS = check_engine, laws.primitives_are_the_usual_ones, laws.gradients_are_those_of_differences
STATE, VALUES, DRAWS = laws.arrays_go_in_and_come_out, laws.values_can_be_looked_at, laws.draws_repeat
FLOW, MAP, STEP = (
    laws.gradients_go_where_they_should,
    laws.map_changes_the_first_by_the_rule,
    laws.a_compiled_step_is_the_step,
)
WHOLE, TRAINED = laws.it_is_whole, laws.a_small_model_trains_to_the_same_losses
WIDTHS, OWN = laws.floats_of_other_widths_are_computed_in_them, laws.own_gradients_flow

WRONG = [
    (Sine, GRADIENTS, r"sin\(float32\(3, 4\)\): the gradient of argument 0 is wrong, with a relative error of "),
    (Softmax, PRIMITIVE, r"softmax\(float32\(3, 4\)\): the largest difference is 0"),
    (Softmax, TRAINED, "of the epochs: the largest difference is "),
    (Remainder, PRIMITIVE, r"mod\(float32\(3, 4\), 0.75\): NotImplementedError: no remainders here"),
    (Forgetful, MAP, "the first slot after 1 maps of a rule that makes new arrays: the largest difference is 2"),
    (Forgetful, STEP, "the slot after step 1 as it is: the largest difference is "),
    (Always, VALUES, "when has acted, though its condition does not hold"),
    (Always, STEP, "the sum of each second loss after step 1 as it is: the largest difference is "),
    (Never, VALUES, "when has not acted, though its condition holds"),
    (Twice, STEP, "the loss after step 1 that was compiled: the largest difference is "),
    (Once, DRAWS, "a step that was compiled draws the same numbers each time"),
    (Sharing, STATE, "a Variable, after the array that it was made of was changed: the largest difference is 8"),
    (Widening, STATE, "assign has changed the dtype or the shape"),
    (Seedless, DRAWS, "random.normal: another seed gives the same numbers"),
    (Unseeded, DRAWS, "random.normal: the same seed gives other numbers"),
    (Doubling, PRIMITIVE, r"exp\(float32\(3, 4\)\): float64\(3, 4\), not float32\(3, 4\)"),
    (Singles, WIDTHS, r"tanh\(float64\(4, 4\)\): the largest difference is "),
    (Scribbling, PRIMITIVE, r"has: square\(float32\(3, 4\)\): argument 0 has been written into$"),
    (Borrowing, STATE, "a Variable, after the array that was assigned to it was changed: the largest difference is 6"),
    (Hoarding, FLOW, r"what gradient\(…\) wrote for a batch: the largest difference is 2"),
    (Undoing, FLOW, "a Variable that the function has changed: the largest difference is 3"),
    (Deaf, OWN, "the gradient that custom_gradient's function says: the largest difference is "),
    (Recording, FLOW, r"the value of a gradient\(…\) of a batch: the largest difference is 3"),
    (Standing, DRAWS, "random.normal: a stream gives the same numbers again"),
    (Stale, STEP, "the weight after step 4 that was compiled: the largest difference is "),
    (Scattering, DRAWS, "dropout: places that share their noise have not the same"),
    (Numberless, VALUES, "number gives ndarray, not a Python number"),
    (Withholding, FLOW, "a gradient that a Flat took: the largest difference is 4"),
    (Unused, FLOW, "the gradient by a variable that does not matter: the shape is "),
    (Nameless, WHOLE, "it has no name"),
    (Toneless, ALL, "it lacks the primitives tanh"),
    (Bare, ALL, "it lacks the methods array, assign, flat, generator, map, to_numpy, value_and_grad"),
    (
        Always,
        ALL,
        "^2 of 14 checks of the engine failed:\n- values_can_be_looked_at: when .*\n- a_compiled_step_is_the_step: ",
    ),
]


@pytest.mark.parametrize(("wrong", "check", "said"), WRONG, ids=lambda v: getattr(v, "__name__", ""))
def test_an_engine_that_is_wrong_is_caught(wrong, check, said):
    before = engine.current()
    with pytest.raises(AssertionError, match=said):
        check(wrong)
    assert engine.current() is before


@pytest.mark.slow
def test_the_engine_of_the_page_for_authors_is_right_as_a_package_of_somebody_else(tmp_path):
    page = (Path(__file__).parents[1] / "docs" / "plugins" / "engines.md").read_text()
    (whole,) = re.findall(r"^class Counting.*?(?=^\S)", page, re.MULTILINE | re.DOTALL)
    heads = "from collections import Counter\n\nfrom plugkeras.engine import PRIMITIVES, Engine\n"
    heads += "from plugkeras.engine.contract import made\n\nnumpy_engine = made('numpy')\n\n\n"
    manifest = "from plugkeras import hookimpl\n\nPLUGKERAS_API = 1\n\n\n@hookimpl\ndef register_engines():\n"
    files = {"acme/__init__.py": f"{manifest}    return {{'counting': 'acme.engine:Counting'}}\n"}
    files["acme/engine.py"] = heads + whole
    assert len(files["acme/engine.py"].splitlines()) <= 60
    fake_distribution(tmp_path, "acme-engines", files=files, entry_points={"acme": "acme"})
    code = "from plugkeras.testing.engines import check_engine; check_engine('acme>counting')"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)])}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
