"""Whether a loss or a metric takes targets and outputs of certain shapes: it is tried on two rows."""

from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from plugkeras.errors import PlugkerasError
from plugkeras.host.plugin import reason
from plugkeras.parts.shapes import Shape
from plugkeras.project.building import part_object
from plugkeras.project.checking.view import View, is_family
from plugkeras.project.checking.vocabulary import standard_name
from plugkeras.project.facts import Facts
from plugkeras.project.values import Part
from plugkeras.training.compiling import as_loss, as_metric, check_targets

LARGEST = 1_000_000
"""Outputs of one row, beyond which nothing is tried."""


def refusal(view: View, kind: str, part: Part | None) -> str:
    """What a standard loss or metric says to the targets and outputs of a project, if it refuses them."""
    out, facts = view.output_shape, view.facts
    if part is None or out is None or facts is None or facts.target == "none":
        return ""
    if prod(n or 1 for n in out[1:]) > LARGEST:
        return ""
    if not standard_name(kind, part) and not is_family(part):
        return ""
    return _refusal(kind, part, _of_two(facts.target_shape), _of_two(out[1:]), facts.target, _greatest(facts))


def _of_two(shape: Shape) -> tuple[int, ...]:
    return (2, *(n or 1 for n in shape))


def _greatest(facts: Facts) -> float:
    """A target that there is: the last class, or a number with a fraction."""
    return {"classes": (facts.classes or 1) - 1, "one_hot": 1}.get(facts.target, 0.5)


@lru_cache(maxsize=1024)
def _refusal(
    kind: str, part: Part, targets: tuple[int, ...], outputs: tuple[int, ...], target: str, greatest: float
) -> str:
    y: Any = np.zeros(targets, "int64" if target == "classes" else "float32")
    y[..., -1:] = greatest
    try:
        _tried(kind, part, y, np.full(outputs, 0.5, "float32"))
    except PlugkerasError as error:
        return str(error)
    except Exception as error:
        return f"{part.name} fails on such targets and outputs: {reason(error)}."
    return ""


def _tried(kind: str, part: Part, y: Any, outputs: Any) -> None:
    made = part.name if is_family(part) else part_object(kind, part)
    if kind == "metrics":
        as_metric(made, y.shape, outputs.shape).update_state(y, outputs)
    elif not is_family(part) and (loss := as_loss(made)) is not None:
        check_targets(loss, y, outputs)
        loss(y, outputs)
