"""Radial basis functions around centres that are points of the data. Broomhead and Lowe, 1988.

Run it with `plugkeras run rbf.py`.
"""

import keras
import numpy as np
from keras import ops
from keras.initializers import Constant, Initializer
from keras.layers import Dense, Input, Layer


@keras.saving.register_keras_serializable(package="ports")
class InitCentersRandom(Initializer):
    """Centres are rows of ``X``, drawn at random."""

    def __init__(self, X, seed=0):
        self.X = np.asarray(X)
        self.seed = seed

    def __call__(self, shape, dtype=None):
        assert shape[1:] == self.X.shape[1:]
        rows = np.random.default_rng(self.seed).choice(len(self.X), shape[0], replace=False)
        return ops.convert_to_tensor(self.X[rows], dtype=dtype)

    def get_config(self):
        return {"X": self.X.tolist(), "seed": self.seed}


@keras.saving.register_keras_serializable(package="ports")
class RBFLayer(Layer):
    """``exp(-beta |x - centre|²)`` for each of ``output_dim`` centres, which are trained, and so are the betas."""

    def __init__(self, output_dim, initializer="random_uniform", betas=1.0, **kwargs):
        super().__init__(**kwargs)
        self.output_dim = output_dim
        self.init_betas = betas
        self.initializer = keras.initializers.get(initializer)

    def build(self, input_shape):
        self.centers = self.add_weight(
            name="centers", shape=(self.output_dim, input_shape[1]), initializer=self.initializer, trainable=True
        )
        self.betas = self.add_weight(
            name="betas", shape=(self.output_dim,), initializer=Constant(value=self.init_betas), trainable=True
        )
        super().build(input_shape)

    def call(self, x):
        difference = ops.expand_dims(x, 1) - self.centers
        return ops.exp(-self.betas * ops.sum(difference**2, axis=-1))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.output_dim)

    def get_config(self):
        config = {
            "output_dim": self.output_dim,
            "betas": self.init_betas,
            "initializer": keras.initializers.serialize(self.initializer),
        }
        return dict(list(super().get_config().items()) + list(config.items()))


keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
x = rng.uniform(-3, 3, (200, 1)).astype("float32")
y = np.sin(2 * x) + 0.05 * rng.normal(size=x.shape)
model = keras.Sequential([Input((1,)), RBFLayer(15, initializer=InitCentersRandom(x), betas=2.0), Dense(1)])
assert np.isin(model.layers[-2].get_weights()[0], x).all()
model.compile(keras.optimizers.RMSprop(0.02), "mean_squared_error")
model.fit(x, y, batch_size=50, epochs=100, verbose=0)
error = model.evaluate(x, y, verbose=0)
print(f"mean squared error {error:.4f}, of which the noise is 0.0025")
assert error < 0.01

model.save("rbf.keras")
again = keras.models.load_model("rbf.keras")
assert np.allclose(again.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-5)
