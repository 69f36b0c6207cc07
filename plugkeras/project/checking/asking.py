"""Asks a part in this process: makes it dry, so that nothing is allocated or drawn, and sees what it says."""

import re
import warnings
from copy import copy
from math import prod
from typing import Any

import numpy as np

from plugkeras import config
from plugkeras.annotations import is_integer
from plugkeras.engine.dry_run import dry_run
from plugkeras.errors import ArgumentError, PluginError, PlugkerasError, ShapeError, UnknownName
from plugkeras.host.plugin import reason
from plugkeras.parts.layer import Layer
from plugkeras.parts.shapes import Shape
from plugkeras.project.building import part_object
from plugkeras.project.checking.answers import Answer, Question, Wrong
from plugkeras.project.values import Part

LONGEST = 400
"""Characters of a reason that are kept."""

Kept = dict[tuple[object, ...], Any]
"""Layers that were made, not built, by what they were made of: making takes longer than asking."""


def answer(question: Question, kept: Kept | None = None) -> Answer:
    """What the part says; never an exception of its own. With ``kept``, a layer is made once, and copies are asked."""
    with dry_run():
        try:
            part = _made(question, kept)
        except Exception as error:
            return _failure(question.part, error, "argument")
        if question.kind != "layers":
            return Answer()
        try:
            return _of_layer(part, question.shape)
        except Exception as error:
            return _failure(question.part, error, "unknown")


def _made(question: Question, kept: Kept | None) -> Any:
    types = tuple(map(type, question.part.arguments.values()))
    key = question.part, question.name, types, config.floatx(), config.image_data_format()
    found = kept.get(key) if kept is not None else None
    if found is None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of old spellings, say: they are for who runs the model
            found = part_object(question.kind, _named(question))
        if kept is None or question.kind != "layers" or any(True for _ in found.sublayers()):
            return found  # a copy would have the same sublayers, and building it would build them
        kept[key] = found
    return copy(found)


def _named(question: Question) -> Part:
    """The part with the layer's name, by which its messages call it."""
    return question.part.setting("name", question.name) if question.name else question.part


def _of_layer(layer: Any, shape: Shape | None) -> Answer:
    told = layer.batch_input_shape
    shape = shape or told
    if shape is None:
        return Answer()
    if getattr(layer, "is_input", False):
        return Answer(told, told, 0, 0, 0, 0)
    layer.build(shape)
    out = _shape(layer, layer.compute_output_shape(shape))
    weights = [(prod(v.shape), np.dtype(v.dtype).itemsize) for v in layer.weights]
    size = None if None in out[1:] else prod(out[1:]) * np.dtype(layer.dtype).itemsize  # type: ignore[arg-type]
    parameters, memory = sum(n for n, _ in weights), sum(n * bytes_ for n, bytes_ in weights)
    return Answer(out, told, parameters, memory, size, _flops(layer, shape))


def _shape(layer: Any, said: Any) -> Shape:
    if isinstance(said, list | tuple) and all(n is None or is_integer(n) for n in said):
        return tuple(None if n is None else int(n) for n in said)
    raise ShapeError(f"{layer} gives several outputs, and the next layer takes one.")


def _flops(layer: Any, shape: Shape) -> int | None:
    try:
        said = layer.flops(shape) if callable(layer.flops) else Layer.flops(layer, shape)
    except Exception:  # the cost is the least that there is to say of a layer
        return None
    return int(said) if said is not None and is_integer(said) else None


def _failure(part: Part, error: Exception, otherwise: Wrong) -> Answer:
    if not isinstance(error, PlugkerasError):
        size = "more memory than there is" if isinstance(error, MemoryError) else None
        said = f"{part.name} asks for {size}." if size else f"{part.name} fails: {reason(error)}"
        return Answer(wrong=otherwise, reason=_sentence(said))
    said = str(error)
    if isinstance(error, UnknownName | PluginError):
        return Answer(wrong="name", reason=_sentence(said))
    if isinstance(error, ShapeError):
        return Answer(wrong="shape", reason=_sentence(said))
    wrong: Wrong = "argument" if isinstance(error, ArgumentError) else otherwise
    return Answer(wrong=wrong, reason=_sentence(said), argument=_argument(part, said))


def _argument(part: Part, said: str) -> str:
    """The argument that a sentence names: "Dense: `units` must be …"."""
    named = re.findall(r"`(\w+)`", said)
    return next((name for name in named if name in part.arguments), named[0] if named else "")


def _sentence(said: str) -> str:
    """One line that a terminal only shows, and does not obey."""
    said = "".join(c if c.isprintable() else "�" for c in " ".join(said.split()))
    said = said if len(said) <= LONGEST else f"{said[:LONGEST]} …"
    return said if said.endswith((".", "?", "!", "…")) else f"{said}."
