"""A temporal convolutional network of residual blocks. Bai, Kolter and Koltun, 2018, arXiv:1803.01271.

Run it with `plugkeras run tcn.py`.
"""

import keras
import numpy as np
from keras import layers


@keras.saving.register_keras_serializable(package="ports")
class ResidualBlock(layers.Layer):
    """Two causal convolutions of one dilation, each with ReLU and dropout of channels, beside what came in."""

    def __init__(self, filters, kernel_size, dilation_rate, dropout_rate=0.0, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters
        self.kernel_size = kernel_size
        self.dilation_rate = dilation_rate
        self.dropout_rate = dropout_rate

    def build(self, input_shape):
        self.steps = []
        shape = input_shape
        for n in range(2):
            conv = layers.Conv1D(
                self.filters,
                self.kernel_size,
                padding="causal",
                dilation_rate=self.dilation_rate,
                kernel_initializer="he_normal",
                name=f"conv{n}",
            )
            conv.build(shape)
            shape = conv.compute_output_shape(shape)
            self.steps += [conv, layers.Activation("relu"), layers.SpatialDropout1D(self.dropout_rate)]
        self.matching = None
        if input_shape[-1] != self.filters:
            self.matching = layers.Conv1D(self.filters, 1, name="matching")
            self.matching.build(input_shape)
        self.built = True

    def call(self, inputs, training=None):
        x = inputs
        for step in self.steps:
            x = step(x, training=training) if isinstance(step, layers.SpatialDropout1D) else step(x)
        beside = inputs if self.matching is None else self.matching(inputs)
        return keras.activations.relu(x + beside)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.filters)

    def get_config(self):
        config = super().get_config()
        config.update(
            filters=self.filters,
            kernel_size=self.kernel_size,
            dilation_rate=self.dilation_rate,
            dropout_rate=self.dropout_rate,
        )
        return config


@keras.saving.register_keras_serializable(package="ports")
class TCN(layers.Layer):
    """Residual blocks of growing dilation: as many steps back are seen as ``receptive_field`` says."""

    def __init__(
        self, nb_filters=16, kernel_size=3, dilations=(1, 2, 4), dropout_rate=0.0, return_sequences=False, **kwargs
    ):
        super().__init__(**kwargs)
        self.nb_filters = nb_filters
        self.kernel_size = kernel_size
        self.dilations = list(dilations)
        self.dropout_rate = dropout_rate
        self.return_sequences = return_sequences
        self.blocks = [ResidualBlock(nb_filters, kernel_size, d, dropout_rate) for d in self.dilations]

    @property
    def receptive_field(self):
        return 1 + 2 * (self.kernel_size - 1) * sum(self.dilations)

    def build(self, input_shape):
        for block in self.blocks:
            block.build(input_shape)
            input_shape = block.compute_output_shape(input_shape)
        self.built = True

    def call(self, inputs, training=None):
        x = inputs
        for block in self.blocks:
            x = block(x, training=training)
        return x if self.return_sequences else x[:, -1, :]

    def compute_output_shape(self, input_shape):
        n, steps, _ = input_shape
        return (n, steps, self.nb_filters) if self.return_sequences else (n, self.nb_filters)

    def get_config(self):
        return {
            **super().get_config(),
            "nb_filters": self.nb_filters,
            "kernel_size": self.kernel_size,
            "dilations": self.dilations,
            "dropout_rate": self.dropout_rate,
            "return_sequences": self.return_sequences,
        }


keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)

# What comes later, or came too long ago, is not seen.
layer, x = TCN(4, return_sequences=True), rng.normal(size=(1, 40, 2)).astype("float32")


def outputs(sequence):
    """Of every step, as NumPy has it."""
    return keras.ops.convert_to_numpy(layer(sequence))


other = x.copy()
other[0, 35] += 100
assert layer.receptive_field == 29
assert np.array_equal(outputs(x)[:, :35], outputs(other)[:, :35])
other = x.copy()
other[0, :2] += 100
moved = np.abs(outputs(x) - outputs(other)).max(axis=(0, 2))
assert moved[:30].any() and not moved[30:].any()

# The adding problem: the sum of the two numbers that are marked.
numbers, marks = rng.uniform(size=(512, 20)), np.zeros((512, 20))
for row in marks:
    row[rng.permutation(20)[:2]] = 1
x, y = np.stack([numbers, marks], axis=-1).astype("float32"), (numbers * marks).sum(axis=1, keepdims=True)
model = keras.Sequential([keras.Input((20, 2)), TCN(16, dropout_rate=0.02), layers.Dense(1)])
model.compile(keras.optimizers.Adam(0.005), "mse")
model.fit(x, y, batch_size=32, epochs=25, verbose=0)
error = model.evaluate(x, y, verbose=0)
print(f"mean squared error {error:.4f}; always the mean would be {y.var():.4f}")
assert error < 0.1 * y.var()

model.save("tcn.keras")
again = keras.models.load_model("tcn.keras")
assert np.allclose(again.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-5)
