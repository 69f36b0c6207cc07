"""Calls that leave no trace, specs, trees of state, and optimizers written as for Keras 3."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops
from plugkeras.errors import ArgumentError, NoGraph, ShapeError
from plugkeras.layers import BatchNormalization, Dense

X = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")


def test_a_stateless_call_returns_what_changes_and_changes_nothing():
    layer = BatchNormalization()
    layer.build((None, 3))
    before = layer.get_weights()
    trained, others = [np.full(3, 2.0), np.ones(3)], [np.zeros(3), np.ones(3)]
    y, after = layer.stateless_call(trained, others, X, training=True)
    np.testing.assert_allclose(y, 2 * (X - X.mean(0)) / np.sqrt(X.var(0) + 1e-3) + 1, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(after[0], 0.01 * X.mean(0), rtol=1e-5)
    for mine, was in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(mine, was)


def test_a_stateless_call_tells_its_penalties():
    layer = Dense(2, kernel_regularizer=keras.regularizers.L2(0.5))
    layer.build((None, 3))
    _, _, losses = layer.stateless_call([np.ones((3, 2)), np.zeros(2)], [], X, return_losses=True)
    np.testing.assert_allclose([float(loss) for loss in losses], [3.0])


def test_a_metric_goes_over_states_that_are_not_its_own():
    mean = keras.metrics.Mean()
    state = mean.stateless_update_state(mean.stateless_reset_state(), np.array([1.0, 2.0, 6.0]))
    assert float(mean.stateless_result(state)) == 3
    assert float(mean.result()) == 0


def test_an_optimizer_goes_over_variables_that_are_not_its_own():
    optimizer, variable = keras.optimizers.SGD(0.5, momentum=0.5), keras.Variable(np.ones(2))
    optimizer.build([variable])
    own = optimizer.get_weights()
    (value,), own = optimizer.stateless_apply(own, [np.ones(2)], [np.full(2, 3.0)])
    (value,), own = optimizer.stateless_apply(own, [np.ones(2)], [value])
    np.testing.assert_allclose(value, 3 - 0.5 - 0.75)
    assert int(own[0]) == 2
    assert (variable.numpy() == 1).all()
    assert int(optimizer.iterations) == 0


WRONG = {
    "too few values": (lambda d: d.stateless_call([], [], X), "`trainable_variables` needs 2 values"),
    "not built": (lambda d: Dense(1).stateless_call([], [], X), "build it before"),
    "a metric": (lambda d: keras.metrics.Mean().stateless_result([1]), "needs 2 values"),
    "an optimizer": (lambda d: keras.optimizers.SGD().stateless_apply([], [], []), "call build"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_stateless_call_needs_is_told(name):
    dense = Dense(1)
    dense.build((None, 3))
    call, message = WRONG[name]
    with pytest.raises(ArgumentError, match=message):
        call(dense)


def test_a_spec_is_looked_at_before_the_call():
    specs = {
        "ndim": (keras.InputSpec(ndim=3), "ndim 3, not 2 axes"),
        "min_ndim": (keras.InputSpec(min_ndim=3), "min_ndim 3"),
        "max_ndim": (keras.InputSpec(max_ndim=1), "max_ndim 1"),
        "axes": (keras.InputSpec(axes={-1: 4}), "length 4 along axis -1, not 3"),
        "shape": (keras.InputSpec(shape=(None, 5)), r"shape \(None, 5\), not \(6, 3\)"),
        "dtype": (keras.InputSpec(dtype="int32"), "dtype int32, not float32"),
        "several": ([keras.InputSpec(), keras.InputSpec()], "2 inputs, and got 1"),
    }
    for spec, message in specs.values():
        layer = keras.layers.Identity()
        layer.input_spec = spec
        with pytest.raises(ShapeError, match=message):
            layer(X)
    layer = keras.layers.Identity()
    layer.input_spec = keras.InputSpec(shape=(None, 3, 1), allow_last_axis_squeeze=True)
    assert layer(X).shape == layer(X[..., None]).shape[:2] == (6, 3)
    assert keras.InputSpec.from_config(layer.input_spec.get_config()).shape == (None, 3, 1)


def test_layers_tell_the_spec_of_their_outputs():
    spec = Dense(2).compute_output_spec(keras.KerasTensor((None, 3)))
    assert (spec.shape, spec.dtype, spec.ndim) == ((None, 2), "float32", 2)
    both = keras.layers.Concatenate().symbolic_call([keras.KerasTensor((None, 3)), keras.KerasTensor((None, 4))])
    assert both.shape == (None, 7)
    with pytest.raises(NoGraph):
        spec + 1


def test_a_tree_of_state_goes_to_another_model():
    def made(name):
        model = keras.Sequential([keras.Input((3,)), Dense(2, name="d"), BatchNormalization(name="b")], name=name)
        model.compile("adam", "mse", metrics=["mae"])
        model.fit(X, X[:, :2], verbose=0)
        return model

    one, other = made("m"), made("m")
    tree = one.get_state_tree("numpy_array")
    assert list(tree["trainable_variables"]["m"]) == ["d", "b"]
    assert "m_d_kernel_momentum" in tree["optimizer_variables"]["adam"]
    assert list(tree["metrics_variables"]["mae"]) == ["total", "count"]
    other.set_state_tree(tree)
    for a, b in zip(
        one.get_weights() + one.optimizer.get_weights(),
        other.get_weights() + other.optimizer.get_weights(),
        strict=True,
    ):
        np.testing.assert_array_equal(a, b)
    with pytest.raises(ArgumentError, match="has no m/x among its trainable_variables"):
        one.set_state_tree({"trainable_variables": {"m": {"x": 1}}})


@keras.saving.register_keras_serializable("test")
class ByHand(keras.optimizers.Optimizer):
    """Momentum, as one writes it for Keras 3."""

    def __init__(self, learning_rate=0.1, momentum=0.5, name="by_hand", **kwargs):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)
        self.momentum = momentum

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.moments = self.add_optimizer_variables(variables, "momentum")

    def update_step(self, gradient, variable, learning_rate):
        moment = self.moments[self._get_variable_index(variable)]
        self.assign(moment, ops.subtract(ops.multiply(moment, self.momentum), gradient * learning_rate))
        self.assign_add(variable, moment)

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum}


@pytest.mark.parametrize(
    "options", [{}, {"clipnorm": 0.1}, {"use_ema": True}, {"gradient_accumulation_steps": 2}], ids=str
)
def test_an_optimizer_written_for_keras_steps_as_ours_does(options, tmp_path):
    def fitted(optimizer):
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((3,)), Dense(2, "tanh"), Dense(1)])
        model.compile(optimizer, "mse")
        model.fit(X, X[:, :1], batch_size=2, epochs=2, verbose=0)
        return model

    mine, other = fitted(ByHand(**options)), fitted(keras.optimizers.SGD(0.1, momentum=0.5, **options))
    for a, b in zip(mine.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)
    mine.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    for a, b in zip(mine.optimizer.get_weights(), again.optimizer.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_callbacks_are_told_by_keras_s_names_too():
    told = []
    each = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: told.append((epoch, logs["loss"])))
    callbacks = keras.callbacks.CallbackList([each], add_history=True, model=keras.Sequential(), epochs=1)
    callbacks.on_train_begin()
    callbacks.on_epoch_begin(0)
    callbacks.on_batch_begin(0)
    callbacks.on_train_batch_end(0, {"loss": 1.0})
    callbacks.on_epoch_end(0, {"loss": 2.0})
    assert told == [(0, 2.0)]
    assert callbacks.callbacks[1].history == {"loss": [2.0]}
    assert callbacks.callbacks[1].model.history is callbacks.callbacks[1]


def test_what_compile_took_by_position_in_keras_2_is_still_meant():
    model = keras.Sequential([keras.Input((3,)), Dense(1)])
    with pytest.warns(DeprecationWarning, match="`metrics` the fourth"):
        model.compile("sgd", "mse", ["mae"])
    assert model.evaluate(X, X[:, :1], verbose=0, return_dict=True).keys() == {"loss", "mae"}
    model.compile("sgd", "mse", [2.0])
    assert model.metrics_names == ["loss"]


def test_a_clone_may_reach_into_sequentials():
    seen = []
    model = keras.Sequential([keras.Input((3,)), keras.Sequential([Dense(2)]), Dense(1)])
    clone = lambda layer: seen.append(type(layer).__name__) or type(layer).from_config(layer.get_config())  # noqa: E731
    keras.models.clone_model(model, clone_function=clone, recursive=True)
    assert seen == ["Dense", "Dense"]


def test_a_name_of_keras_that_is_left_out_is_told_with_a_reason():
    with pytest.raises(AttributeError, match="no 'Function', which Keras has: there are no graphs of layers"):
        keras.Function  # noqa: B018
    with pytest.raises(ArgumentError, match=r"Save as \.keras"):
        keras.Sequential([Dense(1)]).export("m")
    with pytest.raises(NoGraph, match="no `inputs`, only `input_shape`"):
        keras.Sequential([Dense(1)]).inputs  # noqa: B018
