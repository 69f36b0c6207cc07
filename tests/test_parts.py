"""Activations, initializers, regularizers, constraints, losses, metrics: names, configs, what is easily wrong."""

import inspect

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import activations, constraints, initializers, losses, metrics, ops, regularizers
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.host import host
from plugkeras.parts.config import Configurable, deserialize, get, serialize
from plugkeras.testing.gradients import gradient_error

RNG = np.random.default_rng(3)

# -- names and configs ---------------------------------------------------------------------------

KINDS = ("activations", "initializers", "regularizers", "constraints", "losses", "metrics", "optimizers", "schedules")
NAMES = [(kind, name) for kind in KINDS for name in host().standard_names(kind)]

ARGUMENTS = {
    ("metrics", "MeanMetricWrapper"): dict(fn=metrics.binary_accuracy, threshold=0.3),
    ("metrics", "PrecisionAtRecall"): dict(recall=0.5, class_id=1),
    ("metrics", "RecallAtPrecision"): dict(precision=0.5),
    ("metrics", "SensitivityAtSpecificity"): dict(specificity=0.5),
    ("metrics", "SpecificityAtSensitivity"): dict(sensitivity=0.5, num_thresholds=7),
    ("metrics", "AUC"): dict(curve="PR", thresholds=[0.3, 0.5], multi_label=True, num_labels=2, label_weights=[1, 2]),
    ("metrics", "Precision"): dict(thresholds=[0.1, 0.9], top_k=2),
    ("losses", "SparseCategoricalCrossentropy"): dict(ignore_class=-1, reduction="sum", name="mine"),
    ("losses", "Huber"): dict(delta=0.3),
    ("metrics", "IoU"): dict(num_classes=3, target_class_ids=[0, 1], ignore_class=2),
    ("metrics", "MeanIoU"): dict(num_classes=3),
    ("metrics", "OneHotIoU"): dict(num_classes=3, target_class_ids=[0, 2]),
    ("metrics", "OneHotMeanIoU"): dict(num_classes=3),
    ("metrics", "FBetaScore"): dict(beta=2.0, average="macro"),
    ("optimizers", "LossScaleOptimizer"): dict(inner_optimizer=keras.optimizers.SGD(0.5), initial_scale=4.0),
    ("optimizers", "MultiOptimizer"): dict(
        optimizer_map=keras.optimizers.OptimizerMap(keras.optimizers.SGD(), {"a": keras.optimizers.Adam()})
    ),
    ("initializers", "Constant"): dict(value=[1.0, 2.0]),
    ("initializers", "VarianceScaling"): dict(scale=2.0, mode="fan_avg", distribution="uniform", seed=5),
    ("constraints", "MaxNorm"): dict(max_value=3, axis=[0, 1]),
    ("schedules", "PiecewiseConstantDecay"): dict(boundaries=[1], values=[0.1, 0.2]),
    ("schedules", "CosineDecayRestarts"): dict(initial_learning_rate=0.1, first_decay_steps=9),
}
DECAY = dict(initial_learning_rate=0.1, decay_steps=10)
ARGUMENTS |= {("schedules", name): DECAY for name in ("CosineDecay", "PolynomialDecay")}
ARGUMENTS |= {("schedules", name): DECAY | dict(decay_rate=0.5) for name in ("ExponentialDecay", "InverseTimeDecay")}


def an_example(kind, name):
    return host().get(kind, name)(**ARGUMENTS.get((kind, name), {}))


@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_every_name_means_a_part_of_its_kind(kind, name):
    part = host().get(kind, name)  # which checks it against the kind's contract
    assert inspect.getdoc(part)
    assert part is getattr(keras.optimizers.schedules if kind == "schedules" else getattr(keras, kind), name)


CLASSES = [(kind, name) for kind, name in NAMES if isinstance(host().get(kind, name), type)]


@pytest.mark.parametrize(("kind", "name"), CLASSES)
def test_every_class_survives_its_config(kind, name):
    part = an_example(kind, name)
    config = serialize(part)
    again = deserialize(kind, config)
    assert (type(again), serialize(again)) == (type(part), config)
    assert config["registered_name"] is None


