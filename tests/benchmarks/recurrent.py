"""LSTM, GRU and SimpleRNN side by side with PyTorch's: forward pass and gradients of weights and inputs.

    python tests/benchmarks/recurrent.py [ROUNDS]

Prints the best of many runs, taken in turn, so that a busy machine slows all alike; our time as a share of PyTorch's,
and that share as one of the LSTM's: what is above 1.2 is slower than it need be. At the end, other formulas of a layer.
"""

import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import torch

import plugkeras as keras
from plugkeras import layers, ops

SIZES = [(64, 32, 16, 64), (32, 100, 32, 128), (128, 20, 64, 32), (32, 50, 8, 16), (16, 64, 128, 256)]
"""Rows, steps, features and units."""
TORCHS = {"LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU, "SimpleRNN": torch.nn.RNN}
VARIANTS = {
    "LSTM, hard": lambda units: layers.LSTM(units, recurrent_activation="hard_sigmoid", return_sequences=True),
    "GRU, hard": lambda units: layers.GRU(units, recurrent_activation="hard_sigmoid", return_sequences=True),
    "GRU, reset before": lambda units: layers.GRU(units, reset_after=False, return_sequences=True),
    "GRU, step by step": lambda units: layers.GRU(units, activation="softsign", return_sequences=True),
}


def ours(layer: Any, x: Any) -> Callable[[], Any]:
    v = keras.Variable(x)
    layer(x)
    watched = [v, *layer.trainable_weights]
    return lambda: keras.value_and_grad(lambda: ops.sum(layer(v, training=True)), watched)


def theirs(kind: Any, x: Any, units: int) -> Callable[[], Any]:
    net, v = kind(x.shape[-1], units, batch_first=True), torch.tensor(x, requires_grad=True)

    def step() -> None:
        net.zero_grad()
        net(v)[0].sum().backward()

    return step


def best(steps: dict[Any, Callable[[], Any]], rounds: int) -> dict[Any, float]:
    found = dict.fromkeys(steps, np.inf)
    for _ in range(rounds):
        for name, step in steps.items():
            begin = perf_counter()
            step()
            found[name] = min(found[name], perf_counter() - begin)
    return found


def main(rounds: int) -> None:
    for rows, time, features, units in SIZES:
        x = np.random.default_rng(0).normal(size=(rows, time, features)).astype("float32")
        steps: dict[Any, Any] = {}
        for name, kind in TORCHS.items():
            steps[name] = ours(getattr(layers, name)(units, return_sequences=True), x)
            steps[name, "torch"] = theirs(kind, x, units)
        steps |= {name: ours(make(units), x) for name, make in VARIANTS.items()}
        times = best(steps, rounds)
        print(f"{rows} rows of {time} steps of {features}, {units} units:")
        lstm = times["LSTM"] / times["LSTM", "torch"]
        for name in TORCHS:
            share = times[name] / times[name, "torch"]
            both = f"{1e3 * times[name]:.2f} ms, PyTorch {1e3 * times[name, 'torch']:.2f} ms"
            print(f"  {name}: {both}, ratio {share:.2f}, of the LSTM's {share / lstm:.2f}")
        print("  " + "; ".join(f"{name}: {1e3 * times[name]:.2f} ms" for name in VARIANTS))


if __name__ == "__main__":
    torch.manual_seed(0)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
