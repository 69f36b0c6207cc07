"""The activation Mish by a name of one's own, as a function and as a layer. Misra, 2019, arXiv:1908.08681.

Run it with `plugkeras run mish.py`.
"""

import keras
import numpy as np
from keras import ops
from keras.layers import Activation, Dense, Input, Layer
from keras.utils import get_custom_objects


def my_mish(x):
    """``x tanh(log(1 + e^x))``."""
    return x * ops.tanh(ops.softplus(x))


class Mish(Layer):
    """The same as a layer."""

    def __init__(self, **kwargs):
        super(Mish, self).__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        return my_mish(inputs)

    def get_config(self):
        return super(Mish, self).get_config()

    def compute_output_shape(self, input_shape):
        return input_shape


get_custom_objects().update({"my_mish": my_mish, "Mish": Mish})

x = np.linspace(-8, 8, 33).astype("float32")
mine = ops.convert_to_numpy(my_mish(ops.convert_to_tensor(x)))
assert np.allclose(mine, x * np.tanh(np.log1p(np.exp(x))), atol=1e-6)
assert np.allclose(mine, ops.convert_to_numpy(keras.activations.mish(ops.convert_to_tensor(x))), atol=1e-6)

keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
angle, side = rng.uniform(0, 3 * np.pi, 400), rng.integers(0, 2, 400)
radius = angle / 3 + 0.1 * rng.normal(size=400)
turned = angle + np.pi * side
points = np.stack([radius * np.cos(turned), radius * np.sin(turned)], axis=1).astype("float32")
model = keras.Sequential(
    [
        Input((2,)),
        Dense(32, activation="my_mish"),
        Dense(32),
        Mish(),
        Dense(16),
        Activation("my_mish"),
        Dense(1, activation="sigmoid"),
    ]
)
model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
model.fit(points, side, batch_size=50, epochs=80, verbose=0)
accuracy = model.evaluate(points, side, verbose=0)[1]
print(f"{accuracy:.0%} of the points of two spirals are told apart")
assert accuracy > 0.95

model.save("mish.keras")
again = keras.models.load_model("mish.keras")
assert np.allclose(again.predict(points, verbose=0), model.predict(points, verbose=0), atol=1e-6)