@pytest.mark.parametrize(("kind", "name"), CLASSES)
def test_every_class_takes_its_arguments_in_the_order_of_its_signature(kind, name):
    part = an_example(kind, name)
    if not type(part).fields or "__init__" in vars(type(part)):
        assert isinstance(part, Configurable)
        return
    given = ARGUMENTS.get((kind, name), {})
    again = type(part)(*[given.get(f.name, getattr(part, f.name)) for f in type(part).fields])
    assert {f.name: repr(getattr(again, f.name)) for f in type(part).fields} == {
        f.name: repr(getattr(part, f.name)) for f in type(part).fields
    }


SPELLINGS = {
    ("initializers", "glorot_uniform"): initializers.GlorotUniform,
    ("initializers", "he_normal"): initializers.HeNormal,
    ("initializers", "uniform"): initializers.RandomUniform,
    ("initializers", "zero"): initializers.Zeros,
    ("regularizers", "l1_l2"): regularizers.L1L2,
    ("regularizers", "l2"): regularizers.L2,
    ("constraints", "max_norm"): constraints.MaxNorm,
    ("constraints", "maxnorm"): constraints.MaxNorm,
    ("constraints", "nonneg"): constraints.NonNeg,
    ("activations", "swish"): activations.silu,
    ("activations", "hard_swish"): activations.hard_silu,
    ("losses", "mse"): losses.mean_squared_error,
    ("losses", "MAE"): losses.mean_absolute_error,
    ("losses", "kld"): losses.kl_divergence,
    ("losses", "logcosh"): losses.log_cosh,
    ("metrics", "top_k_categorical_accuracy"): metrics.top_k_categorical_accuracy,
    ("metrics", "root_mean_squared_error"): metrics.RootMeanSquaredError,
    ("metrics", "auc"): metrics.AUC,
    ("optimizers", "sgd"): keras.optimizers.SGD,
    ("optimizers", "adamw"): keras.optimizers.AdamW,
}


@pytest.mark.parametrize(("kind", "name"), SPELLINGS)
def test_other_spellings_mean_the_same_part(kind, name):
    assert host().get(kind, name) is SPELLINGS[kind, name]


def test_a_function_is_written_under_its_full_name():
    assert serialize(losses.mse) == "mean_squared_error"
    assert serialize(activations.swish) == "silu"


OLD = {
    "l": (lambda: regularizers.l2(l=0.5), lambda part: part.l2),
    "m": (lambda: constraints.maxnorm(m=0.5), lambda part: part.max_value),
    "alpha": (lambda: activations.leaky_relu(np.array(-1.0), alpha=0.5), lambda y: -float(y)),
}


@pytest.mark.parametrize("name", OLD)
def test_an_old_argument_is_accepted_with_a_hint(name):
    make, value = OLD[name]
    with pytest.warns(DeprecationWarning, match=f"`{name}` is now called"):
        assert value(make()) == 0.5


# -- activations ---------------------------------------------------------------------------------

ACTIVATIONS = [name for name in host().standard_names("activations") if name != "threshold"]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_gradient_of_an_activation_is_right(name):
    assert gradient_error(getattr(activations, name), RNG.normal(size=(4, 6)) * 3) < 1e-7


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_keeps_dtypes_and_nan(name):
    for dtype in ("float16", "float32", "float64"):
        with np.errstate(invalid="ignore"):
            y = getattr(activations, name)(np.array([[-1.0, np.nan, 0.5, np.nan]], dtype))
        assert y.dtype == dtype
        assert np.isnan(y).any()


@pytest.mark.parametrize("arguments", [dict(max_value=6.0), dict(threshold=1.0), dict(negative_slope=0.1)])
def test_relu_with_arguments_keeps_nan(arguments):
    assert np.isnan(activations.relu(np.array([np.nan]), **arguments)).all()


def test_activations_that_are_ops_say_so():
    said = {name: getattr(activations, name).op for name in ACTIVATIONS if hasattr(getattr(activations, name), "op")}
    assert said == {name: name for name in ("linear", "relu", "sigmoid", "softmax", "tanh")}


