"""What plugkeras has not, or has otherwise, of Keras's public API: each difference as a name.

``keras.layers.Foo`` is not there; ``keras.layers.Foo(bar)`` takes no argument ``bar``, or not at that place, or with
another default; ``keras.layers.Foo.baz`` has no such method or property; ``keras.layers.Foo.baz(bar)`` does not take
``bar``.
"""

import ast
import importlib
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import plugkeras

KERAS = json.loads(Path(__file__).with_name("keras.json").read_text())
NAMES: dict[str, str] = KERAS["names"]
OBJECTS: dict[str, Any] = KERAS["objects"]
PUBLIC = set(NAMES.values())


def differences() -> Iterator[str]:
    """All of them, each at the first of the public names of a thing."""
    seen: set[tuple[str, str]] = set()
    for name, where in NAMES.items():
        thing = found(name)
        if thing is None:
            yield name
        elif (where, repr(thing)) not in seen:  # an alias says nothing new
            seen.add((where, repr(thing)))
            told = OBJECTS[where]
            yield from (f"{name}({said})" for said in otherwise(told["signature"], thing))
            for member, signature in members(told).items():
                yield from _member(name, thing, member, signature)


def _member(name: str, thing: Any, member: str, signature: str | None) -> Iterator[str]:
    if not hasattr(thing, member) and not _is_kept(thing, member):
        yield f"{name}.{member}"
    elif signature not in ("property", None):
        static = inspect.getattr_static(thing, member, None)
        if callable(ours := getattr(static, "__func__", static)):
            yield from (f"{name}.{member}({said})" for said in otherwise(signature, ours))


def _is_kept(kind: Any, member: str) -> bool:
    """Whether the objects of a class have such an attribute: it is annotated, an argument, or given a value in it."""
    fields = {f.name for f in (*getattr(kind, "fields", ()), *getattr(kind, "options", ()))}
    ours = [base for base in getattr(kind, "__mro__", ()) if base.__module__.startswith("plugkeras")]
    annotated = any(member in vars(base).get("__annotations__", ()) for base in ours)
    kept = re.compile(rf"self\.{member}\b[^=\n]*=[^=]")
    return annotated or member in fields or any(kept.search(inspect.getsource(base)) for base in ours)


def found(name: str) -> Any:
    """What plugkeras has of that name; None if nothing."""
    thing: Any = plugkeras
    path = name.split(".")[1:]
    for n, part in enumerate(path):
        try:
            thing = getattr(thing, part)
        except AttributeError:
            try:
                thing = importlib.import_module(".".join(["plugkeras", *path[: n + 1]]))
            except ImportError:
                return None
    return thing


def members(told: dict[str, Any]) -> dict[str, str | None]:
    """Those that a class of Keras defines, or a base of it that has no public name; others are told of at that base."""
    of: dict[str, str | None] = {}
    for base in reversed(told.get("bases", ())):
        if base not in PUBLIC and ".backend." not in base:  # what is of one backend only, no script can use
            of |= members(OBJECTS[base])
    return of | told.get("members", {})


def otherwise(signature: str | None, ours: Any) -> Iterator[str]:
    """The parameters of Keras's that ours has not as they are there; any more of its own it may have.

    What Keras asks for may have a default here.
    """
    try:
        mine = [p for p in inspect.signature(ours).parameters.values() if p.name != "self"]
    except (TypeError, ValueError):
        return
    if signature is None:
        return
    if [p.kind for p in mine] == [inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD]:
        return  # it passes on what it gets
    by_name, places = (
        {p.name: p for p in mine},
        [p.name for p in mine if p.kind in (p.POSITIONAL_OR_KEYWORD, p.POSITIONAL_ONLY)],
    )
    for place, (name, default, is_named) in enumerate(parameters(signature)):
        one = by_name.get(name)
        has_place = one is not None and (is_named or places[place : place + 1] == [name])
        is_usual = name == "name" and one is not None and one.default is None  # which stands for the same name
        if one is None or not has_place or (default and _default(one) != default and not is_usual):
            yield name


def parameters(signature: str) -> list[tuple[str, str, bool]]:
    """Name, default and whether it goes by name only, of each parameter but ``*args`` and ``**kwargs``."""
    arguments = ast.parse(f"def f{_quoted(signature)}: pass").body[0].args  # type: ignore[attr-defined]
    usual = [*arguments.posonlyargs, *arguments.args]
    without = len(usual) - len(arguments.defaults)
    found = [
        (a.arg, _written(arguments.defaults[n - without]) if n >= without else "", False) for n, a in enumerate(usual)
    ]
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return [*found, *((a.arg, "" if d is None else _written(d), True) for a, d in named)]


def _quoted(signature: str) -> str:
    """``<keras.Foo>``, an object, as a text."""
    return signature.replace("<", "'<").replace(">", ">'")


def _written(node: ast.expr | None) -> str:
    return "" if node is None else _plain(ast.unparse(node))


def _default(parameter: inspect.Parameter) -> str:
    return "" if parameter.default is parameter.empty else _plain(repr(parameter.default))


def _plain(default: str) -> str:
    """The same default in one way: numbers as floats, and a number for as many that are alike."""
    try:
        value = ast.literal_eval(default)
    except (ValueError, SyntaxError):
        return default
    if isinstance(value, tuple) and value and all(v == value[0] for v in value):
        return _plain(repr(value[0]))
    return repr(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else repr(value)


if __name__ == "__main__":
    from left_out import reason

    print("\n".join(sorted(name for name in differences() if not reason(name))))
