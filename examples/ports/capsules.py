"""Capsules with routing by agreement. Sabour, Frosst and Hinton, 2017, arXiv:1710.09829.

Run it with `plugkeras run capsules.py`.
"""

import keras
import numpy as np
from keras import layers, ops


def squash(vectors, axis=-1):
    """The vectors in their direction, shorter than 1: ``|v|² / (1 + |v|²)`` long."""
    square = ops.sum(ops.square(vectors), axis=axis, keepdims=True)
    return vectors * square / (1 + square) / ops.sqrt(square + keras.config.epsilon())


@keras.saving.register_keras_serializable(package="ports")
class CapsuleLayer(layers.Layer):
    """(n, capsules, d) becomes (n, num_capsule, dim_capsule): each capsule goes to those that agree with it."""

    def __init__(self, num_capsule, dim_capsule, routings=3, kernel_initializer="glorot_uniform", **kwargs):
        super().__init__(**kwargs)
        self.num_capsule = num_capsule
        self.dim_capsule = dim_capsule
        self.routings = routings
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape):
        self.input_num_capsule, self.input_dim_capsule = input_shape[1:]
        self.W = self.add_weight(
            shape=(self.num_capsule, self.input_num_capsule, self.dim_capsule, self.input_dim_capsule),
            initializer=self.kernel_initializer,
            name="W",
        )
        self.built = True

    def call(self, inputs):
        predicted = ops.einsum("jiab,nib->njia", self.W, inputs)
        held = ops.stop_gradient(predicted)  # only the last round has a gradient
        b = ops.zeros_like(held[..., 0])
        for _ in range(self.routings - 1):
            outputs = squash(ops.einsum("nji,njia->nja", ops.softmax(b, axis=1), held))
            b = b + ops.einsum("nja,njia->nji", outputs, held)
        return squash(ops.einsum("nji,njia->nja", ops.softmax(b, axis=1), predicted))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.num_capsule, self.dim_capsule)

    def get_config(self):
        config = {
            "num_capsule": self.num_capsule,
            "dim_capsule": self.dim_capsule,
            "routings": self.routings,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }
        return {**super().get_config(), **config}


@keras.saving.register_keras_serializable(package="ports")
class Length(layers.Layer):
    """(n, capsules, d) becomes (n, capsules): how long each is, which says how probable its class is."""

    def call(self, inputs):
        return ops.sqrt(ops.sum(ops.square(inputs), -1) + keras.config.epsilon())

    def compute_output_shape(self, input_shape):
        return input_shape[:-1]


def margin_loss(y_true, y_pred):
    """The capsule of the class wants to be longer than 0.9, the others shorter than 0.1."""
    present = y_true * ops.square(ops.maximum(0.0, 0.9 - y_pred))
    absent = 0.5 * (1 - y_true) * ops.square(ops.maximum(0.0, y_pred - 0.1))
    return ops.mean(ops.sum(present + absent, axis=1))


keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
x = rng.normal(size=(3, 5, 4)).astype("float32")
lengths = np.linalg.norm(ops.convert_to_numpy(squash(ops.convert_to_tensor(x))), axis=-1)
norms = np.linalg.norm(x, axis=-1)
assert np.allclose(lengths, norms**2 / (1 + norms**2), atol=1e-4)

# Lines in four directions, anywhere.
n = 256
kind, images = rng.integers(0, 4, n), 0.2 * rng.normal(size=(n, 9, 9, 1))
lines = [np.eye(5), np.eye(5)[::-1], np.outer(np.arange(5) == 2, np.ones(5)), np.outer(np.ones(5), np.arange(5) == 2)]
for image, k in zip(images[..., 0], kind):
    i, j = rng.integers(0, 5, 2)
    image[i : i + 5, j : j + 5] += lines[k]
images, wanted = images.astype("float32"), keras.utils.to_categorical(kind, 4)
model = keras.Sequential(
    [
        keras.Input((9, 9, 1)),
        layers.Conv2D(16, 3, activation="relu"),
        layers.Conv2D(16, 3, strides=2),
        layers.Reshape((-1, 4)),
        layers.Lambda(squash),
        CapsuleLayer(4, 8, routings=3),
        Length(),
    ]
)
model.compile(keras.optimizers.Adam(0.005), margin_loss, metrics=["accuracy"])
model.fit(images, wanted, batch_size=16, epochs=12, verbose=0)
accuracy = model.evaluate(images, wanted, verbose=0)[1]
print(f"{accuracy:.0%} of the lines are told apart")
assert accuracy > 0.95

model.save_weights("capsules.weights.h5")
before = model.predict(images, verbose=0)
model.layers[-2].W.assign(np.zeros(model.layers[-2].W.shape))
model.load_weights("capsules.weights.h5")
assert np.allclose(model.predict(images, verbose=0), before, atol=1e-6)
