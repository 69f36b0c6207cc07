"""The parts of a model that own weights, under the paths that Keras's files have for them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from plugkeras.engine.variable import Variable
from plugkeras.parts.layer import Layer
from plugkeras.parts.naming import snake_case


class Part(NamedTuple):
    """A layer (or the model, or its optimizer), where it is kept, and the variables it owns itself."""

    path: str
    name: str
    variables: list[Variable]
    owner: Any = None


OPTIMIZER = "optimizer"


def parts_of(model: Any, skip: Any = ()) -> Iterator[Part]:
    """The model, its layers and theirs, then the optimizer; each once, where it is met first."""
    seen = {id(layer): layer for layer in skip}  # which keeps them alive, and their ids theirs
    yield from _layer(model, "", seen)
    if model.compiled and id(model.optimizer) not in seen:
        yield Part(OPTIMIZER, model.optimizer.name, optimizer_variables(model.optimizer), model.optimizer)


def optimizer_variables(optimizer: Any) -> list[Variable]:
    """The state that Keras keeps: before the first step, that is the step and the learning rate alone."""
    later = set() if optimizer.built else {id(v) for v in optimizer.extra_variables()}
    return [v for v in optimizer.variables if id(v) not in later]


def _layer(layer: Layer, path: str, seen: dict[int, Any]) -> Iterator[Part]:
    if id(layer) in seen:
        return
    seen[id(layer)] = layer
    yield Part(path, layer.name, sorted(layer.own_variables(), key=lambda v: not v.trainable), layer)
    for name, value in _attributes(layer):
        yield from _value(value, f"{path}/{name}".lstrip("/"), seen)


def _value(value: Any, path: str, seen: dict[int, Any]) -> Iterator[Part]:
    if isinstance(value, Layer):
        yield from _layer(value, path, seen)
    elif isinstance(value, list | tuple | dict):
        yield from _container(value, path, seen)


def _container(container: Any, path: str, seen: dict[int, Any]) -> Iterator[Part]:
    """Items by their class, not by their names: those are counted up within a process."""
    if id(container) in seen:
        return
    seen[id(container)] = container
    used: dict[str, int] = {}
    for value in list(container.values()) if isinstance(container, dict) else list(container):
        if isinstance(value, Layer | list | tuple | dict):
            name = snake_case(type(value).__name__) if isinstance(value, Layer) else "container"
            count = used[name] = used.get(name, -1) + 1
            yield from _value(value, f"{path}/{name}_{count}" if count else f"{path}/{name}", seen)


def _attributes(layer: Layer) -> Iterator[tuple[str, Any]]:
    """What a layer has that not every one has, by name, private ones last; first, what its class says."""
    yield from layer.saved_first()
    for name in sorted(dir(layer), key=lambda n: f"~{n}" if n.startswith("_") else n):
        if name not in layer.not_saved:
            yield name, _quietly(layer, name)


def _quietly(layer: Layer, name: str) -> Any:
    try:
        return getattr(layer, name)
    except Exception:  # a property that has nothing to give yet
        return None
