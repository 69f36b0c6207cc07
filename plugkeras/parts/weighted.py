"""What owns weights, its own and those of what it owns: the part of a layer that knows no formula."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from plugkeras.config import standardize_dtype
from plugkeras.engine import current
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError, ShapeError, StateError
from plugkeras.parts.config import Configurable, get
from plugkeras.parts.metric import Metric
from plugkeras.parts.naming import calling
from plugkeras.parts.spellings import tolerant


class Weighted(Configurable, arguments=False):
    """Variables, and sublayers found among the attributes."""

    built: bool = False
    trainable: bool
    dtype: str

    def sublayers(self) -> "Iterator[Any]":
        """The layers it owns, in the order they were set, each once."""
        found = [value for value in vars(self).values() if isinstance(value, _MAY_HOLD)]
        yield from {id(layer): layer for value in found for layer in _layers_in(value)}.values()

    def flatten_layers(self) -> "Iterator[Any]":
        """Itself, its sublayers, and theirs."""
        yield self
        for layer in self.sublayers():
            yield from layer.flatten_layers()

    @tolerant
    def add_weight(
        self,
        *args: Any,
        shape: Any = None,
        initializer: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        aggregation: str | None = "none",
        overwrite_with_gradient: bool = False,
        name: str | None = None,
    ) -> Variable:
        """A new weight: ``add_weight(shape=(n, m), initializer="glorot_uniform", name="kernel")``.

        ``autocast`` and ``aggregation`` say how backends compute, and change nothing here.
        """
        if args and isinstance(args[0], str):  # Keras 2: add_weight(name, shape)
            name, args = args[0], args[1:]
        if args:  # Keras 1 and 3: add_weight(shape, initializer, dtype)
            shape, initializer, dtype = (*args, *(initializer, dtype)[len(args) - 1 :])[:3]
        dtype = standardize_dtype(dtype or self.dtype)
        default = "glorot_uniform" if "float" in dtype else "zeros"
        initial = get("initializers", default if initializer is None else initializer)
        if overwrite_with_gradient:
            raise ArgumentError(f"{self}: no optimizer here has a gradient take a weight's place.")
        variable = Variable(initial, shape or (), dtype, trainable, name=name)
        variable.regularizer = get("regularizers", regularizer)
        variable.constraint = get("constraints", constraint)
        variable.path = "/".join((*calling.names, variable.name))
        current().place(variable)
        self.__dict__.setdefault("_variables", []).append(variable)
        return variable

    def own_variables(self) -> list[Variable]:
        """Its own variables, without those of its sublayers, in the order they were made."""
        made = list(self.__dict__.get("_variables", ()))
        known = {id(v) for v in made} | {id(v) for v in self.__dict__.get("_state", ())}
        return made + [v for v in vars(self).values() if isinstance(v, Variable) and id(v) not in known]

    def _own(self, trainable: bool) -> list[Variable]:
        return [v for v in self.own_variables() if v.trainable == trainable]

    @property
    def weights(self) -> list[Variable]:
        """Own trainable weights, own others, then those of the sublayers; freezing does not reorder them."""
        found = self._own(True) + self._own(False)
        for layer in self.sublayers():
            found += layer.weights
        return list({id(v): v for v in found}.values())

    @property
    def variables(self) -> list[Variable]:
        """The same as ``weights``."""
        return self.weights

    @property
    def trainable_weights(self) -> list[Variable]:
        """The weights that training changes."""
        frozen = {id(v) for v in self.non_trainable_weights}
        return [v for v in self.weights if id(v) not in frozen]

    @trainable_weights.setter
    def trainable_weights(self, value: Iterable[Variable]) -> None:
        """Keras 1: how ``build`` said which variables are the layer's weights."""
        made = self.__dict__.setdefault("_variables", [])
        made += [v for v in value if all(v is not other for other in made)]

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """The weights that training leaves alone: frozen ones and statistics."""
        found = []
        for layer in self.flatten_layers():
            found += [v for v in layer.own_variables() if not (layer.trainable and self.trainable and v.trainable)]
        return list({id(v): v for v in found}.values())

    trainable_variables = trainable_weights
    non_trainable_variables = non_trainable_weights

    @property
    def metrics(self) -> list[Any]:
        """The metrics among its attributes, and those of its sublayers."""
        return self.own_metrics() + [metric for layer in self.sublayers() for metric in layer.metrics]

    def own_metrics(self) -> list[Metric]:
        """The metrics among its attributes, also in lists and dicts."""
        held = [value for value in vars(self).values() if isinstance(value, (Metric, *_HOLDERS))]
        return [metric for value in held for metric in metrics_in(value)]

    def get_weights(self) -> list[Any]:
        """The weights as ndarrays of their own."""
        return [v.numpy() for v in self.weights]

    def set_weights(self, weights: Any) -> None:
        """Take the weights that ``get_weights`` gave.

        Raises:
            ShapeError: the number of arrays, or one's shape, is another; nothing is changed then.
        """
        mine, arrays = self.weights, [np.asarray(w) for w in weights]
        if not self.built and not mine:
            raise StateError(f"{self} has no weights to set before it is built: call build(input_shape) first.")
        if len(mine) != len(arrays):
            raise ShapeError(f"{self}: set_weights needs {len(mine)} arrays, not {len(arrays)}.")
        for variable, array in zip(mine, arrays, strict=True):
            if variable.shape != array.shape:
                raise ShapeError(f"{self}: weight {variable.path} has shape {variable.shape}, not {array.shape}.")
        for variable, array in zip(mine, arrays, strict=True):
            variable.assign(array)

    def count_params(self) -> int:
        """The number of elements of all weights.

        Raises:
            StateError: it is not built yet.
        """
        if not self.built:
            raise StateError(f"{self} has no weights to count before it is built: call build(input_shape) first.")
        return sum(v.size for v in self.weights)


_HOLDERS = (list, tuple, dict)
_MAY_HOLD = (Weighted, *_HOLDERS)


def metrics_in(value: Any) -> Iterator[Metric]:
    """The metrics in a list, tuple or dict, or the value itself if it is one."""
    if isinstance(value, Metric):
        yield value
    elif isinstance(value, _HOLDERS):
        for item in value.values() if isinstance(value, dict) else value:
            yield from metrics_in(item)


def _layers_in(value: Any) -> Iterator[Any]:
    if isinstance(value, Weighted):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            if isinstance(item, _MAY_HOLD):
                yield from _layers_in(item)
    elif isinstance(value, dict):
        yield from _layers_in(list(value.values()))
