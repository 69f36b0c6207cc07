"""What the modules ``plugkeras.layers``, ``plugkeras.losses``, … have besides the parts themselves."""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Signature, signature
from typing import Any

from plugkeras.parts import config

_ONE = {"losses": "loss", "schedules": "learning_rate_schedule"}
"""What ``serialize`` calls a part of a kind, where it is not the kind without its s."""


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
    one, data = _ONE.get(kind, kind[:-1]), "name" if kind == "losses" else "config"
    return get, _taking(one, serialize), _taking(data, deserialize)


def _taking(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, whose first argument has the name that Keras has for it."""
    first, *others = signature(function).parameters.values()
    named = Signature([first.replace(name=name), *others])

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        return function(*named.bind(*args, **kwargs).arguments.values())

    called.__signature__ = named  # type: ignore[attr-defined]
    return called
