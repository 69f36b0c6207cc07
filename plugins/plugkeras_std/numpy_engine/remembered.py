"""A step that is remembered: for small models, walking through layers and ops costs more than the arithmetic.

The first batch of a shape is recorded as always, and besides, each op leaves the function that filled
its output and the arrays it took. If every op did, later batches of that shape are copied into the same
inputs, the functions run again, and the tape, which is kept, is walked back again. Whether the layers
make the same ops each time is theirs to say (``Layer.replayable``); a value that leaves the tape, or an op
that left no function, makes the step one that is recorded anew each time.
"""

from collections.abc import Callable, Sequence
from sys import getrefcount
from typing import Any

import numpy as np

from plugkeras.engine import refusals
from plugkeras_std.numpy_engine import buffers, tape, threads
from plugkeras_std.numpy_engine.flat import NumpyFlat
from plugkeras_std.numpy_engine.tape import Known, Tensor, recording

LARGEST = 1 << 20  # elements of one output: beyond, the arithmetic is what takes time


class Trace:
    """What the ops leave while a step is traced: how to fill their outputs again, or that they cannot."""

    def __init__(self) -> None:
        self.fills: list[Callable[[], None]] = []
        self.whole = True


class Program:
    """One recorded step, to be run again."""

    in_place = False  # whether the ops write every gradient where it is wanted

    def __init__(self, function: Callable[..., Any], batch: Sequence[Any]) -> None:
        """Run and record ``function(*batch)``, with gradients; ``whole`` says whether it can be run again."""
        self.inputs = [None if x is None else np.array(x) for x in batch]
        self.entries: list[tuple[Any, ...]] = []
        trace, outer = Trace(), (recording.tape, recording.trace)
        recording.tape, recording.trace = self.entries, trace
        try:
            self.result = function(*[None if x is None else Known(x) for x in self.inputs])
        finally:
            recording.tape, recording.trace = outer
        self.entries.reverse()
        self.values = tuple([tape.plain(r) for r in self.result])
        self.fills, self.whole = trace.fills, trace.whole and self._is_small()
        self._kept = [v for v in self.values if v is not None]
        self.held = [getrefcount(v) for v in self._kept]
        self._back()

    def _is_small(self) -> bool:
        return isinstance(self.result[0], Tensor) and all(out.value.size <= LARGEST for _, out, _, _ in self.entries)

    def free(self) -> bool:
        """Whether nobody has kept an output of the last run, which the next would overwrite."""
        return [getrefcount(v) for v in self._kept] == self.held

    def run(self, batch: Sequence[Any], leaves: Sequence[tape.Leaf]) -> None:
        """The same step on another batch of the same shapes; the gradients arrive at ``leaves``."""
        for leaf in leaves:
            leaf.grad = None
        for place, x in zip(self.inputs, batch, strict=True):
            if x is not None:
                place[...] = x
        for fill in self.fills:
            fill()
        self._back()

    def _back(self) -> None:
        if not isinstance(self.result[0], Tensor):
            return
        self.result[0].grad = self.values[0].dtype.type(1)
        for pull, out, nodes, saved in self.entries:
            g = out.grad
            if g is not None:
                out.grad = None
                pull(g, nodes, saved)


def led_to(result: Any, variables: Sequence[Any]) -> Any:
    """``result``, whose first item is the loss, if it comes from any of the variables.

    Raises:
        ArgumentError: it does not, so that nothing would be learnt.
    """
    if variables and not isinstance(result[0], Tensor):
        raise refusals.lost()
    return result


class Gradient:
    """``function(*batch)`` and its gradients with respect to a Flat, remembered by the shapes of the batch."""

    def __init__(self, function: Callable[..., Any], flat: NumpyFlat) -> None:
        self.function, self.flat = function, flat
        self.programs: dict[Any, Program] = {}
        self.replayable = True  # until it turns out not to be
        self.quiet = threads.quiet()

    def __call__(self, *batch: Any) -> Any:
        """What the function returns, as plain arrays; the gradients are in ``flat.grads``."""
        shapes = tuple([x is not None and (x.shape, x.dtype) for x in batch])
        program = self.programs.get(shapes)
        with self.quiet:
            if program is not None and program.free():
                program.run(batch, self.flat.leaves)
            else:
                program = self.programs[shapes] = self._traced(batch)
        if not program.in_place:
            tape.settle(self.flat.leaves)
        return program.values

    def _traced(self, batch: Sequence[Any]) -> Program:
        self.flat.watch()
        try:
            program = Program(self.function, batch)
            led_to(program.result, self.flat.variables)
        finally:
            self.flat.unwatch()
        self.replayable = program.whole
        program.in_place = all(leaf.grad is leaf.into for leaf in self.flat.leaves)
        buffers.part()
        return program
