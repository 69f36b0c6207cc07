"""What the class of a part says of its arguments: which there are, their defaults, and which of them are parts."""

import inspect
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from plugkeras.annotations import LearningRate, part_of
from plugkeras.config import floatx
from plugkeras.errors import UnknownArgument, UnknownName, did_you_mean
from plugkeras.host import host
from plugkeras.host.custom_objects import custom_object, lookup
from plugkeras.parts.arguments import REQUIRED, Field, settled
from plugkeras.parts.config import FILE_KINDS, Configurable, serialize
from plugkeras.parts.naming import snake_case
from plugkeras.parts.shapes import INPUT_OPTIONS
from plugkeras.parts.spellings import modern
from plugkeras.project.values import Part, Value, thawed

KINDS = (*FILE_KINDS, "callbacks", "sources")
"""The kinds whose parts a project may name."""

BY_SHAPE = ("accuracy", "acc", "crossentropy", "ce")
"""The names that ``compile`` itself knows: the shapes say which loss or metric is meant."""

_UNSAID = object()


class Argument(NamedTuple):
    """One argument: ``kind`` is of the part that it asks for, if it asks for one; ``default`` is as in configs."""

    name: str
    annotation: Any
    kind: str | None
    default: Any
    field: Field | None = None

    @property
    def is_required(self) -> bool:
        """Whether there is no default."""
        return self.default is REQUIRED


def found(kind: str, part: Part) -> Any:
    """The class or function that a part is of.

    Raises:
        UnknownName: nothing of the kind has the name.
        PluginError: it cannot be imported, or is not what its kind asks for.
    """
    return lookup(kind, part.name)


@lru_cache(maxsize=512)
def arguments(cls: Any) -> Mapping[str, Argument]:
    """The arguments of a class, by name; of a function, none."""
    if not isinstance(cls, type):
        return {}
    fields: dict[str, Field] = {}
    if issubclass(cls, Configurable):
        fields = {f.name: f for f in (*cls.options, *settled(cls, cls.fields))}
    taken = inspect.signature(cls).parameters.values()
    named = [p for p in taken if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    return {p.name: _argument(cls, p, fields.get(p.name)) for p in named}


def _argument(cls: Any, parameter: inspect.Parameter, field: Field | None) -> Argument:
    annotation = field.annotation if field is not None else parameter.annotation
    default = parameter.default if parameter.default is not parameter.empty else REQUIRED
    return Argument(
        parameter.name, annotation, _kind(cls, annotation, parameter.name), _written(cls, field, default), field
    )


def _kind(cls: Any, annotation: Any, name: str) -> str | None:
    wanted = part_of(annotation) if not isinstance(annotation, str) else None
    if wanted is not None:
        return wanted.kind
    is_rate = name == "learning_rate" and getattr(cls, "kind", None) == "optimizers"
    return "schedules" if is_rate or annotation is LearningRate else None


def _written(cls: Any, field: Field | None, default: Any) -> Any:
    """A default as a config has it; a mark that equals nothing if it cannot be in one."""
    if default is REQUIRED:
        return REQUIRED
    try:
        return serialize(cls._checked(field, default) if field is not None else default)
    except Exception:  # of somebody else's class: what it has there is no value
        return _UNSAID


def is_default(cls: Any, name: str, written: Any) -> bool:
    """Whether ``written``, a value as configs have it, is what ``cls`` does without it."""
    argument = arguments(cls).get(name)
    if argument is None or argument.is_required:
        return False
    if argument.default is None and written is not None:
        if name == "dtype":
            return bool(written == floatx())
        return name == "name" and getattr(cls, "kind", "layers") != "layers" and written == snake_case(cls.__name__)
    return type(written) is type(argument.default) and bool(written == argument.default)


def nested_kind(cls: Any, name: str, part: Part) -> str | None:
    """The kind of a part that stands for an argument: said by its annotation, else the first that knows the name."""
    argument = arguments(cls).get(name)
    said = argument.kind if argument is not None else None
    if said == "activations" and _is_layer(part.name):
        return "layers"
    return said or next((kind for kind in FILE_KINDS if _knows(kind, part.name)), None)


def _is_layer(name: str) -> bool:
    """Whether a name at the place of an activation is, just so spelt, that of a layer: ``LeakyReLU``."""
    return host().offering("activations", name) is None and host().offering("layers", name) is not None


def _knows(kind: str, name: str) -> bool:
    try:
        return lookup(kind, name) is not None
    except UnknownName:
        return False


def check_names(cls: Any, part: Part) -> None:
    """Whether all arguments of a part are its class's.

    Raises:
        UnknownArgument: naming the nearest one.
    """
    for name in modern(part.name, part.arguments, arguments(cls)):
        check_name(cls, part.name, name)


def check_name(cls: Any, owner: str, name: str) -> None:
    """Whether ``name`` is an argument of ``cls``, or one that its constructor or config takes besides.

    Raises:
        UnknownArgument: it is not; naming the nearest one.
    """
    known = arguments(cls)
    if name in known or not isinstance(cls, type) or _takes_more(cls):
        return
    if getattr(cls, "kind", None) == "layers" and name in INPUT_OPTIONS:
        return
    raise UnknownArgument(f"{owner} has no argument `{name}`{did_you_mean(name, known) or '.'}")


def _takes_more(cls: Any) -> bool:
    """Whether it reads configs in a way of its own, or passes arguments on that nobody has declared."""
    own = getattr(cls.from_config, "__func__", None) if hasattr(cls, "from_config") else None
    ours = own is not None and str(getattr(own, "__module__", "")).startswith("plugkeras.parts.")
    variable = any(p.kind is p.VAR_KEYWORD for p in inspect.signature(cls).parameters.values())
    return not ours or variable


def full_name(kind: str, name: str) -> str:
    """The name that means the part for ever: ``Dense`` for ``dense``, ``acme>Swish`` for acme's ``Swish``.

    Raises:
        UnknownName: there is no such part.
    """
    if custom_object(name) is not None:
        return name
    exact = host().spelt(kind, name)
    return host().plugin_of(kind, exact).full_name(exact.rpartition(">")[2])


def config(kind: str | None, part: Part, cls: Any) -> dict[str, Any]:
    """A part as configs have it, for ``from_config``."""
    module = {None: None, "schedules": "keras.optimizers.schedules"}.get(kind, f"keras.{kind}")
    inner = {name: config_value(cls, name, value) for name, value in part.arguments.items()}
    return {"module": module, "class_name": part.name, "config": inner, "registered_name": None}


def config_value(cls: Any, name: str, value: Value) -> Any:
    """The value of an argument as configs have it."""
    if isinstance(value, tuple):
        return [config_value(cls, name, item) for item in value]
    if not isinstance(value, Part):
        return thawed(value)
    kind = nested_kind(cls, name, value)
    inner = found(kind, value) if kind is not None else None
    if inner is not None and not isinstance(inner, type) and not value.arguments:
        short = value.name.rpartition(">")[2]
        return {"module": "builtins", "class_name": "function", "config": short, "registered_name": value.name}
    return config(kind, value, inner)
