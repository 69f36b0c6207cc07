"""Cases: a model, how it is compiled, and the data it is trained on, as one JSON document drawn from a seed."""

import inspect
from functools import cache
from typing import Any

import plugkeras as keras

from . import faults, layers, training
from .draw import Drawn, Json, of_weights, part
from .rows import BY_RANK, Row, Shape, input_shape

WORDS = 7
"""Words and numbers are below."""

LARGEST = 1500
"""Numbers in a row of an output, so that cases stay quick."""


@cache
def drawable() -> dict[str, Row]:
    """The rows of the layers that are installed, by name."""
    return {name: row for name, row in layers.LAYERS.items() if hasattr(keras.layers, name)}


def case(seed: int) -> Json:
    """The case of a seed; those that Keras is known to get wrong are drawn again."""
    for attempt in range(100):
        drawn = _case(seed, Drawn(1000 * seed + attempt))
        if not faults.known(drawn):
            return drawn
    raise AssertionError(f"every case of seed {seed} is known to be wrong in Keras")


def _case(seed: int, d: Drawn) -> Json:
    names = list(drawable())
    name, row = names[seed % len(names)], drawable()[names[seed % len(names)]]
    kind = d.one_of(*sorted(row.kinds))
    shape = input_shape(d, kind)
    stack = Stack(d, kind, shape)
    if kind == "steps" and d.chance(0.35):
        stack.add("Masking")
    if d.chance(0.3) and kind in BY_RANK.values():
        stack.add_any()
    for _ in range(5):
        if stack.add(name):
            break
    for _ in range(d.whole(0, 2)):
        stack.add_any()
    around = seed // len(names)  # so that all go together with all others
    losses, optimizers = list(training.LOSSES), list(training.OPTIMIZERS)
    loss, sort, end, y_shape = stack.end(losses[(seed + around) % len(losses)])
    rows = d.whole(8, 13)
    x = {"kind": kind, "shape": [rows, *shape]}
    optimizer = training.drawn_optimizer(d, optimizers[(seed + 3 * around) % len(optimizers)])
    compiled = {"optimizer": optimizer, "loss": loss}
    if d.chance(0.8):
        compiled["metrics"] = training.drawn_metrics(d, sort, end, d.whole(1, 3), seed // 3)
    if d.chance(0.25):
        compiled["weighted_metrics"] = training.drawn_metrics(d, sort, end, 1, seed // 3 + 7, "weighted")
    return {
        "seed": seed,
        "dtype": d.one_of("float32", "float64"),
        "model": part("models", "Sequential", name="model", layers=stack.layers, trainable=True),
        "compile": compiled,
        "x": x,
        "y": {"kind": sort, "shape": [rows, *y_shape], "classes": stack.shape[-1]},
        "batch": d.whole(3, 6),
        "train": not d.noisy,
        **_weighting(d, sort, rows, y_shape, len(stack.shape)),
    }


def _weighting(d: Drawn, sort: str, rows: int, y_shape: Shape, rank: int) -> Json:
    """Weights of samples or of classes, or none."""
    if sort in ("embedded", "written"):
        return {}
    if d.chance(0.3):
        # One weight for all steps of a row must be a column: Keras lays a plain row of weights along the steps.
        shape = [rows] if rank == 1 else d.one_of([rows, y_shape[0]], [rows, 1])
        return {"weight": {"kind": "weights", "shape": shape}}
    if sort in ("numbers", "classes") and rank == 1 and d.chance(0.35):
        return {"class_weight": {"0": d.real(0.5, 2), "1": d.real(0.5, 2)}}
    return {}


class Stack:
    """Layers one upon another, and the shape of a row of what comes out."""

    def __init__(self, d: Drawn, kind: str, shape: Shape) -> None:
        self.d, self.kind, self.shape, self.layers = d, kind, shape, []
        dtype = {"dtype": d.one_of("int32", "float32")} if kind in ("words", "numbers") else {}
        self._append("InputLayer", {"batch_shape": [None, *shape], "name": "input", **dtype})

    def _append(self, name: str, config: Json) -> None:
        self.layers.append(part("layers", name, **config))

    def add_any(self) -> None:
        """A layer that takes what comes out."""
        names = [name for name, row in drawable().items() if self.kind in row.kinds]
        if names:
            self.add(self.d.one_of(*names))

    def add(self, name: str) -> bool:
        """A layer by name; False if it cannot take what comes out, or would make too much of it."""
        row = drawable()[name]
        if self.kind not in row.kinds or (config := row.arguments(self.d, self.shape)) is None:
            return False
        plain = name in layers.PLAIN
        config |= {} if plain else of_weights(self.d, _parameters(name))
        config |= {"name": f"layer_{len(self.layers)}"}
        if self.d.chance(0.07) and not plain and name not in layers.AROUND:
            config["trainable"] = False
        shape = _shape_after(part("layers", name, **config), self.shape)
        size = 1
        for n in shape:
            size *= n
        if not 0 < size <= LARGEST or len(shape) > 4:
            return False
        self._append(name, config)
        self.kind, self.shape = BY_RANK[len(shape)], shape
        return True

    def end(self, loss_name: str) -> tuple[Any, str, str, Shape]:
        """The last layers; the loss, the sort of its targets, the last activation, and a row's shape."""
        d, sort = self.d, training.LOSSES[loss_name][0]
        steps = sort == "written" or (sort != "embedded" and len(self.shape) == 2 and d.chance(0.5))
        if steps and (len(self.shape) != 2 or (sort == "written" and self.shape[0] < 3)):  # two letters may take three
            loss_name, sort, steps = "MeanSquaredError", "real", False
        if not steps and len(self.shape) > 1:
            pools = [f"Global{of}Pooling{len(self.shape) - 1}D" for of in ("Average", "Max")]
            self.add(d.one_of("Flatten", *pools))
        while not steps and len(self.shape) > 1:
            self.add("Flatten")
        loss, end = training.drawn_loss(d, loss_name, whole=sort not in ("written",))
        units = 3 if sort in ("numbers", "classes", "shares", "written") else d.whole(1, 3)
        if isinstance(loss, dict) and loss["class_name"] == "CosineSimilarity":
            units = 3  # of a single number it is 1 or -1
        self._append("Dense", {"units": units, "activation": end, "name": "end"})
        self.shape = (*self.shape[:-1], units)
        if sort == "numbers":
            return loss, sort, end, (*self.shape[:-1], 1) if d.chance(0.3) else self.shape[:-1]
        if sort in ("embedded", "written"):
            return loss, sort, end, () if sort == "embedded" else (2,)
        return loss, sort, end, self.shape


@cache
def _parameters(name: str) -> list[str]:
    return list(inspect.signature(getattr(keras.layers, name)).parameters)


def _shape_after(layer: Json, shape: Shape) -> Shape:
    made = keras.layers.deserialize(layer)
    return tuple(made.compute_output_shape((None, *shape))[1:])
