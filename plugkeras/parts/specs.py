"""What stands for arrays that are not there: their shape and dtype, and what inputs have to be."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from plugkeras import tree
from plugkeras.config import standardize_dtype
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.parts.inputs import no_graph
from plugkeras.parts.shapes import Shape, shape_of


class KerasTensor:
    """A shape and a dtype: what ``compute_output_spec`` takes and gives. No graph is drawn with it.

    Raises:
        ArgumentError: it would be sparse or ragged.
    """

    def __init__(
        self,
        shape: Sequence[int | None],
        dtype: Any = "float32",
        sparse: bool = False,
        ragged: bool = False,
        record_history: bool = True,
        name: str | None = None,
    ) -> None:
        if sparse or ragged:
            raise ArgumentError("KerasTensor: arrays are dense here; pad rows of different lengths.")
        self.shape: Shape = shape_of(shape, "KerasTensor")
        self.dtype, self.name = standardize_dtype(dtype), name

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    sparse = ragged = False

    def reshape(self, newshape: Sequence[int]) -> "KerasTensor":
        """Of another shape."""
        return KerasTensor(newshape, self.dtype)

    def squeeze(self, axis: int | None = None) -> "KerasTensor":
        """Without the axes of length 1, or without that one."""
        axes = range(self.ndim) if axis is None else [axis % max(self.ndim, 1)]
        return KerasTensor([n for i, n in enumerate(self.shape) if not (i in axes and n == 1)], self.dtype)

    def no_array(self, *args: Any, **kwargs: Any) -> Any:
        """What NumPy and operators get to hear."""
        raise no_graph(f"{self} is computed with, which is no array")

    __array__ = __getitem__ = __neg__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = no_array
    __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = __pow__ = no_array

    def __repr__(self) -> str:
        return f"<KerasTensor shape={self.shape}, dtype={self.dtype}>"


class InputSpec:
    """What an input has to be: as a layer's ``input_spec`` it is looked at before ``call``.

    ``shape`` has the batch axis; None goes with any length. ``axes`` are lengths by number. With
    ``allow_last_axis_squeeze``, an axis of length 1 at the end may be there or not. ``name`` is the key of the input
    in a dict; an ``optional`` one may be None.
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Sequence[int | None] | None = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: Mapping[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ) -> None:
        self.dtype = None if dtype is None else standardize_dtype(dtype)
        self.shape = None if shape is None else shape_of(shape, "InputSpec")
        self.ndim = ndim if self.shape is None else len(self.shape)
        self.max_ndim, self.min_ndim = max_ndim, min_ndim
        self.axes = {int(axis): length for axis, length in (axes or {}).items()}
        self.allow_last_axis_squeeze, self.name, self.optional = allow_last_axis_squeeze, name, optional
        highest = self.ndim if self.ndim is not None else self.max_ndim
        if highest is not None and any(not -highest <= axis < highest for axis in self.axes):
            raise ArgumentError(f"InputSpec: an input with {highest} axes has none of the numbers {list(self.axes)}.")

    def get_config(self) -> dict[str, Any]:
        """The arguments, but for ``name`` and those that need not be said."""
        names = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The spec that ``config`` describes."""
        return cls(**config)

    def problem(self, x: Any) -> str | None:
        """What of an input is not as it has to be; None if all is."""
        shape = tuple(x.shape)
        if self.dtype is not None and standardize_dtype(x.dtype) != self.dtype:
            return f"dtype {self.dtype}, not {x.dtype}"
        for name, fits in (
            ("ndim", len(shape).__eq__),
            ("max_ndim", len(shape).__le__),
            ("min_ndim", len(shape).__ge__),
        ):
            wanted = getattr(self, name)
            squeezed = name == "ndim" and self.allow_last_axis_squeeze and self._squeezed(shape)
            if wanted is not None and not fits(wanted) and not squeezed:
                return f"{name} {wanted}, not {len(shape)} axes"
        for axis, length in self.axes.items():
            if length is not None and shape[axis] not in (length, None):
                return f"length {length} along axis {axis}, not {shape[axis]}"
        return self._of_shape(shape)

    def _squeezed(self, shape: Shape) -> bool:
        wanted = self.shape or ()
        longer = len(shape) == len(wanted) + 1 and shape[-1] == 1
        return longer or (len(shape) == len(wanted) - 1 and wanted[-1] == 1)

    def _of_shape(self, shape: Shape) -> str | None:
        wanted = self.shape
        if wanted is None:
            return None
        if self.allow_last_axis_squeeze:
            shape = shape[:-1] if shape and shape[-1] == 1 else shape
            wanted = wanted[:-1] if wanted and wanted[-1] == 1 else wanted
        fits = len(shape) == len(wanted) and all(a == b or None in (a, b) for a, b in zip(wanted, shape, strict=True))
        return None if fits else f"shape {self.shape}, not {shape}"

    def __repr__(self) -> str:
        told = {name: value for name, value in vars(self).items() if value not in (None, {}, False)}
        return f"InputSpec({', '.join(f'{name}={value}' for name, value in told.items())})"


def check_inputs(owner: object, spec: Any, x: Any) -> None:
    """Whether inputs are as the specs of a layer say: one, or as many nested alike.

    Raises:
        ShapeError: there are too few or many, or one is otherwise.
    """
    specs, inputs = tree.flatten(spec), tree.flatten(x)
    if isinstance(x, Mapping) and all(one.name is not None for one in specs):
        inputs = [x.get(one.name) for one in specs]
    if len(specs) != len(inputs):
        raise ShapeError(f"{owner} needs {len(specs)} inputs, and got {len(inputs)}.")
    for number, (one, array) in enumerate(zip(specs, inputs, strict=True)):
        if array is None and one.optional:
            continue
        problem = "an array, not None" if array is None else one.problem(array)
        if problem is not None:
            raise ShapeError(f"{owner}: its input {number} needs {problem}.")
