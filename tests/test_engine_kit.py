"""The kit for engines: one that is right passes, and each that is wrong is caught, with a sentence that says where."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from plugkeras import engine
from plugkeras.engine import PRIMITIVES, Engine
from plugkeras.testing import engines as laws
from plugkeras.testing.distributions import fake_distribution
from plugkeras.testing.engines import ENGINE_CHECKS, check_engine
from plugkeras.testing.primitive_calls import CALLS
from plugkeras_std.numpy_engine.engine import NumpyEngine


def test_each_primitive_that_is_not_drawn_is_called():
    assert set(CALLS) == set(PRIMITIVES) - {"dropout"}


@pytest.mark.parametrize("check", ENGINE_CHECKS, ids=lambda check: check.__name__)
def test_the_usual_engine_is_right(check):
    before = engine.current()
    check("numpy")
    assert engine.current() is before


class Sine(NumpyEngine):
    """A sign is wrong in one gradient."""

    def sin(self, x):
        return self.custom_gradient(lambda v: ((np.sin(v),), lambda up: [-up * np.cos(v)]), [x])[0]


class Softmax(NumpyEngine):
    """One op takes the wrong axis."""

    def softmax(self, x, axis=-1):
        return super().softmax(x, 0)


class Remainder(NumpyEngine):
    """One op cannot do what it should."""

    def mod(self, x1, x2):
        raise NotImplementedError("no remainders here")


class Forgetful(NumpyEngine):
    """What a rule makes of a slot is lost."""

    def map(self, rule, *laid):
        kept = [array.copy() for array in laid[1].arrays] if len(laid) > 2 else []
        super().map(rule, *laid)
        for array, value in zip(laid[1].arrays if kept else (), kept, strict=True):
            array[...] = value


class Always(NumpyEngine):
    """What should be done if is always done."""

    def when(self, condition, action):
        action()


class Never(NumpyEngine):
    """What should be done if is never done."""

    def when(self, condition, action):
        pass


class Twice(NumpyEngine):
    """A compiled step is made twice."""

    def compile(self, step, state):
        return lambda *batch: (step(*batch), step(*batch))[1]


class Once(NumpyEngine):
    """A compiled step that is made once for each shape."""

    def compile(self, step, state):
        results = {}
        return lambda *batch: results[s] if (s := batch[0].shape) in results else results.setdefault(s, step(*batch))


class Sharing(NumpyEngine):
    """A Variable changes the array that it was made of."""

    hold = Engine.hold


class Widening(NumpyEngine):
    """A Variable takes the dtype of what is assigned."""

    def assign(self, variable, value):
        variable.value = np.array(self.to_numpy(value))


class Seedless(NumpyEngine):
    """Each stream is the same."""

    def generator(self, seed):
        return super().generator(0)


class Unseeded(NumpyEngine):
    """No stream repeats."""

    def generator(self, seed):
        return super().generator(None)


class Numberless(NumpyEngine):
    """There are no numbers, but arrays of one element."""

    def number(self, x):
        return self.to_numpy(x)


class Withholding(NumpyEngine):
    """The gradients come back, and nobody has written them down."""

    def value_and_grad(self, function, variables):
        found = list(getattr(variables, "variables", variables))
        value, grads = super().value_and_grad(function, found)
        return value, getattr(variables, "grads", grads)


class Unused(NumpyEngine):
    """What does not matter has no gradient, rather than zero."""

    def value_and_grad(self, function, variables):
        value, grads = super().value_and_grad(function, variables)
        return value, grads if grads is getattr(variables, "grads", 0) else [g if g.any() else None for g in grads]


class Nameless(NumpyEngine):
    name = None


class Toneless(NumpyEngine):
    tanh = None


class Bare(Engine):
    name = "bare"


ALL, PRIMITIVE, GRADIENTS = check_engine, laws.primitives_are_the_usual_ones, laws.gradients_are_those_of_differences
STATE, VALUES, DRAWS = laws.arrays_go_in_and_come_out, laws.values_can_be_looked_at, laws.draws_repeat
FLOW, MAP, STEP = (
    laws.gradients_go_where_they_should,
    laws.map_changes_the_first_by_the_rule,
    laws.a_compiled_step_is_the_step,
)
WHOLE, TRAINED = laws.it_is_whole, laws.a_small_model_trains_to_the_same_losses

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
    (Numberless, VALUES, "number gives ndarray, not a Python number"),
    (Withholding, FLOW, "a gradient that a Flat took: the largest difference is 4"),
    (Unused, FLOW, "the gradient by a variable that does not matter: the shape is "),
    (Nameless, WHOLE, "it has no name"),
    (Toneless, ALL, "it lacks the primitives tanh"),
    (Bare, ALL, "it lacks the methods array, assign, flat, generator, map, to_numpy, value_and_grad"),
    (
        Always,
        ALL,
        "^2 of 12 checks of the engine failed:\n- values_can_be_looked_at: when .*\n- a_compiled_step_is_the_step: ",
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
