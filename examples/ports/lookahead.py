"""Lookahead: slow weights that go a part of the way that another optimizer leads. Zhang et al., 2019, arXiv:1907.08610.

Run it with `plugkeras run lookahead.py`.

An optimizer is written by plugkeras's contract: a rule of arrays, and the names of its slots.
"""

import keras
import numpy as np
from keras import ops

from plugkeras.annotations import Count, Rate
from plugkeras.parts.wrapper import Wrapper


@keras.saving.register_keras_serializable(package="ports")
class Lookahead(Wrapper):
    """Every ``sync_period`` steps the slow weights go ``slow_step_size`` of the way, and ``optimizer`` starts there."""

    sync_period: Count = 6
    slow_step_size: Rate = 0.5
    slots = {"slow": 0.0}

    def slot_array(self, name, variable):
        return variable.value

    def update(self, value, gradient, slow, *, lr, step):
        now = step % self.sync_period == 0
        slow = ops.where(now, slow + self.slow_step_size * (value - slow), slow)
        return ops.where(now, slow, value), slow


# Two steps of 1 down a slope, then half of the way back.
weight = keras.Variable(np.array([0.0]))
optimizer = Lookahead(keras.optimizers.SGD(1.0), sync_period=2)
ways = []
for _ in range(4):
    optimizer.apply([np.array([-1.0])], [weight])
    ways.append(float(weight.numpy()[0]))
assert ways == [1.0, 1.0, 2.0, 2.0]

keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
x = rng.normal(size=(256, 8)).astype("float32")
y = (np.sin(x[:, :1]) + x[:, 1:2] * x[:, 2:3]).astype("float32")


def trained(optimizer):
    """A model that was trained with it."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(32, "tanh"), keras.layers.Dense(1)])
    model.compile(optimizer, "mse")
    model.fit(x, y, batch_size=32, epochs=30, verbose=0)
    return model


model = trained(Lookahead(keras.optimizers.Adam(0.02)))
error, start = model.evaluate(x, y, verbose=0), float(y.var())
print(f"mean squared error {error:.3f}; always the mean would be {start:.3f}")
assert error < 0.1 * start
alone = trained(keras.optimizers.Adam(0.02)).get_weights()[0]
whole = trained(Lookahead(keras.optimizers.Adam(0.02), slow_step_size=1.0)).get_weights()[0]
assert np.allclose(whole, alone, atol=1e-6) and not np.allclose(model.get_weights()[0], alone, atol=1e-3)

# A file has the slow weights, too: what goes on from it is what would have gone on.
model.save("lookahead.keras")
again = keras.models.load_model("lookahead.keras")
for one in (model, again):
    keras.utils.set_random_seed(2)
    one.fit(x, y, batch_size=32, epochs=2, verbose=0)
assert np.allclose(again.get_weights()[0], model.get_weights()[0], atol=1e-6)
