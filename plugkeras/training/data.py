"""Data as columns of rows: arrays, and files that are read in slices, checked before anything is trained."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from plugkeras import ops, tree
from plugkeras.config import floatx
from plugkeras.errors import ArgumentError, DataError
from plugkeras.parts.text import is_text, text_in

Batch = tuple[Any, Any, Any]


def unpack_x_y_sample_weight(data: Any) -> Batch:
    """What ``train_step`` is given, x, (x, y) or (x, y, sample_weight), as three; None stands for what is not there."""
    if isinstance(data, list | tuple) and 1 <= len(data) <= 3:
        return (*data, None, None)[:3] if len(data) < 3 else tuple(data)
    if isinstance(data, list | tuple):
        raise DataError(f"Data are x, (x, y) or (x, y, sample_weight), and not {len(data)} items.")
    return data, None, None


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """x, (x, y) or (x, y, sample_weight), by what there is."""
    if sample_weight is not None:
        return x, y, sample_weight
    return x if y is None else (x, y)


def first_of(data: Any) -> Any:
    """The first array of a list, tuple or dict of them; one array itself."""
    if not tree.is_nested(data):
        return data
    return next((leaf for leaf in tree.flatten(data) if leaf is not None), None)


class Columns(NamedTuple):
    """Inputs, targets and sample weights of equal length; targets and weights may be missing.

    Of a model with several inputs or outputs, each may be a list, tuple or dict of arrays.
    """

    x: Any
    y: Any = None
    w: Any = None

    @property
    def rows(self) -> int:
        """How many there are."""
        return int(first_of(self.x).shape[0])

    def flat(self) -> list[Any]:
        """All arrays, and None for what is missing, one after the other."""
        return tree.flatten(tuple(self))

    def part(self, index: Any) -> Batch:
        """The rows at ``index``: a slice, or an array of row numbers."""
        x, y, w = self
        return _rows(x, index), None if y is None else _rows(y, index), None if w is None else _rows(w, index)


def _rows(column: Any, index: Any) -> Any:
    if isinstance(column, np.ndarray):
        return column[index] if isinstance(index, slice) else column.take(index, 0)
    if tree.is_nested(column):
        return tree.map_structure(lambda one: None if one is None else _rows(one, index), column)
    if isinstance(index, slice):
        return _read(column[index])
    order = np.argsort(index, kind="stable")  # files want rising row numbers
    return _read(column[np.asarray(index)[order]])[np.argsort(order, kind="stable")]


def _read(rows: Any) -> Any:
    text = text_in(rows)
    return _numeric(rows, "a batch") if text is None else text


def columns(x: Any, y: Any = None, w: Any = None, several: bool = False) -> Columns:
    """Arrays, lists, or anything with ``__array__``, checked and of one length; x may be of text.

    With ``several``, each may be a list, tuple or dict of arrays, for a model with several inputs or outputs.

    Raises:
        DataError: something is no array of numbers (or, x, of text), or the lengths differ.
    """
    column = _columns if several else _column
    found = Columns(*(None if v is None else column(v, n) for n, v in (("x", x), ("y", y), ("sample_weight", w))))
    lengths = {name: int(c.shape[0]) for name, c in _by_name(found) if c is not None}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} has {n}" for name, n in lengths.items())
        raise DataError(f"The data need one target and weight for each input: {said} rows.")
    return found


def _by_name(data: Columns) -> Iterator[tuple[str, Any]]:
    """Each array with what to call it: ``x``, or ``x[0]`` of several."""
    for name, column in zip(("x", "y", "sample_weight"), data, strict=True):
        if not tree.is_nested(column):
            yield name, column
        else:
            for path, leaf in tree.flatten_with_path(column):
                yield name + "".join(f"[{key!r}]" for key in path), leaf


def alone(value: Any, name: str) -> Any:
    """The array x of ``[x]``, which Keras takes for a model with one input; anything else as it is.

    Raises:
        DataError: it is several arrays.
    """
    if type(value) is np.ndarray:
        return value
    if isinstance(value, Mapping):
        raise DataError(f"{name} is a dict; a Sequential model has one input and one output: give an array.")
    inner = value
    while isinstance(inner, list | tuple) and len(inner) == 1:
        inner = inner[0]
    if _is_array(inner):
        return inner
    if isinstance(value, list | tuple):
        _refuse_arrays(value, name)
    return value


def of_rank(x: Any, shape: Sequence[Any]) -> Any:
    """x with an axis of length 1 at its end put in, or left out, where ``shape`` asks for that, as Keras has it."""
    if is_text(x):  # which no engine knows
        fits = x.ndim == len(shape) + 1 and x.shape[-1] == 1
        return x[..., 0] if fits else x[..., None] if x.ndim == len(shape) - 1 and shape[-1] == 1 else x
    if x.ndim == len(shape) + 1 and x.shape[-1] == 1:
        return ops.squeeze(x, -1)
    return ops.expand_dims(x, -1) if x.ndim == len(shape) - 1 and shape[-1] == 1 else x


def _is_array(value: Any) -> bool:
    return (hasattr(value, "shape") or hasattr(value, "__array__")) and np.ndim(value) > 0


def _columns(value: Any, name: str) -> Any:
    """A list, tuple or dict of arrays with each of them checked; anything else as one array."""
    if isinstance(value, Mapping):
        return {key: None if one is None else _columns(one, f"{name}[{key!r}]") for key, one in value.items()}
    if isinstance(value, list | tuple) and any(_is_array(one) or _has_arrays(one) for one in value):
        made = [None if one is None else _columns(one, f"{name}[{n}]") for n, one in enumerate(value)]
        return made if isinstance(value, list) else tuple(made)
    return _column(value, name)


def _has_arrays(value: Any) -> bool:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return any(_is_array(one) or _has_arrays(one) for one in inner)


def _column(value: Any, name: str) -> Any:
    value = alone(value, name)
    if _is_file(value):
        return value
    text = text_in(value) if name == "x" else None
    return _numeric(value, name) if text is None or not text.ndim else text


def _refuse_arrays(value: Sequence[Any], name: str) -> None:
    """Python's numbers in lists are an array; arrays in lists are several."""
    if any(isinstance(v, list | tuple) and any(map(_is_array, v)) for v in value):
        raise DataError(
            f"{name} is a list of tuples of arrays: give the arrays apart, as in fit(x, y); or, if each tuple is a "
            "batch, a generator of them."
        )
    if any(map(_is_array, value)):
        raise DataError(
            f"{name} is {len(value)} arrays, and a Sequential model has one input and one output: give one array; "
            "np.stack makes one of rows."
        )


