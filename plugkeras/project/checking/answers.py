"""What is asked of a part, and what it answers: plain data, so that another process can be asked as well."""

from typing import Any, Literal, NamedTuple, Self

from plugkeras.parts.shapes import Shape
from plugkeras.project.values import Part, as_part, thawed

Wrong = Literal["", "name", "argument", "shape", "unknown"]
"""What is wrong: nothing; there is no such part; it cannot be made like this; the input does not fit; nobody knows."""


class Question(NamedTuple):
    """What a layer called ``name`` makes of inputs of ``shape``; without one, whether it can be made."""

    kind: str
    part: Part
    name: str = ""
    shape: Shape | None = None

    def to_json(self) -> dict[str, Any]:
        """As another process is asked."""
        return {"kind": self.kind, "part": thawed(self.part), "name": self.name, "shape": self.shape}

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The same as ``to_json`` gives."""
        return cls(data["kind"], as_part(data["part"]), data["name"], as_shape(data["shape"]))


class Answer(NamedTuple):
    """What came of it. Sizes are in bytes; a number is None where it is not known.

    ``told_shape`` is the shape of the inputs that the layer itself says, as an Input does. ``argument`` is the one
    that is wrong, and ``reason`` a sentence.
    """

    output_shape: Shape | None = None
    told_shape: Shape | None = None
    parameters: int | None = None
    weights: int | None = None
    activations: int | None = None
    flops: int | None = None
    wrong: Wrong = ""
    reason: str = ""
    argument: str = ""

    def to_json(self) -> dict[str, Any]:
        """As another process answers."""
        return self._asdict()

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The same as ``to_json`` gives."""
        shapes = {name: as_shape(data[name]) for name in ("output_shape", "told_shape")}
        return cls(**{**data, **shapes})


def as_shape(value: Any) -> Shape | None:
    """A shape from JSON."""
    return None if value is None else tuple(value)
