"""What the Engine contract asks for of steps, draws and trainings, as checks."""

from collections.abc import Callable
from typing import Any

import numpy as np

from plugkeras import ops, random
from plugkeras.engine import USUAL, Engine
from plugkeras.engine.variable import Variable
from plugkeras.parts.config import deserialize
from plugkeras.testing.engine_in_use import Make, engine_of, equal, using
from plugkeras.training.sequential import Sequential


def values_decide(make: Make) -> None:
    """values, written, branch, repeat_while and scan do what Python does with ndarrays, in a compiled step as well."""
    with using(engine_of(make)) as engine:

        def step(x: Any, k: Any) -> tuple[Any, ...]:
            ahead, top = engine.values(lambda np, x: (np.cumsum(x), np.max(x)), x)
            places = (np.array([0, 2, 0]),)
            added = [engine.written(x, places, ahead, how) for how in (None, "add", "mul", "max", "min")]
            taken = engine.branch(k, (lambda: x * 2, lambda: x + 1))
            doubled = engine.repeat_while(lambda n, y: ops.sum(y) < 20, lambda n, y: [n + 1, y * 2], [k, x])
            (last, _), ys = engine.scan(lambda s, z: ([s[0] * z[0], s[1]], s[0] + z[0]), [k * 1.0, x], [x])
            return ahead, top, *added[1:], taken, *doubled, last, ys

        names = ["values", "values", "written add", "written mul", "written max", "written min"]
        names += ["branch", "repeat_while", "repeat_while", "scan", "scan"]
        compiled = engine.compile(step, list)
        for run, how in ((step, ""), (compiled, " in a compiled step")):
            for k in (0, 1):
                x = engine.array(np.array([1.0, 2.0, 3.0], "float32"))
                found = run(x, engine.array(np.asarray(k, "int32")))
                wanted = [[1, 3, 6], 3, [8, 2, 6], [6, 2, 9], [6, 2, 3], [1, 2, 3], [[2, 4, 6], [2, 3, 4]][k]]
                scanned = [(0, [1, 2, 3]), (6, [2, 3, 5])]
                for name, y, z in zip(names, found, [*wanted, k + 2, [4, 8, 12], *scanned[k]], strict=True):
                    equal(f"{name}{how}", y, z)


