"""Code that a document names, ``"module:function"``: found without importing anything, and imported from the
document's own folder first.

What is found is what would run: bytecode beside the sources is never read.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    ModuleSpec,
    SourceFileLoader,
)
from pathlib import Path
from typing import Any

from plugkeras.annotations import shortened
from plugkeras.errors import ArgumentError, DataError, did_you_mean

MOST = 1000
"""Files of one folder that are followed from import to import."""


def split(reference: Any) -> tuple[str, str]:
    """The module and the function of ``"module:function"``.

    Raises:
        ArgumentError: it is something else.
    """
    module, _, function = reference.partition(":") if isinstance(reference, str) else ("", "", "")
    if not all(name.isidentifier() for name in (*module.split("."), *function.split("."))):
        raise ArgumentError(f'A function is named as "module:function", not as {shortened(reference)}.')
    return module, function


def files_of(module: str, folder: Path) -> dict[str, Path | None]:
    """The files that importing ``module`` would run, by the names of their modules; the module's own comes first.

    Those are the module and the packages that it is in and, as far as they lie in ``folder``, what these import.
    None where there is no such file: the module is not there, or is a part of Python itself. Nothing is imported.
    """
    folder = Path(folder).resolve()
    found: dict[str, Path | None] = {module: _file(module, folder)}
    todo = [*_packages(module), *_imported(module, found[module], folder)]
    while todo and len(found) < MOST:
        name = todo.pop()
        file = None if name in found else _file(name, folder)
        if file is None or (not file.is_relative_to(folder) and not module.startswith(f"{name}.")):
            continue
        found[name] = file
        todo += [*_packages(name), *_imported(name, file, folder)]
    return found


@contextmanager
def function(reference: str, folder: Path) -> Iterator[Callable[..., Any]]:
    """The function that ``reference`` names; what it imports is looked up in ``folder`` first as long as this lasts.

    Modules of the folder are forgotten afterwards: another time they are read anew, and another folder may have
    others of the same names.

    Raises:
        DataError: there is no such module or function, or importing it fails.
    """
    module, name = split(reference)
    with _importing_from(Path(folder).resolve(), module):
        yield _attribute(_module(module, folder), name, reference)


def _module(name: str, folder: Path) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
            near = did_you_mean(name, [file.stem for file in Path(folder).glob("*.py")])
            raise DataError(f"There is no module '{name}', in {folder} or installed{near or '.'}") from None
        raise DataError(f"The module '{name}' cannot be imported: {error}.") from error
    except Exception as error:
        raise DataError(f"The module '{name}' cannot be imported: {type(error).__name__}: {error}") from error


def _attribute(module: Any, name: str, reference: str) -> Callable[..., Any]:
    found = module
    for part in name.split("."):
        if not hasattr(found, part):
            raise DataError(f"'{reference}': there is no '{part}' in it{did_you_mean(part, dir(found)) or '.'}")
        found = getattr(found, part)
    if not callable(found):
        raise DataError(f"'{reference}' is {shortened(found)}, and no function.")
    return found  # type: ignore[no-any-return]


class _FromSource(SourceFileLoader):
    """Reads the source, whatever bytecode lies beside it."""

    def get_code(self, fullname: str) -> Any:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class _FolderFinder:
    """Finds modules in one folder and the packages in it; for ``sys.meta_path``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The module called ``name`` in the folder, or in the package whose folders are ``path``."""
        entries = [str(self.folder)] if path is None else [e for e in path if Path(e).is_relative_to(self.folder)]
        for entry in entries:
            loaders = (ExtensionFileLoader, EXTENSION_SUFFIXES), (_FromSource, SOURCE_SUFFIXES)
            spec = FileFinder(entry, *loaders).find_spec(name)
            if spec is not None and (spec.loader is not None or not _elsewhere(name, path)):
                return spec
        return None


def _elsewhere(name: str, path: Any) -> ModuleSpec | None:
    """What Python itself would import, folders without any code aside."""
    finders = [finder for finder in sys.meta_path if not isinstance(finder, _FolderFinder)]
    specs = (finder.find_spec(name, path, None) for finder in finders if hasattr(finder, "find_spec"))
    return next((spec for spec in specs if spec is not None), None)


def _file(module: str, folder: Path) -> Path | None:
    spec, path, name = None, None, ""
    for part in module.split("."):
        name = f"{name}.{part}".lstrip(".")
        spec = _FolderFinder(folder).find_spec(name, path) or _elsewhere(name, path)
        path = None if spec is None else spec.submodule_search_locations
        if path is None and name != module:
            return None
    return Path(spec.origin) if spec is not None and spec.has_location and spec.origin else None


def _packages(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))]


def _imported(module: str, file: Path | None, folder: Path) -> Iterator[str]:
    """The names of modules that a file of the folder imports, or may: ``from a import b`` may import ``a.b``."""
    if file is None or file.suffix not in SOURCE_SUFFIXES or not file.is_relative_to(folder):
        return
    package = module if file.stem == "__init__" else module.rpartition(".")[0]
    try:
        nodes = list(ast.walk(ast.parse(file.read_bytes())))
    except (SyntaxError, ValueError, OSError, RecursionError, MemoryError):  # which importing it will tell
        return
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*filter(None, up), *([node.module] if node.module else [])])
            yield from (base, *(f"{base}.{alias.name}".lstrip(".") for alias in node.names))


@contextmanager
def _importing_from(folder: Path, module: str) -> Iterator[None]:
    finder, top = _FolderFinder(folder), module.partition(".")[0]
    names = [n for n in sys.modules if n.partition(".")[0] == top] if _file(top, folder) is not None else []
    inside = finder.find_spec(top) is not None
    aside = {name: sys.modules.pop(name) for name in names if inside}
    before = set(sys.modules)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [n for n, m in sys.modules.items() if n not in before and _lies_in(m, folder)]:
            del sys.modules[name]
        sys.modules.update(aside)


def _lies_in(module: Any, folder: Path) -> bool:
    places = [getattr(module, "__file__", None), *(getattr(module, "__path__", None) or ())]
    return any(isinstance(place, str) and Path(place).is_relative_to(folder) for place in places)
