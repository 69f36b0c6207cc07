"""``plugkeras.backend``: each function against NumPy, and the gradients that losses and metrics need."""

from typing import NamedTuple

import numpy as np
import pytest

import plugkeras
from plugkeras import backend as K  # noqa: N812
from plugkeras.errors import ArgumentError, ShapeError, UnknownName

RNG = np.random.RandomState(0)
X, Y, Z = RNG.randn(4, 3), RNG.randn(4, 3), RNG.randn(3, 5)
POSITIVE = RNG.uniform(0.5, 2.0, (4, 3))
IMAGES, VOLUMES, STEPS = RNG.randn(2, 4, 6, 3), RNG.randn(2, 4, 2, 4, 3), RNG.randn(2, 5, 3)
P = POSITIVE / POSITIVE.sum(1, keepdims=True)
ONE_HOT, CLASSES = np.eye(3)[[0, 2, 1, 1]], np.array([0, 2, 1, 1])
HALF = RNG.uniform(0.1, 0.9, (4, 3))
BITS = (HALF > 0.5).astype(float)


def log_softmax(x):
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def correlated(x, kernel, rows, columns):
    """``kernel`` at every place of x, by four loops and no cleverness."""
    out = np.zeros((len(x), rows, columns, kernel.shape[-1]))
    for n, i, j, f in np.ndindex(out.shape):
        out[n, i, j, f] = (x[n, i : i + len(kernel), j : j + kernel.shape[1]] * kernel[..., f]).sum()
    return out


KERNEL, DEEP, POINT = RNG.randn(2, 2, 3, 2), RNG.randn(2, 2, 3, 2), RNG.randn(1, 1, 6, 2)
ROW = STEPS[:, None]
BY_CHANNEL, STEPS_BY_CHANNEL = (
    np.concatenate([correlated(x[..., c : c + 1], kernel[:, :, c : c + 1], *size) for c in range(3)], -1)
    for x, kernel, size in ((IMAGES, DEEP, (3, 5)), (ROW, DEEP[:1], (1, 4)))
)
CAUSAL = correlated(np.pad(ROW, ((0, 0), (0, 0), (1, 0), (0, 0))), KERNEL[:1], 1, 5)[:, 0]
STRIDED = np.moveaxis(correlated(IMAGES, KERNEL, 3, 5)[:, ::2, ::2], -1, 1)
WINDOWS = IMAGES.reshape(2, 2, 2, 3, 2, 3)
CUBES = VOLUMES.reshape(2, 2, 2, 1, 2, 2, 2, 3)
MEAN, VAR = X.mean(0), X.var(0)
NORMED = (X - MEAN) / np.sqrt(VAR + 1e-3)
FIRST = np.moveaxis(IMAGES, -1, 1)
CHANNELS_NORMED = (FIRST - MEAN.reshape(-1, 1, 1)) / np.sqrt(VAR.reshape(-1, 1, 1) + 1e-3)
NONE = ((0, 0), (0, 0))


class D(NamedTuple):
    """The argument that the gradient is taken for."""

    value: np.ndarray


