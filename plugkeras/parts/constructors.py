"""Constructors that people write by hand: what they take, and what they were given.

``**kwargs`` is taken for passing on, as Keras users write it: what the next constructor up takes, this one takes too.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any

from plugkeras.errors import UnknownArgument

_ABSENT = object()


class Given:
    """What the outermost hand-written constructor was called with."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.changed: set[str] = set()  # of the names in ``values``: not kept under that name as it was given
        self.fixed: set[str] = set()  # other names, to which the constructor itself gave a value


def recording(init: Callable[..., None]) -> Callable[..., None]:
    """A hand-written constructor that also notes what it was given, unless one below has done so."""
    own = signature(init)

    @wraps(init)
    def recorded(self: Any, *args: Any, **kwargs: Any) -> None:
        if "_given" in vars(self):
            return init(self, *args, **kwargs)
        values = _values(own, (self, *args), kwargs)
        vars(self)["_given"] = given = Given(values)
        init(self, *args, **kwargs)
        given.changed = {name for name, value in values.items() if _kept(self, name) is not value}
        return None

    return recorded


def _kept(part: Any, name: str) -> Any:
    try:
        return getattr(part, name)
    except Exception:  # not there, or a property that has nothing to give yet
        return _ABSENT


def _values(own: Signature, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Each argument with its value, those in ``**kwargs`` too; nothing if they do not fit, which the call will say."""
    try:
        bound = own.bind(*args, **kwargs)
    except TypeError:
        return {}
    bound.apply_defaults()
    found: dict[str, Any] = {}
    for name, value in list(bound.arguments.items())[1:]:
        kind = own.parameters[name].kind
        if kind is Parameter.VAR_KEYWORD:
            found |= value
        elif kind is not Parameter.VAR_POSITIONAL:
            found[name] = value
    return found


def is_passing_on(init: Callable[..., None]) -> bool:
    """Whether a constructor takes ``(*args, **kwargs)`` and names nothing."""
    kinds = [p.kind for p in signature(init).parameters.values()][1:]
    return kinds == [Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD]


def written(cls: Any, root: type) -> Iterator[Callable[..., None]]:
    """The hand-written constructors of a class, in the order in which they call each other, as far as ``root``."""
    for base in cls.__mro__:
        if base is root:
            return
        init = vars(base).get("__init__")
        if init is not None and not is_passing_on(init):
            yield init


def named(init: Callable[..., None]) -> tuple[list[Parameter], bool]:
    """The arguments that a constructor names, and whether it passes others on."""
    found = list(signature(init).parameters.values())[1:]
    apart = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
    return [p for p in found if p.kind not in apart], any(p.kind is Parameter.VAR_KEYWORD for p in found)


def extending(cls: Any, added: tuple[Any, ...], taken: Mapping[str, Parameter]) -> Callable[..., None]:
    """The constructor of a class that declares arguments below a hand-written constructor, which takes ``taken``.

    Those are stored here; one that the hand-written constructor takes as well is checked and handed to it.
    """
    order = [n for n, p in taken.items() if p.kind is Parameter.POSITIONAL_OR_KEYWORD]
    order += [f.name for f in added if f.name not in taken]

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        given = dict(zip(order, args, strict=False)) | kwargs
        if len(given) != len(args) + len(kwargs):
            raise UnknownArgument(f"{cls.__name__} takes {', '.join(order)}, each once, not {len(args)} by position.")
        for field in cls._looked_up(added):
            value = given.pop(field.name, field.default)
            if field.name not in taken:
                self._store(field, value)
            elif value is not Parameter.empty:
                given[field.name] = cls._checked(field, value)
        super(cls, self).__init__(**given)

    return __init__
