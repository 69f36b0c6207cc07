"""The user's own parts: what a script may register, and under which kinds."""

from typing import Any

from plugkeras.errors import ArgumentError
from plugkeras.host import kinds
from plugkeras.host.plugin import Plugin


def offer(row: Plugin, part: Any, name: str, kind: str | None) -> None:
    """Write ``part`` on the row of its package as ``name``, under ``kind`` or each kind that it is like.

    Raises:
        ArgumentError: the name cannot be one, or is another part's; the kind cannot be seen. Nothing is written then.
    """
    chosen = _kinds_for(part, name, kind)
    for one in chosen:
        former = row.offers.get(one, {}).get(name, part)
        if _source(former) != _source(kinds.check(row, one, name, part)):
            raise ArgumentError(f"'{row.full_name(name)}' is already {former!r}; choose another name")
    for one in chosen:
        row.offers.setdefault(one, {})[name] = part


def _kinds_for(part: Any, name: str, kind: str | None) -> tuple[str, ...]:
    if not name.isidentifier():
        raise ArgumentError(f"'{name}' cannot be a name; give another one with register(name=...)")
    if kind is not None:
        kinds.check_kind(kind)
        return (kind,)
    if not (found := kinds.kinds_of(part)):
        raise ArgumentError(f"it cannot be seen of which kind {part!r} is; say it with register(kind=...)")
    return found


def _source(part: Any) -> tuple[Any, Any]:
    return getattr(part, "__module__", None), getattr(part, "__qualname__", id(part))