# fmt: off
ROWS = [
    ("abs", (D(X),), np.abs(X)),
    ("batch_dot", (D(STEPS), np.swapaxes(STEPS, 1, 2)), STEPS @ np.swapaxes(STEPS, 1, 2)),
    ("batch_dot", (D(X), Y, 1), (X * Y).sum(1, keepdims=True)),
    ("batch_dot", (D(STEPS), STEPS, 2), STEPS @ np.swapaxes(STEPS, 1, 2)),
    ("batch_dot", (D(STEPS), STEPS, [1, 1]), np.swapaxes(STEPS, 1, 2) @ STEPS),
    ("batch_dot", (D(STEPS), STEPS[:, 0], (2, 1)), np.einsum("ntk,nk->nt", STEPS, STEPS[:, 0])),
    ("batch_flatten", (D(STEPS),), STEPS.reshape(2, 15)),
    ("batch_normalization", (D(X), MEAN, VAR, Y[0], Z[:, 0]), NORMED * Z[:, 0] + Y[0]),
    ("batch_normalization", (D(FIRST), MEAN, VAR, None, None, 1), CHANNELS_NORMED),
    ("bias_add", (D(IMAGES), MEAN), IMAGES + MEAN),
    ("bias_add", (D(FIRST), MEAN, "channels_first"), FIRST + MEAN.reshape(-1, 1, 1)),
    ("bias_add", (D(FIRST), IMAGES[0], "channels_first"), FIRST + FIRST[0]),
    ("binary_crossentropy", (BITS, D(HALF)), -np.log(np.where(BITS == 1, HALF, 1 - HALF))),
    ("binary_crossentropy", (BITS, D(X), True), -np.log(np.where(BITS == 1, sigmoid(X), 1 - sigmoid(X)))),
    ("cast", (X, "float64"), X),
    ("cast_to_floatx", (X,), X.astype("float32")),
    ("categorical_crossentropy", (ONE_HOT, D(P)), -(ONE_HOT * np.log(P)).sum(-1)),
    ("categorical_crossentropy", (ONE_HOT, D(X), True), -(ONE_HOT * log_softmax(X)).sum(-1)),
    ("categorical_crossentropy", (ONE_HOT.T, D(P.T), False, 0), -(ONE_HOT * np.log(P)).sum(-1)),
    ("clip", (D(X), -0.5, 0.5), X.clip(-0.5, 0.5)),
    ("clip", (D(X), 0.5, -0.5), np.full_like(X, 0.5)),
    ("clip", (D(X), None, 0.5), np.minimum(X, 0.5)),
    ("concatenate", ([D(X), Y],), np.concatenate([X, Y], -1)),
    ("conv1d", (D(STEPS), KERNEL[0], 1, "causal"), CAUSAL),
    ("conv2d", (D(IMAGES), KERNEL), correlated(IMAGES, KERNEL, 3, 5)),
    ("conv2d", (D(FIRST), KERNEL, (2, 2), "valid", "channels_first"), STRIDED),
    ("conv3d", (D(VOLUMES[:, :1]), KERNEL[None]), correlated(VOLUMES[:, 0], KERNEL, 1, 3)[:, None]),
    ("cos", (D(X),), np.cos(X)),
    ("cumprod", (D(X),), X.cumprod(0)),
    ("cumsum", (D(X),), X.cumsum(0)),
    ("depthwise_conv2d", (D(IMAGES), DEEP), BY_CHANNEL),
    ("dot", (D(X), Z), X @ Z),
    ("dot", (D(STEPS), Z), STEPS @ Z),
    ("dropout", (D(X), 0.0), X),
    ("elu", (D(X), 0.5), np.where(X > 0, X, 0.5 * (np.exp(X) - 1))),
    ("exp", (D(X),), np.exp(X)),
    ("expand_dims", (D(X),), X[..., None]),
    ("flatten", (D(X),), X.ravel()),
    ("foldl", (lambda a, b: a - b, D(X)), X[0] - X[1] - X[2] - X[3]),
    ("foldr", (lambda a, b: a - b, D(X), Y[0]), Y[0] - X.sum(0)),
    ("gather", (D(X), np.array([[0, 2], [1, 1]])), X[[[0, 2], [1, 1]]]),
    ("hard_sigmoid", (D(3 * X),), (0.6 * X + 0.5).clip(0, 1)),
    ("identity", (X, "x"), X),
    ("l2_normalize", (D(X), 1), X / np.sqrt((X**2).sum(1, keepdims=True))),
    ("log", (D(POSITIVE),), np.log(POSITIVE)),
    ("logsumexp", (D(X), 1), np.log(np.exp(X).sum(1))),
    ("map_fn", (lambda row: row * 2, D(X)), X * 2),
    ("max", (D(X), 0), X.max(0)),
    ("maximum", (D(X), Y), np.maximum(X, Y)),
    ("mean", (D(X), -1, True), X.mean(-1, keepdims=True)),
    ("min", (D(X), 0), X.min(0)),
    ("minimum", (D(X), Y), np.minimum(X, Y)),
    ("permute_dimensions", (D(STEPS), (0, 2, 1)), np.swapaxes(STEPS, 1, 2)),
    ("pool2d", (D(IMAGES), (2, 2), (2, 2)), WINDOWS.max((2, 4))),
    ("pool2d", (D(IMAGES), (2, 2), (2, 2), "valid", None, "avg"), WINDOWS.mean((2, 4))),
    ("pool3d", (D(VOLUMES), (2, 2, 2), (2, 2, 2)), CUBES.max((2, 4, 6))),
    ("pow", (D(POSITIVE), 1.5), POSITIVE**1.5),
    ("prod", (D(X), 1), X.prod(1)),
    ("relu", (D(X),), np.maximum(X, 0)),
    ("relu", (D(X), 0.1, 0.7, 0.2), np.where(X >= 0.2, np.minimum(X, 0.7), 0.1 * (X - 0.2))),
    ("repeat", (D(X), 2), np.repeat(X[:, None], 2, 1)),
    ("repeat_elements", (D(X), 2, 1), np.repeat(X, 2, 1)),
    ("reshape", (D(X), (2, -1)), X.reshape(2, 6)),
    ("resize_images", (D(IMAGES), 2, 3, "channels_last"), IMAGES.repeat(2, 1).repeat(3, 2)),
    ("resize_images", (D(FIRST), 2, 3, "channels_first"), FIRST.repeat(2, 2).repeat(3, 3)),
    ("resize_volumes", (D(VOLUMES), 2, 1, 3, "channels_last"), VOLUMES.repeat(2, 1).repeat(3, 3)),
    ("reverse", (D(X), 1), X[:, ::-1]),
    ("separable_conv1d", (D(STEPS), DEEP[0], POINT[0]), STEPS_BY_CHANNEL[:, 0] @ POINT[0, 0]),
    ("separable_conv2d", (D(IMAGES), DEEP, POINT), BY_CHANNEL @ POINT[0, 0]),
    ("sigmoid", (D(X),), sigmoid(X)),
    ("sin", (D(X),), np.sin(X)),
    ("slice", (D(STEPS), (0, 1, 1), (2, 3, -1)), STEPS[0:2, 1:4, 1:]),
    ("softmax", (D(X),), np.exp(log_softmax(X))),
    ("softplus", (D(X),), np.log1p(np.exp(X))),
    ("softsign", (D(X),), X / (1 + np.abs(X))),
    ("sparse_categorical_crossentropy", (CLASSES, D(P)), -np.log(P[range(4), CLASSES])),
    ("sparse_categorical_crossentropy", (CLASSES[:, None] + 0.0, D(X), True), -log_softmax(X)[range(4), CLASSES]),
    ("spatial_2d_padding", (D(IMAGES), ((1, 0), (2, 1))), np.pad(IMAGES, ((0, 0), (1, 0), (2, 1), (0, 0)))),
    ("spatial_2d_padding", (D(FIRST), ((1, 0), (2, 1)), "channels_first"), np.pad(FIRST, (*NONE, (1, 0), (2, 1)))),
    ("spatial_3d_padding", (D(VOLUMES),), np.pad(VOLUMES, ((0, 0), (1, 1), (1, 1), (1, 1), (0, 0)))),
    ("sqrt", (D(POSITIVE),), np.sqrt(POSITIVE)),
    ("sqrt", (D(X),), np.sqrt(np.maximum(X, 0))),
    ("square", (D(X),), X**2),
    ("squeeze", (D(X[:, None]), 1), X),
    ("stack", ([D(X), Y],), np.stack([X, Y])),
    ("std", (D(X), 1), X.std(1)),
    ("sum", (D(X), 0), X.sum(0)),
    ("switch", (X > 0, D(X), Y), np.where(X > 0, X, Y)),
    ("switch", (np.array([True, False, True, False]), D(X), Y), np.stack([X[0], Y[1], X[2], Y[3]])),
    ("switch", (np.bool_(True), lambda: X * 2, None), X * 2),
    ("tanh", (D(X),), np.tanh(X)),
    ("temporal_padding", (D(STEPS), (2, 0)), np.pad(STEPS, ((0, 0), (2, 0), (0, 0)))),
    ("tile", (D(X), (2, 1)), np.tile(X, (2, 1))),
    ("transpose", (D(X),), X.T),
    ("var", (D(X), 1), X.var(1)),
    ("all", (X > -1, 1), (X > -1).all(1)),
    ("any", (X > 1, 1), (X > 1).any(1)),
    ("arange", (2, 5), np.array([2, 3, 4], "int32")),
    ("argmax", (X,), X.argmax(-1)),
    ("argmin", (X,), X.argmin(-1)),
    ("constant", ([[1, 2], [3, 4]],), np.array([[1, 2], [3, 4]], "float32")),
    ("constant", (2, "int32", (2, 3)), np.full((2, 3), 2, "int32")),
    ("count_params", (STEPS,), 30),
    ("dtype", (X,), "float64"),
    ("equal", (CLASSES, 1), CLASSES == 1),
    ("eval", (plugkeras.Variable(X),), X),
    ("eye", (3,), np.eye(3, dtype="float32")),
    ("get_value", (plugkeras.Variable(X),), X),
    ("get_variable_shape", (STEPS,), (2, 5, 3)),
    ("greater", (X, Y), X > Y),
    ("greater_equal", (CLASSES, 1), CLASSES >= 1),
    ("in_test_phase", (X, Y), X),
    ("in_test_phase", (X, lambda: Y, True), Y),
    ("in_top_k", (P, CLASSES, 2), (P[range(4), CLASSES][:, None] < P).sum(1) < 2),
    ("in_train_phase", (X, Y), Y),
    ("in_train_phase", (lambda: X, Y, 1), X),
    ("int_shape", (STEPS,), (2, 5, 3)),
    ("is_float_dtype", ("float16",), True),
    ("is_float_dtype", ("int32",), False),
    ("is_int_dtype", (np.uint8,), True),
    ("is_int_dtype", ("float32",), False),
    ("is_keras_tensor", (X,), False),
    ("is_placeholder", (X,), False),
    ("is_sparse", (X,), False),
    ("is_tensor", (X,), True),
    ("is_tensor", (1.0,), False),
    ("less", (X, Y), X < Y),
    ("less_equal", (CLASSES, 1), CLASSES <= 1),
    ("ndim", (STEPS,), 3),
    ("not_equal", (CLASSES, 1), CLASSES != 1),
    ("one_hot", (CLASSES, 3), ONE_HOT.astype("float32")),
    ("ones", ((2, 3),), np.ones((2, 3), "float32")),
    ("ones_like", (X,), np.ones((4, 3))),
    ("result_type", ("int32", "float16"), "float16"),
    ("result_type", ("int8", "uint8"), "int16"),
    ("result_type", ("bool", float), "float32"),
    ("result_type", (int,), "int32"),
    ("result_type", (), "float32"),
    ("round", (X * 10,), np.round(X * 10)),
    ("shape", (STEPS,), (2, 5, 3)),
    ("sign", (X,), np.sign(X)),
    ("standardize_dtype", (np.float64,), "float64"),
    ("stop_gradient", (X,), X),
    ("to_dense", (X,), X),
    ("variable", (X,), X.astype("float32")),
    ("zeros", ((2, 3), "int32"), np.zeros((2, 3), "int32")),
    ("zeros_like", (X,), np.zeros((4, 3))),
]
# fmt: on
"""The name, the arguments, and what NumPy says."""

