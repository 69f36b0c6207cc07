"""What in a model, its optimizer and its metrics lasts from step to step: variables and random generators."""

import random
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from plugkeras.engine.variable import Variable
from plugkeras.parts.callback import Callback
from plugkeras.parts.config import Configurable
from plugkeras.parts.optimizer import Optimizer
from plugkeras.random import SeedGenerator
from plugkeras.training.compiling import Compiled

_GENERATORS = (np.random.Generator, np.random.RandomState, random.Random)
_OWNERS = (Configurable, Compiled, SeedGenerator)


def lasting(root: Any) -> Iterator[tuple[str, Any]]:
    """Each Variable and random generator that ``root`` owns, directly or through its parts, by its path; once."""
    return ((path, part) for path, part in _owned(root, set(), "") if isinstance(part, (Variable, *_GENERATORS)))


def optimizers_in(root: Any) -> dict[str, Optimizer]:
    """The optimizers among the parts of ``root``, by their paths: a model may have some of its own."""
    return {path: part for path, part in _owned(root, set(), "") if isinstance(part, Optimizer)}


def generators_in(root: Any) -> dict[str, Any]:
    """Where the random generators are that ``root`` owns, directly or through its parts, by their paths."""
    return {path: value_of(leaf) for path, leaf in lasting(root) if not isinstance(leaf, Variable)}


def generators_of(owner: Any) -> dict[str, Any]:
    """Where the random generators are that an object, a dataset say, has as attributes."""
    own = getattr(owner, "__dict__", {}).items()
    return {name: value_of(value) for name, value in own if isinstance(value, _GENERATORS)}


def set_generators_of(owner: Any, values: Mapping[str, Any]) -> None:
    """Take what ``generators_of`` gave; those that are not there any more are passed over."""
    for name, value in values.items():
        if isinstance(vars(owner).get(name), _GENERATORS):
            set_value(vars(owner)[name], value)


def _owned(root: Any, seen: set[int], path: str) -> Iterator[tuple[str, Any]]:
    if id(root) in seen or not isinstance(root, (Variable, *_GENERATORS, *_OWNERS, list, tuple, dict)):
        return
    seen.add(id(root))
    yield path, root
    if not isinstance(root, (Variable, *_GENERATORS, Callback)):  # callbacks tell of themselves
        for name, value in _inner(root):
            yield from _owned(value, seen, f"{path}/{name}" if path else str(name))


def _inner(owner: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(owner, list | tuple):
        yield from enumerate(owner)
    else:
        yield from list((owner if isinstance(owner, dict) else vars(owner)).items())
        if isinstance(owner, SeedGenerator) and not isinstance(owner.stream, _GENERATORS):  # of an engine's own kind
            yield from ((f"stream/{name}", value) for name, value in vars(owner.stream).items())


def value_of(leaf: Any) -> Any:
    """The value of a variable, or where a generator is."""
    if isinstance(leaf, Variable):
        return leaf.numpy()
    if isinstance(leaf, np.random.Generator):
        return leaf.bit_generator.state
    if isinstance(leaf, np.random.RandomState):
        return leaf.get_state(legacy=False)
    version, words, gauss = leaf.getstate()
    return [version, np.array(words, np.uint64), gauss]


def set_value(leaf: Any, value: Any) -> None:
    """Take what ``value_of`` gave; a variable of another shape raises `ShapeError`."""
    if isinstance(leaf, Variable):
        leaf.assign(value)
    elif isinstance(leaf, np.random.Generator):
        leaf.bit_generator.state = _python(value)
    elif isinstance(leaf, np.random.RandomState):
        leaf.set_state(value)
    else:
        version, words, gauss = value
        leaf.setstate((version, tuple(int(word) for word in words), gauss))


def _python(state: Any) -> Any:
    return {k: _python(v) for k, v in state.items()} if isinstance(state, Mapping) else state
