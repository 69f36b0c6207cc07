"""What the modules ``plugkeras.layers``, ``plugkeras.losses``, … have besides the parts themselves."""

from collections.abc import Callable, Mapping
from typing import Any

from plugkeras.parts import config


def functions(kind: str) -> tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]:
    """``get``, ``serialize`` and ``deserialize`` of one kind, as each Keras module has them."""

    def get(identifier: Any) -> Any:
        return config.get(kind, identifier)

    def serialize(part: Any) -> Any:
        return config.serialize(part)

    def deserialize(data: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
        with config.custom_object_scope(custom_objects or {}):
            return config.deserialize(kind, data)

    get.__doc__ = f"One of the {kind} from its name, config, class or itself; None stays None."
    serialize.__doc__ = f"The config of one of the {kind}."
    deserialize.__doc__ = f"One of the {kind} from its config."
    return get, serialize, deserialize
