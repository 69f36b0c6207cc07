"""Layers whose work is Python's, on text say, and is done before a step: engines compute with numbers."""

from collections.abc import Callable
from typing import Any, ClassVar

from plugkeras.engine import Array
from plugkeras.parts.output import plain
from plugkeras.parts.text import is_text, no_numbers


class Reader:
    """A model that may have such layers."""

    takes_text: bool
    call_with_mask: Callable[..., tuple[Array, Any]]

    @property
    def _reads_first(self) -> bool:
        """Whether it begins with them."""
        return False

    def _read(self, x: Any, training: bool = False) -> Any:
        """x as a step takes it, by way of such layers."""
        return x

    def _after_reading(self, x: Array, training: bool) -> tuple[Array, Any]:
        """What the model makes of what was read, with its mask."""
        return self.call_with_mask(x, None, training)

    def _refuse_text(self, x: Any) -> None:
        if is_text(x) and not self.takes_text:
            raise no_numbers(self, x)


class ReadsFirst(Reader):
    """A row of layers, of which those that read are called before a step as long as they come first."""

    _layers: list[Any]
    _own_call: ClassVar[bool]
    _build_for: Callable[[Any], None]
    _fitting: Callable[[Any], Any]
    _forget_steps: Callable[[], None]
    _readers = 0  # how many layers had read x before the step

    @property
    def takes_text(self) -> bool:  # type: ignore[override]
        """Whether its first layer does."""
        return bool(self._layers) and self._layers[0].takes_text

    @property
    def reads(self) -> bool:
        """Whether all of its layers do."""
        return not self._own_call and bool(self._layers) and all(layer.reads for layer in self._layers)

    @property
    def _reads_first(self) -> bool:
        return not self._own_call and bool(self._layers) and self._layers[0].reads

    def _read(self, x: Any, training: bool = False) -> Any:
        readers = 0
        if self._reads_first:
            self._build_for(x)
            x = self._fitting(self._layers[0]._array(x))
            readers = next((n for n, layer in enumerate(self._layers) if not layer.reads), len(self._layers))
            for layer in self._layers[:readers]:
                x = plain(layer(x, training=training))
        if readers != self._readers:
            self._readers = readers
            self._forget_steps()
        return x

    def _after_reading(self, x: Array, training: bool) -> tuple[Array, Any]:
        if not self._readers:
            return self.call_with_mask(x, None, training)
        mask = None
        for layer in self._layers[self._readers :]:
            x, mask = layer.call_with_mask(x, mask, training)
        return x, mask
