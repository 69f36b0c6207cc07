"""What a layer is called with: which argument is which, and what is no array at all."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from plugkeras import tree
from plugkeras.errors import NoGraph, UnknownArgument
from plugkeras.parts.weighted import Weighted

Shapes = Any
"""The shape of an input; for a layer with several arguments, their shapes by the names that ``build`` has for them."""


def names_after_first(call: Callable[..., Any]) -> tuple[str, ...] | None:
    """The arguments that ``call`` takes by position after its input; None if any number of them."""
    found = inspect.signature(call).parameters.values()
    if any(p.kind is p.VAR_POSITIONAL for p in found):
        return None
    return tuple(p.name for p in found if p.kind is p.POSITIONAL_OR_KEYWORD)[2:]


def named(owner: object, names: Iterable[str], args: tuple[Any, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """``given`` with the positional ``args`` under their ``names``.

    Raises:
        UnknownArgument: there are more than names, or one is given twice.
    """
    names = list(names)
    if len(args) > len(names):
        raise UnknownArgument(
            f"{owner} takes {len(names)} such arguments by position ({', '.join(names)}), not {len(args)}."
        )
    found = dict(zip(names, args, strict=False))
    for name in found.keys() & given.keys():
        raise UnknownArgument(f"{owner}: `{name}` is given twice, by position and by name.")
    return {**found, **given}


def first_by_name(owner: object, call: Callable[..., Any], given: dict[str, Any]) -> Any:
    """The input that is given as ``inputs``, or under the name that ``call`` has for it; taken out of ``given``.

    Raises:
        UnknownArgument: there is none.
    """
    first = next(iter(inspect.signature(call).parameters), "x")
    for name in (first, "inputs"):
        if name in given:
            return given.pop(name)
    raise UnknownArgument(f"{owner} is called without an input.")


def shapes_by_name(owner: object, call: Callable[..., Any], wanted: Iterable[str], arrays: Mapping[str, Any]) -> Shapes:
    """The shapes that ``build(a_shape, b_shape)`` asks for, of the arguments a and b of ``call(a, b)``.

    Raises:
        UnknownArgument: ``build`` asks for the shape of what ``call`` does not take.
    """
    known = [f"{name}_shape" for name in inspect.signature(call).parameters]
    for name in wanted:
        if name not in known:
            raise UnknownArgument(
                f"{owner}: build has several arguments, and each must be one of call's with _shape at its end: "
                f"{', '.join(known)}; not {name}."
            )
    found = {f"{name}_shape": shape_with_open_batch(array) for name, array in arrays.items() if hasattr(array, "shape")}
    return {name: found.get(name) for name in wanted}


def shape_with_open_batch(x: Any) -> tuple[int | None, ...]:
    """The shape of x, for any number of samples."""
    return (None, *x.shape[1:])


def shapes_with_open_batch(x: Any) -> Shapes:
    """The shape of x, for any number of samples; of a list, tuple or dict of arrays, the same of their shapes."""
    return tree.map_structure(shape_with_open_batch, x) if tree.is_nested(x) else shape_with_open_batch(x)


def no_graph(what: str) -> NoGraph:
    """The error for layers that are used to draw a graph."""
    return NoGraph(
        f"{what}, and there are no graphs of layers here, so no models that branch: put the layers into "
        "keras.Sequential([keras.Input((4,)), …]) in their order, and call the model on arrays."
    )


def refuse_layers(layer: object, x: Any) -> None:
    """Raise `NoGraph` if x is a layer, an Input say, or a list with one: a layer is called on arrays."""
    for item in x if isinstance(x, list | tuple) else [x]:
        if isinstance(item, Weighted):
            raise no_graph(f"{layer} is called on {item}, which is no array")