SETTINGS = {"floatx", "set_floatx", "epsilon", "set_epsilon", "image_data_format", "set_image_data_format"}
SETTINGS |= {"image_dim_ordering", "set_image_dim_ordering", "backend", "set_backend"}
SETTINGS |= {"dtype_policy", "set_dtype_policy"}
SETTINGS |= {"learning_phase", "set_learning_phase", "get_uid", "reset_uids", "clear_session", "name_scope"}
CHANGES = {"set_value", "batch_get_value", "batch_set_value", "update", "update_add", "update_sub"}
CHANGES |= {"moving_average_update"}
RANDOM = {"random_normal", "random_uniform", "truncated_normal", "random_bernoulli", "random_binomial"}
RANDOM |= {"random_normal_variable", "random_uniform_variable"}
OTHERS = SETTINGS | CHANGES | RANDOM | {"rnn", "normalize_batch_in_training", "print_tensor"}


def label(row):
    return row if isinstance(row, str) else ""


def with_argument(arguments, put):
    """The arguments, with what ``put`` makes of the marked one in its place."""
    if isinstance(arguments, D):
        return put(arguments.value)
    return type(arguments)(with_argument(a, put) for a in arguments) if type(arguments) in (list, tuple) else arguments


@pytest.mark.parametrize(("name", "arguments", "expected"), ROWS, ids=label)
def test_a_function_gives_what_numpy_gives(name, arguments, expected):
    got = getattr(K, name)(*with_argument(arguments, np.asarray))
    if isinstance(expected, np.ndarray):
        tolerance = 1e-6 if str(got.dtype) == "float32" else 1e-10
        np.testing.assert_allclose(K.eval(got), expected, tolerance, tolerance)
        assert tuple(got.shape) == expected.shape
    else:
        assert got == expected
        assert type(got) is type(expected)


