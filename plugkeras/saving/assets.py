"""The files that layers keep besides their weights: a vocabulary, say."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import Any

from plugkeras.errors import ArgumentError, FileError, UnsafeFile
from plugkeras.saving.state import parts_of


def assets_of(model: Any) -> dict[str, bytes]:
    """What each layer's ``save_assets(folder)`` writes, by the layer's path and the file's name below the folder.

    Raises:
        FileError: a file cannot be written.
    """
    found = {}
    for path, layer in _with(model, "save_assets"):
        with TemporaryDirectory(prefix="plugkeras-") as folder:
            try:
                layer.save_assets(folder)
                for file in sorted(f for f in Path(folder).rglob("*") if f.is_file()):
                    found[f"{path}/{file.relative_to(folder).as_posix()}".lstrip("/")] = file.read_bytes()
            except OSError as error:
                raise FileError(f"The assets of {layer} cannot be written: {error.strerror or error}.") from error
    return found


def load_assets(model: Any, assets: Mapping[str, bytes]) -> None:
    """Give each layer that has ``load_assets(folder)`` a folder with its files, if there are any.

    Raises:
        UnsafeFile: a file would lie outside the folder.
    """
    for path, layer in _with(model, "load_assets"):
        below = f"{path}/" if path else ""
        own = {name.removeprefix(below): content for name, content in assets.items() if name.startswith(below)}
        if own:
            with TemporaryDirectory(prefix="plugkeras-") as folder:
                for name, content in own.items():
                    _write(Path(folder), name, content)
                layer.load_assets(folder)


def refuse_assets(assets: Mapping[str, bytes], suffix: str) -> None:
    """For a format that keeps none.

    Raises:
        ArgumentError: there are some.
    """
    if assets:
        raise ArgumentError(f"Files ending in {suffix} keep no assets of layers ({', '.join(assets)}): save as .keras.")


def _with(model: Any, method: str) -> Iterator[tuple[str, Any]]:
    return ((p.path, p.owner) for p in parts_of(model) if callable(getattr(p.owner, method, None)))


def _write(folder: Path, name: str, content: bytes) -> None:
    parts = {*PurePosixPath(name).parts, *PureWindowsPath(name).parts}
    if ".." in parts or PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor or "\0" in name:
        raise UnsafeFile(f"It has an asset that points out of its folder: {name[:80]!r}.")
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
