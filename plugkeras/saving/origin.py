"""Which plugins a model's parts come from; and, of a file, which of them are missing here."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from plugkeras import __version__
from plugkeras.errors import UnknownName
from plugkeras.hookspecs import API
from plugkeras.host import host
from plugkeras.host.custom_objects import custom_object, lookup
from plugkeras.host.former_names import NAMES
from plugkeras.host.plugin import Plugin
from plugkeras.parts.config import FILE_KINDS, kind_of
from plugkeras.saving.untrusted import nodes

_DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
"""What a distribution may be called (PEP 503 and 508)."""
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.!+_-]{0,48}")
_COMPILED = (("loss", "losses"), ("metrics", "metrics"), ("weighted_metrics", "metrics"), ("optimizer", "optimizers"))


def origin_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON: what wrote the file, and the plugins beyond the standard whose parts the config names."""
    plugins: dict[str, dict[str, Any]] = {}
    for name, kinds in sorted(set(_names(config))):
        for kind in kinds:
            row = host().offering(kind, host().spelt(kind, name))
            if row is not None and not row.is_standard:
                entry = {"name": row.name, "distribution": row.distribution, "version": row.version, "names": []}
                full = row.full_name(name.rpartition(">")[2])
                plugins.setdefault(row.name, entry)["names"].append(f"{kind}/{full}")
    return {"version": __version__, "api": API, "plugins": list(plugins.values())}


def _names(config: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The texts in a config that may name a plugin's part, and its kinds: with a prefix, or what compile was given."""
    for node in nodes(config):
        yield from ((v, tuple(FILE_KINDS)) for v in node.values() if isinstance(v, str) and ">" in v)
    compiled = config.get("compile_config") or {}
    for key, kind in _COMPILED:
        value = compiled.get(key)
        yield from ((v, (kind,)) for v in (value if isinstance(value, list) else [value]) if isinstance(v, str))


def with_full_names(config: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """The config, with the full names of what ``compile`` was given by a bare one, which may not stay unambiguous."""
    compiled = config.get("compile_config")
    if not isinstance(compiled, Mapping):
        return dict(config)
    full = dict(compiled)
    for key, kind in _COMPILED:
        value = full.get(key)
        if isinstance(value, list):
            full[key] = [names.get((kind, v), v) if isinstance(v, str) else v for v in value]
        elif isinstance(value, str):
            full[key] = names.get((kind, value), value)
    return {**config, "compile_config": full}


def full_names(origin: Any) -> dict[tuple[str, str], str]:
    """By kind and bare name, the full names of the plugins' parts that a file lists."""
    return {(kind, name.rpartition(">")[2]): name for kind, name, _ in _claims(origin)}


# -- on the way back --------------------------------------------------------------------------------


def check_names(config: Mapping[str, Any], origin: Any) -> None:
    """Whether every part that a file needs is here.

    Raises:
        UnknownName: naming all that are not, and where the file says they come from. Nothing is installed.
    """
    claims = {name: (kind, said) for kind, name, said in _claims(origin)}
    missing = {name: said for name, (kind, said) in claims.items() if not _is_known(kind, name)}
    missing |= {name: why for name, why in _missing(config) if name not in claims}
    missing |= dict(_changed_hands(origin))
    if missing:
        listed = "\n".join(f"  {name}: {why}" for name, why in missing.items())
        raise UnknownName(f"It needs parts that are not here:\n{listed}")


def _changed_hands(origin: Any) -> Iterator[tuple[str, str]]:
    """The names whose plugin is here, but of another distribution than the file says."""
    for entry, _, name in _entries(origin):
        row = _row_called(name)
        said, here = entry.get("distribution"), row.distribution if row is not None else ""
        differ = isinstance(said, str) and _DISTRIBUTION.fullmatch(said) and here and here != said
        if differ and custom_object(name) is None:
            yield name, f"the file says it is from {said}; installed is a plugin of the same name from {here}"


def _row_called(name: str) -> Plugin | None:
    return next((row for row in host().rows() if row.name == name.rpartition(">")[0]), None)


def _missing(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The names in a config that mean nothing here, and why."""
    for node in nodes(config):
        name, registered, kind = node.get("class_name"), node.get("registered_name"), kind_of(node)
        if not isinstance(name, str) or name.startswith("__") or name in _NO_PARTS:
            continue
        if isinstance(registered, str):
            if not any(_is_known(k, n) for k in FILE_KINDS for n in (registered, name)):
                yield registered, _YOURS
        elif kind is not None:
            try:
                lookup(kind, name)
            except UnknownName as error:
                yield name, _BRANCHING if name == "Functional" else str(error)


_NO_PARTS = ("function", "Sequential", "DTypePolicy", "OptimizerMap")
_YOURS = "if it is your own, register it before loading, or pass it in custom_objects"
_BRANCHING = "a model whose layers may branch; plugkeras has Sequential models"


def _is_known(kind: str, name: str) -> bool:
    """Whether the name, in just this spelling, is one of the kind's or a custom object's."""
    return custom_object(name) is not None or (kind, name) in NAMES or host().offering(kind, name) is not None


def _claims(origin: Any) -> Iterator[tuple[str, str, str]]:
    """Kind and name of the parts that the file says plugins offer, and what it says of those; if well-formed."""
    return ((kind, name, said(entry)) for entry, kind, name in _entries(origin))


def _entries(origin: Any) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    plugins = origin.get("plugins") if isinstance(origin, Mapping) else None
    for entry in plugins if isinstance(plugins, list) else ():
        names = entry.get("names") if isinstance(entry, Mapping) else None
        for full in names if isinstance(names, list) else ():
            kind, _, name = full.partition("/") if isinstance(full, str) else ("", "", "")
            if kind in FILE_KINDS and name.isprintable() and 0 < len(name) < 500:
                yield entry, kind, name


def said(entry: Mapping[str, Any]) -> str:
    """Where the file says that a plugin's parts come from, if that is the name of a distribution at all."""
    distribution, version = entry.get("distribution"), entry.get("version")
    if not isinstance(distribution, str) or not _DISTRIBUTION.fullmatch(distribution):
        return _YOURS
    known = f" {version}" if isinstance(version, str) and _VERSION.fullmatch(version) else ""
    here = next((row for row in host().rows() if row.distribution == distribution), None)
    if here is not None and here.state in ("disabled", "broken"):
        return f"the file says it is from {distribution}{known}; the plugin {here.trouble}"
    if here is not None:
        return f"the file says it is from {distribution}{known}; installed is {here.version}, without it"
    return f"the file says it is from {distribution}{known}; if you trust that, pip install {distribution}"
