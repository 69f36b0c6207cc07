"""What checking says of a project: a row a layer, sums, and problems with their fixes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from plugkeras.parts.shapes import Shape

if TYPE_CHECKING:
    from plugkeras.project.document import Project

Severity = Literal["error", "warning"]
"""An error keeps the project from training; with a warning it trains, and hardly as meant."""


@dataclass(frozen=True)
class LayerReport:
    """One layer of the document. Shapes have the batch axis, None where a length is open.

    ``parameters`` counts elements, ``weights`` are the bytes that they take, ``activations`` the bytes of the output
    for one sample, and ``flops`` the multiplications with an addition each for one sample, forward (see
    `Layer.flops`). A number is None where nobody knows it, and ``output_shape`` where ``reason`` says why. A layer that
    is bypassed has no effect, and costs nothing.
    """

    name: str
    input_shape: Shape | None = None
    output_shape: Shape | None = None
    parameters: int | None = None
    weights: int | None = None
    activations: int | None = None
    flops: int | None = None
    reason: str = ""
    bypassed: bool = False

    @property
    def memory(self) -> int | None:
        """``weights`` and ``activations`` together."""
        return None if self.weights is None or self.activations is None else self.weights + self.activations


@dataclass(frozen=True)
class Totals:
    """The sums over all layers of which a number is known; ``unknown`` is how many layers say no shape."""

    parameters: int = 0
    weights: int = 0
    activations: int = 0
    flops: int = 0
    unknown: int = 0

    @property
    def memory(self) -> int:
        """``weights`` and ``activations`` together."""
        return self.weights + self.activations


@dataclass(frozen=True)
class Fix:
    """A way out: what it does, in a few words, and the function that does it to the project that was checked."""

    label: str
    apply: "Callable[[Project], Project]"


@dataclass(frozen=True)
class Problem:
    """Something that is wrong: ``where`` is a path as the edits take it, ``what`` a sentence, the best fix first.

    ``("layers", "hidden", "units")`` is the argument of the layer of that name, ``("compile", "loss")`` the loss.
    """

    where: tuple[str | int, ...]
    what: str
    severity: Severity = "error"
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True)
class Report:
    """All that there is to say of a project; the layers in the order of the document, errors before warnings."""

    layers: tuple[LayerReport, ...]
    problems: tuple[Problem, ...]
    totals: Totals

    @property
    def output_shape(self) -> Shape | None:
        """What comes out at the end, if it is known."""
        return self.layers[-1].output_shape if self.layers else None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the project from training."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def totals(layers: tuple[LayerReport, ...]) -> Totals:
    """The sums."""
    sums = {name: sum(getattr(row, name) or 0 for row in layers) for name in _SUMMED}
    return Totals(**sums, unknown=sum(row.output_shape is None and not row.bypassed for row in layers))


_SUMMED = ("parameters", "weights", "activations", "flops")
