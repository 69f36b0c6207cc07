"""Python expressions as a careful person lays them out: on one line if they fit, else indented, an item a line."""

import keyword
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WIDTH = 100
INDENT = 4


@dataclass(frozen=True)
class Bracket:
    """What stands between brackets: a call, a list, a dict; every item has what stands before it, ``units=`` say."""

    opening: str
    items: tuple[tuple[str, "str | Bracket"], ...]
    closing: str


Code = str | Bracket
"""An expression: what cannot be broken into lines, or what stands between brackets."""


def call(function: str, *positional: Code, **keywords: Code) -> Bracket:
    """``function(a, b, name=c)``; a keyword that Python could not spell goes in as ``**{"a b": c}``."""
    spelt = {name: code for name, code in keywords.items() if is_name(name)}
    rest = {name: code for name, code in keywords.items() if not is_name(name)}
    items = [*(("", code) for code in positional), *((f"{name}=", code) for name, code in spelt.items())]
    return Bracket(f"{function}(", (*items, *([("**", mapping(rest))] if rest else [])), ")")


def listed(codes: Iterable[Code]) -> Bracket:
    """``[a, b]``."""
    return Bracket("[", tuple(("", code) for code in codes), "]")


def mapping(codes: Mapping[Any, Code]) -> Bracket:
    """``{"name": a, 3: b}``; the keys are text or numbers."""
    return Bracket("{", tuple((f"{literal(key)}: ", code) for key, code in codes.items()), "}")


def literal(value: Any) -> Code:
    """JSON as Python writes it, in the quotes that need fewer escapes."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        return mapping({key: literal(item) for key, item in value.items()})
    if isinstance(value, list):
        return listed(map(literal, value))
    if isinstance(value, tuple):
        alone = len(value) == 1
        return f"({inline(literal(value[0]))},)" if alone else Bracket("(", listed(map(literal, value)).items, ")")
    return repr(value)


def is_name(text: str) -> bool:
    """Whether Python takes it as the name of a variable, an attribute or an argument."""
    return text.isidentifier() and not keyword.iskeyword(text)


def _quoted(text: str) -> str:
    quote = "'" if text.count('"') > text.count("'") else '"'
    escaped = ("\\" + c if c in ("\\", quote) else c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return quote + "".join(escaped) + quote


def inline(code: Code) -> str:
    """The expression on one line, however long."""
    if isinstance(code, str):
        return code
    return code.opening + ", ".join(prefix + inline(item) for prefix, item in code.items) + code.closing


def laid_out(code: Code, depth: int = 0, before: str = "", after: str = "") -> str:
    """The expression between ``before`` and ``after``, from ``depth`` indents on, without a newline at its end.

    What does not fit into 100 columns is broken after the bracket: its items on one line, or one a line.
    """
    margin = " " * INDENT * depth
    whole = margin + before + inline(code) + after
    if isinstance(code, str) or len(whole) <= WIDTH or not code.items:
        return whole
    is_call = code.closing == ")" and code.opening != "("
    inner = " " * INDENT * (depth + 1)
    together = inner + ", ".join(prefix + inline(item) for prefix, item in code.items)
    if is_call and len(together) <= WIDTH:
        body = [together]
    else:
        comma = "" if is_call and len(code.items) == 1 else ","
        body = [laid_out(item, depth + 1, prefix, comma) for prefix, item in code.items]
    return "\n".join([margin + before + code.opening, *body, margin + code.closing + after])