def _is_file(value: Any) -> bool:
    """An array that lives elsewhere (h5py, zarr): it has a shape and gives slices, but is not to be read whole."""
    return not isinstance(value, np.ndarray) and all(
        hasattr(value, a) for a in ("shape", "dtype", "__getitem__", "chunks")
    )


def _numeric(value: Any, name: str) -> Any:
    try:
        array = np.asarray(value)
    except ValueError:
        raise DataError(f"{name} is no array of numbers: its rows have different lengths.") from None
    if array.dtype.kind == "O":
        array = _unboxed(array, name)
    if array.dtype.kind not in "fiub":
        raise DataError(f"{name} has dtype {array.dtype}; training needs numbers: encode it first.")
    if array.ndim == 0:
        raise DataError(f"{name} is a single {array.dtype}; it needs an axis for the samples.")
    return array.astype(floatx()) if array.dtype.kind == "f" and array.dtype != floatx() else array


def _unboxed(array: Any, name: str) -> Any:
    try:
        return array.astype(np.float64)
    except (ValueError, TypeError):
        raise DataError(f"{name} has dtype object: its rows have different lengths, or are not all numbers.") from None


def refuse_nan(data: Columns) -> None:
    """Before training changes anything: every number must be finite.

    Raises:
        DataError: naming the first row with a NaN or an infinity.
    """
    for name, column in _by_name(data):
        if isinstance(column, np.ndarray) and column.dtype.kind == "f":
            with np.errstate(all="ignore"):
                if not np.isfinite(column.sum(dtype=np.float64)):
                    _name_bad_row(name, column)


def _name_bad_row(name: str, column: Any) -> None:
    rows = np.flatnonzero(~np.isfinite(column.reshape(len(column), -1)).all(axis=1))
    if rows.size:
        raise DataError(
            f"{name} has NaN or infinity in {rows.size} of {len(column)} rows, the first in row {rows[0]}; "
            "it would turn every weight into NaN: clean it first."
        )


def weights_by_class(y: Any, class_weight: Mapping[int, float]) -> Any:
    """One weight a sample, by its class (one-hot or an integer); a class that is not named weighs 1."""
    if not isinstance(class_weight, Mapping):
        raise ArgumentError(f"class_weight must be a dict of a weight for each class, not {class_weight!r}.")
    if tree.is_nested(y):
        raise ArgumentError("class_weight is for models with one output; give sample_weight, one for each output.")
    y = np.asarray(y)
    classes = y.argmax(axis=-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(len(y), -1)[:, 0]
    weights = np.ones(len(y), floatx())
    for label, weight in class_weight.items():
        weights[classes == int(label)] = weight
    return weights