SLOPES = {"elu": 1.0, "celu": 1.0, "selu": 1.7580993, "silu": 0.5, "gelu": 0.5, "mish": 0.6}


@pytest.mark.parametrize("name", SLOPES)
def test_a_smooth_activation_has_its_slope_at_zero_too(name):
    x = keras.Variable([0.0])
    _, (grad,) = keras.value_and_grad(lambda: ops.sum(getattr(activations, name)(x)), [x])
    assert grad[0] == pytest.approx(SLOPES[name])


# -- initializers --------------------------------------------------------------------------------

SPREAD = {  # for the shape (3, 3, 20, 30): fan in 180, fan out 270
    "RandomNormal": (dict(mean=1.0, stddev=0.5), 1.0, 0.5),
    "TruncatedNormal": (dict(stddev=0.5), 0.0, 0.5 * 0.87962566),
    "RandomUniform": (dict(minval=0.0, maxval=1.0), 0.5, 12**-0.5),
    "GlorotUniform": ({}, 0.0, (2 / 450) ** 0.5),
    "GlorotNormal": ({}, 0.0, (2 / 450) ** 0.5),
    "HeUniform": ({}, 0.0, (2 / 180) ** 0.5),
    "HeNormal": ({}, 0.0, (2 / 180) ** 0.5),
    "LecunUniform": ({}, 0.0, (1 / 180) ** 0.5),
    "LecunNormal": ({}, 0.0, (1 / 180) ** 0.5),
    "VarianceScaling": (dict(scale=3.0, mode="fan_out", distribution="untruncated_normal"), 0.0, (3 / 270) ** 0.5),
}
SHAPE = (3, 3, 20, 30)


@pytest.mark.parametrize("name", SPREAD)
def test_the_numbers_drawn_have_their_mean_and_deviation(name):
    arguments, mean, stddev = SPREAD[name]
    x = getattr(initializers, name)(**arguments, seed=1)(SHAPE)
    assert (x.shape, x.dtype) == (SHAPE, "float32")
    assert x.mean() == pytest.approx(mean, abs=5 * stddev / x.size**0.5)
    assert x.std() == pytest.approx(stddev, rel=0.05)


DRAWING = [*SPREAD, "Orthogonal"]


@pytest.mark.parametrize("name", DRAWING)
def test_a_seed_gives_the_same_numbers_each_time_and_none_gives_others(name):
    make = getattr(initializers, name)
    seeded, free, streaming = make(seed=3), make(), make(seed=keras.random.SeedGenerator(3))
    assert (seeded((4, 5)) == seeded((4, 5))).all()
    assert (seeded((4, 5)) == make(seed=3)((4, 5))).all()
    assert (free((4, 5)) != free((4, 5))).any()
    assert (streaming((4, 5)) != streaming((4, 5))).any()


@pytest.mark.parametrize("name", DRAWING)
def test_a_seed_generator_is_written_as_its_seed_and_read_as_keras_writes_it(name):
    make = getattr(initializers, name)
    assert make(seed=keras.random.SeedGenerator(3)).get_config()["seed"] == 3
    generator = {"module": "keras.random", "class_name": "SeedGenerator", "config": {"seed": 4}}
    assert make.from_config({**make().get_config(), "seed": generator}).seed == 4


@pytest.mark.parametrize("shape", [(4, 4), (6, 3), (3, 6), (2, 3, 4), (1, 1, 9, 2)])
def test_orthogonal_makes_orthonormal_rows_or_columns(shape):
    x = initializers.Orthogonal(gain=2.0, seed=0)(shape, dtype="float64").reshape(-1, shape[-1])
    product = x @ x.T if x.shape[0] < x.shape[1] else x.T @ x
    np.testing.assert_allclose(product, 4 * np.eye(min(x.shape)), atol=1e-12)


def test_a_constant_may_be_an_array():
    np.testing.assert_array_equal(initializers.Constant([1.0, 2.0])((3, 2)), [[1, 2]] * 3)


# -- regularizers and constraints ----------------------------------------------------------------

