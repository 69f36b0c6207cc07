"""The layers that a Sequential's config lists."""

from collections.abc import Mapping
from typing import Any

from plugkeras.parts.config import deserialize


def deserialized(configs: list[Any]) -> list[Any]:
    """The layers; one that is there twice, which shows in its name, is one layer again."""
    layers: dict[Any, Any] = {}
    names = [_name_in(config) or number for number, config in enumerate(configs)]
    for name, config in zip(names, configs, strict=True):
        if name not in layers:
            layers[name] = deserialize("layers", config)
    return [layers[name] for name in names]


def _name_in(config: Any) -> Any:
    inner = config.get("config") if isinstance(config, Mapping) else None
    return inner.get("name") if isinstance(inner, Mapping) else None
