"""The `mlp` workload written out by hand in NumPy, as well as we can: what a training step costs at least.

20-64-64-10 with relu, dropout 0.5, softmax, cross-entropy, accuracy, SGD with Nesterov momentum and
decay; shuffled batches of 128 out of 1000 rows. All parameters lie in one flat buffer.
"""

from itertools import pairwise

import numpy as np

SIZES = (20, 64, 64, 10)


class Mlp:
    """Parameters, momenta and gradients as views into three flat arrays."""

    def __init__(self, seed=0):
        self.rng = np.random.Generator(np.random.SFC64(seed))
        shapes = [s for n, m in pairwise(SIZES) for s in ((n, m), (m,))]
        size = sum(int(np.prod(s)) for s in shapes)
        self.p, self.g, self.m = (np.zeros(size, np.float32) for _ in range(3))
        self.weights, self.grads = _views(self.p, shapes), _views(self.g, shapes)
        for w in self.weights[::2]:
            limit = np.sqrt(6 / sum(w.shape))
            w[...] = self.rng.uniform(-limit, limit, w.shape)
        self.steps = 0

    def forward(self, x):
        w1, b1, w2, b2, w3, b3 = self.weights
        h1 = np.maximum(x @ w1 + b1, 0)
        h2 = np.maximum(h1 @ w2 + b2, 0)
        z = h2 @ w3 + b3
        z -= z.max(axis=1, keepdims=True)
        np.exp(z, out=z)
        z /= z.sum(axis=1, keepdims=True)
        return z

    def mask(self, shape):
        bits = self.rng.integers(0, 65536, shape, dtype=np.uint16)  # half the price of random floats
        return np.multiply(bits >= 32768, np.float32(2))

    def step(self, x, y):
        """One step; returns the batch's loss and the number of right answers."""
        w1, b1, w2, b2, w3, b3 = self.weights
        g1, c1, g2, c2, g3, c3 = self.grads
        h1 = x @ w1
        h1 += b1
        np.maximum(h1, 0, out=h1)
        m1 = self.mask(h1.shape)
        d1 = h1 * m1
        h2 = d1 @ w2
        h2 += b2
        np.maximum(h2, 0, out=h2)
        m2 = self.mask(h2.shape)
        d2 = h2 * m2
        p = d2 @ w3
        p += b3
        p -= p.max(axis=1, keepdims=True)
        np.exp(p, out=p)
        p /= p.sum(axis=1, keepdims=True)
        loss = -(y * np.log(np.clip(p, 1e-7, 1 - 1e-7))).sum() / len(x)
        right = (p.argmax(axis=1) == y.argmax(axis=1)).sum()
        g = p - y
        g /= len(x)
        np.matmul(d2.T, g, out=g3)
        g.sum(axis=0, out=c3)
        g = g @ w3.T
        g *= m2
        g *= h2 > 0
        np.matmul(d1.T, g, out=g2)
        g.sum(axis=0, out=c2)
        g = g @ w2.T
        g *= m1
        g *= h1 > 0
        np.matmul(x.T, g, out=g1)
        g.sum(axis=0, out=c1)
        self.update()
        return loss, right

    def update(self, lr=0.01, decay=1e-6, momentum=0.9):
        lr = lr / (1 + decay * self.steps)
        self.g *= lr
        self.m *= momentum
        self.m -= self.g
        self.p += momentum * self.m
        self.p -= self.g
        self.steps += 1

    def epoch(self, x, y, batch=128):
        """One shuffled epoch; returns mean loss and accuracy."""
        order = np.random.permutation(len(x))
        loss = right = 0.0
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            a, b = self.step(x[rows], y[rows])
            loss += float(a) * len(rows)
            right += int(b)
        return loss / len(x), right / len(x)


def _views(flat, shapes):
    views, start = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        views.append(flat[start : start + size].reshape(shape))
        start += size
    return views