PENALTIES = {
    "L1": (regularizers.L1(0.5), [[1.0, -2.0]], 1.5),
    "L2": (regularizers.L2(0.5), [[1.0, -2.0]], 2.5),
    "L1L2": (regularizers.L1L2(0.5, 0.25), [[1.0, -2.0]], 2.75),
    "L1L2 of nothing": (regularizers.L1L2(), [[1.0, -2.0]], 0.0),
    "rows alike": (regularizers.OrthogonalRegularizer(0.5), [[1.0, 1.0], [2.0, 2.0]], 0.5),
    "rows at right angles": (regularizers.OrthogonalRegularizer(0.5), [[1.0, 1.0], [1.0, -1.0]], 0.0),
    "columns": (regularizers.OrthogonalRegularizer(0.5, "columns"), [[3.0, 0.0, 1.0]], 0.5 / 3),
}


@pytest.mark.parametrize("row", PENALTIES)
def test_a_penalty_is_a_scalar_of_the_weights_dtype(row):
    regularizer, weights, expected = PENALTIES[row]
    for dtype in ("float32", "float64"):
        penalty = np.asarray(regularizer(np.array(weights, dtype)))
        assert (penalty.shape, penalty.dtype) == ((), dtype)
        assert penalty == pytest.approx(expected, abs=1e-7)


PROJECTIONS = {
    "NonNeg": (constraints.NonNeg(), [[1.0, -2.0]], [[1.0, 0.0]]),
    "MaxNorm": (constraints.MaxNorm(2.5), [[3.0, 1.0], [4.0, 0.0]], [[1.5, 1.0], [2.0, 0.0]]),
    "MaxNorm of rows": (constraints.MaxNorm(1, axis=1), [[3.0, 4.0]], [[0.6, 0.8]]),
    "UnitNorm": (constraints.UnitNorm(axis=1), [[3.0, 4.0]], [[0.6, 0.8]]),
    "MinMaxNorm": (constraints.MinMaxNorm(1, 2.5, axis=1), [[0.3, 0.4], [3.0, 4.0]], [[0.6, 0.8], [1.5, 2.0]]),
    "MinMaxNorm, half way": (constraints.MinMaxNorm(0, 2.5, rate=0.5, axis=1), [[3.0, 4.0]], [[2.25, 3.0]]),
}


@pytest.mark.parametrize("row", PROJECTIONS)
def test_a_constraint_projects(row):
    constraint, weights, expected = PROJECTIONS[row]
    np.testing.assert_allclose(constraint(np.array(weights)), expected, rtol=1e-6)


# -- losses --------------------------------------------------------------------------------------

HOT, CLASSES_OF = np.eye(3)[[0, 2, 1, 1]], np.array([0, 2, 1, 1])
PROBABILITIES = RNG.dirichlet([2.0] * 3, 4)
TARGETS = {
    "sparse_categorical_crossentropy": CLASSES_OF,
    "mean_absolute_percentage_error": RNG.uniform(1, 2, (4, 3)),
    "kl_divergence": RNG.dirichlet([1.0] * 3, 4),
}
OTHERWISE = ("ctc", "dice", "tversky", "circle", "categorical_generalized_cross_entropy", "CTC", "Dice", "Tversky")
OTHERWISE += ("Circle", "CategoricalGeneralizedCrossEntropy")  # they have a file of their own
LOSSES = [(name, getattr(losses, name)) for name in host().standard_names("losses") if name not in OTHERWISE]
LOSS_FUNCTIONS = [name for name, loss in LOSSES if inspect.isfunction(loss) and len(name) > 4]
LOSS_CLASSES = [name for name, loss in LOSSES if isinstance(loss, type)]


@pytest.mark.parametrize("name", LOSS_FUNCTIONS)
def test_the_gradient_of_a_loss_is_right(name):
    y = TARGETS.get(name, HOT)
    assert gradient_error(lambda p: getattr(losses, name)(y, p), PROBABILITIES) < 1e-7


