"""Optimizers made of others: a scaled loss, and an optimizer for each variable."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import optimizers
from plugkeras.engine import set_engine
from plugkeras.errors import ArgumentError
from plugkeras.optimizers import LossScaleOptimizer, MultiOptimizer, OptimizerMap
from plugkeras.parts.config import serialize

RNG = np.random.default_rng(3)
X, Y = RNG.normal(size=(32, 4)), RNG.normal(size=(32, 1))


@pytest.fixture(params=["numpy", pytest.param("jax", marks=pytest.mark.slow)])
def engine(request):
    if request.param == "jax":
        pytest.importorskip("jax")
    set_engine(request.param)
    yield request.param
    set_engine("numpy")


def fitted(optimizer, dtype="float32", epochs=2, **options):
    keras.utils.set_random_seed(1)
    kernel = {"kernel_initializer": keras.initializers.RandomUniform(-1, 1, seed=2), "dtype": dtype}
    layers = [keras.Input((4,)), keras.layers.Dense(3, name="a", **kernel), keras.layers.Dense(1, name="b", **kernel)]
    model = keras.Sequential(layers, name="m")
    model.compile(optimizer, "mse")
    history = model.fit(X, Y, epochs=epochs, batch_size=8, shuffle=False, verbose=0, **options).history
    return model.get_weights(), history["loss"], model


def same(a, b):
    for one, other in zip(a, b, strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-6, atol=1e-7)


def test_a_scaled_loss_trains_as_one_that_is_not(engine):
    scaled = LossScaleOptimizer(optimizers.Adam(0.05, clipnorm=1.0), dynamic_growth_steps=3)
    weights, losses, _ = fitted(scaled)
    expected, unscaled, _ = fitted(optimizers.Adam(0.05, clipnorm=1.0))
    same(weights, expected)
    np.testing.assert_allclose(losses, unscaled, rtol=1e-6)
    assert float(scaled.dynamic_scale) == 2.0**17  # doubled twice in 8 steps
    assert int(scaled.step_counter) == 2
    assert scaled.iterations is scaled.inner_optimizer.iterations


def test_a_scale_that_is_too_large_is_halved_and_the_step_left_out(engine):
    optimizer = LossScaleOptimizer(optimizers.SGD(0.05), initial_scale=1e36)
    weights, _losses, _ = fitted(optimizer, epochs=10)
    assert float(optimizer.dynamic_scale) < 1e36
    assert all(np.isfinite(w).all() for w in weights)
    assert 0 < int(optimizer.iterations) <= 40
    optimizer = LossScaleOptimizer(optimizers.SGD(1.0), initial_scale=4.0, dynamic_growth_steps=2)
    v = keras.Variable(np.ones(2, "float32"))
    for gradient in (np.inf, 4.0, 4.0, 8.0):
        optimizer.apply([np.full(2, gradient, "float32")], [v])
    assert (float(optimizer.dynamic_scale), int(optimizer.step_counter), int(optimizer.iterations)) == (4.0, 1, 3)
    np.testing.assert_array_equal(v.numpy(), 1 - 2.0 - 2.0 - 2.0)


def by_hand(variable):
    return ADAM if variable.path.endswith("bias") else SGD


ADAM, SGD = optimizers.Adam(), optimizers.SGD()


def several(**options):
    default = optimizers.SGD(0.05, momentum=0.9, use_ema=True, ema_overwrite_frequency=3, global_clipnorm=1.0)
    return MultiOptimizer(
        OptimizerMap(default, {"m/a/.*": optimizers.Lamb(0.02), "m/b/bias": optimizers.Adam()}), **options
    )


def test_each_variable_moves_as_with_its_own_optimizer_alone(engine):
    optimizer = several()
    variables = [keras.Variable(RNG.normal(size=s).astype("float32")) for s in ((3, 2), (2,), (2, 2), ())]
    for variable, path in zip(variables, ("m/a/kernel", "m/a/bias", "m/c/kernel", "m/b/bias"), strict=True):
        variable.path = path
    alone = [keras.Variable(v.numpy()) for v in variables]
    owners = list(several().optimizers)
    shares = [[0, 1], [3], [2]]
    for _ in range(4):
        grads = [RNG.normal(size=v.shape).astype("float32") for v in variables]
        optimizer.apply(grads, variables)
        for owner, share in zip(owners, shares, strict=True):
            owner.apply([grads[i] for i in share], [alone[i] for i in share])
    for a, b in zip(variables, alone, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-6)
    assert int(optimizer.iterations) == 4
    names = [v.name for v in optimizer.variables]
    assert names == ["iteration", "learning_rate", *(v.name for o in optimizer.optimizers for v in o.variables)]


def test_a_model_trains_with_several_optimizers_on_both_engines_alike(engine):
    weights, losses, _model = fitted(several())
    set_engine("numpy")
    expected, others, _ = fitted(several())
    same(weights, expected)
    np.testing.assert_allclose(losses, others, rtol=1e-5)


def test_one_of_several_has_no_gradients():
    optimizer = several()
    variables = [keras.Variable(np.ones(2)), keras.Variable(np.ones(2))]
    variables[0].path = "m/a/x"
    optimizer.build(variables)
    with pytest.warns(UserWarning, match="no gradient"):
        optimizer.apply([np.ones(2), None])
    assert [float(v.numpy()[0]) == 1 for v in variables] == [False, True]


def test_a_rate_that_is_asked_for_is_that_of_no_single_one():
    optimizer = several()
    assert not hasattr(optimizer, "learning_rate")
    with pytest.raises(AttributeError, match="set those of its `optimizers`"):
        optimizer.learning_rate = 0.1
    optimizer.change_rate(0.1)  # what a watched run does
    assert [round(o.current_rate(), 5) for o in optimizer.optimizers] == [0.04, 0.002, 0.1]


def test_a_map_finds_the_optimizer_of_a_path():
    a, b, c = (optimizers.SGD(name=n) for n in "abc")
    mapped = OptimizerMap(a, {"x/y": b})
    mapped["x/.*"] = c
    assert [mapped[k].name for k in ("x/y", "x/z", "z", "x")] == ["b", "c", "a", "a"]
    assert (len(mapped), list(mapped), "x/z" in mapped) == (2, ["x/y", "x/.*"], False)
    mapped[".*/z"] = b
    with pytest.raises(ArgumentError, match="several expressions"):
        mapped["x/z"]
    with pytest.raises(ArgumentError, match="already"):
        mapped["x/y"] = a
    del mapped["x/y"]
    assert mapped["x/y"].name == "c"


REFUSED = {
    "no optimizer in a map": lambda: OptimizerMap("sgd"),
    "no expression": lambda: OptimizerMap(optimizers.SGD(), {"(": optimizers.SGD()}),
    "no map": lambda: MultiOptimizer({"a": "sgd"}),
    "several of several": lambda: MultiOptimizer(OptimizerMap(several())),
    "a scale within": lambda: MultiOptimizer(lambda v: LossScaleOptimizer("sgd")).build([keras.Variable(np.ones(1))]),
    "a function without a name": lambda: serialize(MultiOptimizer(by_hand)),
    "an expression of Muon's": lambda: optimizers.Muon(exclude_layers=["("]),
    "nothing of the mean": lambda: optimizers.ScheduleFreeAdamW(beta_1=0.0),
    "a scale of nothing": lambda: LossScaleOptimizer("sgd", initial_scale=0),
}


@pytest.mark.parametrize("row", REFUSED)
def test_a_mistake_is_named(row):
    with pytest.raises(ArgumentError):
        REFUSED[row]()


def test_muon_moves_matrices_by_a_nearly_orthogonal_one_and_the_rest_as_adamw_does():
    rate = {"learning_rate": 0.1, "weight_decay": None, "adam_weight_decay": None}
    matrix, vector, table = (keras.Variable(RNG.normal(size=s)) for s in ((6, 3), (4,), (5, 3)))
    table.path, starts = "embedding/embeddings", [v.numpy() for v in (matrix, vector, table)]
    grads = [RNG.normal(size=v.shape) for v in (matrix, vector, table)]
    optimizer = optimizers.Muon(**rate, ns_steps=5, rms_rate=None)
    optimizer.apply(grads, [matrix, vector, table])
    sizes = np.linalg.svd((starts[0] - matrix.numpy()) / 0.1)[1]
    assert ((sizes > 0.6) & (sizes < 1.3)).all()
    for variable, start, grad in zip((vector, table), starts[1:], grads[1:], strict=True):
        other = keras.Variable(start)
        optimizers.Adam(0.1).apply([grad], [other])
        np.testing.assert_allclose(variable.numpy(), other.numpy())
    names = [v.name.partition("_")[2] for v in optimizer.variables[2:]]
    assert names == ["momentum", "momentum", "velocity", "momentum", "velocity"]


def test_a_relative_step_of_adafactor_can_be_left_out():
    moves = []
    for relative in (True, False):
        v = keras.Variable(np.ones(1))
        optimizer = optimizers.Adafactor(2.0, relative_step=relative)
        optimizer.apply([np.ones(1)], [v])
        moves.append(1 - v.numpy()[0])
    np.testing.assert_allclose(moves, [1.0, 2.0])
