"""What the arguments of these layers may be."""

from dataclasses import dataclass
from numbers import Real
from typing import Annotated, Any, Literal

from plugkeras.annotations import Via

Interpolation = Literal["nearest", "bilinear"]
FillMode = Literal["reflect", "wrap", "constant", "nearest"]
AnyFillMode = Literal["constant", "nearest", "wrap", "mirror", "reflect"]


@dataclass(frozen=True)
class Between:
    """Two numbers from ``low`` to ``high``, in order; one number f stands for the range that ``one`` says.

    "both" is from -f to f, as far as that is allowed; "same" is f and f. "later" keeps it: `limits` are -f and f.
    """

    low: float
    high: float
    one: Literal["both", "same", "later"] = "both"

    def __call__(self, value: Any) -> Any:
        """The two numbers."""
        pair = [value] if isinstance(value, Real) else value
        if self.one == "later" and isinstance(pair, list | tuple) and len(pair) == 2 and pair[0] == -pair[1]:
            return self(pair[1])  # what files of Keras have for one number
        fits = isinstance(pair, list | tuple) and 1 <= len(pair) <= 2 and all(isinstance(n, Real) for n in pair)
        if not fits or (len(pair) == 1 and pair[0] is not value) or not all(self.low <= n <= self.high for n in pair):
            raise ValueError(f"must be a number from {self.low} to {self.high}, or two of them")
        if len(pair) == 2:
            return tuple(sorted(pair))
        f = abs(value)
        return value if self.one == "later" else (f if self.one == "same" else max(-f, self.low), f)


def limits(factor: Any) -> tuple[float, float]:
    """The two numbers of a factor that was kept as it was given."""
    return factor if isinstance(factor, tuple) else (-abs(factor), abs(factor))


def _values(value: Any) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(isinstance(n, Real) for n in value):
        raise ValueError("must be two numbers: the least and the largest that images have")
    return min(value), max(value)


ValueRange = Annotated[Any, Via(_values)]
