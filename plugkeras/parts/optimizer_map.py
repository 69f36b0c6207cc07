"""Which optimizer a variable has, by its path."""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, ClassVar, Self

from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError
from plugkeras.parts.config import Configurable, deserialize, serialize
from plugkeras.parts.optimizer import Optimizer


class OptimizerMap(Configurable, MutableMapping[str, Optimizer], arguments=False):
    """Paths, or regular expressions for whole paths, with an optimizer each; what none fits has the default one::

        optimizers = OptimizerMap(SGD(), {".*/bias": Adam()})
        optimizers["dense/kernel"]  # SGD

    Raises:
        ArgumentError: something is no optimizer, a path is set twice, or several expressions fit one path.
    """

    kind: ClassVar[str] = "optimizers"
    module: ClassVar[str] = "keras.optimizers"  # as files have it

    def __init__(self, default_optimizer: Optimizer, optimizer_map: Mapping[str, Optimizer] | None = None) -> None:
        self.default_optimizer = _optimizer(default_optimizer)
        self.optimizers: dict[str, Optimizer] = {}
        for path, optimizer in (optimizer_map or {}).items():
            self[path] = optimizer

    def __getitem__(self, key: str) -> Optimizer:
        if key in self.optimizers:
            return self.optimizers[key]
        found = [path for path in self.optimizers if re.fullmatch(path, key)]
        if len(found) > 1:
            raise ArgumentError(f"OptimizerMap: several expressions fit {key!r}: {', '.join(map(repr, found))}.")
        return self.optimizers[found[0]] if found else self.default_optimizer

    def __setitem__(self, key: str, optimizer: Optimizer) -> None:
        if key in self.optimizers:
            raise ArgumentError(f"OptimizerMap: {key!r} has an optimizer already; delete it before it gets another.")
        try:
            re.compile(key)
        except (TypeError, re.error) as problem:
            raise ArgumentError(f"OptimizerMap: {key!r} is no path and no regular expression: {problem}.") from None
        self.optimizers[key] = _optimizer(optimizer)

    def __delitem__(self, key: str) -> None:
        del self.optimizers[key]

    def __contains__(self, key: object) -> bool:
        return key in self.optimizers

    def __len__(self) -> int:
        return len(self.optimizers)

    def __iter__(self) -> Iterator[str]:
        return iter(self.optimizers)

    def __call__(self, variable: Variable) -> Optimizer:
        """The optimizer that changes a variable."""
        return self[variable.path]

    def get_config(self) -> dict[str, Any]:
        """The optimizers."""
        return {"default_optimizer": serialize(self.default_optimizer), "optimizer_map": serialize(self.optimizers)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The map that ``config`` describes."""
        others = {path: deserialize("optimizers", one) for path, one in (config.get("optimizer_map") or {}).items()}
        return cls(deserialize("optimizers", config["default_optimizer"]), others)


def _optimizer(value: Any) -> Optimizer:
    if not isinstance(value, Optimizer):
        raise ArgumentError(f"OptimizerMap: {value!r} is no optimizer.")
    return value
