"""What is nested as a model's outputs are: losses, metrics, targets and weights, found by the paths of the outputs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plugkeras import tree
from plugkeras.errors import ArgumentError
from plugkeras.training.compiling import listed

Path = tuple[Any, ...]


def is_several(value: Any) -> bool:
    """Whether it is a list or dict of parts, not one part's config."""
    return isinstance(value, list | tuple) or (isinstance(value, Mapping) and "class_name" not in value)


def parts_of(value: Any) -> list[Any]:
    """All parts in a list or dict, nested or not, in order; None among them."""
    if not is_several(value):
        return [value]
    items = [value[key] for key in sorted(value)] if isinstance(value, Mapping) else value
    return [leaf for item in items for leaf in parts_of(item)]


def count(value: Any) -> int:
    """How many parts there are."""
    return len(parts_of(value)) if value is not None else 0


def losses_by_path(loss: Any, y_pred: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Each loss with the path of the output that it is for."""
    if loss is None:
        return
    flat = is_several(loss) and not isinstance(loss, Mapping) and not any(map(is_several, loss))
    if flat and tree.is_nested(y_pred) and len(loss) == len(tree.flatten(y_pred)):
        loss = tree.pack_sequence_as(y_pred, loss)
    if not is_several(loss):
        for inner, _ in tree.flatten_with_path(y_pred) if tree.is_nested(y_pred) else [((), None)]:
            yield (*path, *inner), loss
    elif not isinstance(loss, Mapping) and not isinstance(y_pred, list | tuple):
        for one in loss:
            yield from losses_by_path(one, y_pred, path)
    else:
        for key, one in loss.items() if isinstance(loss, Mapping) else enumerate(loss):
            if one is not None:
                yield from losses_by_path(one, _inner(y_pred, key, path, isinstance(loss, Mapping)), (*path, key))


def _inner(y_pred: Any, key: Any, path: Path, by_key: bool) -> Any:
    fits = isinstance(y_pred, dict) if by_key else isinstance(y_pred, list | tuple)
    if not fits or (key not in y_pred if by_key else key >= len(y_pred)):
        where = "/".join(map(str, (*path, key)))
        raise ArgumentError(f"compile: a `loss` is given for the output {where}, and the outputs are {_told(y_pred)}.")
    return y_pred[key]


def by_output(metrics: Any, y_pred: Any, argument: str) -> list[list[Any]]:
    """The metrics of each output, in the order of ``tree.flatten``."""
    outputs = tree.flatten_with_path(y_pred)
    if not metrics:
        return [[] for _ in outputs]
    if len(outputs) == 1:
        return [parts_of(metrics)]
    flat = len(y_pred) == len(outputs) if tree.is_nested(y_pred) else False
    if flat and isinstance(metrics, list | tuple) and len(metrics) == len(outputs):
        return [listed(m) for m in metrics]
    if isinstance(metrics, Mapping) and isinstance(y_pred, dict) and metrics.keys() <= y_pred.keys() and flat:
        return [listed(metrics.get(path[0])) for path, _ in outputs]
    try:
        return [listed(at(metrics, path)) for path, _ in outputs]
    except (KeyError, IndexError, TypeError):
        raise ArgumentError(
            f"compile: `{argument}` has to be nested as the outputs are, {_told(y_pred)}: a list for each, or a dict."
        ) from None


def at(value: Any, path: Path) -> Any:
    """What lies at a path."""
    for key in path:
        value = value[key]
    return value


def each(values: Any, y_pred: Any, paths: Sequence[Path], what: str) -> list[Any]:
    """What of ``values`` belongs to each path: by the same path, or in the same order."""
    if values is None:
        return [None] * len(paths)
    if tree.is_nested(values):
        try:
            return [_leaf(at(values, path)) for path in paths]
        except (KeyError, IndexError, TypeError):
            pass
    leaves = tree.flatten(values)
    outputs = [path for path, _ in tree.flatten_with_path(y_pred)]
    if len(leaves) == len(outputs):
        return [leaves[outputs.index(path)] for path in paths]
    if len(leaves) == len(paths):
        return leaves
    raise ArgumentError(
        f"{what} is {_told(values)}, and the outputs are {_told(y_pred)}: there has to be one for each."
    )


def _leaf(value: Any) -> Any:
    if tree.is_nested(value):
        raise TypeError
    return value


def weights_by_path(w: Any, y_pred: Any, paths: Sequence[Path]) -> list[Any]:
    """The weights of samples for each path; one array is for all."""
    return each(w, y_pred, paths, "sample_weight") if tree.is_nested(w) else [w] * len(paths)


def mask_at(mask: Any, path: Path) -> Any:
    """The mask of the output at a path; one array is for all."""
    try:
        return at(mask, path) if tree.is_nested(mask) else mask
    except (KeyError, IndexError, TypeError):
        return None


def _told(value: Any) -> str:
    """How something is nested: ``{'a': …, 'b': …}``."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {_told(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_told, value)) + "]"
    return "…"
