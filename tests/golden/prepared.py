"""What is computed for layers that prepare data."""

from typing import Any

import numpy as np

from .cases.preparing import Prepared, Words
from .parts import build, draw, source


def _drawn(random: Any, value: Any, dtype: str) -> Any:
    return np.array(value.values, object) if isinstance(value, Words) else draw(random, value, dtype)


def _as_numbers(value: Any, dtype: str) -> Any:
    """An array; of text, its bytes, a line each."""
    value = np.asarray(value.numpy() if hasattr(value, "numpy") else value)
    if value.dtype.kind in "OSU":
        lines = [word if isinstance(word, bytes) else str(word).encode() for word in value.ravel()]
        value = np.frombuffer(b"\n".join(lines), np.uint8)
    return value.astype(dtype)


def run_prepared(side: Any, name: str, case: Prepared, dtype: str) -> dict[str, Any]:
    """The output, the shape told for it, the vocabulary or the weights, and the gradient by an input of floats."""
    random = source(name)
    x, data = _drawn(random, case.x, dtype), _drawn(random, case.data, dtype)
    kwargs = {key: draw(random, value, dtype) for key, value in case.call.items()}
    layer = build(side.keras, case.layer)
    if case.batches:
        layer.adapt(data[i : i + case.batches] for i in range(0, len(data), case.batches))
    elif data is not None:
        layer.adapt(data)
    if x.dtype.kind != "O" and not layer.built:
        layer.build(x.shape)
    result = {"output": _as_numbers(layer(x, **kwargs), dtype)}
    if hasattr(layer, "get_vocabulary"):
        result["vocabulary"] = _as_numbers(np.array(layer.get_vocabulary()), dtype)
    else:
        result |= {f"weight-{i}": _as_numbers(w, dtype) for i, w in enumerate(layer.get_weights())}
    if getattr(layer, "bin_boundaries", None) is not None:
        result["boundaries"] = np.array(layer.bin_boundaries, dtype)
    if x.dtype.kind == "f" and case.layer.path != "layers.Discretization":
        result["gradient"] = _gradient(side, layer, x, random.uniform(-1, 1, result["output"].shape).astype(dtype))
    return result


def _gradient(side: Any, layer: Any, x: Any, projection: Any) -> Any:
    ops, variable = side.keras.ops, side.keras.Variable(x)
    return side.value_and_grad(lambda: ops.sum(ops.multiply(layer(variable * 1.0), projection)), [variable])[1][0]
