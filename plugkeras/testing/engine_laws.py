"""What the Engine contract asks for besides primitives, as checks: state, gradients, and what is laid out."""

from contextlib import suppress
from typing import Any

import numpy as np

from plugkeras import ops
from plugkeras.engine import Engine
from plugkeras.engine.contract import lacking
from plugkeras.engine.variable import Variable
from plugkeras.errors import PluginError
from plugkeras.testing.engine_in_use import Make, engine_of, equal, using


def it_is_whole(make: Make) -> None:
    """It has a name, the methods of the contract, and each primitive."""
    kind = make if isinstance(make, type) else None
    methods = sorted(getattr(kind, "__abstractmethods__", ()))
    assert not methods, f"it lacks the methods {', '.join(methods)}"
    engine = engine_of(make)
    assert isinstance(engine, Engine), f"{engine!r} is no plugkeras.engine.Engine"
    assert isinstance(getattr(engine, "name", None), str), "it has no name"
    primitives = lacking(engine)
    assert not primitives, f"it lacks the primitives {', '.join(primitives)}"
    devices = engine.devices()
    assert all(isinstance(device, str) for device in devices), f"devices() gives {devices!r}, which are no names"


# -- arrays and state ----------------------------------------------------------------------------------


def arrays_go_in_and_come_out(make: Make) -> None:
    """array and to_numpy turn values into each other; a Variable takes values, and keeps its shape and dtype."""
    with using(engine_of(make)) as engine:
        for value, dtype, wanted in ((1.5, None, "float32"), ([1, 2], "float16", "float16"), ([[True]], None, "bool")):
            y = engine.to_numpy(engine.array(value, dtype))
            assert isinstance(y, np.ndarray), f"to_numpy gives {type(y).__name__}, not an ndarray"
            assert str(y.dtype) == wanted, f"array({value}, {dtype}) is of {y.dtype}, not {wanted}"
            equal(f"to_numpy(array({value}))", y, np.asarray(value, wanted))
        given = np.array([1.0, 2.0, 3.0], "float32")
        variable = Variable(given, dtype="float32")
        given[0] = 9
        equal("a Variable, after the array that it was made of was changed", variable, [1, 2, 3])
        variable.assign(np.array([4.0, 5.0, 6.0]))
        assert (variable.dtype, variable.shape) == ("float32", (3,)), "assign has changed the dtype or the shape"
        equal("assign", variable, [4, 5, 6])
        other = np.array([7.0, 8.0, 9.0], "float32")
        variable.assign(other)
        other[0] = 1
        equal("a Variable, after the array that was assigned to it was changed", variable, [7, 8, 9])
        variable.assign([4.0, 5.0, 6.0])
        kept = variable.numpy()
        variable.assign_add(np.array([1.0, 1.0, 1.0], "float32"))
        equal("assign_add", variable, [5, 6, 7])
        equal("numpy() of before, which is a copy,", kept, [4, 5, 6])


def values_can_be_looked_at(make: Make) -> None:
    """Outside of steps number, known and look have values, and when acts if its condition holds, and only then."""
    with using(engine_of(make)) as engine:
        number = engine.number(Variable(2.5))
        assert isinstance(number, float), f"number gives {type(number).__name__}, not a Python number"
        assert number == 2.5, f"number(2.5) is {number}"
        equal("known", engine.known(Variable([1.0, 2.0])), [1, 2])
        seen: list[Any] = []
        engine.look(Variable([3.0]), seen.append)
        equal("what is looked at", seen, [[3]])
        acted = Variable(0.0)

        def act() -> None:
            acted.assign_add(1.0)

        engine.when(engine.number(acted) == 1, act)
        assert engine.number(acted) == 0, "when has acted, though its condition does not hold"
        engine.when(engine.number(acted) == 0, act)
        assert engine.number(acted) == 1, "when has not acted, though its condition holds"


# -- gradients ------------------------------------------------------------------------------------------


def _two() -> tuple[Any, Any]:
    return Variable([1.0, 2.0]), Variable([3.0, 4.0])


def gradients_go_where_they_should(make: Make) -> None:
    """value_and_grad gives what the function returned, and a gradient a variable, zero for one that does not matter."""
    with using(engine_of(make)) as engine:
        a, b, unused = *_two(), Variable([5.0])
        (loss, parts), grads = engine.value_and_grad(lambda: (ops.sum(a * a * b), (a * b) + 0), [a, b, unused])
        equal("what the function returned first", loss, 19)
        equal("what it returned besides", parts, [3, 8])
        for said, gradient, wanted in zip(("a", "b"), grads, ([6, 16], [1, 4]), strict=False):
            equal(f"the gradient of sum(a·a·b) by {said}", gradient, wanted)
        equal("the gradient by a variable that does not matter", grads[2], [0])
        seen = Variable(0.0)
        engine.value_and_grad(lambda: (ops.sum(a), seen.assign_add(3.0))[0], [a])
        equal("a Variable that the function has changed", seen, 3)
        moved: Any = Variable([1.0, 1.0])
        _, (there,) = engine.value_and_grad(lambda: (moved.assign([2.0, 3.0]), ops.sum(moved * moved))[1], [moved])
        equal("the gradient by a Variable that the function has changed", there, [4, 6])
        _, (stopped,) = engine.value_and_grad(lambda: ops.sum(a * ops.stop_gradient(a)), [a])
        equal("the gradient of a·stop_gradient(a)", stopped, [1, 2])
        flat = engine.flat([a, b])
        value, taken = engine.value_and_grad(lambda: ops.sum(a * b), flat)
        equal("the value, for a Flat", value, 11)
        assert taken is flat.grads, "for a Flat, value_and_grad gives something else than its grads"
        for gradient, wanted in zip(flat.grads.each(), ([3, 4], [1, 2]), strict=True):
            equal("a gradient that a Flat took", gradient, wanted)
        written = engine.gradient(lambda x: (ops.sum(a * x), x), flat, replayable=True)
        for factor in (2.0, 3.0):
            loss, batch = written(engine.array([factor, factor]))
            equal("the value of a gradient(…) of a batch", loss, 3 * factor)
            equal("what the function of a gradient(…) returned besides", batch, [factor, factor])
            for gradient, row in zip(flat.grads.each(), ([factor] * 2, [0.0] * 2), strict=True):
                equal("what gradient(…) wrote for a batch", gradient, row)


