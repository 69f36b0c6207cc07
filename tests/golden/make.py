"""Write the golden files, with real Keras on PyTorch and JAX::

    KERAS_BACKEND=torch python -m tests.golden.make write [FAMILY ...]
    KERAS_BACKEND=jax python -m tests.golden.make missing [FAMILY ...]
    KERAS_BACKEND=jax python -m tests.golden.make compare [FAMILY ...]
    KERAS_BACKEND=tensorflow python -m tests.golden.make write preparing

Keras and its backends want environments of their own; the tests need none. ``write`` makes the files anew,
``missing`` adds what the first backend cannot do, and ``compare`` tells where another one differs. Keras 3.15.1
on JAX differs in what is said below, in the masked accuracies of "lstm-tagging" (it drops the mask), and in float32
where a case loses digits. Layers that read text need TensorFlow; so that family is of it alone.
"""

import os
import sys
from collections.abc import Collection
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("JAX_ENABLE_X64", "1")

import keras
import numpy as np
from keras.src.backend.common import dtypes

from . import store
from .compare import differences
from .runs import FAMILIES, cases_in

dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
"""On TensorFlow this is so; on other backends Keras's type promotion turns every float64 into a float32,
and means, schedules, tanh and much else would be float32 rounded to no purpose."""


def _copying_states(inner_loop: Any) -> Any:
    def loop(self: Any, sequences: Any, initial_state: Any, *args: Any, **kwargs: Any) -> Any:
        states = keras.tree.map_structure(lambda state: state * 1, initial_state)
        return inner_loop(self, sequences, states, *args, **kwargs)

    return loop


for _layer in (keras.layers.RNN, keras.layers.GRU, keras.layers.LSTM):
    _layer.inner_loop = _copying_states(_layer.inner_loop)
"""On PyTorch a stateful layer overwrites its state while autograd still needs it, so that training fails
(and on JAX training and `predict` do not keep the state)."""

LEFT_TO_JAX = {
    "activations": ("hard_sigmoid", "hard_silu", "hard_swish"),  # torch's gradient has 1/6 in float32
    "augmentations": ("Contrast-plain", "Contrast-tiles", "Contrast-first"),  # torch counts what is clipped in integers
    "images": (
        *("resize-bicubic", "resize-lanczos", "resize-bilinear-less", "resize-crop-wide", "scale_and_translate"),
        *("gaussian_blur", "map_coordinates-bytes"),  # one size of kernel only; cut off instead of rounded
    ),  # another bicubic, no Lanczos, another widening
    "image_layers": ("UpSampling2D-bicubic", "UpSampling2D-lanczos"),  # as above
    "layers": (
        *("LSTM-hard_sigmoid", "LSTM-other"),
        *("AveragePooling2D-overlap-same", "AveragePooling2D-stride1-same", "AveragePooling2D-first-same"),
    ),  # Keras on torch pads with copies of the edge where "same" should count real cells only
    "later_optimizers": ("ScheduleFreeAdamW",),  # torch overwrites the momentum before the mean is worked out from it
    "metrics": ("AUC",),  # Keras on torch sums the weights of a bucket in float32
    "recurrent": (
        *(f"GRU-{name}" for name in ("hard_sigmoid", "before-hard_sigmoid")),  # as above
        "TimeDistributed-normalized",  # the variance of a batch is rounded to float32
    ),
    "ops": (
        *("hard_sigmoid", "hard_silu", "hard_swish"),  # as above
        *("segment_", "scatter", "associative_scan", "view_as", "bartlett", "blackman", "hamming", "hanning", "kaiser"),
        *("nonzero", "average-weights", "angle"),  # float32, above; here one array for several, rows, the sign of -0.0
        *("histogram", "stft", "istft"),  # counts as floats; windows in float32
    ),
}
"""Cases, by the beginning of their names, that Keras on PyTorch gets wrong."""


def _torch_value_and_grad(function: Any, variables: list[Any]) -> tuple[Any, list[Any]]:
    import torch

    leaves, value = [v.value for v in variables], function()
    if not value.requires_grad:
        return value, [torch.zeros_like(leaf).numpy() for leaf in leaves]
    grads = torch.autograd.grad(value, leaves, allow_unused=True, materialize_grads=True)
    return value, [g.numpy() for g in grads]


def _jax_value_and_grad(function: Any, variables: list[Any]) -> tuple[Any, list[Any]]:
    import jax

    def pure(values: list[Any]) -> Any:
        with keras.StatelessScope(state_mapping=list(zip(variables, values, strict=True))):
            return function()

    value, grads = jax.value_and_grad(pure)([v.value for v in variables])
    return value, [np.asarray(g) for g in grads]


def _tensorflow_value_and_grad(function: Any, variables: list[Any]) -> tuple[Any, list[Any]]:
    import tensorflow

    with tensorflow.GradientTape() as tape:
        value = function()
    leaves = [v.value for v in variables]
    return value, [g.numpy() for g in tape.gradient(value, leaves, unconnected_gradients="zero")]


VALUE_AND_GRAD = {
    "torch": _torch_value_and_grad,
    "jax": _jax_value_and_grad,
    "tensorflow": _tensorflow_value_and_grad,
}


class RealKeras:
    """Real Keras, as a ``Side``."""

    keras = keras
    value_and_grad = staticmethod(VALUE_AND_GRAD[keras.backend.backend()])


def results(family: str, dtype: str, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """What the cases of ``family`` give in ``dtype``; one that this backend cannot do is left out and told."""
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)
    run, _ = FAMILIES[family]
    done, on_torch = {}, keras.backend.backend() == "torch"
    for name, case in cases_in(family, dtype).items():
        if name in leave_out or (on_torch and name.startswith(LEFT_TO_JAX.get(family, ()))):
            continue
        try:
            done[name] = run(RealKeras(), name, case, dtype)
        except Exception as error:  # of whatever kind a backend raises
            print(f"{family} {name} {dtype}: {type(error).__name__}: {str(error).splitlines()[0]}")
    return done


def write(family: str) -> None:
    """Make the file anew."""
    store.write(family, {dtype: results(family, dtype) for dtype in store.DTYPES})


def add_missing(family: str) -> None:
    """Add the cases that the file does not have."""
    written = store.read(family)
    store.write(family, {dtype: written[dtype] | results(family, dtype, written[dtype]) for dtype in store.DTYPES})


def compare(family: str) -> None:
    """Tell where this backend differs from the file."""
    for dtype, cases in store.read(family).items():
        for name, quantities in results(family, dtype).items():
            for line in differences(quantities, cases.get(name, {}), dtype):
                print(f"{family} {name} {dtype}: {line}")


ACTIONS = {"write": write, "missing": add_missing, "compare": compare}

if __name__ == "__main__":
    action, *families = sys.argv[1:] or ["write"]
    for family in families or FAMILIES:
        ACTIONS[action](family)
