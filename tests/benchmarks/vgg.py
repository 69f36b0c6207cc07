"""A training step of the guide's VGG-like network against PyTorch's, in turn, in one process.

    python tests/benchmarks/vgg.py        (needs PyTorch)

100×100×3, batch 32: conv 32, 32, pool, dropout, conv 64, 64, pool, dropout, dense 256, dropout, dense 10;
SGD with Nesterov momentum. Prints the median ratio of interleaved rounds. Goal: at most 2.
"""

import statistics
import time

import numpy as np
import torch

import plugkeras as keras
from plugkeras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D

ROUNDS = 7


def ours():
    model = keras.Sequential(
        [
            *(keras.Input((100, 100, 3)), Conv2D(32, 3, activation="relu"), Conv2D(32, 3, activation="relu")),
            *(MaxPooling2D(), Dropout(0.25), Conv2D(64, 3, activation="relu"), Conv2D(64, 3, activation="relu")),
            *(MaxPooling2D(), Dropout(0.25), Flatten(), Dense(256, activation="relu"), Dropout(0.5)),
            Dense(10, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True), "categorical_crossentropy", ["accuracy"])
    return model


def torchs():
    nn = torch.nn
    return nn.Sequential(
        *(nn.Conv2d(3, 32, 3), nn.ReLU(), nn.Conv2d(32, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25)),
        *(nn.Conv2d(32, 64, 3), nn.ReLU(), nn.Conv2d(64, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25)),
        *(nn.Flatten(), nn.Linear(22 * 22 * 64, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 10)),
    ).to(memory_format=torch.channels_last)


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main():
    x = np.random.random((32, 100, 100, 3)).astype("float32")
    labels = np.random.randint(10, size=32)
    y = np.eye(10, dtype="float32")[labels]
    model, net = ours(), torchs()
    inputs = torch.from_numpy(x).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
    targets = torch.from_numpy(labels)
    optimizer = torch.optim.SGD(net.parameters(), 0.01, momentum=0.9, nesterov=True)

    def step():
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = torch.nn.functional.cross_entropy(outputs, targets)
        loss.backward()
        optimizer.step()
        float(loss), float((outputs.argmax(1) == targets).float().mean())

    def our_step():
        model.fit(x, y, batch_size=32, verbose=0)

    for work in (step, our_step):
        work(), work()
    pairs = [(seconds(our_step), seconds(step)) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b in pairs)
    mine, its = (1000 * min(column) for column in zip(*pairs, strict=True))
    print(f"vgg step: {ratio:.2f} times PyTorch's ({mine:.0f} against {its:.0f} ms at best)")


if __name__ == "__main__":
    main()
