"""Data that draw random numbers, and a model with a step of its own: for tests of going on after a crash."""

import numpy as np

import plugkeras as keras


class Rolling(keras.utils.PyDataset):
    """Shuffles itself, by the global generator, as people's do."""

    def __init__(self, x, y):
        super().__init__()
        self.x, self.y, self.order = x, y, np.arange(len(x))

    def __len__(self):
        return 5

    def __getitem__(self, i):
        at = self.order[i * 8 : (i + 1) * 8]
        return self.x[at] + np.random.normal(0, 0.01, self.x[at].shape), self.y[at]

    def on_epoch_end(self):
        np.random.shuffle(self.order)


class OwnNumbers(Rolling):
    """The same by a generator of its own, from which its items draw as well."""

    def __init__(self, x, y):
        super().__init__(x, y)
        self.generator = np.random.default_rng(2)

    def __getitem__(self, i):
        at = self.order[i * 8 : (i + 1) * 8]
        return self.x[at] + self.generator.normal(0, 0.1, self.x[at].shape), self.y[at]

    def on_epoch_end(self):
        self.generator.shuffle(self.order)


class Eager:
    """No dataset: draws all that an epoch needs when it is asked for the first item."""

    def __init__(self, x, y):
        self.x, self.y, self.generator = x, y, np.random.default_rng(4)

    def __iter__(self):
        x, order = self.x + self.generator.normal(), np.random.permutation(5)
        return iter([(x[i * 8 : (i + 1) * 8], self.y[i * 8 : (i + 1) * 8]) for i in order])


class Halves(keras.Sequential):
    """Has an optimizer for each half of its weights, and logs what no metric knows."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.other = keras.optimizers.Adam(0.03)

    def train_step(self, data):
        x, y = data
        variables = self.trainable_variables

        def loss():
            return self.compute_loss(x=x, y=y, y_pred=self(x, training=True))

        value, gradients = keras.value_and_grad(loss, variables)
        self.other.apply(gradients[:2], variables[:2])
        self.optimizer.apply(gradients[2:], variables[2:])
        return {"loss": value, "step": self.other.iterations}
