"""Through the layers with the shape that reaches each; what was asked once is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plugkeras import config
from plugkeras.parts.shapes import Shape
from plugkeras.project.checking.answers import Answer, Question
from plugkeras.project.checking.apart import Apart
from plugkeras.project.checking.asking import Kept, answer
from plugkeras.project.checking.report import LayerReport
from plugkeras.project.checking.strangers import loose_files, stranger
from plugkeras.project.checking.vocabulary import standard_name
from plugkeras.project.document import LayerSpec
from plugkeras.project.values import Part

KEPT = 20_000
"""Answers, of the latest questions."""


@dataclass(frozen=True)
class Stop:
    """One layer on the way: its place in the document, what it said, and its row."""

    index: int
    spec: LayerSpec
    said: Answer
    row: LayerReport


class Asker:
    """Asks each question once: a layer's answer depends on its arguments and on the shape that reaches it alone."""

    def __init__(self, apart: Apart) -> None:
        self.apart = apart
        self.asked = 0
        self._known: dict[tuple[object, ...], Answer] = {}
        self._strange: dict[tuple[str, Part], str | None] = {}
        self._kept: Kept = {}

    def ask(self, kind: str, part: Part, name: str = "", shape: Shape | None = None) -> Answer:
        """What the part says."""
        question = Question(kind, part, name, shape)
        types = tuple(map(type, part.arguments.values()))  # 1 and True are equal, and not the same to a constructor
        key = (*question, types, config.floatx(), config.image_data_format())
        found = self._known.get(key)
        if found is None:
            self._make_room()
            found = self._known[key] = self._answer(question)
        return found

    def _make_room(self) -> None:
        tables: tuple[dict[Any, Any], ...] = (self._known, self._strange, self._kept)
        for table in tables:
            if len(table) >= KEPT:
                del table[next(iter(table))]

    def forget(self) -> None:
        """Ask everything anew: a plugin was changed, or did not answer in time."""
        self._known.clear()
        self._strange.clear()
        self._kept.clear()

    def _answer(self, question: Question) -> Answer:
        self.asked += 1
        whose = question.kind, question.part
        if whose not in self._strange:
            self._strange[whose] = stranger(*whose)
        if name := self._strange[whose]:
            return self.apart.ask(question, name, loose_files())
        return answer(question, self._kept if standard_name(*whose) else None)

    def walk(self, layers: tuple[LayerSpec, ...], shape: Shape | None) -> Iterator[Stop]:
        """Each layer with the shape that reaches it; ``shape`` is that of the inputs, unless a layer says it."""
        blocked, first = "", True
        for index, spec in enumerate(layers):
            if spec.bypassed:
                reason = "" if shape else _no_shape(blocked)
                row = LayerReport(spec.name, shape, shape, 0, 0, 0, 0, reason, bypassed=True)
                yield Stop(index, spec, Answer(shape), row)
                continue
            said = self._first(spec, shape) if first else self.ask("layers", spec.part, spec.name, shape)
            shape = said.told_shape or shape if first else shape
            row, first = _row(spec.name, shape, said, blocked), False
            yield Stop(index, spec, said, row)
            shape, blocked = said.output_shape, "" if said.output_shape else blocked or spec.name

    def _first(self, spec: LayerSpec, shape: Shape | None) -> Answer:
        """The first layer may know the shape of the inputs better than the data."""
        told = self.ask("layers", spec.part, spec.name)
        return told if told.told_shape or told.wrong else self.ask("layers", spec.part, spec.name, shape)


NO_SHAPE = "The shape of the inputs is not known: put an Input first, or choose data."


def _no_shape(blocked: str) -> str:
    return f"blocked by {blocked}" if blocked else NO_SHAPE


def _row(name: str, shape: Shape | None, said: Answer, blocked: str) -> LayerReport:
    reason = said.reason
    if said.output_shape is None and not reason:
        reason = _no_shape(blocked)
    costs = (said.parameters, said.weights, said.activations, said.flops)
    return LayerReport(name, shape, said.output_shape, *costs, reason=reason)
