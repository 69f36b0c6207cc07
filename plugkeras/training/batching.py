"""What counts as data: arrays, generators and datasets, each as batches."""

from itertools import chain
from numbers import Real
from typing import Any

from plugkeras.errors import ArgumentError, DataError
from plugkeras.parts.spellings import Samples
from plugkeras.training.batches import ArrayBatches, Batches, DatasetBatches, IteratorBatches, as_batch
from plugkeras.training.data import columns, first_of, refuse_nan, weights_by_class


def is_dataset(x: Any) -> bool:
    """Whether x gives batches by number, as ``PyDataset`` does."""
    return hasattr(x, "__getitem__") and hasattr(x, "__len__") and not hasattr(x, "shape") and not _is_plain(x)


def is_iterator(x: Any) -> bool:
    """Whether x is a generator or anything else that yields batches."""
    return hasattr(x, "__iter__") and not hasattr(x, "__array__") and not hasattr(x, "shape") and not _is_plain(x)


def _is_plain(x: Any) -> bool:
    return isinstance(x, list | tuple | dict | str) or hasattr(x, "__array__")


def batches_of(
    x: Any,
    y: Any,
    sample_weight: Any,
    batch_size: int | None,
    shuffle: bool | str,
    steps: int | None = None,
    class_weight: Any = None,
    training: bool = False,
    several: bool = False,
) -> Batches:
    """Batches from whatever a user calls data; with ``several``, of models with several inputs or outputs, too.

    Raises:
        DataError: it is nothing to train on.
    """
    if x is None:
        raise DataError("There are no data: give x.")
    if isinstance(steps, Samples):
        x, steps = _in_batches(x, steps, batch_size, several)
    if is_dataset(x) or is_iterator(x):
        if y is not None or sample_weight is not None:
            raise DataError("x is a generator or dataset, which yields the targets and weights itself: give no y.")
        if is_dataset(x):
            return DatasetBatches(x, bool(shuffle), steps, class_weight, several)
        return IteratorBatches(x, steps, class_weight, several)
    data = columns(x, y, sample_weight, several)
    if not data.rows:
        raise DataError("x has no rows.")
    if class_weight is not None:
        if sample_weight is not None:
            raise ArgumentError("Give class_weight or sample_weight, not both.")
        data = data._replace(w=weights_by_class(data.y, class_weight))
    if training:
        refuse_nan(data)
    size = batch_size if batch_size is not None else (-(-data.rows // steps) if steps else 32)
    if not isinstance(size, Real) or size < 1 or size != int(size):
        raise ArgumentError(f"`batch_size` must be an integer of at least 1, not {batch_size!r}.")
    return ArrayBatches(data, int(size), shuffle, steps)


def _in_batches(x: Any, samples: Samples, batch_size: int | None, several: bool) -> tuple[Any, int]:
    """The data, and how many batches hold so many samples, if all are as large as the first."""
    if not is_iterator(x) and not is_dataset(x):
        return x, -(-samples // (batch_size or 32))
    source: Any = iter(x) if not is_dataset(x) else None
    first = x[0] if source is None else next(source, None)
    if first is None:
        raise DataError("x yields nothing.")
    rows = max(1, first_of(as_batch(first, several=several)[0]).shape[0])
    return chain([first], source) if source is x else x, -(-samples // rows)


def split(
    x: Any, y: Any, w: Any, share: float, several: bool = False
) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """Training data and validation data: the last ``share`` of the rows."""
    if is_dataset(x) or is_iterator(x):
        raise DataError("validation_split needs arrays; for a generator give validation_data.")
    if not 0 < share < 1:
        raise ArgumentError(f"`validation_split` must be a share between 0 and 1, not {share!r}.")
    data = columns(x, y, w, several)
    at = int(data.rows * (1 - share))
    if at == 0 or at == data.rows:
        raise DataError(f"validation_split={share} of {data.rows} samples leaves one side empty.")
    return data.part(slice(0, at)), data.part(slice(at, None))


def validation_batches(data: Any, batch_size: int | None, steps: int | None, several: bool = False) -> Batches | None:
    """What ``validation_data`` stands for: (x, y), (x, y, sample_weight), a generator or a dataset."""
    if data is None:
        return None
    if isinstance(data, tuple | list) and 2 <= len(data) <= 3:
        return batches_of(
            data[0], data[1], data[2] if len(data) == 3 else None, batch_size, False, steps, several=several
        )
    if is_dataset(data) or is_iterator(data):
        return batches_of(data, None, None, batch_size, False, steps, several=several)
    raise DataError("validation_data must be (x, y), (x, y, sample_weight), a generator or a dataset.")
