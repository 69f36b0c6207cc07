"""Self-attention over steps, with masks, over Keras 2's backend. Vaswani et al., 2017, arXiv:1706.03762.

Run it with `plugkeras run self_attention.py`.
"""

import numpy as np
from keras import backend as K
from keras import initializers, regularizers
from keras.layers import Dense, Embedding, Input, Layer
from keras.models import Sequential
from keras.optimizers import Adam
from keras.utils import CustomObjectScope, set_random_seed


class SelfAttention(Layer):
    """Each step becomes a mean of ``units`` features of the steps that it attends to, masked ones excepted."""

    def __init__(self, units=32, kernel_initializer="glorot_normal", kernel_regularizer=None, **kwargs):
        super(SelfAttention, self).__init__(**kwargs)
        self.supports_masking = True
        self.units = units
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)

    def build(self, input_shape):
        features = int(input_shape[-1])
        self.Wq, self.Wk, self.Wv = [
            self.add_weight(
                name=name,
                shape=(features, self.units),
                initializer=self.kernel_initializer,
                regularizer=self.kernel_regularizer,
                trainable=True,
            )
            for name in ("Wq", "Wk", "Wv")
        ]
        super(SelfAttention, self).build(input_shape)

    def call(self, inputs, mask=None):
        q, k, v = K.dot(inputs, self.Wq), K.dot(inputs, self.Wk), K.dot(inputs, self.Wv)
        scores = K.batch_dot(q, K.permute_dimensions(k, (0, 2, 1))) / np.sqrt(self.units)
        if mask is not None:
            scores -= 1e9 * (1.0 - K.expand_dims(K.cast(mask, K.floatx()), axis=1))
        return K.batch_dot(K.softmax(scores), v)

    def compute_mask(self, inputs, mask=None):
        return mask

    def compute_output_shape(self, input_shape):
        return input_shape[0], input_shape[1], self.units

    def get_config(self):
        config = {
            "units": self.units,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
        }
        base_config = super(SelfAttention, self).get_config()
        return dict(list(base_config.items()) + list(config.items()))


class MeanOfSteps(Layer):
    """The mean over the steps that are not masked; the mask ends here."""

    def __init__(self, **kwargs):
        super(MeanOfSteps, self).__init__(**kwargs)
        self.supports_masking = True

    def call(self, x, mask=None):
        if mask is None:
            return K.mean(x, axis=1)
        mask = K.expand_dims(K.cast(mask, K.floatx()))
        return K.sum(x * mask, axis=1) / K.maximum(K.sum(mask, axis=1), 1.0)

    def compute_mask(self, inputs, mask=None):
        return None

    def compute_output_shape(self, input_shape):
        return input_shape[0], input_shape[2]


set_random_seed(0)
rng = np.random.default_rng(0)

# Whether a word occurs twice: it takes two places to know it.
lengths = rng.integers(6, 9, 600)
words = np.array([np.pad(rng.permutation(np.arange(2, 12))[:n], (0, 8 - n)) for n in lengths])
twice = rng.integers(0, 2, 600)
for row, n, yes in zip(words, lengths, twice):
    places = rng.permutation(n)[:2]
    row[places[0]] = 1
    row[places[1]] = 1 if yes else row[places[1]]

model = Sequential()
model.add(Input((8,)))
model.add(Embedding(12, 24, mask_zero=True))
model.add(SelfAttention(24))
model.add(MeanOfSteps())
model.add(Dense(16, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer=Adam(0.01), metrics=["accuracy"])
model.fit(words, twice, batch_size=32, epochs=15, verbose=0)
accuracy = model.evaluate(words, twice, verbose=0)[1]
print(f"{accuracy:.0%} of the rows are told apart")
assert accuracy > 0.95

# What is masked changes nothing.
layer, x = model.layers[-4], rng.normal(size=(2, 5, 24)).astype("float32")
mask = np.array([[1, 1, 1, 0, 0]] * 2, "bool")
y, other = layer(x, mask=mask), layer(np.where(mask[..., None], x, 7).astype("float32"), mask=mask)
assert np.allclose(np.asarray(y)[:, :3], np.asarray(other)[:, :3], atol=1e-6)

with CustomObjectScope({"SelfAttention": SelfAttention, "MeanOfSteps": MeanOfSteps}):
    again = Sequential.from_config(model.get_config())
again.set_weights(model.get_weights())
assert np.allclose(again.predict(words, verbose=0), model.predict(words, verbose=0), atol=1e-6)
