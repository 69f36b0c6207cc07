"""What every layer must hold to, as named checks: ``check(make, shape)`` raises AssertionError where it does not.

    from plugkeras.testing.layers import LAYER_CHECKS

    @pytest.mark.parametrize("check", LAYER_CHECKS, ids=lambda c: c.__name__)
    def test_swish(check):
        check(lambda **options: Swish(beta=2.0, **options), (4, 3))

``make(**options)`` makes a new layer, passing the options on; ``shape`` is an input's, batch axis included, or a list
of shapes for a layer that is called on a list.
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


def example(layer: Layer, shape: Sequence[Any], dtype: str = "float32", seed: int = 7) -> Any:
    """Inputs of ``shape``: integers for a layer that looks rows up, else normal numbers; read-only."""
    if isinstance(shape, list):
        return [example(layer, one, dtype, seed + n) for n, one in enumerate(shape)]
    rng = np.random.default_rng(seed)
    rows = getattr(layer, "input_dim", None)
    x = rng.integers(0, rows, shape) if isinstance(rows, int) else rng.normal(size=shape).astype(dtype)
    x.flags.writeable = False
    return x


def _each(function: Callable[[Any], Any], inputs: Any) -> Any:
    """``function`` of an input, or of its shape; of each, if there are several."""
    return [function(one) for one in inputs] if isinstance(inputs, list) else function(inputs)


def shapes_agree(make: Make, shape: Sequence[Any]) -> None:
    """The output has the shape that compute_output_shape says, for an open batch axis too."""
    layer = make()
    y = layer(example(layer, shape))
    assert tuple(layer.compute_output_shape(_each(tuple, shape))) == tuple(y.shape)
    opened = _each(lambda one: (None, *one[1:]), shape)
    assert tuple(layer.compute_output_shape(opened))[1:] == tuple(y.shape)[1:]


def config_makes_an_equal_layer(make: Make, shape: Sequence[Any]) -> None:
    """A layer made from the config has the same config, name and, given the weights, the same outputs."""
    layer = make()
    x = example(layer, shape)
    y = layer(x)
    twin = deserialize("layers", serialize(layer))
    assert twin.get_config() == layer.get_config()
    assert twin.name == layer.name
    twin.build(_each(tuple, shape))
    twin.set_weights(layer.get_weights())
    _reset(layer, twin)
    np.testing.assert_array_equal(twin(x), y)


def dtype_is_kept(make: Make, shape: Sequence[Any]) -> None:
    """A float16 or float64 layer has weights and outputs of that dtype."""
    for dtype in ("float16", "float64"):
        layer = make(dtype=dtype)
        y = layer(example(layer, shape, dtype))
        assert str(y.dtype) == dtype, (str(y.dtype), dtype)
        assert {v.dtype for v in layer.weights if "float" in v.dtype} <= {dtype}  # a count is an integer


def samples_do_not_mix(make: Make, shape: Sequence[Any]) -> None:
    """At inference, a sample's output does not depend on the others of its batch."""
    layer = make()
    if getattr(layer, "stateful", False):
        return
    x = example(layer, shape)
    whole, one = layer(x, training=False), layer(_each(lambda array: array[:1], x), training=False)
    np.testing.assert_allclose(whole[:1], one, rtol=1e-5, atol=1e-6)


def empty_batches_pass(make: Make, shape: Sequence[Any]) -> None:
    """A batch of no samples gives an output of no samples."""
    layer = make()
    if getattr(layer, "stateful", False):
        return
    x = example(layer, shape)
    assert layer(_each(lambda array: array[:0], x)).shape == (0, *layer(x).shape[1:])


def gradients_are_right(make: Make, shape: Sequence[Any]) -> None:
    """The gradients of inputs and weights equal numeric differences, in float64, at inference and in training."""
    for training in (False, True):
        layer = make(dtype="float64")
        x = example(layer, shape, "float64")
        layer(x)
        start = [_moved(w) for w in layer.get_weights()]
        trained = layer.trainable_weights
        places = [next(i for i, v in enumerate(layer.weights) if v is w) for w in trained]
        if training and _noisy(layer, x):
            continue

        layer.set_weights(start)
        arguments = [*_floats(x), *(start[i] for i in places)]
        if arguments:
            error = gradient_error(partial(_output, layer, x, trained, training), *arguments)
            assert error < 1e-6, f"{layer}, training={training}: the relative error is {error:.1e}"


def _moved(weight: Any) -> Any:
    return weight + 0.1 * np.cos(np.arange(weight.size)).reshape(weight.shape) if weight.dtype.kind == "f" else weight


def _floats(x: Any) -> list[Any]:
    """The inputs of which gradients are taken."""
    return [one for one in (x if isinstance(x, list) else [x]) if one.dtype.kind == "f"]


def _output(layer: Layer, x: Any, trained: Sequence[Any], training: bool, *arguments: Any) -> Any:
    """The output as a function of the inputs, unless they are integers, and of the weights."""
    count = len(_floats(x))
    given, values = arguments[:count], arguments[count:]
    _reset(layer)
    with _standing_in(trained, values):
        return layer((list(given) if isinstance(x, list) else given[0]) if given else x, training=training)


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


def a_seed_repeats(make: Make, shape: Sequence[Any]) -> None:
    """With the same random seed, training gives the same bits."""
    outputs = []
    for _ in range(2):
        set_random_seed(5)
        layer = make()
        outputs.append(np.asarray(layer(example(layer, shape), training=True)))
    np.testing.assert_array_equal(outputs[0], outputs[1])


def it_stands_in_a_model(make: Make, shape: Sequence[Any]) -> None:
    """A Sequential model with it trains a step on it, or passes it by if it has no weights.

    One that is called on a list has no place in such a model.
    """
    if isinstance(shape, list):
        return
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


def _noisy(layer: Layer, x: Any) -> bool:
    """Whether a training step on the same inputs gives other outputs: there is noise, or it goes by what was."""

    def output() -> Any:
        _reset(layer)
        return np.asarray(layer(x, training=True))

    first = output()
    return any(not np.array_equal(first, output()) for _ in range(8))  # by chance, noise may leave all as it is


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
