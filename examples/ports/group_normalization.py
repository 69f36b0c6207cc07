"""GroupNormalization over Keras 2's backend, as keras-contrib's users knew it. Wu and He, 2018, arXiv:1803.08494.

Run it with `plugkeras run group_normalization.py`.
"""

import numpy as np
from keras import backend as K
from keras import constraints, initializers, regularizers
from keras.layers import Conv2D, Dense, GlobalAveragePooling2D, Input, Layer
from keras.models import Sequential, load_model
from keras.optimizers import Adam
from keras.utils import set_random_seed


class GroupNormalization(Layer):
    """Each sample normalised over its space and over each of ``groups`` of its channels."""

    def __init__(
        self,
        groups=32,
        axis=-1,
        epsilon=1e-5,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        **kwargs,
    ):
        super(GroupNormalization, self).__init__(**kwargs)
        self.supports_masking = True
        self.groups = groups
        self.axis = axis
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)

    def build(self, input_shape):
        dim = input_shape[self.axis]
        if dim is None or dim % self.groups:
            raise ValueError(f"{dim} channels cannot be divided into {self.groups} groups")
        self.gamma = self.beta = None
        if self.scale:
            self.gamma = self.add_weight(
                shape=(dim,),
                name="gamma",
                initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
            )
        if self.center:
            self.beta = self.add_weight(
                shape=(dim,),
                name="beta",
                initializer=self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
            )
        super(GroupNormalization, self).build(input_shape)

    def call(self, inputs, **kwargs):
        shape = K.int_shape(inputs)
        axis = self.axis % len(shape)
        grouped = list(shape[:axis]) + [self.groups, shape[axis] // self.groups] + list(shape[axis + 1 :])
        over = [i for i in range(1, len(grouped)) if i != axis]
        x = K.reshape(inputs, [-1] + grouped[1:])
        x = (x - K.mean(x, axis=over, keepdims=True)) / K.sqrt(K.var(x, axis=over, keepdims=True) + self.epsilon)
        x = K.reshape(x, [-1] + list(shape[1:]))
        broadcast = [1] * len(shape)
        broadcast[axis] = shape[axis]
        if self.scale:
            x = x * K.reshape(self.gamma, broadcast)
        if self.center:
            x = x + K.reshape(self.beta, broadcast)
        return x

    def get_config(self):
        config = {
            "groups": self.groups,
            "axis": self.axis,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "gamma_initializer": initializers.serialize(self.gamma_initializer),
            "beta_regularizer": regularizers.serialize(self.beta_regularizer),
            "gamma_regularizer": regularizers.serialize(self.gamma_regularizer),
            "beta_constraint": constraints.serialize(self.beta_constraint),
            "gamma_constraint": constraints.serialize(self.gamma_constraint),
        }
        base_config = super(GroupNormalization, self).get_config()
        return dict(list(base_config.items()) + list(config.items()))

    def compute_output_shape(self, input_shape):
        return input_shape


set_random_seed(0)
rng = np.random.default_rng(0)

# Each group has mean 0 and variance 1, whatever its brightness was.
x = rng.normal(5.0, 3.0, (2, 6, 6, 8)).astype("float32")
for layer, groups in ((GroupNormalization(4), (2, 36, 4, 2)), (GroupNormalization(3, axis=1), (2, 3, 96))):
    y = np.asarray(layer(x)).reshape(groups)
    over = (1, 3) if len(groups) == 4 else 2
    assert np.abs(y.mean(axis=over)).max() < 1e-4 and np.abs(y.std(axis=over) - 1).max() < 1e-3

# Stripes, upright or not, of any brightness and contrast.
n = 256
upright = rng.integers(0, 2, n)
stripes = np.sin(2 * np.arange(8)[None, None, :] + rng.uniform(0, 6, n)[:, None, None]) * np.ones((1, 8, 1))
images = np.where(upright[:, None, None] == 1, stripes, stripes.transpose(0, 2, 1))
images = images * rng.uniform(0.1, 10, (n, 1, 1)) + rng.uniform(-9, 9, (n, 1, 1))
images = images[..., None].astype("float32")
model = Sequential()
model.add(Input((8, 8, 1)))
model.add(Conv2D(8, 3, use_bias=False))
model.add(GroupNormalization(4, gamma_regularizer="l2"))
model.add(Conv2D(8, 3, activation="relu"))
model.add(GlobalAveragePooling2D())
model.add(Dense(1, activation="sigmoid"))
model.compile(Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
model.fit(images, upright, batch_size=16, epochs=8, verbose=0)
accuracy = model.evaluate(images, upright, verbose=0)[1]
print(f"{accuracy:.0%} of the stripes are told apart")
assert accuracy > 0.95

model.save("group_normalization.keras")
again = load_model("group_normalization.keras", custom_objects={"GroupNormalization": GroupNormalization})
assert np.allclose(again.predict(images, verbose=0), model.predict(images, verbose=0), atol=1e-6)