def test_every_function_has_a_row_or_a_test_of_its_own():
    assert {name for name, *_ in ROWS} | OTHERS == set(K.__all__)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"), [row for row in ROWS if "D(value" in repr(row[1])], ids=label
)
def test_the_gradient_is_that_of_finite_differences(name, arguments, expected):
    random = np.random.RandomState(1)
    found = []
    with_argument(arguments, found.append)
    start = np.array(found[0])
    weights, direction = random.randn(*expected.shape), random.randn(*start.shape)

    def projected(x):
        return K.sum(getattr(K, name)(*with_argument(arguments, lambda _: x)) * weights)

    variable = plugkeras.Variable(start, dtype="float64")
    _, (gradient,) = plugkeras.value_and_grad(lambda: projected(variable), [variable])
    difference = (projected(start + 1e-6 * direction) - projected(start - 1e-6 * direction)) / 2e-6
    np.testing.assert_allclose((gradient * direction).sum(), difference, 1e-6, 1e-6)


# -- loops and phases ------------------------------------------------------------------------------


def running_sum(x, states):
    total = states[0] + x
    return total, [total]


MASK = np.array([[1, 1, 0, 1, 0], [0, 1, 1, 0, 1]])


@pytest.mark.parametrize(
    ("arguments", "outputs"),
    [
        ({}, STEPS.cumsum(1)),
        ({"go_backwards": True}, STEPS[:, ::-1].cumsum(1)),
        ({"mask": MASK}, (STEPS * MASK[..., None]).cumsum(1)),
        ({"mask": MASK[..., None] == 1}, (STEPS * MASK[..., None]).cumsum(1)),
    ],
    ids=str,
)
def test_rnn_steps_through_time_and_keeps_the_states_where_it_is_masked(arguments, outputs):
    last, every, states = K.rnn(running_sum, STEPS, [np.zeros((2, 3))], **arguments)
    np.testing.assert_allclose(every, outputs)
    np.testing.assert_array_equal(last, every[:, -1])
    np.testing.assert_array_equal(states[0], last)


