"""Initializers whose spread depends on how many numbers meet in a unit: the family of variance scaling."""

from collections.abc import Sequence
from math import prod, sqrt
from typing import Annotated, Any, Literal

from plugkeras import random
from plugkeras.annotations import Range, Via, is_integer
from plugkeras.engine import Array
from plugkeras_std.initializers.seeded import Seed, Seeded

TRUNCATION = 0.8796256610342398  # the standard deviation of a standard normal cut off at 2


def _axes(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list | tuple) and all(is_integer(axis) for axis in value):
        return [int(axis) for axis in value]
    raise ValueError("must be the axes that count, or None")


Axes = Annotated[Any, Via(_axes)]


def fans(shape: Sequence[int], inputs: Any = None, outputs: Any = None) -> tuple[int, int]:
    """How many inputs a unit has, and outputs an input: of a vector, matrix, or kernel ``(*space, in, out)``.

    With both ``inputs`` and ``outputs``, these axes are meant instead.
    """
    if inputs is not None and outputs is not None:
        return prod(shape[axis] for axis in inputs), prod(shape[axis] for axis in outputs)
    if len(shape) < 2:
        return (shape[0], shape[0]) if shape else (1, 1)
    field = prod(shape[:-2])
    return field * shape[-2], field * shape[-1]


class Scaled(Seeded):
    """Numbers of mean 0 and variance ``scale / n``, n being a fan of the shape or the mean of both.

    ``input_axes`` and ``output_axes``, both of them, say which axes of the shape make the fans.
    """

    input_axes: Axes = None
    output_axes: Axes = None
    scale = 1.0
    mode = "fan_in"
    distribution = "truncated_normal"

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of ``shape``."""
        fan_in, fan_out = fans(shape, self.input_axes, self.output_axes)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        stddev = sqrt(self.scale / max(1.0, n))
        if self.distribution == "uniform":
            limit = sqrt(3) * stddev
            return random.uniform(shape, -limit, limit, dtype, self.seed)
        if self.distribution == "untruncated_normal":
            return random.normal(shape, 0.0, stddev, dtype, self.seed)
        return random.truncated_normal(shape, 0.0, stddev / TRUNCATION, dtype, self.seed)


class VarianceScaling(Scaled):
    """Numbers of mean 0 and variance ``scale / n``; "normal" is an old name of "truncated_normal"."""

    scale: Annotated[float, Range(0)] = 1.0
    mode: Literal["fan_in", "fan_out", "fan_avg"] = "fan_in"
    distribution: Literal["truncated_normal", "untruncated_normal", "uniform", "normal"] = "truncated_normal"
    seed: Seed = None
    input_axes: Axes = None
    output_axes: Axes = None


class GlorotUniform(Scaled):
    """Uniform, of variance 2 / (fan in + fan out). Glorot and Bengio, 2010."""

    mode, distribution = "fan_avg", "uniform"


class GlorotNormal(Scaled):
    """Truncated normal, of variance 2 / (fan in + fan out). Glorot and Bengio, 2010."""

    mode = "fan_avg"


class HeUniform(Scaled):
    """Uniform, of variance 2 / fan in. He et al., 2015."""

    scale, distribution = 2.0, "uniform"


class HeNormal(Scaled):
    """Truncated normal, of variance 2 / fan in. He et al., 2015."""

    scale = 2.0


class LecunUniform(Scaled):
    """Uniform, of variance 1 / fan in. LeCun et al., 1998."""

    distribution = "uniform"


class LecunNormal(Scaled):
    """Truncated normal, of variance 1 / fan in. LeCun et al., 1998."""
