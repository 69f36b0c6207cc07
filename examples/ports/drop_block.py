"""DropBlock: while training, whole squares of a feature map are zero. Ghiasi et al., 2018, arXiv:1810.12890.

Run it with `plugkeras run drop_block.py`.
"""

import keras
import numpy as np
from keras import layers, ops


@keras.saving.register_keras_serializable(package="ports")
class DropBlock2D(layers.Layer):
    """Squares of ``block_size`` set to zero, so that ``keep_prob`` of a map stays; the rest is scaled up."""

    def __init__(self, keep_prob=0.9, block_size=3, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.keep_prob = keep_prob
        self.block_size = block_size
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.supports_masking = True

    def build(self, input_shape):
        _, height, width, _ = input_shape
        size = self.block_size
        if height < size or width < size:
            raise ValueError(f"squares of {size} do not fit into {height} x {width}")
        places = (height - size + 1) * (width - size + 1)
        self.gamma = (1 - self.keep_prob) * height * width / size**2 / places
        self.margin = (size - 1) // 2, size - 1 - (size - 1) // 2
        self.built = True

    def call(self, inputs, training=None):
        if not training or self.keep_prob >= 1:
            return inputs
        n, height, width, channels = ops.shape(inputs)
        size = self.block_size
        seeds = keras.random.uniform(
            (n, height - size + 1, width - size + 1, channels), dtype=inputs.dtype, seed=self.seed_generator
        )
        centres = ops.cast(seeds < self.gamma, inputs.dtype)
        centres = ops.pad(centres, [[0, 0], self.margin, self.margin, [0, 0]])
        kept = 1 - ops.max_pool(centres, size, strides=1, padding="same")
        return inputs * kept * ops.cast(ops.size(kept), inputs.dtype) / ops.maximum(ops.sum(kept), 1)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "keep_prob": self.keep_prob,
            "block_size": self.block_size,
            "seed": self.seed,
        }


keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)

layer, x = DropBlock2D(0.8, 3, seed=1), np.ones((64, 12, 12, 4), "float32")
y = ops.convert_to_numpy(layer(x, training=True))
assert (ops.convert_to_numpy(layer(x)) == x).all()
assert abs(y.mean() - 1) < 1e-3  # scaled up, so that the mean stays
assert abs((y == 0).mean() - 0.2) < 0.03
holes = (y == 0).astype("float32")
whole = ops.convert_to_numpy(ops.max_pool(-ops.max_pool(-holes, 3, strides=1), 3, strides=1))  # opened by squares of 3
assert (whole == holes[:, 2:-2, 2:-2]).all()

# Crosses and squares.
n = 240
is_cross, images = rng.integers(0, 2, n), 0.3 * rng.normal(size=(n, 12, 12, 1))
for image, cross in zip(images[..., 0], is_cross):
    i, j = rng.integers(0, 6, 2)
    patch = image[i : i + 6, j : j + 6]
    if cross:
        patch[2:4, :] += 1
        patch[:, 2:4] += 1
    else:
        patch[[0, -1], :] += 1
        patch[:, [0, -1]] += 1
images = images.astype("float32")
model = keras.Sequential(
    [
        keras.Input((12, 12, 1)),
        layers.Conv2D(8, 3, activation="relu"),
        DropBlock2D(0.9, 3),
        layers.Conv2D(8, 3, activation="relu"),
        layers.GlobalMaxPooling2D(),
        layers.Dense(2, activation="softmax"),
    ]
)
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, is_cross, batch_size=16, epochs=12, verbose=0)
accuracy = model.evaluate(images, is_cross, verbose=0)[1]
print(f"{accuracy:.0%} of the shapes are told apart")
assert accuracy > 0.95

model.save("drop_block.keras")
again = keras.models.load_model("drop_block.keras")
assert np.allclose(again.predict(images, verbose=0), model.predict(images, verbose=0), atol=1e-6)
