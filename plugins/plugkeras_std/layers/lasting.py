"""Layers whose states may last from batch to batch: called by themselves, they are built for batches of that size."""

from typing import Any

from plugkeras import Layer


class Lasting(Layer, arguments=False):
    """A layer that is, or is not, ``stateful``."""

    def _named(self, x: Any, args: Any, given: Any, **context: Any) -> Any:
        self._build_for(x)
        return super()._named(x, args, given, **context)

    def _prepared(self, x: Any) -> Any:
        self._build_for(x)
        return super()._prepared(x)

    def _build_for(self, x: Any) -> None:
        if not self.built and getattr(self, "stateful", False) and hasattr(x, "shape"):
            self.build(tuple(x.shape))
