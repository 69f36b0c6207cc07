"""What is made while the first batch is traced counts from that batch on."""

import numpy as np
import pytest

import plugkeras as keras

pytest.importorskip("jax")
pytestmark = pytest.mark.slow


class Late(keras.metrics.Metric):
    """The mean of the outputs, in a variable that it makes when it is first told of any."""

    total = None

    def update_state(self, y_true, y_pred, sample_weight=None):
        if self.total is None:
            self.total = self.add_weight(name="total")
        self.total.assign_add(keras.ops.sum(y_pred))

    def result(self):
        return 0.0 if self.total is None else self.total.value


METRICS = {"one that the shapes decide": lambda: "accuracy", "one that makes its state late": lambda: Late(name="late")}


def history(engine, metric):
    keras.set_engine(engine)
    keras.utils.set_random_seed(3)
    rng = np.random.default_rng(1)
    x, y = rng.random((205, 20), dtype="float32"), np.eye(10, dtype="float32")[rng.integers(0, 10, 205)]
    layers = [keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    model = keras.Sequential([keras.Input((20,)), *layers])
    model.compile("adam", "categorical_crossentropy", metrics=[METRICS[metric]()])
    return model.fit(x, y, batch_size=32, epochs=3, verbose=0).history


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_counts_the_first_batch(metric):
    try:
        on_jax = history("jax", metric)
    finally:
        on_numpy = history("numpy", metric)
    for name, values in on_numpy.items():
        np.testing.assert_allclose(on_jax[name], values, rtol=1e-5)