@pytest.mark.parametrize("name", LOSS_CLASSES)
def test_a_class_is_the_mean_of_its_function(name):
    loss = getattr(losses, name)()
    function = getattr(losses, loss.name.replace("huber_loss", "huber"))
    y = TARGETS.get(function.__name__, HOT)
    values = function(y, PROBABILITIES)
    assert values.shape == (4,)
    assert float(loss(y, PROBABILITIES)) == pytest.approx(values.mean())
    weights = np.array([1.0, 0, 2, 0.5])
    assert float(loss(y, PROBABILITIES, sample_weight=weights)) == pytest.approx((values * weights).sum() / 4)
    np.testing.assert_array_equal(type(loss)(reduction=None, dtype="float64")(y, PROBABILITIES), values)


@pytest.mark.parametrize("name", LOSS_FUNCTIONS)
def test_a_loss_takes_lists_and_computes_in_the_dtype_of_the_predictions(name):
    y = TARGETS.get(name, HOT)
    for dtype in ("float32", "float64"):
        assert getattr(losses, name)(y, PROBABILITIES.astype(dtype)).dtype == dtype
    lists = getattr(losses, name)(y.tolist(), PROBABILITIES.tolist())
    np.testing.assert_allclose(lists, getattr(losses, name)(y, PROBABILITIES), rtol=1e-4)


def test_predictions_that_are_integers_do_not_round_the_targets():
    assert float(losses.MeanSquaredError()(np.array([0.5, 0.5]), np.array([0, 1]))) == 0.25


def test_a_column_goes_with_a_vector():
    y, p = np.array([1.0, 2.0, 3.0]), np.array([[1.0], [2.0], [4.0]])
    assert float(losses.MeanSquaredError()(y, p)) == pytest.approx(1 / 3)
    assert losses.mean_squared_error(y, p).shape == (3,)


@pytest.mark.parametrize("name", ["categorical_crossentropy", "binary_crossentropy", "binary_focal_crossentropy"])
def test_a_crossentropy_refuses_shapes_that_numpy_would_broadcast(name):
    with pytest.raises(ShapeError, match="same shape"):
        getattr(losses, name)(np.array([0, 2, 1]), np.full((3, 3), 1 / 3))


def test_ignored_classes_do_not_count_masked_or_not():
    p, y = PROBABILITIES, np.array([0, -1, 1, 1])
    loss = losses.SparseCategoricalCrossentropy(ignore_class=-1)
    values = -np.log(p[[0, 2, 3], [0, 1, 1]])
    assert float(loss(y, p)) == pytest.approx(values.mean())
    assert float(loss(y[:, None], p)) == pytest.approx(values.mean())
    assert float(loss(y, p, mask=np.array([True, True, True, False]))) == pytest.approx(values[:2].mean())
    np.testing.assert_allclose(losses.sparse_categorical_crossentropy(y, p, ignore_class=-1)[1], 0)


def test_large_class_numbers_are_exact_in_half_precision():
    p = np.full((2, 3000), 1e-3, "float16")
    p[0, 2049] = p[1, 2999] = 1
    assert float(losses.SparseCategoricalCrossentropy()(np.array([2049, 2999]), p)) < 2


def test_a_mean_over_weights_that_are_all_zero_is_zero():
    loss = losses.MeanSquaredError(reduction="mean_with_sample_weight")
    assert float(loss(np.ones((2, 1)), np.zeros((2, 1)), sample_weight=np.zeros(2))) == 0


# -- metrics -------------------------------------------------------------------------------------

FED_WITH_CLASSES = ("SparseCategoricalAccuracy", "SparseCategoricalCrossentropy", "SparseTopKCategoricalAccuracy")
METRICS = [name for name in host().standard_names("metrics") if isinstance(getattr(metrics, name), type)]
WITH_TARGETS = [name for name in METRICS if name not in ("Mean", "Sum")]


def fed(name, metric, rows, weight=None):
    y = CLASSES_OF if name in FED_WITH_CLASSES else HOT
    y, p = (y[:, :2], PROBABILITIES[:, :2]) if name == "AUC" else (y, PROBABILITIES)
    metric.update_state(y[rows], p[rows], sample_weight=None if weight is None else weight[rows])
    return np.asarray(metric.result())


