"""Numbers as the integers of the bins in which they lie."""

from typing import Annotated, Any, Literal, Self

import numpy as np

from plugkeras import ops
from plugkeras.annotations import Range, Via
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError, StateError
from plugkeras.parts.shapes import Shape
from plugkeras_std.layers.preparing.adapting import Adapting, as_array
from plugkeras_std.layers.preparing.encoding import dense_only, encoded, encoded_shape


def _boundaries(value: Any) -> Any:
    if value is None:
        return None
    found = [float(x) for x in np.asarray(value, "float64").ravel()]
    if sorted(found) != found:
        raise ValueError("must be numbers in rising order")
    return found


class Discretization(Adapting):
    """Each number becomes that of its bin, 0 below the first of the ``bin_boundaries``; or vectors, by ``output_mode``.

    With ``num_bins`` instead, ``adapt`` finds boundaries between which about equally many numbers lie. Of the data it
    keeps a summary of at most about ``1 / epsilon`` numbers.
    """

    float_inputs = True
    lists_are_data = False
    bin_boundaries: Annotated[Any, Via(_boundaries)] = None
    num_bins: Annotated[int, Range(1)] | None = None
    epsilon: float = 0.01
    output_mode: Literal["int", "one_hot", "multi_hot", "count"] = "int"
    sparse: bool = False
    dtype: Any = None
    name: str | None = None

    def setup(self) -> None:
        """Boundaries or a number of bins, not both."""
        dense_only(self)
        if (self.bin_boundaries is None) == (self.num_bins is None):
            raise ArgumentError(f"{type(self).__name__}: give either `bin_boundaries` or `num_bins`.")
        self.reset_state()

    def _several(self, x: Any) -> Any:
        return self._array(ops.convert_to_tensor(x))

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Find the boundaries for data: an array, or batches; a list is one of batches.

        Raises:
            ArgumentError: the layer was given boundaries.
            DataError: it is no data, or there are none.
        """
        if self.num_bins is None:
            raise ArgumentError(f"{self} has `bin_boundaries` that were given; to adapt, it needs `num_bins` instead.")
        super().adapt(data, steps)

    def update_state(self, data: Any) -> None:
        """Take in a batch."""
        x = np.sort(as_array(data).astype("float32"), axis=None)
        self.summary = compressed(_merged(_summary(x, self.epsilon), self.summary), self.epsilon)

    def finalize_state(self) -> None:
        """The boundaries between equal shares of what was taken in."""
        if self.num_bins is not None:
            self.bin_boundaries = compressed(self.summary, 1 / self.num_bins)[0, :-1].tolist()

    def reset_state(self) -> None:
        """Forget what was taken in; the boundaries stay."""
        self.summary = np.zeros((2, 0), "float32")

    def call(self, x: Array) -> Array:
        """The numbers of the bins, int32, or vectors.

        Raises:
            StateError: there are no boundaries yet.
        """
        if self.bin_boundaries is None:
            raise StateError(f"{self} has no boundaries yet: call adapt(data), or give `bin_boundaries`.")
        edges = ops.convert_to_tensor(np.asarray(self.bin_boundaries, self.dtype))
        return encoded(
            ops.digitize(x, edges), self.output_mode, len(self.bin_boundaries) + 1, self.output_dtype, axis=1
        )

    @property
    def output_dtype(self) -> str:
        """That of what comes out: int32 for bins, else its own."""
        return "int32" if self.output_mode == "int" else self.dtype

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """That of the inputs, or with a last axis of as many as there are bins."""
        depth = self.num_bins if self.bin_boundaries is None else len(self.bin_boundaries) + 1
        return encoded_shape(input_shape, self.output_mode, depth, axis=1)

    def get_config(self) -> dict[str, Any]:
        """The boundaries among the arguments, where ``adapt`` has found them, too."""
        found = super().get_config()
        return {field.name: found[field.name] for field in type(self).fields}

    @classmethod
    def from_config(cls, config: Any) -> Self:
        """A layer that has adapted comes back with its boundaries."""
        if config.get("bin_boundaries") is None or config.get("num_bins") is None:
            return super().from_config(config)
        layer = super().from_config({**config, "bin_boundaries": None})
        layer.bin_boundaries = _boundaries(config["bin_boundaries"])
        return layer


def _summary(x: Any, epsilon: float) -> Any:
    """Every so many of sorted numbers, and how many each stands for: (2, about 1 / epsilon)."""
    step = max(x.size * epsilon, 1)
    chosen = x[int(step - 1) :: int(step)]
    return np.stack([chosen, np.full_like(chosen, step)])


def _merged(one: Any, other: Any) -> Any:
    both = np.concatenate((one, other), axis=1)
    return both[:, np.argsort(both[0])]


def compressed(summary: Any, epsilon: float) -> Any:
    """A summary of at most 1 / epsilon numbers, those between taken from the nearest."""
    if summary.shape[1] * epsilon < 1:
        return summary
    shares = epsilon + np.arange(0.0, 1.0, epsilon)
    weights = summary[1].cumsum()
    behind = weights / weights[-1]
    counts = np.interp(shares, behind, weights)
    return np.stack((np.interp(shares, behind, summary[0]), np.diff(counts, prepend=0))).astype("float32")
