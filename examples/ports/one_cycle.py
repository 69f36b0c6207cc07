"""The one-cycle policy, and the test that finds its rate. Smith, 2018, arXiv:1803.09820; Smith, 2017, arXiv:1506.01186.

Run it with `plugkeras run one_cycle.py`.
"""

import numpy as np
from keras import backend as K
from keras.callbacks import Callback
from keras.layers import Dense, Input
from keras.models import Sequential
from keras.optimizers import SGD
from keras.utils import set_random_seed


class OneCycleLR(Callback):
    """The rate goes up to ``max_lr`` and down again, then far below; the momentum the other way."""

    def __init__(self, max_lr, total_steps, end_percentage=0.1, scale=10.0, momentum=(0.85, 0.95)):
        super(OneCycleLR, self).__init__()
        self.max_lr = max_lr
        self.total_steps = total_steps
        self.mid = int(total_steps * (1 - end_percentage) / 2)
        self.scale = scale
        self.momentum = momentum
        self.iteration = 0
        self.history = {"lr": [], "momentum": []}

    def compute(self):
        low = self.max_lr / self.scale
        if self.iteration > 2 * self.mid:
            part = (self.iteration - 2 * self.mid) / (self.total_steps - 2 * self.mid)
            return low * (1 - 0.99 * part), self.momentum[1]
        part = 1 - abs(self.iteration - self.mid) / self.mid
        return low + (self.max_lr - low) * part, self.momentum[1] - (self.momentum[1] - self.momentum[0]) * part

    def set_rate(self):
        rate, momentum = self.compute()
        K.set_value(self.model.optimizer.lr, rate)
        self.model.optimizer.momentum = momentum

    def on_train_begin(self, logs=None):
        self.iteration = 0
        self.set_rate()

    def on_batch_end(self, batch, logs=None):
        self.history["lr"].append(float(K.get_value(self.model.optimizer.lr)))
        self.history["momentum"].append(self.model.optimizer.momentum)
        self.iteration += 1
        self.set_rate()


class LRFinder(Callback):
    """Rates from ``minimum`` to ``maximum``, growing by one factor each batch, until the loss explodes."""

    def __init__(self, steps, minimum=1e-4, maximum=10.0, beta=0.9, explodes=4.0):
        super(LRFinder, self).__init__()
        self.minimum = minimum
        self.factor = (maximum / minimum) ** (1 / steps)
        self.beta = beta
        self.explodes = explodes
        self.lrs, self.losses = [], []

    def on_train_begin(self, logs=None):
        self.weights = self.model.get_weights()
        self.before = float(K.get_value(self.model.optimizer.lr))
        self.average, self.best = 0.0, np.inf
        K.set_value(self.model.optimizer.lr, self.minimum)

    def on_train_batch_end(self, batch, logs=None):
        rate = float(K.get_value(self.model.optimizer.lr))
        self.average = self.beta * self.average + (1 - self.beta) * logs["loss"]
        smooth = self.average / (1 - self.beta ** (len(self.losses) + 1))
        self.lrs.append(rate)
        self.losses.append(smooth)
        self.best = min(self.best, smooth)
        if not np.isfinite(smooth) or smooth > self.explodes * self.best:
            self.model.stop_training = True
        K.set_value(self.model.optimizer.lr, rate * self.factor)

    def on_train_end(self, logs=None):
        self.model.set_weights(self.weights)
        K.set_value(self.model.optimizer.lr, self.before)

    def suggestion(self):
        """A third of the rate at which the loss was least."""
        return self.lrs[int(np.argmin(self.losses))] / 3


set_random_seed(0)
rng = np.random.default_rng(0)
x = rng.normal(size=(512, 4)).astype("float32")
y = np.sin(2 * x[:, :1]) + x[:, 1:2] ** 2
model = Sequential()
model.add(Input((4,)))
model.add(Dense(32, activation="tanh"))
model.add(Dense(1))

model.compile(loss="mse", optimizer=SGD(0.01, momentum=0.9))
start = model.get_weights()
finder = LRFinder(steps=160)
model.fit(x, y, batch_size=32, epochs=10, verbose=0, callbacks=[finder])
assert all(np.array_equal(a, b) for a, b in zip(start, model.get_weights()))
assert len(finder.lrs) < 160 and abs(float(K.get_value(model.optimizer.lr)) - 0.01) < 1e-7
rate = finder.suggestion()

model.compile(loss="mse", optimizer=SGD(rate, momentum=0.9))  # without the momentum of the explosion
cycle = OneCycleLR(rate, total_steps=16 * 30)
history = model.fit(x, y, batch_size=32, epochs=30, verbose=0, callbacks=[cycle]).history["loss"]
error = model.evaluate(x, y, verbose=0)
print(f"rates up to {rate:.3f}: mean squared error {error:.3f}; always the mean would be {y.var():.3f}")
lr = np.array(cycle.history["lr"])
assert len(lr) == 480 and lr.argmax() == cycle.mid == np.argmin(cycle.history["momentum"])
assert abs(lr.max() - rate) < 1e-6 and lr[-1] < rate / 300
assert error < 0.1 * y.var()
