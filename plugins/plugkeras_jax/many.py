"""Many steps over rows of data that lie on the device: the rows are gathered by the program, and nothing comes back."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from threading import Thread
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.dtypes import canonicalize_dtype
from jax.extend.core import jaxpr_as_fun

from plugkeras_jax.scopes import TRACING
from plugkeras_jax.values import placed

LOOP = 256  # steps of a call that has a loop in it
CALLS = 16  # calls of a step each, after which Variables have their values
SHARE = 0.5  # of the memory that is free may hold data


class Many:
    """``run(orders)``: the steps of a ``Compiled`` with the rows of ``data`` at each of ``orders``."""

    def __init__(self, compiled: Any, data: Sequence[Any]) -> None:
        self.compiled, self.given = compiled, tuple(data)
        self.rows, self.full = len(data[0]), 0
        self.data = tuple(None if c is None else placed(c.astype(canonicalize_dtype(c.dtype))) for c in data)

    def __call__(self, orders: Iterable[Any]) -> Iterator[int]:
        """Make the steps, some at a time; tells of how many the Variables have seen now."""
        self.compiled.looks.at(self.given)
        waiting = iter(orders)
        for first in waiting:
            first = self._numbers(first)
            self.full = max(self.full, len(first))
            program = self._program(len(first))
            most, piece, other = program.most if program else 1, [first], None
            for order in waiting if most > 1 else ():
                other = self._numbers(order)
                if len(other) != len(first):
                    break  # it has been taken, so it is part of this piece
                piece.append(other)
                other = None
                if len(piece) == most:
                    break
            self._run(program, piece)
            if other is not None:
                self._run(self._program(len(other)), [other])
            yield len(piece) + (other is not None)

    def _run(self, program: "Program | None", piece: Sequence[Any]) -> None:
        if program is not None:
            program.run(piece, self.data)
            return
        for order in piece:
            self.compiled(*[None if column is None else column[order] for column in self.given])

    def _numbers(self, order: Any) -> Any:
        if isinstance(order, slice):
            order = np.arange(*order.indices(self.rows))
        return order.astype("int32")

    def _program(self, size: int) -> "Program | None":
        """The program for batches of that size; None if the step cannot be compiled."""
        found: Program | None = self.compiled.programs_for(self.data).get(size)
        found = found or self._made(size, min(self.rows // size, LOOP) if size == self.full else 1)
        rest = self.rows % size
        if found and size == self.full and rest and rest not in self.compiled.programs_for(self.data):
            self._made(rest, 1)  # while XLA compiles the other one
        return found

    def _made(self, size: int, steps: int) -> "Program | None":
        batch = [None if c is None else jax.ShapeDtypeStruct((size, *c.shape[1:]), c.dtype) for c in self.data]
        traced = self.compiled.traced(batch)
        if traced is None:
            return None
        made = Program(self.compiled, traced, self.data, size, steps)
        self.compiled.programs_for(self.data)[size] = made  # asked for again: the state may be another one since
        return made


class Program:
    """Steps over batches of one size.

    Where a step is small, the time goes into calling it: then one call has a loop over as many as 256. Where it has
    convolutions or loops of its own, XLA's CPU computes those much slower inside of another loop (a convolution 20
    times, for it gets one thread and no library), and a call is nothing beside the work: then there is one a step.
    """

    def __init__(self, compiled: Any, traced: Any, data: Sequence[Any], size: int, steps: int) -> None:
        self.variables, self.step = compiled.variables, jaxpr_as_fun(traced[0])
        self.changed: list[int] = traced[1]
        kept = set(range(len(self.variables))) - set(self.changed)
        self.read = sorted(kept)
        self.loops = steps > 1 and (jax.default_backend() != "cpu" or not _is_heavy(traced[0].jaxpr))
        self.most = steps if self.loops else CALLS if steps > 1 else 1
        shape = (self.most, size) if self.loops else (size,)
        orders = jax.ShapeDtypeStruct(shape, "int32")
        count = jax.ShapeDtypeStruct((), "int32")
        with TRACING:
            values = self._values()
        lowered = (
            jax.jit(self._loop).lower(*values, data, orders, count)
            if self.loops
            else jax.jit(self._once, donate_argnums=0 if steps > 1 else ()).lower(*values, data, orders)
        )
        self.executable: Future[Any] = behind(lowered.compile)

    def run(self, piece: Sequence[Any], data: Sequence[Any]) -> None:
        """Make a step with the rows at each item of ``piece``."""
        execute = self.executable.result()
        with TRACING:
            changed, read = self._values()
            if self.loops:
                orders = np.zeros((self.most, len(piece[0])), "int32")
                orders[: len(piece)] = piece
                changed = execute(changed, read, data, orders, np.int32(len(piece)))
            else:
                if self.most > 1:
                    changed = copies(changed)  # somebody may hold what Variables had, and the step writes over it
                for order in piece:
                    changed = execute(changed, read, data, order)
            for number, value in zip(self.changed, changed, strict=True):
                self.variables[number].value = value

    def _values(self) -> tuple[list[Any], list[Any]]:
        of = self.variables
        return [of[n].value for n in self.changed], [of[n].value for n in self.read]

    def _once(self, changed: Sequence[Any], read: Sequence[Any], data: Sequence[Any], order: Any) -> list[Any]:
        values = dict(zip([*self.changed, *self.read], [*changed, *read], strict=True))
        batch = [column.at[order].get(mode="promise_in_bounds") for column in data if column is not None]
        results = self.step(*[values[n] for n in range(len(values))], *batch)
        return [
            lax.convert_element_type(new, old.dtype)
            for new, old in zip(results[len(results) - len(changed) :], changed, strict=True)
        ]

    def _loop(self, changed: Any, read: Any, data: Any, orders: Any, count: Any) -> list[Any]:
        found: list[Any] = lax.fori_loop(0, count, lambda i, now: self._once(now, read, data, orders[i]), changed)
        return found


copies = jax.jit(lambda values: [jnp.copy(value) for value in values])


def behind(work: Callable[[], Any]) -> "Future[Any]":
    """What ``work`` returns, once it is there: XLA compiles without holding up Python."""
    result: Future[Any] = Future()

    def do() -> None:
        try:
            result.set_result(work())
        except BaseException as problem:
            result.set_exception(problem)

    Thread(target=do).start()
    return result


def _is_heavy(jaxpr: Any) -> bool:
    """Whether there are convolutions in it, or loops."""
    for equation in jaxpr.eqns:
        if equation.primitive.name in ("conv_general_dilated", "scan", "while"):
            return True
        for value in equation.params.values():
            for inner in value if isinstance(value, list | tuple) else (value,):
                inner = getattr(inner, "jaxpr", inner)  # a closed one has it within
                if hasattr(inner, "eqns") and _is_heavy(inner):
                    return True
    return False


def fits(data: Sequence[Any]) -> bool:
    """Whether all of ``data`` are arrays, and the device has memory for them."""
    if not all(column is None or type(column) is np.ndarray for column in data):
        return False
    told = jax.devices()[0].memory_stats() or {}
    free = told.get("bytes_limit", 0) - told.get("bytes_in_use", 0)
    free = free or os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    return bool(sum(column.nbytes for column in data if column is not None) <= SHARE * free)
