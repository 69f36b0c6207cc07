"""The everyday tests of ops, layers, losses, metrics and gradients hold on the JAX engine as they are.

So does every fortieth of the golden cases; all do with ``PLUGKERAS_GOLDEN_PART=1``, which takes long.
"""

import re
from pathlib import Path

import pytest

pytest.importorskip("jax")

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parent.parent
FILES = (
    "own_models/test_own_models.py",
    "test_cells.py",
    "test_dtypes.py",
    "test_keras_ops.py",
    "test_layers.py",
    "test_layers_as_in_keras.py",
    "test_layers_of_images.py",
    "test_layers_of_keras_1_and_2.py",
    "test_losses_and_metrics.py",
    "test_norms.py",
    "test_ops.py",
    "test_ops_forms.py",
    "test_own_gradients.py",
    "test_preparing.py",
    "test_recurrent_layers.py",
    "golden/test_golden.py",
)
LEFT_OUT = {  # and why
    "test_losses_and_metrics.py::test_penalties_of_frozen_weights_do_not_count": "what is trainable when the step is "
    "compiled stays so until compile() is called again",
}


@pytest.mark.parametrize("file", FILES)
def test_what_holds_on_the_numpy_engine_holds_on_jax(file, elsewhere):
    assert not (said := elsewhere.failures(file)), said


def test_what_is_left_out_is_there():
    for name in LEFT_OUT:
        file, _, test = name.partition("::")
        assert re.search(rf"^def {re.escape(test)}\(", (TESTS / file).read_text(), re.MULTILINE), name