def test_rnn_gives_the_constants_to_each_step():
    _, outputs, _ = K.rnn(lambda x, states: (x * states[1], states[:1]), STEPS, [np.zeros(3)], constants=[2.0])
    np.testing.assert_array_equal(outputs, STEPS * 2)


def test_normalize_batch_in_training_gives_the_mean_and_the_variance_too():
    normed, mean, var = K.normalize_batch_in_training(X, np.full(3, 2.0), np.ones(3), [0])
    np.testing.assert_allclose(normed, 2 * NORMED + 1)
    np.testing.assert_allclose((mean, var), (MEAN, VAR))


def test_print_tensor_prints_and_returns_its_argument(capsys):
    assert K.print_tensor(CLASSES, "classes:") is CLASSES
    assert capsys.readouterr().out == "classes: [0 2 1 1]\n"


@pytest.fixture
def own_defaults():
    yield
    K.set_floatx("float32")
    K.set_epsilon(1e-7)
    K.set_image_data_format("channels_last")
    K.clear_session()


def test_the_learning_phase_is_that_of_the_calls_in_progress(own_defaults):
    seen = []
    layer = plugkeras.layers.Lambda(lambda x: seen.append(K.learning_phase()) or x)
    for call in (layer, lambda x: layer(x, training=True), lambda x: K.set_learning_phase(1) or layer(x)):
        call(np.zeros((1, 2)))
    assert (seen, K.learning_phase()) == ([0, 1, 1], 1)
    K.clear_session()
    assert K.learning_phase() == 0


# -- variables -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "value"),
    [
        (lambda v: K.set_value(v, [5, 6]), [5, 6]),
        (lambda v: K.batch_set_value([(v, [5, 6])]), [5, 6]),
        (lambda v: K.update(v, np.array([5, 6])), [5, 6]),
        (lambda v: K.update_add(v, 1), [2, 3]),
        (lambda v: K.update_sub(v, 1), [0, 1]),
        (lambda v: K.moving_average_update(v, np.array([5, 6]), 0.5), [3, 4]),
    ],
)
def test_a_variable_is_changed(change, value):
    variable = K.variable([1, 2])
    change(variable)
    assert K.batch_get_value([variable])[0].tolist() == value


def test_what_is_read_is_a_copy():
    variable = K.variable([1, 2])
    K.get_value(variable)[0] = 9
    assert K.get_value(variable).tolist() == [1, 2]


def test_the_learning_rate_of_an_optimizer_is_read_and_changed():
    sgd = plugkeras.optimizers.SGD(0.5)
    K.set_value(sgd.lr, 0.25)
    assert (float(K.get_value(sgd.lr)), float(sgd.learning_rate)) == (0.25, 0.25)
    assert np.ndim(K.get_value(sgd.lr)) == 0


