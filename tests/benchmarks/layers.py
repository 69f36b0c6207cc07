"""Forward and backward of every layer: the numpy engine beside PyTorch's eager modules.

    python tests/benchmarks/layers.py [--torch PYTHON] [--rounds N] [--json FILE] [LAYER …]

PYTHON is an interpreter that has PyTorch. Each library has a process of its own, and they take turns, so that what else
the machine does falls on both; a ratio is the median over the rounds, by the clock and by work on all cores. The goal:
no layer takes more than 3 times as long as PyTorch does. Without --torch the times of plugkeras alone are printed.

A turn is: outputs in training mode, times fixed numbers, summed; then the gradients by weights and inputs. Inputs
are as large as people use; PyTorch has images in its own order, channels first.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

from layers_table import ROWS

GOAL = 3.0
SECONDS = 0.05  # that a turn lasts, at least


def step_of_ours(row):
    """A function that makes a step with plugkeras."""
    import numpy as np

    import plugkeras as keras
    from plugkeras import ops

    inputs = [keras.Variable(x) if x.dtype.kind == "f" else x for x in row.arrays(np)]
    layer = row.ours(keras.layers)
    x = inputs[0] if len(inputs) == 1 else inputs
    arguments = {"training": True} if layer.takes_training else {}

    def call():
        return layer(*inputs, **arguments) if row.apart else layer(x, **arguments)

    weights = np.random.RandomState(1).uniform(-1, 1, tuple(call().shape)).astype("float32")
    watched = [*layer.trainable_variables, *(v for v in inputs if isinstance(v, keras.Variable))]
    return lambda: keras.value_and_grad(lambda: ops.sum(call() * weights), watched)


def step_of_torch(row):
    """A function that makes a step with PyTorch."""
    import numpy as np
    import torch

    arrays = row.arrays(np)
    if row.is_image:
        arrays = [np.ascontiguousarray(np.moveaxis(x, -1, 1)) for x in arrays]
    inputs = [torch.tensor(x, requires_grad=x.dtype.kind == "f") for x in arrays]
    module = row.torch(torch)
    weights = torch.empty(module(*inputs).shape).uniform_(-1, 1)
    held = list(module.parameters()) if isinstance(module, torch.nn.Module) else []

    def step():
        for x in (*inputs, *held):
            x.grad = None
        (module(*inputs) * weights).sum().backward()

    return step


def work(library):
    """For each name that comes in, make steps for a while and tell the seconds of one: by the clock, and of work."""
    known = {}
    for line in sys.stdin:
        name = line.strip()
        if name not in known:
            known = {name: (step_of_ours if library == "plugkeras" else step_of_torch)(ROWS[name])}
            known[name]()
        step, steps = known[name], 0
        begun, used = time.perf_counter(), time.process_time()
        while time.perf_counter() - begun < SECONDS or steps < 3:
            step()
            steps += 1
        print((time.perf_counter() - begun) / steps, (time.process_time() - used) / steps, flush=True)


def started(python, library):
    """A process that works."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen([python, __file__, "--work", library], **pipes)


def turn(process, name):
    """What a process tells of a layer: seconds by the clock, and of work on all cores."""
    process.stdin.write(f"{name}\n")
    process.stdin.flush()
    said = process.stdout.readline().split()
    if not said:
        raise RuntimeError(f"the process that was to run {name} has ended")
    return tuple(map(float, said))


def measured(name, processes, rounds):
    """Milliseconds of each, and how many times as long the first takes as the second, by the clock and by work."""
    found = [[turn(process, name) for process in processes] for _ in range(rounds + 1)][1:]  # the first one warms up
    times = [1000 * statistics.median(entry[i][0] for entry in found) for i in range(len(processes))]
    if len(processes) < 2:
        return times, ()
    return times, tuple(statistics.median(entry[0][i] / entry[1][i] for entry in found) for i in (0, 1))


def present():
    """The rows of the layers that are there: the first word names the layer."""
    import plugkeras as keras

    return [name for name in ROWS if hasattr(keras.layers, name.split()[0])]


def compare(asked):
    """Print the table."""
    processes = [started(sys.executable, "plugkeras"), *([started(asked.torch, "torch")] if asked.torch else [])]
    table, slow = {}, []
    print(f"{'':32}{'plugkeras':>12}{'PyTorch':>12}{'ratio':>8}{'of work':>9}    (ms, forward and backward)")
    for name in asked.layers or present():
        times, ratios = measured(name, processes, asked.rounds)
        table[name] = [*times, *ratios]
        beyond = bool(ratios) and min(ratios) > GOAL
        slow += [name] * beyond
        cells = "".join(f"{t:12.3f}" for t in times) + "".join(f"{r:8.2f} " for r in ratios)
        print(f"{name:32}{cells}{'   beyond the goal' if beyond else ''}", flush=True)
    for process in processes:
        process.stdin.close()
        process.wait()
    if asked.json:
        with open(asked.json, "w") as file:
            json.dump(table, file, indent=1)
    print(f"\n{len(table)} layers, {len(slow)} beyond {GOAL:g} times PyTorch's time: {', '.join(slow) or 'none'}")


def main():
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--torch", metavar="PYTHON")
    parser.add_argument("--cores", type=int, help="use so many: with one, what else the machine does disturbs least")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--work", metavar="LIBRARY", help=argparse.SUPPRESS)
    parser.add_argument("layers", nargs="*")
    asked = parser.parse_args()
    if asked.cores:
        os.sched_setaffinity(0, list(os.sched_getaffinity(0))[: asked.cores])
    if asked.work:
        work(asked.work)
    else:
        compare(asked)


if __name__ == "__main__":
    main()