@pytest.mark.parametrize("name", WITH_TARGETS)
def test_two_batches_give_what_all_at_once_gives(name):
    weight = np.array([0.5, 1, 0, 2])
    for w in (None, weight):
        metric = an_example("metrics", name)
        fed(name, metric, slice(0, 1), w)
        parts = fed(name, metric, slice(1, 4), w)
        np.testing.assert_allclose(parts, fed(name, an_example("metrics", name), slice(0, 4), w), rtol=1e-5)


@pytest.mark.parametrize("name", WITH_TARGETS)
def test_a_weight_of_two_counts_as_a_second_sample(name):
    weight, twice = np.array([1.0, 2, 0, 1]), [0, 1, 1, 3]
    weighted = fed(name, an_example("metrics", name), slice(0, 4), weight)
    np.testing.assert_allclose(weighted, fed(name, an_example("metrics", name), twice), rtol=1e-5)


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_begins_anew_after_a_reset(name):
    metric = an_example("metrics", name)
    first = np.asarray(metric.result())
    fed(name, metric, slice(0, 4)) if name in WITH_TARGETS else metric.update_state([1.0, 2.0])
    metric.reset_state()
    np.testing.assert_array_equal(metric.result(), first)
    assert all((v.numpy() == 0).all() for v in metric.variables)


KERAS_NAMES = {"LogCoshError": "logcosh", "AUC": "auc", "KLDivergence": "kl_divergence", "Mean": "mean"}


@pytest.mark.parametrize("name", KERAS_NAMES)
def test_a_metric_without_a_name_has_the_one_of_keras(name):
    assert getattr(metrics, name)().name == KERAS_NAMES[name]


@pytest.mark.parametrize("name", [n for n in METRICS if n in ("Mean", "Sum", "BinaryAccuracy", "MeanSquaredError")])
def test_the_name_may_be_given_by_position(name):
    assert getattr(metrics, name)("mine").name == "mine"


def test_the_binary_crossentropy_metric_has_no_axis_which_keras_would_refuse():
    config = metrics.BinaryCrossentropy().get_config()
    assert list(config) == ["name", "dtype", "from_logits", "label_smoothing"]


def test_k_comes_first_in_top_k_accuracies():
    assert metrics.TopKCategoricalAccuracy(3).k == metrics.SparseTopKCategoricalAccuracy(3).k == 3


def test_mean_and_sum_take_weights():
    for make, expected in ((metrics.Mean, 7 / 3), (metrics.Sum, 7)):
        metric = make()
        metric.update_state([1.0, 5.0, 3.0], sample_weight=[1.0, 0.0, 2.0])
        assert float(metric.result()) == pytest.approx(expected)


ACCURACIES = {
    "binary_accuracy": ([0, 1, 1, 0], [0.5, 0.5, 0.6, 0.9], [1, 0, 1, 0]),
    "categorical_accuracy": ([[1, 0], [0, 1]], [[0.6, 0.4], [0.7, 0.3]], [1, 0]),
    "sparse_categorical_accuracy": ([[0], [1]], [[0.6, 0.4], [0.7, 0.3]], [1, 0]),
    "top_k_categorical_accuracy": ([[1, 0, 0, 0, 0, 0]], [[0.1, 0.1, 0.2, 0.2, 0.3, 0.4]], [1]),
    "sparse_top_k_categorical_accuracy": ([0, 5], [[0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]], [0, 1]),
}


@pytest.mark.parametrize("name", ACCURACIES)
def test_an_accuracy_function_says_1_or_0_for_each_sample(name):
    y, p, expected = ACCURACIES[name]
    result = getattr(metrics, name)(y, p)
    assert (result.tolist(), result.dtype) == (expected, keras.backend.floatx())


def test_predictions_that_are_class_numbers_can_be_ranked():
    metric = metrics.SparseTopKCategoricalAccuracy(2, from_sorted_ids=True)
    metric.update_state([7, 8], [[7, 3, 9], [3, 9, 8]])
    assert float(metric.result()) == 0.5


