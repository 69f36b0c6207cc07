"""From what a person types to a source, and the sources that there are to choose from."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from plugkeras.errors import ArgumentError, PlugkerasError, did_you_mean
from plugkeras.forms.of_kind import OfKind
from plugkeras.host import host
from plugkeras.parts.code import split
from plugkeras.project.difference import shown
from plugkeras.project.starting import SOURCES
from plugkeras.project.values import Part, Table, Value
from plugkeras_tui.names import shortest
from plugkeras_tui.strangers import trouble_of

PATHS = ("CSV", "NPZ", "HDF5", "Images")
TOLD_BY = {"Dataset": "name", "Function": "function", **dict.fromkeys(PATHS, "path")}
"""The argument by which a source is told from others of its class."""

MOST = 200
"""Files of a folder that are listed."""


class Offer(NamedTuple):
    """Something to choose: its value, how it is called, what there is to say of it, and why it does not fit."""

    value: Value
    label: str
    note: str = ""
    reason: str = ""
    group: str = ""
    also: str = ""
    """Other words by which it is found."""


def source_for(text: str) -> Part:
    """The source that is meant by a dataset's name, a path, ``module:function``, or a call such as ``CSV("a.csv")``.

    Raises:
        ArgumentError: it is none of these.
    """
    text = text.strip()
    if text in host().names("datasets"):
        return Part("Dataset", Table({"name": text}))
    if _is_function(text):
        return Part("Function", Table({"function": text}))
    path, suffix = Path(text).expanduser(), Path(text).suffix.lower()
    if suffix in SOURCES:
        return Part(SOURCES[suffix], Table({"path": text}))
    if text and (path.is_dir() or text.endswith("/")):
        return Part("Images", Table({"path": text.rstrip("/") or "/"}))
    near = did_you_mean(text, host().names("datasets")).replace(";", ",", 1).rstrip("?.")
    kinds = ", ".join(dict.fromkeys(SOURCES))
    raise ArgumentError(f"a dataset's name, a file ({kinds}), a folder of images, or module:function expected{near}")


def _is_function(text: str) -> bool:
    try:
        split(text)
    except ArgumentError:
        return False
    return True


def told(source: Part) -> str:
    """A source in as few words as tell what it is: ``digits``, ``iris.csv``."""
    said = source.arguments.get(TOLD_BY.get(source.name, ""))
    return said if isinstance(said, str) else shown(source)


@dataclass(frozen=True)
class SourceControl(OfKind):
    """Reads what people type for a source, and writes it as short."""

    kind: str = "sources"
    by_name: bool = False

    def read(self, text: str) -> Value:
        """``digits``, ``iris.csv``, ``pictures/``, ``mydata:load``, ``CSV("a.txt", target="price")``."""
        if "(" in text:
            return super().read(text)
        return source_for(text)

    def write(self, value: Value) -> str:
        """The same."""
        return told(value) if isinstance(value, Part) else super().write(value)


# -- what there is to choose from ------------------------------------------------------------------------


def offers(folder: Path, typed: str = "", asker: Any = None) -> list[Offer]:
    """Datasets, files of the folder or of the one that is typed, and what the text itself means; with an ``asker`` of
    a checker also other people's sources, which are tried."""
    found = [*_typed(folder, typed), *_files(folder, typed), *_datasets()]
    return [*found, *_others(asker)] if asker is not None else found


def _typed(folder: Path, typed: str) -> Iterator[Offer]:
    text = typed.strip()
    if not text or text in host().names("datasets"):
        return
    if _is_function(text):
        yield Offer(source_for(text), text, "your own function: its code is shown before it runs", group="Code")
    elif "/" in text or Path(text).suffix.lower() in SOURCES:
        full = folder / Path(text).expanduser()
        if full.suffix.lower() in SOURCES:
            reason = "" if full.is_file() else "there is no such file"
            yield Offer(source_for(text), text, SOURCES[full.suffix.lower()], reason, "Files")
        elif full.is_dir():
            images = Part("Images", Table({"path": text}))
            yield Offer(images, text, "a folder of images, a folder a class", group="Files")


def _files(folder: Path, typed: str) -> Iterator[Offer]:
    """Of the folder that is typed, or of the project's."""
    said = typed.rpartition("/")[0] + "/" if "/" in typed else ""
    place = folder / Path(said).expanduser()
    try:
        with os.scandir(place) as entries:
            found = sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)[:MOST]
    except OSError:
        return
    for entry in found:
        path, suffix = f"{said}{entry.name}", Path(entry.name).suffix.lower()
        if suffix in SOURCES and entry.is_file():
            yield Offer(source_for(path), path, f"{SOURCES[suffix]}, {_size(entry.stat().st_size)}", group="Files")
        elif entry.is_dir() and _has_class_folders(Path(entry.path)):
            yield Offer(Part("Images", Table({"path": path})), f"{path}/", "a folder of images", group="Files")


def _has_class_folders(path: Path) -> bool:
    """Whether there are pictures in its folders, by the first names in them."""
    images = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".pgm", ".ppm", ".tif", ".tiff")
    try:
        for inner in list(os.scandir(path))[:4]:
            if inner.is_dir():
                names = [e.name.lower() for e, _ in zip(os.scandir(inner), range(4), strict=False)]
                if any(name.endswith(images) for name in names):
                    return True
    except OSError:
        return False
    return False


def _size(count: int) -> str:
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count = round(count / 1000)
    return f"{count} GB"


def _datasets() -> Iterator[Offer]:
    known = host()
    for name in shortest(known.names("datasets")):
        row = known.offering("datasets", name)
        yield Offer(
            Part("Dataset", Table({"name": name})), name, "" if row is None or row.is_standard else row.name,
            group="Datasets",
        )  # fmt: skip


def _others(asker: Any) -> Iterator[Offer]:
    """Sources of plugins, which have forms of their own."""
    for name in shortest(host().names("sources")):
        if name not in TOLD_BY:
            trouble = trouble_of("sources", name, asker)
            yield Offer(Part(name), name, "" if trouble else _about(name), trouble, group="Sources")


def _about(name: str) -> str:
    from plugkeras.forms import form_of

    try:
        return form_of("sources", name).summary
    except PlugkerasError as error:
        return str(error)
