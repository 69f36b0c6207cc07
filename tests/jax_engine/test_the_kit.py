"""The everyday tests of ops, layers, losses, metrics and gradients hold on the JAX engine as they are."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("jax")

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parent.parent
FILES = (
    "test_dtypes.py",
    "test_keras_ops.py",
    "test_layers.py",
    "test_layers_as_in_keras.py",
    "test_losses_and_metrics.py",
    "test_norms.py",
    "test_ops.py",
    "test_ops_forms.py",
    "test_own_gradients.py",
)
LEFT_OUT = {  # and why
    "test_losses_and_metrics.py::test_penalties_of_frozen_weights_do_not_count": "what is trainable when the step is "
    "compiled stays so until compile() is called again",
}
QUICKLY = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"  # each op is called a few times


@pytest.mark.parametrize("file", FILES)
def test_what_holds_on_the_numpy_engine_holds_on_jax(file):
    options = ["-q", "-p", "no:cacheprovider", "--tb=short"]
    options += [f"--deselect=tests/{name}" for name in LEFT_OUT]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"tests/{file}"],
        cwd=TESTS.parent,
        env={**os.environ, "PLUGKERAS_ENGINE": "jax", "JAX_ENABLE_X64": "1", "XLA_FLAGS": QUICKLY},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]


def test_what_is_left_out_is_there():
    for name in LEFT_OUT:
        file, _, test = name.partition("::")
        assert re.search(rf"^def {re.escape(test)}\(", (TESTS / file).read_text(), re.MULTILINE), name
