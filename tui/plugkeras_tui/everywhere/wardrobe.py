"""The themes that there are: the app's own, plugins', and a person's own files, read again when they change."""

import os
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from textual.app import App
from textual.color import Color, ColorParseError
from textual.theme import Theme

from plugkeras.errors import PlugkerasError, did_you_mean
from plugkeras.host import host
from plugkeras_tui.everywhere.configuration import choices, config_folder, remember, text_of

FIRST = "plugkeras"
FOLDER = "themes"

_FIELDS = {field.name for field in fields(Theme)}
_FLAGS, _NUMBERS = {"dark", "ansi"}, {"luminosity_spread", "text_alpha"}


class Wardrobe:
    """The themes of one app; the choice is remembered."""

    def __init__(self, app: App[Any]) -> None:
        self.app = app
        self.troubles: dict[str, str] = {}
        """Themes that cannot be used, by name, and why."""
        self._seen: dict[Path, tuple[int, int]] = {}

    def open(self) -> None:
        """What is needed at once: the theme that was chosen last, or the first; a person's own files."""
        self.look(is_first=True)
        for name in (str(choices().get("theme", FIRST)), FIRST):
            if name in self.app.available_themes or self._register(name):
                self.app.theme = name
                return

    def complete(self) -> None:
        """All others: this reads the manifests of plugins."""
        for name in host().names("themes"):
            if name not in self.app.available_themes:
                self._register(name)

    def choose(self, name: str) -> None:
        """Wear a theme, and remember it."""
        self.app.theme = name
        remember(theme=name)

    def _register(self, name: str) -> bool:
        try:
            theme: Theme = host().get("themes", name)
            _check_all({field.name: getattr(theme, field.name) for field in fields(Theme)})
        except PlugkerasError as error:
            self.troubles[name] = str(error)
            return False
        except ValueError as error:  # worn, it would end the app, and at each start again
            self.troubles[name] = f"The theme {name} cannot be used: {error}."
            return False
        theme = theme if theme.name == name else _renamed(theme, name)
        self.app.register_theme(theme)
        return True

    def look(self, is_first: bool = False) -> list[str]:
        """Read files that have changed since the last look; returns a sentence for each that cannot be used."""
        sentences = []
        for file, stamp in _files():
            if self._seen.get(file) == stamp:
                continue
            self._seen[file] = stamp
            try:
                theme = read(file)
            except (OSError, ValueError) as error:
                sentences.append(f"The theme {file} cannot be used: {getattr(error, 'strerror', None) or error}.")
                continue
            self.app.register_theme(theme)
            if self.app.theme == theme.name and not is_first:
                self.app.theme = FIRST if theme.name != FIRST else "textual-dark"
                self.app.theme = theme.name
        return sentences


def _files() -> Iterator[tuple[Path, tuple[int, int]]]:
    try:
        with os.scandir(config_folder() / FOLDER) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(".toml") and entry.is_file():
                    found = entry.stat()
                    yield Path(entry.path), (found.st_mtime_ns, found.st_size)
    except OSError:
        return


def read(file: Path) -> Theme:
    """The theme in a file; it is called as the file is unless it says a name.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no theme; the message says why.
    """
    said = tomllib.loads(text_of(file))
    said.setdefault("name", file.stem)
    for name, value in said.items():
        if name not in _FIELDS:
            raise ValueError(f"there is no '{name}' in a theme{did_you_mean(name, sorted(_FIELDS))}".rstrip("."))
        _check(name, value)
    if "primary" not in said:
        raise ValueError("it has no primary colour")
    return Theme(**said)


def _check_all(said: dict[str, Any]) -> None:
    for name, value in said.items():
        if value is not None:
            _check(name, value)


def _check(name: str, value: Any) -> None:
    if name in _FLAGS:
        is_right = isinstance(value, bool)
    elif name in _NUMBERS:
        is_right = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    elif name == "variables":
        is_right = isinstance(value, dict) and all(_is_value(n, v) for n, v in value.items())
    else:
        is_right = isinstance(value, str) and (name == "name" or _is_colour(value))
    if not is_right:
        raise ValueError(f"{name} cannot be {value!r}")


def _is_value(name: str, value: Any) -> bool:
    """Whether a variable of Textual's can have it: a style of text, or a colour with or without its share."""
    if not isinstance(value, str):
        return False
    if name.endswith("-style"):
        return bool(value) and set(value.split()) <= STYLES
    colour, _, share = value.partition(" ")
    return _is_colour(colour) and (not share or (share.endswith("%") and share[:-1].isdecimal()))


STYLES = {"none", "bold", "dim", "italic", "underline", "underline2", "reverse", "strike", "not"}


def _is_colour(text: str) -> bool:
    try:
        Color.parse(text)
    except ColorParseError:
        return False
    return True


def _renamed(theme: Theme, name: str) -> Theme:
    return Theme(**{field.name: getattr(theme, field.name) for field in fields(Theme)} | {"name": name})
