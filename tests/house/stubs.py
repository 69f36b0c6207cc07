"""Write the .pyi stubs of the namespaces anew, from what the standard parts offer.

    python tests/house/stubs.py

To be run after a standard part was added or renamed; a test compares the stubs with the registry.
"""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from repository import modules

from plugkeras.host import host

OTHERS = "def __getattr__(name: str) -> Any: ...  # what other people's plugins offer"

SIGNATURES = {
    "get": "def get(identifier: Any) -> Any: ...",
    "serialize": "def serialize(part: Any) -> Any: ...",
    "deserialize": "def deserialize(data: Any, custom_objects: Mapping[str, Any] | None = None) -> Any: ...",
}


def namespaces() -> dict[str, Path]:
    """The modules that are filled from the registry, by name."""
    return {name: file for name, file in modules().items() if "= namespace(" in file.read_text()}


def references(kind: str) -> dict[str, str]:
    """Where each name of a kind leads to."""
    rows = [host().load(row) for row in reversed(host().rows()) if row.is_standard]
    return {name: ref for row in rows for name, ref in row.offers.get(kind, {}).items()}


def lines(module: Any, name: str, ref: str | None) -> Iterator[str]:
    """The lines of a stub that give one name."""
    if name in SIGNATURES:
        yield SIGNATURES[name]
        return
    value = getattr(module, name)
    if inspect.ismethod(value):
        yield f"{name} = {value.__self__.__name__}.{value.__name__}"
        return
    if ref is None and not hasattr(value, "__qualname__"):  # a module inside this one
        ref = f"{module.__name__}:{name}"
    place, _, attribute = (ref or f"{value.__module__}:{value.__name__}").partition(":")
    if not attribute:
        place, _, attribute = place.rpartition(".")
    kept = attribute if attribute == name or attribute in module.__all__ else f"_{attribute}"
    yield f"from {place} import {attribute} as {kept}"
    if kept != name:
        yield f"{name} = {kept}"


def stub(name: str, file: Path) -> str:
    """The text of the stub beside a namespace."""
    module, kind = import_module(name), name.rpartition(".")[2]
    known = references(kind)
    found = sorted({line for n in module.__all__ for line in lines(module, n, known.get(n))})
    imports = [line for line in found if line.startswith("from ")]
    functions = any(n in SIGNATURES for n in module.__all__)
    head = [*(["from collections.abc import Mapping"] if functions else []), "from typing import Any", ""]
    rest = [line for line in found if line not in imports]
    return "\n".join([f'"""{module.__doc__}"""', "", *head, *imports, "", *rest, OTHERS, ""])


if __name__ == "__main__":
    for name, file in namespaces().items():
        file.with_suffix(".pyi").write_text(stub(name, file))