@pytest.mark.parametrize(
    ("name", "low", "high", "arguments"),
    [
        ("random_normal", -6, 6, {"mean": 0.0, "stddev": 1.0}),
        ("random_uniform", 2, 3, {"minval": 2, "maxval": 3}),
        ("truncated_normal", -1, 3, {"mean": 1.0, "stddev": 1.0}),
        ("random_bernoulli", 0, 1, {"p": 0.3}),
        ("random_binomial", 0, 1, {"p": 0.3}),
        ("random_normal_variable", -6, 6, {"mean": 0.0, "scale": 1.0}),
        ("random_uniform_variable", 2, 3, {"low": 2, "high": 3}),
    ],
)
def test_random_numbers_have_their_shape_range_and_seed(name, low, high, arguments):
    first, again, other = (K.eval(getattr(K, name)((200, 5), seed=seed, **arguments)) for seed in (1, 1, 2))
    assert (first.shape, first.dtype) == ((200, 5), "float32")
    assert low <= first.min() < first.max() <= high
    assert (first == again).all()
    assert (first != other).any()


def test_random_integers_are_uniform():
    assert sorted(set(K.random_uniform((200,), 2, 5, "int32", seed=1).tolist())) == [2, 3, 4]


# -- settings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "ask", "answer"),
    [
        (lambda: K.set_floatx("float64"), K.floatx, "float64"),
        (lambda: K.set_dtype_policy("float16"), K.floatx, "float16"),
        (lambda: K.set_dtype_policy("float64"), lambda: K.dtype_policy().name, "float64"),
        (lambda: K.set_epsilon(1e-3), K.epsilon, 1e-3),
        (lambda: K.set_image_data_format("channels_first"), K.image_dim_ordering, "th"),
        (lambda: K.set_image_dim_ordering("th"), K.image_data_format, "channels_first"),
        (lambda: K.set_image_dim_ordering("tf"), K.image_data_format, "channels_last"),
        (lambda: K.set_backend("numpy"), K.backend, "numpy"),
        (lambda: K.get_uid("part"), lambda: K.get_uid("part"), 2),
        (lambda: K.get_uid("part") and K.reset_uids(), lambda: K.get_uid("part"), 1),
        (lambda: plugkeras.layers.Dense(1), lambda: K.get_uid("dense"), 2),
    ],
)
def test_a_setting_is_told_back(own_defaults, change, ask, answer):
    K.clear_session()
    change()
    assert ask() == answer


def test_a_name_scope_is_in_the_paths_of_weights():
    with K.name_scope("outer"):
        layer = plugkeras.layers.Dense(1, name="inner")
        layer.build((None, 2))
    assert layer.kernel.path == "outer/inner/kernel"


# -- errors ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: K.placeholder((2,)), AttributeError, "Nothing here is symbolic, .*: call the functions on arrays"),
        (lambda: K.function([], []), AttributeError, "write a Python function"),
        (lambda: K.gradients(None, []), AttributeError, "plugkeras.value_and_grad"),
        (lambda: K.set_session(None), AttributeError, "leave the line out"),
        (lambda: K.meen(X), AttributeError, "did you mean 'mean'"),
        (lambda: K.batch_dot(X, Y, axes=0), ArgumentError, "not the batch axis"),
        (lambda: K.batch_dot(X, X.T), ArgumentError, r"axes 1 and 1 of shapes \(4, 3\) and \(3, 4\)"),
        (lambda: K.bias_add(IMAGES, X), ArgumentError, r"a bias of shape \(4, 3\)"),
        (lambda: K.pool2d(IMAGES, 2, pool_mode="sum"), ArgumentError, "'max' or 'avg', not 'sum'"),
        (lambda: K.resize_images(IMAGES, 2, 2, None, "bilinear"), ArgumentError, "only repeats pixels"),
        (lambda: K.set_value(X, 0), ArgumentError, r"an array of shape \(4, 3\)"),
        (lambda: K.set_value(0.1, 0), ArgumentError, "0.1 is none; the rate of a schedule is none too"),
        (lambda: K.set_value(K.zeros((2,)), X), ShapeError, r"shape \(2,\)"),
        (lambda: K.set_learning_phase(2), ArgumentError, "0 or 1, not 2"),
        (lambda: K.set_image_dim_ordering("channels_last"), ArgumentError, "'tf' or 'th'"),
        (lambda: K.set_dtype_policy("mixed_float16"), ArgumentError, "weights and arithmetic have one dtype"),
        (lambda: K.set_backend("tensorflow"), UnknownName, "no engines named 'tensorflow'"),
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_do(call, error, words):
    with pytest.raises(error, match=words):
        call()
