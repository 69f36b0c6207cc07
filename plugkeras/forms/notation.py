"""Values as people type them: ``64``, ``(3, 3)``, ``relu``, ``ExponentialDecay(initial_learning_rate=0.1)``.

It looks like Python and is never run: the text is parsed, and a few kinds of nodes are read. A bare word is a text.
"""

import ast
import keyword
import re
import warnings
from math import isfinite
from typing import Any

from plugkeras.annotations import shortened
from plugkeras.errors import ArgumentError, FormatError
from plugkeras.project.values import Part, Table, Value, frozen

LONGEST = 20_000
"""Characters of a text that are read."""
DEEPEST = 40
"""Brackets in brackets that are read."""

WORDS: dict[str, Value] = {"none": None, "null": None, "true": True, "false": False}
"""What bare words, in any case, mean besides themselves."""

_PLAIN_NAME = re.compile(r"([A-Za-z_][A-Za-z0-9_]*>)?[A-Za-z_][A-Za-z0-9_]*")


def read(text: str) -> Value:
    """The value that ``text`` writes.

    An argument of a part that is given by position is called by its number, ``"0"``, until somebody who knows the part
    gives it its name (`Form.named`).

    Raises:
        ArgumentError: it is no value, or too long or too deep for one.
    """
    if len(text) > LONGEST:
        raise ArgumentError(f"at most {LONGEST} characters expected, not {len(text)}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Python, on text that it would rather have otherwise
            body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ArgumentError(f"a value expected, e.g. 3, (1, 2), relu or 'some text', not {shortened(text)}") from None
    return _value(body, 0)


def written(value: Value) -> str:
    """The text from which `read` makes ``value``."""
    if isinstance(value, Part):
        return _call(value)
    if isinstance(value, Table):
        return "{" + ", ".join(f"{name!r}: {written(v)}" for name, v in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(written, value)) + ("," if len(value) == 1 else "") + ")"
    return repr(value)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal and say the same: 1 is not true."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Table) and isinstance(other, Table):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, Part) and isinstance(other, Part):
        return one.name == other.name and same(one.arguments, other.arguments)
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _call(part: Part) -> str:
    if not all(_is_argument(name, i) for i, name in enumerate(part.arguments)):
        return written(Table({"class": part.name, **part.arguments}))
    name = part.name if _is_name(part.name) else repr(part.name)
    given = (written(v) if n.isdecimal() else f"{n}={written(v)}" for n, v in part.arguments.items())
    return f"{name}({', '.join(given)})"


def _is_argument(name: str, place: int) -> bool:
    return name == str(place) or (name.isidentifier() and name.isascii() and not keyword.iskeyword(name))


def _is_name(name: str) -> bool:
    words = name.split(">")
    return bool(_PLAIN_NAME.fullmatch(name)) and not any(keyword.iskeyword(w) or w.lower() in WORDS for w in words)


def _value(node: ast.expr, depth: int) -> Value:
    if depth > DEEPEST:
        raise ArgumentError(f"at most {DEEPEST} brackets in brackets expected")
    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None as value):
            return _finite(value)
        case ast.Name(id=word):
            return WORDS.get(word.lower(), word)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=ast.Constant(value=int() | float() as value)):
            return _finite(-value if isinstance(sign, ast.USub) else value)
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return tuple(_value(item, depth + 1) for item in items)
        case ast.Dict(keys=keys, values=values):
            return _table([_key(k) for k in keys], [_value(v, depth + 1) for v in values])
        case ast.Call(func=function, args=args, keywords=keywords):
            return _part(_name(function), args, keywords, depth)
        case ast.Compare(left=prefix, ops=[ast.Gt()], comparators=[ast.Call(args=args, keywords=keywords) as call]):
            return _part(f"{_name(prefix)}>{_name(call.func)}", args, keywords, depth)
        case ast.Compare(left=prefix, ops=[ast.Gt()], comparators=[ast.Name(id=word)]):
            return f"{_name(prefix)}>{word}"
    raise ArgumentError(f"a value expected, e.g. 3, (1, 2), relu or 'some text', not {shortened(ast.unparse(node))}")


def _finite(value: Value) -> Value:
    if isinstance(value, float) and not isfinite(value):
        raise ArgumentError("a finite number expected, e.g. 1e30")
    return value


def _key(node: ast.expr | None) -> str:
    match node:
        case ast.Constant(value=str() as name) | ast.Name(id=name):
            return name
        case ast.Constant(value=int() as number):
            return str(number)
    raise ArgumentError("names expected before the colons, e.g. {a: 1, 'b c': 2}")


def _table(names: list[str], values: list[Value]) -> Value:
    try:
        return frozen(dict(zip(names, values, strict=True)))
    except FormatError as error:
        raise ArgumentError(str(error).rstrip(".")) from None


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Constant(value=str() as name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{_name(value)}.{name}"
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return f"{_name(left)}-{_name(right)}"  # distributions, and so plugins, are often called acme-layers
    raise ArgumentError(f"the name of a part expected, e.g. Dense(units=3), not {shortened(ast.unparse(node))}")


def _part(name: str, args: list[ast.expr], keywords: list[ast.keyword], depth: int) -> Part:
    given = {str(i): _value(arg, depth + 1) for i, arg in enumerate(args)}
    for argument in keywords:
        if argument.arg is None or argument.arg in given:
            raise ArgumentError(f"each argument of {name} expected once and by its name")
        given[argument.arg] = _value(argument.value, depth + 1)
    return Part(name, Table(given))
