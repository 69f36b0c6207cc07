"""Optimizers: reference numbers of real Keras, state, configs, old spellings; and schedules."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import optimizers
from plugkeras.errors import ArgumentError, ShapeError, UnknownArgument
from plugkeras.host import host
from plugkeras.optimizers import schedules
from plugkeras.parts.config import deserialize, serialize

AROUND = ("LossScaleOptimizer", "MultiOptimizer")
OPTIMIZERS = [name for name in host().standard_names("optimizers") if name not in AROUND]
SCHEDULES = {
    "ExponentialDecay": dict(initial_learning_rate=0.1, decay_steps=4, decay_rate=0.5),
    "InverseTimeDecay": dict(initial_learning_rate=0.1, decay_steps=4, decay_rate=0.5, staircase=True),
    "PolynomialDecay": dict(initial_learning_rate=0.1, decay_steps=4, cycle=True),
    "PiecewiseConstantDecay": dict(boundaries=[2, 4], values=[0.1, 0.2, 0.3]),
    "CosineDecay": dict(initial_learning_rate=0.1, decay_steps=4, warmup_target=0.2, warmup_steps=2),
    "CosineDecayRestarts": dict(initial_learning_rate=0.1, first_decay_steps=4),
}


def path(optimizer, steps=3, gradient=1.0, start=1.0, dtype="float64", constraint=None):
    """The values that a variable takes under a constant gradient."""
    variable = keras.Variable(np.array([start], dtype))
    variable.constraint = constraint
    values = []
    for _ in range(steps):
        optimizer.apply([np.array([gradient], dtype)], [variable])
        values.append(float(variable.numpy()[0]))
    return values


REFERENCE = {
    "SGD": ("SGD", {}, [0.9, 0.8, 0.7]),
    "SGD with momentum": ("SGD", dict(momentum=0.9), [0.9, 0.71, 0.439]),
    "SGD with Nesterov's": ("SGD", dict(momentum=0.9, nesterov=True), [0.81, 0.539, 0.1951]),
    "weight_decay": ("SGD", dict(weight_decay=0.1), [0.89, 0.7811, 0.673289]),
    "clipnorm": ("SGD", dict(clipnorm=0.5), [0.95, 0.9, 0.85]),
    "clipvalue": ("SGD", dict(clipvalue=0.5), [0.95, 0.9, 0.85]),
    "global_clipnorm": ("SGD", dict(global_clipnorm=0.5), [0.95, 0.9, 0.85]),
    "RMSprop": ("RMSprop", {}, [0.6837724, 0.4543567, 0.2622621]),
    "RMSprop with momentum": ("RMSprop", dict(momentum=0.9), [0.6837724, 0.1697519, -0.4849612]),
    "RMSprop, centered": ("RMSprop", dict(centered=True), [0.6666669, 0.4117606, 0.1867767]),
    "Adam": ("Adam", {}, [0.900001, 0.8000022, 0.7000028]),
    "Adam, amsgrad": ("Adam", dict(amsgrad=True), [0.900001, 0.8000022, 0.7000028]),
    "AdamW": ("AdamW", {}, [0.899601, 0.7992424, 0.6989232]),
    "Adagrad": ("Adagrad", {}, [0.9046537, 0.8356472, 0.778851]),
    "Adadelta": ("Adadelta", dict(learning_rate=1.0), [0.9985858, 0.9971535, 0.9957091]),
    "Adamax": ("Adamax", {}, [0.9, 0.8, 0.7000001]),
    "Nadam": ("Nadam", {}, [0.8937219, 0.8163636, 0.7452303]),
    "Ftrl": ("Ftrl", {}, [0.6031424, 0.5341358, 0.4773396]),
    "Lion": ("Lion", {}, [0.9, 0.8, 0.7]),
    "Lamb": ("Lamb", {}, [0.9, 0.81, 0.729]),
    "Adagrad, gathering": ("Adagrad", dict(gradient_accumulation_steps=2), [1.0, 0.9046537, 0.9046537]),
}


@pytest.mark.parametrize("row", REFERENCE)
def test_the_first_steps_are_those_of_real_keras(row):
    name, arguments, expected = REFERENCE[row]
    optimizer = getattr(optimizers, name)(**{"learning_rate": 0.1, **arguments})
    np.testing.assert_allclose(path(optimizer), expected, atol=5e-6)  # Keras computes Adam's rate in single precision


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_variables_keep_their_dtype_and_slots_have_it_too(name, dtype):
    optimizer = getattr(optimizers, name)(0.1, epsilon=1e-3) if name in EPSILON else getattr(optimizers, name)(0.1)
    variable = keras.Variable(np.ones(3, dtype))
    optimizer.apply([np.full(3, 0.5, dtype)], [variable])
    assert variable.dtype == dtype
    assert {v.dtype for v in optimizer.variables if v.shape} <= {dtype}
    assert (variable.numpy() < 1).all()


EPSILON = ("RMSprop", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "Nadam", "Lamb", "ScheduleFreeAdamW")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_several_variables_move_as_each_would_alone(name):
    make = getattr(optimizers, name)
    shapes = [(2, 3), (), (40000,)]
    together, alone = ([keras.Variable(np.linspace(-1, 1, int(np.prod(s))).reshape(s)) for s in shapes] for _ in "ab")
    grads = [np.cos(v.numpy()) for v in together]
    one, others = make(0.05), [make(0.05) for _ in shapes]
    for _ in range(3):
        one.apply(grads, together)
        for optimizer, grad, variable in zip(others, grads, alone, strict=True):
            optimizer.apply([grad], [variable])
    for a, b in zip(together, alone, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


STATE = {
    "SGD": ("SGD", {}, []),
    "momentum": ("SGD", dict(momentum=0.9), ["a_momentum", "b_momentum"]),
    "Adam": ("Adam", {}, ["a_momentum", "a_velocity", "b_momentum", "b_velocity"]),
    "amsgrad": (
        "Adam",
        dict(amsgrad=True),
        ["a_momentum", "a_velocity", "b_momentum", "b_velocity", "a_velocity_hat", "b_velocity_hat"],
    ),
    "RMSprop": (
        "RMSprop",
        dict(momentum=0.9, centered=True),
        ["a_velocity", "b_velocity", "a_momentum", "b_momentum", "a_average_gradient", "b_average_gradient"],
    ),
    "Nadam": ("Nadam", {}, ["a_momentum", "a_velocity", "b_momentum", "b_velocity", "u_product"]),
    "Adagrad": ("Adagrad", {}, ["a_accumulator", "b_accumulator"]),
    "Lamb": ("Lamb", {}, ["a_momentum", "a_velocity", "b_momentum", "b_velocity"]),
    "Adafactor": ("Adafactor", {}, [f"{name}_{slot}" for name in "ab" for slot in ("r", "c", "velocity")]),
    "gathering": (
        "Adagrad",
        dict(gradient_accumulation_steps=2, use_ema=True),
        [f"{name}_{slot}" for slot in ("average", "gradient_accumulator", "accumulator") for name in "ab"],
    ),
}


@pytest.mark.parametrize("row", STATE)
def test_the_state_has_the_order_of_keras_files(row):
    name, arguments, slots = STATE[row]
    optimizer = getattr(optimizers, name)(**arguments)
    optimizer.build([keras.Variable(np.ones(2), name="a"), keras.Variable(np.ones((3, 1)), name="b")])
    assert [v.name for v in optimizer.variables] == ["iteration", "learning_rate", *slots]


def test_a_schedule_takes_the_place_of_the_learning_rate_in_the_state():
    optimizer = optimizers.SGD(schedules.CosineDecay(0.1, 10))
    assert [v.name for v in optimizer.variables] == ["iteration"]


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "ScheduleFreeAdamW"])
def test_the_sums_of_squares_begin_as_said(name):
    optimizer = getattr(optimizers, name)()
    optimizer.build([keras.Variable(np.ones(2), name="a")])
    first = {v.name: v.numpy()[0] for v in optimizer.variables if v.shape}
    assert first == pytest.approx({n: 0.1 if n == "a_accumulator" else 0.0 for n in first})


# -- all together --------------------------------------------------------------------------------


def test_gathered_gradients_are_one_step_with_their_mean():
    gathering, plain = optimizers.Adam(0.1, gradient_accumulation_steps=2), optimizers.Adam(0.1)
    a, b = keras.Variable(np.ones(2)), keras.Variable(np.ones(2))
    for i in range(6):
        gathering.apply([np.array([i, 1.0])], [a])
        if i % 2:
            plain.apply([np.array([i - 0.5, 1.0])], [b])
    np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-6)


def test_a_schedule_counts_the_steps_that_only_gather_too():
    rate = schedules.PiecewiseConstantDecay([0], [0.5, 0.25])
    assert path(optimizers.SGD(rate, gradient_accumulation_steps=2)) == [1, 0.75, 0.75]


def test_a_moving_average_begins_with_the_first_step_and_replaces_the_variables_at_the_end():
    optimizer = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    variable = keras.Variable(np.array([0.0]))
    for _ in range(3):
        optimizer.apply([np.array([-1.0])], [variable])
    assert variable.numpy()[0] == 3
    optimizer.finalize_variable_values([variable])
    assert variable.numpy()[0] == (1 * 0.25 + 2 * 0.25 + 3 * 0.5)


def test_constraints_hold_after_each_step():
    assert path(optimizers.SGD(0.6), constraint=keras.constraints.NonNeg()) == [pytest.approx(0.4), 0, 0]


def test_excluded_variables_do_not_decay():
    optimizer = optimizers.AdamW(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    kernel, bias = keras.Variable(np.ones(1), name="kernel"), keras.Variable(np.ones(1), name="bias")
    optimizer.apply([np.zeros(1), np.zeros(1)], [kernel, bias])
    assert (kernel.numpy()[0], bias.numpy()[0]) == (pytest.approx(0.95), 1)


def test_the_learning_rate_can_be_set_unless_a_schedule_says_it():
    optimizer = optimizers.SGD(0.5)
    optimizer.learning_rate = 0.25
    assert path(optimizer, 1) == [0.75]
    with pytest.raises(ArgumentError, match="cannot be set"):
        optimizers.SGD(schedules.CosineDecay(0.1, 10)).learning_rate = 0.1


def test_gradients_that_do_not_go_with_the_variables_are_refused():
    optimizer = optimizers.SGD()
    optimizer.build([keras.Variable(np.ones(1))])
    with pytest.raises(ShapeError, match="1 variables and got 2"):
        optimizer.apply([np.ones(1), np.ones(1)])


# -- configs and spellings -----------------------------------------------------------------------

SHARED = {"name", "learning_rate", "weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "use_ema"}
SHARED |= {"ema_momentum", "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps"}
OWN = {
    "SGD": {"momentum", "nesterov"},
    "RMSprop": {"rho", "momentum", "epsilon", "centered"},
    "Adam": {"beta_1", "beta_2", "epsilon", "amsgrad"},
    "AdamW": {"beta_1", "beta_2", "epsilon", "amsgrad"},
    "Adagrad": {"initial_accumulator_value", "epsilon"},
    "Adadelta": {"rho", "epsilon"},
    "Adamax": {"beta_1", "beta_2", "epsilon"},
    "Nadam": {"beta_1", "beta_2", "epsilon"},
    "Ftrl": {"learning_rate_power", "initial_accumulator_value", "l1_regularization_strength", "beta"}
    | {"l2_regularization_strength", "l2_shrinkage_regularization_strength"},
    "Lion": {"beta_1", "beta_2"},
    "Lamb": {"beta_1", "beta_2", "epsilon"},
    "Adafactor": {"beta_2_decay", "epsilon_1", "epsilon_2", "clip_threshold", "relative_step"},
    "ScheduleFreeAdamW": {"beta_1", "beta_2", "epsilon", "warmup_steps"},
    "Muon": {"adam_beta_1", "adam_beta_2", "adam_weight_decay", "epsilon", "exclude_layers", "exclude_embeddings"}
    | {"muon_a", "muon_b", "muon_c", "adam_lr_ratio", "momentum", "ns_steps", "nesterov", "rms_rate"},
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_config_has_the_keys_of_keras_and_makes_an_equal_optimizer(name):
    optimizer = getattr(optimizers, name)(0.25, clipnorm=1.0, name="mine")
    config = serialize(optimizer)
    assert set(config["config"]) == SHARED | OWN[name]
    again = deserialize("optimizers", config)
    assert (serialize(again), path(again)) == (config, path(optimizer))


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_config_with_a_schedule_makes_an_equal_optimizer(name):
    optimizer = optimizers.Adam(getattr(schedules, name)(**SCHEDULES[name]))
    again = deserialize("optimizers", serialize(optimizer))
    assert (serialize(again), path(again)) == (serialize(optimizer), path(optimizer))


def test_weight_decay_comes_second_in_adamw_and_is_0_004():
    assert optimizers.AdamW(0.1, 0.25).weight_decay == 0.25
    assert optimizers.AdamW().weight_decay == 0.004
    assert optimizers.Adam().weight_decay is None


def test_lr_is_an_old_name_of_the_learning_rate():
    with pytest.warns(DeprecationWarning, match="`lr` is now called `learning_rate`"):
        assert float(optimizers.SGD(lr=0.25).lr) == 0.25


def test_decay_makes_the_rate_fall_as_in_keras_2_and_is_written_as_a_schedule():
    arguments = dict(learning_rate=0.1, momentum=0.9, nesterov=True)
    old = optimizers.SGD(**arguments, decay=0.5)
    np.testing.assert_allclose(path(old), [0.81, 0.6023333, 0.3804333], rtol=1e-6)
    new = deserialize("optimizers", serialize(optimizers.SGD(**arguments, decay=0.5)))
    np.testing.assert_allclose(path(new), [0.81, 0.6023333, 0.3804333], rtol=1e-6)
    assert serialize(new)["config"]["learning_rate"]["class_name"] == "InverseTimeDecay"


@pytest.mark.parametrize("name", EPSILON)
def test_an_epsilon_of_none_is_the_default_one_as_in_keras_2(name):
    assert getattr(optimizers, name)(epsilon=None).epsilon == keras.backend.epsilon()


MISTAKES = {
    "Keras 1's order": (lambda: optimizers.SGD(0.1, 0.9, 1e-6), "`nesterov` must be True or False"),
    "two ways to clip": (lambda: optimizers.SGD(clipnorm=1.0, clipvalue=1.0), "only one of"),
    "a rate in words": (lambda: optimizers.SGD("fast"), "must be a number, a schedule"),
    "a negative rate": (lambda: optimizers.SGD(-0.1), "finite number of at least 0, not -0.1"),
    "a rate of NaN": (lambda: optimizers.Adam(float("nan")), "finite number of at least 0"),
    "a negative rate, set": (lambda: setattr(optimizers.SGD(), "learning_rate", -1.0), "`learning_rate` must be"),
    "a beta of 1, which would divide by 0": (lambda: optimizers.Adam(beta_1=1.0), "less than 1, not 1.0"),
    "a negative epsilon": (lambda: optimizers.Adam(epsilon=-1e-3), "`epsilon` must be a number of at least 0"),
    "a beta above 1": (lambda: optimizers.Adam(beta_1=1.5), "less than 1"),
    "one value too few": (lambda: schedules.PiecewiseConstantDecay([1, 2], [0.1, 0.2]), "one item more"),
    "no steps": (lambda: schedules.CosineDecay(0.1, 0), "at least 1"),
}


@pytest.mark.parametrize("row", MISTAKES)
def test_a_mistake_is_named(row):
    make, message = MISTAKES[row]
    with pytest.raises(ArgumentError, match=message):
        make()


def test_an_unknown_argument_is_refused_with_the_nearest_one():
    with pytest.raises(UnknownArgument, match="nesterov"):
        optimizers.SGD(nestrov=True)


# -- schedules -----------------------------------------------------------------------------------

RATES = {
    "ExponentialDecay": [0.1, 0.05, 0.025],
    "InverseTimeDecay": [0.1, 0.1 / 1.5, 0.05],
    "PolynomialDecay": [0.1, 0.0001, 0.0001],
    "PiecewiseConstantDecay": [0.1, 0.2, 0.3],
    "CosineDecay": [0.1, 0.1, 0.0],
    "CosineDecayRestarts": [0.1, 0.1, 0.05],
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_rates_at_steps_0_4_and_8(name):
    schedule = getattr(schedules, name)(**SCHEDULES[name])
    np.testing.assert_allclose([schedule(step) for step in (0, 4, 8)], RATES[name], atol=1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_takes_an_array_of_steps(name):
    schedule = getattr(schedules, name)(**SCHEDULES[name])
    np.testing.assert_allclose(schedule(np.arange(20)), [schedule(step) for step in range(20)], rtol=1e-5)


@pytest.mark.parametrize("name", host().standard_names("schedules"))
def test_every_schedule_survives_its_config(name):
    config = serialize(getattr(schedules, name)(**SCHEDULES[name]))
    assert serialize(deserialize("schedules", config)) == config
    assert config["module"] == "keras.optimizers.schedules"
