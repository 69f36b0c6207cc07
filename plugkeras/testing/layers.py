"""What every layer must hold to, as named checks: ``check(make, shape)`` raises AssertionError where it does not.

    from plugkeras.testing.layers import LAYER_CHECKS

    @pytest.mark.parametrize("check", LAYER_CHECKS, ids=lambda c: c.__name__)
    def test_swish(check):
        check(lambda **options: Swish(beta=2.0, **options), (4, 3))

``make(**options)`` makes a new layer, passing the options on; ``shape`` is an input's, batch axis included.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from plugkeras.parts.config import deserialize, serialize
from plugkeras.parts.layer import Layer
from plugkeras.random import set_random_seed
from plugkeras.testing.gradients import gradient_error
from plugkeras.training.sequential import Sequential

Make = Callable[..., Layer]


def example(layer: Layer, shape: Sequence[int], dtype: str = "float32", seed: int = 7) -> Any:
    """Inputs of ``shape``: integers for a layer that looks rows up, else normal numbers; read-only."""
    rng = np.random.default_rng(seed)
    rows = getattr(layer, "input_dim", None)
    x = rng.integers(0, rows, shape) if isinstance(rows, int) else rng.normal(size=shape).astype(dtype)
    x.flags.writeable = False
    return x


def shapes_agree(make: Make, shape: Sequence[int]) -> None:
    """The output has the shape that compute_output_shape says, for an open batch axis too."""
    layer = make()
    y = layer(example(layer, shape))
    assert tuple(layer.compute_output_shape(tuple(shape))) == tuple(y.shape)
    assert tuple(layer.compute_output_shape((None, *shape[1:])))[1:] == tuple(y.shape)[1:]


def config_makes_an_equal_layer(make: Make, shape: Sequence[int]) -> None:
    """A layer made from the config has the same config, name and, given the weights, the same outputs."""
    layer = make()
    x = example(layer, shape)
    y = layer(x)
    twin = deserialize("layers", serialize(layer))
    assert twin.get_config() == layer.get_config()
    assert twin.name == layer.name
    twin.build(tuple(shape))
    twin.set_weights(layer.get_weights())
    _reset(layer, twin)
    np.testing.assert_array_equal(twin(x), y)


def dtype_is_kept(make: Make, shape: Sequence[int]) -> None:
    """A float16 or float64 layer has weights and outputs of that dtype."""
    for dtype in ("float16", "float64"):
        layer = make(dtype=dtype)
        y = layer(example(layer, shape, dtype))
        assert str(y.dtype) == dtype, (str(y.dtype), dtype)
        assert {v.dtype for v in layer.weights} <= {dtype}


def samples_do_not_mix(make: Make, shape: Sequence[int]) -> None:
    """At inference, a sample's output does not depend on the others of its batch."""
    layer = make()
    if getattr(layer, "stateful", False):
        return
    x = example(layer, shape)
    whole, one = layer(x), layer(x[:1])
    np.testing.assert_allclose(whole[:1], one, rtol=1e-5, atol=1e-6)


def empty_batches_pass(make: Make, shape: Sequence[int]) -> None:
    """A batch of no samples gives an output of no samples."""
    layer = make()
    if getattr(layer, "stateful", False):
        return
    x = example(layer, shape)
    assert layer(x[:0]).shape == (0, *layer(x).shape[1:])


def gradients_are_right(make: Make, shape: Sequence[int]) -> None:
    """The gradients of inputs and weights equal numeric differences, in float64, at inference and in training."""
    for training in (False, True):
        layer = make(dtype="float64")
        x = example(layer, shape, "float64")
        layer(x)
        start = [w + 0.1 * np.cos(np.arange(w.size)).reshape(w.shape) for w in layer.get_weights()]
        trained = layer.trainable_weights
        places = [next(i for i, v in enumerate(layer.weights) if v is w) for w in trained]
        if training and _noisy(layer):
            continue

        layer.set_weights(start)
        arguments = [*([x] if x.dtype.kind == "f" else []), *(start[i] for i in places)]
        if arguments:
            error = gradient_error(partial(_output, layer, x, trained, training), *arguments)
            assert error < 1e-6, f"{layer}, training={training}: the relative error is {error:.1e}"


def _output(layer: Layer, x: Any, trained: Sequence[Any], training: bool, *arguments: Any) -> Any:
    """The output as a function of the inputs, unless they are integers, and of the weights."""
    inputs, values = (arguments[0], arguments[1:]) if x.dtype.kind == "f" else (x, arguments)
    _reset(layer)
    with _standing_in(trained, values):
        return layer(inputs, training=training)


class _standing_in:  # noqa: N801 (used as a function)
    """Within it, other variables stand for a layer's weights."""

    def __init__(self, weights: Sequence[Any], others: Sequence[Any]) -> None:
        self.weights, self.others = weights, others

    def __enter__(self) -> None:
        self.kept = [(w.value, w.node) for w in self.weights]
        for w, other in zip(self.weights, self.others, strict=True):
            w.value, w.node = other.value, other.node

    def __exit__(self, *_: object) -> None:
        for w, (value, node) in zip(self.weights, self.kept, strict=True):
            w.value, w.node = value, node


def a_seed_repeats(make: Make, shape: Sequence[int]) -> None:
    """With the same random seed, training gives the same bits."""
    outputs = []
    for _ in range(2):
        set_random_seed(5)
        layer = make()
        outputs.append(np.asarray(layer(example(layer, shape), training=True)))
    np.testing.assert_array_equal(outputs[0], outputs[1])


def it_stands_in_a_model(make: Make, shape: Sequence[int]) -> None:
    """A Sequential model with it trains a step on it, or passes it by if it has no weights."""
    layer = make(**({"batch_input_shape": tuple(shape)} if getattr(make(), "stateful", False) else {}))
    model = Sequential([layer])
    x = example(layer, shape)
    y = model.predict(x, batch_size=shape[0], verbose=0)
    model.compile("sgd", "mse")
    assert np.isfinite(model.train_on_batch(x, np.zeros_like(y)))
    assert [v.path.split("/")[0] for v in model.weights] == [model.name] * len(model.weights)


def _reset(*layers: Layer) -> None:
    for layer in layers:
        for inner in layer.flatten_layers():
            getattr(inner, "reset_state", lambda: None)()


def _noisy(layer: Layer) -> bool:
    return any(getattr(inner, name, 0) for inner in layer.flatten_layers() for name in ("rate", "dropout"))


LAYER_CHECKS = (
    shapes_agree,
    config_makes_an_equal_layer,
    dtype_is_kept,
    samples_do_not_mix,
    empty_batches_pass,
    gradients_are_right,
    a_seed_repeats,
    it_stands_in_a_model,
)
