"""What authors say about gradients themselves, and loops written in ops."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.testing.gradients import gradient_error

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(3, 4)), RNG.normal(size=(3, 4))


def tripled(gradient):
    """``3 x`` whose gradient is ``gradient``, a function written in one of Keras's ways."""
    return ops.custom_gradient(lambda x: (3 * x, gradient))


def either_way(*args, upstream=None):
    if upstream is None:
        (upstream,) = args
    return 7 * upstream


def as_on_torch(*args, upstream):
    assert len(args) == 1
    return (7 * upstream,)


def inputs_by_name(x, upstream):
    return 7 * upstream + 0 * x


WAYS = {
    "upstream alone": lambda upstream: 7 * upstream,
    "any name": lambda dy: ops.multiply(dy, 7),
    "a list": lambda dy: [7 * dy],
    "either way": either_way,
    "as on torch": as_on_torch,
    "inputs by name": inputs_by_name,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_gradient_may_be_written_in_each_of_the_ways_of_keras(way):
    v = keras.Variable(X)
    value, (g,) = keras.value_and_grad(lambda: ops.sum(tripled(WAYS[way])(v) * Y), [v])
    np.testing.assert_allclose(value, (3 * X * Y).sum(), rtol=1e-6)
    np.testing.assert_allclose(g, 7 * Y, rtol=1e-6)


@ops.custom_gradient
def log1pexp(x):
    e = ops.exp(x)
    return ops.log(1 + e), lambda upstream: upstream * (1 - 1 / (1 + e))


@ops.custom_gradient
def product_and_sum(x, pair):
    y, factor = pair["y"], pair["factor"]

    def gradient(to_product, to_sum):
        return to_product * y + to_sum, to_product * x + factor * to_sum, None

    return {"product": x * y, "sum": x + factor * y}, gradient


@ops.custom_gradient
def both(x):
    return (x, 2 * x), lambda upstream: upstream[0] + 2 * upstream[1]


def of_both(x):
    a, b = both(x)
    return a * b


RIGHT = {
    "one": (log1pexp, X),
    "several": (lambda x, y: ops.sum(product_and_sum(x, {"y": y, "factor": 3.0})["product"]), X, Y),
    "nested": (lambda x, y: product_and_sum(log1pexp(x), {"y": log1pexp(y), "factor": 2.0})["sum"], X, Y),
    "results as a tuple": (of_both, X),
    "a result that is not used": (lambda x: both(x)[1], X),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_gradient_of_ones_own_equals_numeric_differences(name):
    function, *arrays = RIGHT[name]
    assert gradient_error(function, *arrays) < 1e-7


def test_without_gradients_the_function_gives_its_plain_result():
    np.testing.assert_allclose(log1pexp(X), np.log1p(np.exp(X)), rtol=1e-12)
    assert type(log1pexp(X)) is type(ops.exp(X))


def reversed_gradient(x):
    return ops.custom_gradient(lambda x: (x, lambda upstream: -upstream))(x)


class Reversal(keras.Layer):
    """The identity, whose gradient has the other sign; the scale is a weight that goes in as an argument."""

    def build(self, shape):
        self.scale = self.add_weight((shape[-1],), "ones", name="scale")

    def call(self, x):
        @ops.custom_gradient
        def scaled(x, scale):
            return x * scale, lambda g: (-g * self.scale, ops.sum(g * x, axis=0))

        return scaled(x, self.scale)


def changes(last):
    """By how much one epoch changes the first layer's kernel."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4), last])
    model.compile("sgd", "mse")
    before = model.get_weights()[0]
    model.fit(X, 0.1 * Y, batch_size=3, epochs=1, verbose=0)
    return model.get_weights()[0] - before


def test_a_gradient_of_ones_own_trains_within_a_layer_and_as_an_activation():
    plain = changes(keras.layers.Activation("linear"))
    assert np.abs(plain).max() > 1e-3
    np.testing.assert_allclose(changes(Reversal()), -plain, rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(changes(keras.layers.Activation(reversed_gradient)), -plain, rtol=1e-4, atol=1e-7)


V = keras.Variable(X)
REFUSED = {
    "no function": (lambda: ops.custom_gradient(lambda x: 3 * x)(V), ArgumentError, "its result and a function"),
    "a variable that is no argument": (
        lambda: ops.custom_gradient(lambda x: (x * V, lambda g: g))(X),
        ArgumentError,
        "none of its arguments",
    ),
    "too few": (
        lambda: ops.custom_gradient(lambda x, y: (x * y, lambda g: g))(V, X),
        ArgumentError,
        "each of its 2 arguments, or None, and returned 1",
    ),
    "another shape": (
        lambda: tripled(lambda g: g[0])(V),
        ShapeError,
        r"shape \(4,\) for an argument of shape \(3, 4\)",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_gradient_of_ones_own_that_cannot_be_used_is_refused(name):
    function, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        keras.value_and_grad(lambda: ops.sum(function()), [V])


def moments(x):
    h, out = ops.zeros_like(x[:, 0]), []
    for t in range(x.shape[1]):
        h = ops.tanh(x[:, t] + 0.5 * h)
        out.append(h)
    return ops.stack(out, axis=1)


def scanned(x, **options):
    carry, ys = ops.scan(lambda c, x: (c * 0.5 + x["a"], (c, x["b"] * c)), x[0], {"a": x, "b": x * x}, **options)
    return ops.concatenate([carry[None], *ys], axis=0)


TWICE = np.array([0, 2, 0])
PARTS = {
    "a loop over time": (moments, RNG.normal(size=(2, 5, 3))),
    "parts that overlap": (lambda x: x[1:] * x[:-1] + x[0] + x[2, None], X),
    "an element twice": (lambda x: x[TWICE] * x[1:2], X),
    "a part and the whole": (lambda x: x[0] * ops.sum(x) + x, X),
    "the whole, then a part": (lambda x: x * x[0] + ops.sum(x[..., 1]) * x[1], X),
    "a part of a part": (lambda x: x[1:][0] * x[1], X),
    "one element": (lambda x: x[0, 0] * x[1, 1] * x[0, 0], X),
    "scan": (scanned, X),
    "scan, reversed": (lambda x: scanned(x, reverse=True), X),
    "scan, shorter": (lambda x: scanned(x, length=2), X),
    "scan without xs": (lambda x: ops.scan(lambda c, _: (c * x, c), x, length=3)[1], X),
}


@pytest.mark.parametrize("name", PARTS)
def test_the_gradients_of_parts_arrive_in_the_whole(name):
    function, *arrays = PARTS[name]
    assert gradient_error(function, *arrays) < 1e-7


def test_scan_is_what_keras_documents():
    carry, ys = ops.scan(lambda c, x: (c + x, c + x), np.array(0), np.array([1, 2, 3, 4, 5]))
    assert (carry, list(ys)) == (15, [1, 3, 6, 10, 15])
    carry, ys = ops.scan(lambda c, x: (c + x, None), np.array(0), np.array([1, 2, 3]), reverse=True)
    assert (carry, list(ys)) == (6, [0, 0, 0])
    carry, ys = ops.scan(lambda c, x: (c + x, c), np.array(0), np.array([1, 2, 3]), reverse=True)
    assert (carry, list(ys)) == (6, [5, 3, 0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ops.scan(lambda c, x: (c, c), X), "give `xs` to go along, or a `length`"),
        (lambda: ops.scan(lambda c, x: c, X, X), "must return two things"),
    ],
)
def test_a_scan_that_has_no_meaning_is_refused(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()


def test_stop_gradient_makes_a_constant_of_a_tensor_too():
    v = keras.Variable(X)
    _, (g,) = keras.value_and_grad(lambda: ops.sum((v * 2) * ops.stop_gradient(v * 3)), [v])
    np.testing.assert_allclose(g, 6 * X, rtol=1e-6)