def test_auc_is_the_part_of_pairs_in_the_right_order():
    p = RNG.permutation(np.arange(1, 60)) / 60
    y = (RNG.uniform(size=59) < p).astype(int)
    metric = metrics.AUC(num_thresholds=2000)
    metric.update_state(y, p)
    pairs = p[y == 1][:, None] > p[y == 0]
    assert float(metric.result()) == pytest.approx(pairs.mean(), abs=1e-5)


def test_columns_with_areas_of_their_own_are_averaged_with_their_weights():
    y, p = RNG.integers(0, 2, (50, 2)), RNG.uniform(size=(50, 2))
    columns = []
    for i in range(2):
        metric = metrics.AUC()
        metric.update_state(y[:, i], p[:, i])
        columns.append(float(metric.result()))
    metric = metrics.AUC(multi_label=True, num_labels=2, label_weights=[1.0, 3.0])
    metric.update_state(y, p)
    assert float(metric.result()) == pytest.approx((columns[0] + 3 * columns[1]) / 4)


CONFUSED = ([1, 1, 1, 0, 0], [0.9, 0.6, 0.2, 0.7, 0.1])
AT_THRESHOLDS = {
    "TruePositives": [3, 2, 1],
    "FalsePositives": [1, 1, 0],
    "TrueNegatives": [1, 1, 2],
    "FalseNegatives": [0, 1, 2],
    "Precision": [0.75, 2 / 3, 1],
    "Recall": [1, 2 / 3, 1 / 3],
}


@pytest.mark.parametrize("name", AT_THRESHOLDS)
def test_what_is_counted_at_each_threshold(name):
    several, one = getattr(metrics, name)(thresholds=[0.15, 0.5, 0.8]), getattr(metrics, name)()
    several.update_state(*CONFUSED)
    one.update_state(*CONFUSED)
    np.testing.assert_allclose(several.result(), AT_THRESHOLDS[name], rtol=1e-6)
    assert float(one.result()) == pytest.approx(AT_THRESHOLDS[name][1])


AT_POINTS = {
    "PrecisionAtRecall": (0.5, 0.75),
    "RecallAtPrecision": (0.7, 1.0),
    "SensitivityAtSpecificity": (0.9, 1 / 3),
    "SpecificityAtSensitivity": (0.3, 1.0),
}


@pytest.mark.parametrize("name", AT_POINTS)
def test_the_best_of_one_ratio_where_another_is_large_enough(name):
    least, expected = AT_POINTS[name]
    metric = getattr(metrics, name)(least)
    metric.update_state(*CONFUSED)
    assert float(metric.result()) == pytest.approx(expected)


def test_a_wrapped_function_is_read_as_keras_writes_it():
    fn = {"module": "builtins", "class_name": "function", "config": "binary_accuracy", "registered_name": "function"}
    metric = get("metrics", {"class_name": "MeanMetricWrapper", "config": {"name": "x", "fn": fn, "threshold": 0.3}})
    metric.update_state([1, 0], [0.4, 0.1])
    assert (metric.name, float(metric.result())) == ("x", 1.0)


MISTAKES = {
    "thresholds outside": (lambda: metrics.AUC(thresholds=[0.5, 2.0]), "from 0 to 1"),
    "an unknown curve": (lambda: metrics.AUC(curve="COR"), "`curve` must be one of"),
    "smoothing above 1": (lambda: losses.BinaryCrossentropy(label_smoothing=2.0), "from 0 to 1"),
    "a negative penalty": (lambda: regularizers.L2(-1.0), "at least 0"),
    "a seed in words": (lambda: initializers.HeNormal(seed="one"), "must be an integer, a SeedGenerator or None"),
    "an identity of three axes": (lambda: initializers.Identity()((2, 2, 2)), "needs another initializer"),
    "an orthogonal vector": (lambda: initializers.Orthogonal()((2,)), "two axes or more"),
    "no matrix": (lambda: regularizers.OrthogonalRegularizer()(np.ones(3)), "needs a matrix"),
}


@pytest.mark.parametrize("row", MISTAKES)
def test_a_mistake_is_named(row):
    make, message = MISTAKES[row]
    with pytest.raises((ArgumentError, ShapeError), match=message):
        make()
