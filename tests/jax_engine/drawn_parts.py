"""What layers, losses, metrics and optimizers with drawn arguments compute.

python drawn_parts.py KIND NUMBER [FIRST] compares the engines on so many draws, and prints those that differ.
"""

import sys
import warnings
import zlib
from typing import Any

import numpy as np
from drawing import Drawn, Numbers, differences
from drawn_layers import LAYERS
from drawn_training import LOSSES, METRICS, OPTIMIZERS, drawn_loss, drawn_metric, drawn_optimizer

import plugkeras as keras
from plugkeras import ops
from plugkeras.config import floatx
from plugkeras.engine import current


def floats(x: Any) -> Any:
    """An array of floats in the dtype of the run."""
    return x.astype(floatx()) if x is not None and x.dtype == np.float64 else x


def run(compiled: bool, state: Any, step: Any) -> list[Any]:
    """What a step returns, compiled or op by op, as ndarrays."""
    results = current().compile(step, lambda: state)() if compiled else step()
    return [np.asarray(ops.convert_to_numpy(y)) for y in results]


def plain(y: Any) -> list[Any]:
    return list(y) if isinstance(y, list | tuple) else [y]


def waves(y: Any) -> Any:
    """What outputs are multiplied with before they are added up."""
    return np.cos(np.arange(np.prod(y.shape))).reshape(y.shape).astype(floatx())


def of_layer(name: str, seed: int) -> Numbers:
    """Outputs and masks of two calls, in inference and training; gradients; and what has become of its state."""
    d = Drawn(zlib.crc32(name.encode()) + seed)
    case, compiled = LAYERS[name](d), bool(d.rng.integers(3))
    x = floats(case.x)
    layer = case.make()
    layer.build(x.shape)
    layer.set_weights([d.rng.uniform(0.1, 0.8, w.shape).astype(floatx()) for w in layer.weights])
    inputs = keras.Variable(x, dtype=str(x.dtype)) if x.dtype.kind == "f" and name != "embedding" else x
    options = {} if case.mask is None else {"mask": case.mask}
    watched = [*layer.trainable_variables, *([inputs] if inputs is not x else [])]

    def projected() -> Any:
        return sum(ops.sum(y * waves(y)) for y in plain(layer(inputs, training=True, **options)))

    def step() -> Any:
        first = [y for training in (False, True) for y in plain(layer(inputs, training=training, **options))]
        grads = keras.value_and_grad(projected, watched)[1] if watched else []
        return *first, *grads

    with np.errstate(all="ignore"):
        found = run(compiled, [*layer.variables, *([inputs] if inputs is not x else [])], step)
    found += [v.numpy() for v in layer.variables]
    mask = layer.compute_mask(x, case.mask) if layer.supports_masking else None
    found += [] if mask is None else [np.asarray(ops.convert_to_numpy(mask))]
    return {str(n): y for n, y in enumerate(found)}


def of_loss(name: str, seed: int) -> Numbers:
    """The loss and its gradient."""
    d = Drawn(zlib.crc32(name.encode()) + seed)
    loss, y_true, y_pred, weight, mask = drawn_loss(d, name)
    y_true, y_pred, weight = floats(y_true), keras.Variable(floats(y_pred)), floats(weight)

    def step() -> Any:
        def total() -> Any:
            value = loss(y_true, y_pred, sample_weight=weight, mask=mask)
            return ops.sum(value * waves(value))

        return loss(y_true, y_pred, sample_weight=weight, mask=mask), *keras.value_and_grad(total, [y_pred])[1]

    return {str(n): y for n, y in enumerate(run(bool(d.rng.integers(3)), [y_pred], step))}


def of_metric(name: str, seed: int) -> Numbers:
    """The result after each of two batches, after a reset, and the state."""
    d = Drawn(zlib.crc32(name.encode()) + seed)
    metric, batches = drawn_metric(d, name)
    compiled, found = bool(d.rng.integers(2)), []

    def step(y_true: Any, y_pred: Any, weight: Any) -> Any:
        metric.update_state(y_true, y_pred, sample_weight=weight)
        return ops.ones(())

    taken = current().compile(step, lambda: metric.variables) if compiled else step
    for y_true, y_pred, weight in batches:
        taken(floats(y_true), floats(y_pred), floats(weight))
        found.append(np.array(ops.convert_to_numpy(metric.result())))  # numpy's may be the state itself
    found += [v.numpy() for v in metric.variables]
    metric.reset_state()
    found += [v.numpy() for v in metric.variables]
    return {str(n): y for n, y in enumerate(found)}


def of_optimizer(name: str, seed: int) -> Numbers:
    """Losses and weights of a training, and the optimizer's state."""
    d = Drawn(zlib.crc32(name.encode()) + seed)
    constraint = d.one_of(None, None, "non_neg", keras.constraints.MaxNorm(0.9), keras.constraints.UnitNorm())
    first = keras.layers.Dense(3, "tanh", kernel_constraint=constraint, name="first")
    model = keras.Sequential([keras.Input((4,)), first, keras.layers.Dense(2, name="second")], name="model")
    model.set_weights([d.rng.uniform(-0.8, 0.8, w.shape).astype(floatx()) for w in model.weights])
    optimizer = drawn_optimizer(d, name)
    model.compile(optimizer, "mse")
    x, y = floats(d.normal(14, 4)), floats(d.normal(14, 2) * 3)
    weight = d.one_of(None, d.rng.uniform(0, 2, 14))
    losses = model.fit(x, y, batch_size=4, epochs=2, sample_weight=floats(weight), shuffle=False, verbose=0).history
    state = {f"{n} {v.path}": v.numpy() for n, v in enumerate(optimizer.variables)}
    return {"loss": np.array(losses["loss"]), **{v.path: v.numpy() for v in model.weights}, **state}


KINDS = {
    "layer": (of_layer, LAYERS),
    "loss": (of_loss, LOSSES),
    "metric": (of_metric, METRICS),
    "optimizer": (of_optimizer, OPTIMIZERS),
}


def compared(kind: str, name: str, seed: int, dtype: str) -> list[str]:
    """How the engines differ on a draw."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(differences(dtype, lambda: KINDS[kind][0](name, seed)))


if __name__ == "__main__":
    kind, number, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 0
    for seed in range(first, first + number):
        for name in KINDS[kind][1]:
            dtype = ("float64", "float32")[seed % 2]
            try:
                said = compared(kind, name, seed, dtype)
            except Exception as problem:
                said = [f"{type(problem).__name__}: {problem}"]
            if said:
                print(kind, name, seed, dtype, *said[:3], sep=" | ", flush=True)
