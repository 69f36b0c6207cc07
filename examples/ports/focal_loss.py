"""The focal loss: what is classified well counts little, and a rare class is heard. Lin et al., 2017, arXiv:1708.02002.

Run it with `plugkeras run focal_loss.py`.
"""

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="ports")
class BinaryFocalLoss(keras.losses.Loss):
    """``-alpha_t (1 - p_t)**gamma log(p_t)``, with p_t the probability that is given to the true class."""

    def __init__(self, gamma=2.0, alpha=0.25, name="binary_focal_loss", **kwargs):
        super().__init__(name=name, **kwargs)
        self.gamma = gamma
        self.alpha = alpha

    def call(self, y_true, y_pred):
        y_true = ops.cast(y_true, y_pred.dtype)
        epsilon = keras.config.epsilon()
        y_pred = ops.clip(y_pred, epsilon, 1.0 - epsilon)
        p_t = ops.where(ops.equal(y_true, 1), y_pred, 1 - y_pred)
        alpha_t = ops.where(ops.equal(y_true, 1), self.alpha, 1 - self.alpha)
        return ops.mean(-alpha_t * ops.power(1 - p_t, self.gamma) * ops.log(p_t), axis=-1)

    def get_config(self):
        config = super().get_config()
        config.update({"gamma": self.gamma, "alpha": self.alpha})
        return config


def categorical_focal_loss(gamma=2.0, alpha=0.25):
    """The same over classes given as one-hot rows, as a function."""

    def loss(y_true, y_pred):
        y_true = ops.cast(y_true, y_pred.dtype)
        y_pred = ops.clip(y_pred, keras.config.epsilon(), 1.0)
        cross_entropy = -y_true * ops.log(y_pred)
        return ops.sum(alpha * ops.power(1 - y_pred, gamma) * cross_entropy, axis=-1)

    return loss


keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)

# Without focus it is half the cross-entropy.
y, p = rng.integers(0, 2, (16, 1)).astype("float32"), rng.uniform(0.01, 0.99, (16, 1)).astype("float32")
unfocused = float(BinaryFocalLoss(gamma=0, alpha=0.5)(y, p))
assert abs(2 * unfocused - float(keras.losses.BinaryCrossentropy()(y, p))) < 1e-5
rows = keras.utils.to_categorical(y[:, 0], 2)
columns = ops.convert_to_tensor(np.concatenate([1 - p, p], axis=1))
one = float(ops.mean(categorical_focal_loss(alpha=0.5)(rows, columns)))
assert abs(one - float(BinaryFocalLoss(alpha=0.5)(y, p))) < 1e-5

# One point in twenty lies in the ring.
x = rng.normal(size=(1200, 2)).astype("float32")
rare = (np.abs(np.hypot(x[:, 0], x[:, 1]) - 2.5) < 0.25).astype("float32")[:, None]
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(48, "relu"), keras.layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.Adam(0.02), BinaryFocalLoss(alpha=0.9), metrics=[keras.metrics.Recall(name="recall")])
model.fit(x, rare, epochs=80, batch_size=64, verbose=0)
recall = model.evaluate(x, rare, verbose=0, return_dict=True)["recall"]
print(f"{recall:.0%} of the {rare.mean():.0%} of the points that are rare are found")
assert recall > 0.85

again = keras.losses.deserialize(keras.losses.serialize(model.loss))
assert again.get_config() == model.loss.get_config()
