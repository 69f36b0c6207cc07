"""The repository as the house rules see it: its files, its modules, their imports."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = [ROOT / path for path in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]
CORE, STANDARD = ROOT / "plugkeras", ROOT / "plugins" / "plugkeras_std"
TREES = ["plugkeras", "plugins", "tui", "tests", "docs", "examples"]


@dataclass(frozen=True)
class Import:
    """One imported module; ``lazy`` inside a function; ``names`` are those of ``from module import names``."""

    module: str
    lazy: bool
    names: tuple[str, ...] = ()


def product_files() -> list[Path]:
    return sorted(file for package in PACKAGES for file in package.rglob("*.py"))


def text_files() -> Iterator[Path]:
    """Everything that people read, of the trees and of the top folder."""
    kinds = {".py", ".pyi", ".md", ".toml", ".txt", ".yml", ".yaml", ".json", ".cfg"}
    for folder in [ROOT, *(ROOT / tree for tree in TREES)]:
        files = folder.glob("*") if folder == ROOT else folder.rglob("*")
        yield from (f for f in files if f.is_file() and (f.suffix in kinds or f.name == "LICENSE"))
    yield from (f for f in (ROOT / ".ci").glob("*") if f.is_file())


def shown(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def module_of(file: Path) -> str:
    """``plugkeras/ops/dispatch.py`` -> ``plugkeras.ops.dispatch``."""
    root = next(package.parent for package in PACKAGES if file.is_relative_to(package))
    return ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def modules() -> dict[str, Path]:
    return {module_of(file): file for file in product_files()}


@cache
def imports(file: Path) -> tuple[Import, ...]:
    """What a module imports, at the top, inside functions, or for type checkers alone."""
    return tuple(_imports(parsed(file), lazy=False))


def _imports(node: ast.AST, lazy: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, lazy) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from _from(child, lazy)
        else:
            yield from _imports(child, lazy or isinstance(child, ast.FunctionDef | ast.Lambda | ast.AsyncFunctionDef))


def _from(node: ast.ImportFrom, lazy: bool) -> Iterator[Import]:
    """``from plugkeras import ops`` imports ``plugkeras.ops`` where that is a module, else ``plugkeras``."""
    base = "." * node.level + (node.module or "")
    for alias in node.names:
        inner = f"{base}.{alias.name}"
        yield Import(inner, lazy) if inner in modules() else Import(base, lazy, (alias.name,))


def inner_imports(package: str = "plugkeras") -> dict[str, set[str]]:
    """Module of a package -> others of the package that it imports, wherever in the file."""
    found = {}
    for name, file in modules().items():
        if name.startswith(f"{package}."):
            targets = {i.module for i in imports(file) if i.module in modules()}
            found[name] = {t for t in targets if t.startswith(f"{package}.") and t != name}
    return found


def reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    """All modules that importing ``start`` imports, itself only if there is a circle."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        new = graph.get(todo.pop(), set()) - seen
        seen |= new
        todo.extend(new)
    return seen