def own_gradients_flow(make: Make) -> None:
    """custom_gradient calls its function with constants, and lets the function's own gradients flow, if it is there."""
    with using(engine_of(make)) as engine, suppress(PluginError):
        a, b = _two()

        def loss() -> Any:
            outputs = engine.custom_gradient(lambda x, y: ((x * y,), lambda up: [5 * up, None]), [a, b + 0])
            return ops.sum(outputs[0] * engine.array([1.0, 2.0]))

        value, (of_a, of_b) = engine.value_and_grad(loss, [a, b])
        equal("what custom_gradient's function returned", value, 19)
        equal("the gradient that custom_gradient's function says", of_a, [5, 10])
        equal("the gradient of which custom_gradient's function says that there is none", of_b, [0, 0])


# -- what is laid out -------------------------------------------------------------------------------------


def variables_are_laid_out_together(make: Make) -> None:
    """A Flat has the values of its variables, each() of its arrays are theirs, and what it takes they have."""
    with using(engine_of(make)) as engine:
        starts = [np.arange(6.0).reshape(2, 3), np.array(7.0), np.arange(4.0) + 8]
        variables = [Variable(start, dtype="float32") for start in starts]
        flat = engine.flat(variables)
        assert tuple(flat.variables) == tuple(variables), "its variables are others, or in another order"
        assert flat.intact(), "a new Flat is not intact"
        for variable, array, start in zip(variables, flat.each(), starts, strict=True):
            equal("a variable that was laid out", variable, start)
            equal("each() of a Flat", array, start)
        variables[0].assign(starts[0] + 1)
        equal("each() of a Flat, after a variable was assigned", flat.each()[0], starts[0] + 1)
        flat.take([engine.array(2 * start.astype("float32")) for start in starts])
        equal("a variable of a Flat that took values", variables[2], 2 * starts[2])
        flat.grads.take([engine.array(start.astype("float32")) for start in starts])
        flat.take([None, *flat.each()[1:]])
        equal("a variable of a Flat that took None for it", variables[0], 0 * starts[0])
        equal("another variable of that Flat", variables[1], 14)
        equal("the gradients of a Flat that took other values", flat.grads.each()[0], starts[0])
        flat.grads.take([None] * 3)
        equal("gradients that were None", flat.grads.each()[2], 0 * starts[2])


def map_changes_the_first_by_the_rule(make: Make) -> None:
    """map calls the rule with one array of each; the first take what it returns, and the others stay."""

    def in_place(value: Any, slot: Any, other: Any, gradient: Any) -> tuple[Any, Any, Any]:
        slot += gradient
        other = other * 2
        value -= 0.5 * slot
        return value, slot, other

    def anew(value: Any, slot: Any, other: Any, gradient: Any) -> tuple[Any, Any, Any]:
        return value - 0.5 * (slot + gradient), slot + gradient, other * 2

    for said, rule in (("makes new arrays", anew), ("changes its arguments", in_place)):
        with using(engine_of(make)) as engine:
            variables = [Variable(np.ones((2, 3))), Variable(np.full(4, 3.0))]
            flat = engine.flat(variables)
            slots = [engine.flat([Variable(np.full(v.shape, start)) for v in variables]) for start in (0.25, 1.0)]
            for step in (1, 2):
                flat.grads.take([engine.array(np.full(v.shape, 2.0, "float32")) for v in variables])
                engine.map(rule, flat, *slots, flat.grads)
                for n, at in enumerate(("first", "second")):
                    equal(f"the {at} slot after {step} maps of a rule that {said}", slots[n].each()[0], _SLOTS[step][n])
            equal(f"the variables after two maps of a rule that {said}", variables[1], np.full(4, 3.0 - 1.125 - 2.125))
            equal(f"the gradients, which a rule that {said} only reads,", flat.grads.each()[1], np.full(4, 2.0))
            engine.map(lambda g: (g * 3,), flat.grads)
            equal("gradients after a map of their own", flat.grads.each()[1], np.full(4, 6.0))


_SLOTS = {1: (np.full((2, 3), 2.25), np.full((2, 3), 2.0)), 2: (np.full((2, 3), 4.25), np.full((2, 3), 4.0))}
