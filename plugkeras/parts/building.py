"""What happens around every layer's ``build``."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from plugkeras.parts.inputs import named
from plugkeras.parts.naming import calling


def building(build: Callable[..., None]) -> Callable[..., None]:
    """A ``build`` that also names the weights after the layer, and notes that the layer is built."""

    names = tuple(inspect.signature(build).parameters)[1:]

    @wraps(build)
    def tracked(self: Any, *args: Any, **kwargs: Any) -> None:
        if self._in_build:  # super().build()
            return build(self, *args, **kwargs)
        shapes = named(self, names, args, kwargs)
        input_shape = shapes if len(shapes) > 1 else shapes.setdefault(names[0], None) if names else None
        outer, self._in_build = calling.names, True
        calling.names = (*outer, self.name)
        self._path = "/".join(calling.names)
        try:
            if isinstance(input_shape, tuple):
                self._check_rank(input_shape)
            build(self, **shapes)
        finally:
            calling.names, self._in_build = outer, False
        self.built, self.build_shape = True, input_shape
        if not self._trainable:
            self.trainable = False  # of the sublayers too that exist only now
        if self._initial_weights is not None:
            self.set_weights(self._initial_weights)
            self._initial_weights = None
        return None

    return tracked