class _Step:
    """A training step by hand: gradients, a slot, a rate that is set from outside, something done each second time."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.weight, self.rate = Variable([1.0, -2.0, 0.5]), Variable(0.1)
        self.count, self.seen = Variable(0.0), Variable(0.0)
        self.slot = Variable([0.0, 0.0, 0.0])
        self.flat, self.slots = engine.flat([self.weight]), engine.flat([self.slot])

    def state(self) -> list[Variable]:
        """What it reads and changes."""
        return [self.weight, self.rate, self.count, self.seen, self.slot]

    def __call__(self, x: Any) -> Any:
        """Make a step with a batch; its loss, and the sum of the batch."""
        self.count.assign_add(1.0)
        loss, _ = self.engine.value_and_grad(lambda: ops.mean(ops.square(ops.sum(x * self.weight, 1) - 1)), self.flat)
        rate = self.engine.number(self.rate)
        self.engine.map(lambda w, s, g: (w - rate * (s + g), s + g), self.flat, self.slots, self.flat.grads)

        def see() -> None:
            self.seen.assign_add(loss)

        self.engine.when(self.engine.number(self.count) % 2 == 0, see)
        return loss, ops.sum(x)


def _stepped(make: Make, compiled: bool) -> list[tuple[str, Any]]:
    """What becomes of the state in some steps, with batches of two shapes."""
    rng, told = np.random.default_rng(5), []
    with using(engine_of(make)) as engine:
        step = _Step(engine)
        run: Callable[..., Any] = engine.compile(step.__call__, step.state) if compiled else step
        for number, rows in enumerate((4, 4, 2, 4, 2), 1):
            if number == 4:
                step.rate.assign(0.01)
            loss, total = run(engine.array(rng.normal(size=(rows, 3)).astype("float32")))
            values = {"loss": loss, "sum of its batch": total, "number of steps": step.count, "weight": step.weight}
            values |= {"slot": step.slot, "sum of each second loss": step.seen}
            told += [
                (f"the {name} after step {number}", np.array(ops.convert_to_numpy(v))) for name, v in values.items()
            ]
    return told


def a_compiled_step_is_the_step(make: Make) -> None:
    """A step, compiled or not, gives and leaves behind what it does on the usual engine, each time, for each shape."""
    wanted = _stepped(USUAL, compiled=False)
    for compiled in (False, True):
        for (said, found), (_, value) in zip(_stepped(make, compiled), wanted, strict=True):
            equal(f"{said} {'that was compiled' if compiled else 'as it is'}", found, value)


# -- random numbers ---------------------------------------------------------------------------------------


def draws_repeat(make: Make) -> None:
    """A seed gives the same numbers again, another one others; they are distributed as they should be."""
    with using(engine_of(make)) as engine:
        for said, draw in _DRAWS.items():
            seeds = random.SeedGenerator(3)
            streams = (seeds, random.SeedGenerator(3), random.SeedGenerator(4), seeds)
            first, again, other, later = (np.array(ops.convert_to_numpy(draw(stream))) for stream in streams)
            assert np.array_equal(first, again), f"{said}: the same seed gives other numbers"
            assert not np.array_equal(first, later), f"{said}: a stream gives the same numbers again"
            assert not np.array_equal(first, other), f"{said}: another seed gives the same numbers"
            mean, deviation = _MOMENTS[said]
            for name, value, wanted in (("mean", first.mean(), mean), ("deviation", first.std(), deviation)):
                assert abs(value - wanted) < 0.1 * max(1.0, wanted), (
                    f"{said}: the {name} is {value:.3g}, not {wanted:.3g}"
                )
        rows = random.dropout(np.ones((200, 3), "float32"), 0.5, (None, 1), seed=random.SeedGenerator(3))
        kept = np.asarray(ops.convert_to_numpy(rows)) != 0
        assert (kept == kept[:, :1]).all(), "dropout: places that share their noise have not the same"
        seeds = random.SeedGenerator(3)
        step: Callable[[Any], Any] = lambda x: x + random.uniform((50,), seed=seeds)  # noqa: E731
        step = engine.compile(step, lambda: [seeds.state])
        draws = [np.array(ops.convert_to_numpy(step(engine.array(np.zeros(50, "float32"))))) for _ in range(3)]
        assert len({d.tobytes() for d in draws}) == 3, "a step that was compiled draws the same numbers each time"


_DRAWS: dict[str, Callable[[Any], Any]] = {
    "random.normal": lambda seeds: random.normal((2000,), 1.0, 2.0, seed=seeds),
    "random.uniform": lambda seeds: random.uniform((2000,), -1.0, 1.0, seed=seeds),
    "random.truncated_normal": lambda seeds: random.truncated_normal((2000,), seed=seeds),
    "random.randint": lambda seeds: random.randint((2000,), 0, 10, seed=seeds),
    "random.shuffle": lambda seeds: random.shuffle(np.arange(20), seed=seeds),
    "dropout": lambda seeds: random.dropout(np.ones((2000,), "float32"), 0.25, seed=seeds),
}
_MOMENTS = {
    "random.normal": (1.0, 2.0),
    "random.uniform": (0.0, 3**-0.5),
    "random.truncated_normal": (0.0, 0.88),
    "random.randint": (4.5, 8.25**0.5),
    "random.shuffle": (9.5, 33.25**0.5),
    "dropout": (1.0, 3**-0.5),
}
"""Their means and deviations; a mean is told from others by many times its own deviation."""


# -- a training -------------------------------------------------------------------------------------------


def a_small_model_trains_to_the_same_losses(make: Make) -> None:
    """From the same weights a model of dense layers and a normalisation has the same losses, metrics and outputs."""
    weights, wanted = _trained(USUAL, None)
    _, found = _trained(make, weights)
    for (said, value), (_, other) in zip(found, wanted, strict=True):
        equal(said, value, other, 1e-4)


def _trained(make: Make, weights: Any) -> tuple[Any, list[tuple[str, Any]]]:
    """The weights before the training, and what came of it; the last batch of an epoch is smaller."""
    rng = np.random.default_rng(8)
    x, y = rng.normal(size=(20, 6)).astype("float32"), rng.integers(0, 3, 20)
    with using(engine_of(make)):
        model = Sequential([deserialize("layers", {"class_name": name, "config": config}) for name, config in _LAYERS])
        model.build((None, 6))
        if weights is not None:
            model.set_weights(weights)
        before = model.get_weights()
        optimizer = deserialize(
            "optimizers", {"class_name": "Adam", "config": {"learning_rate": 0.03, "clipnorm": 1.0}}
        )
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
        logs = model.fit(x, y, batch_size=8, epochs=4, shuffle=False, verbose=0).history
        told: list[tuple[str, Any]] = [(f"{name} of the epochs", np.array(values)) for name, values in logs.items()]
        told += [("what predict gives", model.predict(x, batch_size=8, verbose=0))]
        told += [("what evaluate gives", np.array(model.evaluate(x, y, batch_size=8, verbose=0)))]
        return before, told


_LAYERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Dense", {"units": 8, "activation": "tanh"}),
    ("BatchNormalization", {}),
    ("Dense", {"units": 3, "activation": "softmax"}),
)
