"""``keys.toml``: other keys for what has a name. Knows no Textual, but for what keys are called.

Either way of writing is understood: ``"run.toggle" = "f9"``, or under ``[run]`` the line ``toggle = ["f9", "ctrl+r"]``.
"""

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from plugkeras.errors import did_you_mean
from plugkeras_tui.everywhere.configuration import config_folder, text_of

FILE = "keys.toml"


class Named(NamedTuple):
    """Something with a key: its ``id``, its keys as Textual spells them, what it does, and the class it belongs to."""

    id: str
    keys: tuple[str, ...]
    does: str
    where: str
    is_global: bool = False


class Keymap(NamedTuple):
    """The keys that a person has said, by id, as Textual takes them; and a sentence for what is wrong."""

    keys: dict[str, str]
    troubles: list[str]


def read(known: Iterable[str] | None = None, path: Path | None = None) -> Keymap:
    """What ``keys.toml`` says of the ids ``known``, or of any; what is wrong in it is passed over and told."""
    file = path or config_folder() / FILE
    try:
        said = _flat(tomllib.loads(text_of(file)))
    except (OSError, ValueError, RecursionError) as error:
        return Keymap({}, [f"{file} is not used: {getattr(error, 'strerror', None) or error}."])
    ids, keys, troubles = set(said if known is None else known), {}, []
    for id, value in said.items():
        names = _names(value)
        wrong = [name for name in names or () if not is_key(name)]
        if id not in ids:
            troubles.append(f"{file.name}: there is nothing called '{id}'{did_you_mean(id, sorted(ids)) or '.'}")
        elif names is None:
            troubles.append(f"{file.name}: {id} is a key, or a list of keys, as text.")
        elif wrong:
            near = did_you_mean(wrong[0].rpartition("+")[2], _key_names()) or "."
            troubles.append(f"{file.name}: {id}: there is no key '{wrong[0]}'{near}")
        else:
            keys[id] = ",".join(spelt(name) for name in names)
    return Keymap(keys, troubles)


def shown_file() -> str:
    """Where other keys are said, as short as it can be written."""
    file = config_folder() / FILE
    with suppress(ValueError, RuntimeError):
        return f"~/{file.relative_to(Path.home())}"
    return str(file)


def _flat(table: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in table.items():
        found |= _flat(value, f"{before}{name}.") if isinstance(value, dict) else {f"{before}{name}": value}
    return found


def _names(value: Any) -> list[str] | None:
    """The keys in a value; ``"ctrl+z, u"`` are two, and ``","`` is one."""
    if isinstance(value, str):
        return [value] if len(value) == 1 else [part.strip() for part in value.split(",") if part.strip()]
    return value if isinstance(value, list) and all(isinstance(v, str) for v in value) else None


def spelt(key: str) -> str:
    """A key as Textual calls it: ``question_mark`` for ``?``, ``pagedown`` for ``pgdn``."""
    from textual.keys import _character_to_key

    modifiers, plus, name = key.rpartition("+") if len(key) > 1 else ("", "", key)
    name = _OTHERWISE.get(name.lower(), name) if len(name) > 1 else _character_to_key(name)
    return f"{modifiers.lower()}{plus}{name}"


_OTHERWISE = {
    "pgdn": "pagedown",
    "pgup": "pageup",
    "esc": "escape",
    "del": "delete",
    "ins": "insert",
    "return": "enter",
}
_OTHERWISE |= {"space": "space", "question_mark": "question_mark"}
_MODIFIERS = {"ctrl", "shift", "alt", "meta", "super", "hyper"}


def is_key(key: str) -> bool:
    """Whether there is such a key, with modifiers or without."""
    modifiers, _, name = key.rpartition("+") if len(key) > 1 else ("", "", key)
    known = len(name) == 1 or _OTHERWISE.get(name.lower(), name) in _key_names() or _is_character(name)
    return known and all(m.lower() in _MODIFIERS for m in modifiers.split("+") if modifiers)


def _is_character(name: str) -> bool:
    """``question_mark``, ``left_square_bracket``: as Unicode calls them."""
    try:
        unicodedata.lookup(name.replace("_", " ").upper())
    except KeyError:
        return False
    return True


def _key_names() -> list[str]:
    from textual.keys import KEY_NAME_REPLACEMENTS, Keys

    plain = {str(key.value) for key in Keys if "+" not in key.value and "<" not in key.value}
    return sorted(plain | set(KEY_NAME_REPLACEMENTS) | {"space"} | set(_OTHERWISE.values()))


def remapped(named: Iterable[Named], keys: Mapping[str, str]) -> list[Named]:
    """The same with the keys that a person has said."""
    said = {id: tuple(key for key in text.split(",") if key) for id, text in keys.items()}  # or none at all
    return [one._replace(keys=said[one.id]) if one.id in said else one for one in named]


def conflicts(named: Iterable[Named], said: Iterable[str]) -> list[str]:
    """Where one key would do two things: in one place, or, for what a person has ``said``, here and everywhere."""
    said, by_key = set(said), defaultdict(list)
    for one in named:
        for key in one.keys:
            by_key[key].append(one)
    sentences = []
    for key, ones in sorted(by_key.items()):
        for n, one in enumerate(ones):
            for other in ones[n + 1 :]:
                is_same = one.where == other.where
                crosses = one.is_global != other.is_global and bool({one.id, other.id} & said)
                if one.id != other.id and (is_same or crosses):
                    sentences.append(f"{key} is both {one.id} ({one.does}) and {other.id} ({other.does})")
    return list(dict.fromkeys(sentences))
