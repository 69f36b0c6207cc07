"""Write ``keras.json``, what real Keras's public API has: run it where Keras is installed.

KERAS_BACKEND=torch python tests/inventory/make.py
"""

import inspect
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import keras

DEEPEST = 3
"""Dots in the longest path of a module that is public."""


def signature(function: Any) -> str | None:
    """As one would write it, without annotations and ``self``; None if Python does not know."""
    try:
        found = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    plain = [p.replace(annotation=p.empty) for p in found.parameters.values() if p.name != "self"]
    text = str(found.replace(parameters=plain, return_annotation=found.empty))
    return re.sub(r"<(?:\w+ )?([\w.]+)(?: object)? at 0x\w+>", r"<\1>", text)


def members(kind: type) -> dict[str, Any]:
    """The public methods with their signatures, and the properties, that a class itself defines."""
    found: dict[str, Any] = {}
    for name, member in vars(kind).items():
        if isinstance(member, property):
            found[name] = "property"
        elif callable(function := getattr(member, "__func__", member)) and not inspect.isclass(member):
            found[name] = signature(function)
    return {name: told for name, told in found.items() if not name.startswith("_")}


def add(kind: type, objects: dict[str, Any]) -> str:
    """What a class has, and what its bases in Keras have; where it is defined."""
    where = f"{kind.__module__}.{kind.__qualname__}"
    if where not in objects:
        told = {"signature": signature(kind.__init__), "members": members(kind)}
        objects[where] = told
        told["bases"] = [add(base, objects) for base in kind.__bases__ if base.__module__.startswith("keras")]
    return where


def read(module: ModuleType, path: str, names: dict[str, str], objects: dict[str, Any]) -> None:
    """Fill ``names``, what each public name stands for, and ``objects``, what that is."""
    for name in sorted(n for n in dir(module) if not n.startswith("_")):
        thing = getattr(module, name)
        if inspect.ismodule(thing):
            if path.count(".") < DEEPEST and thing.__name__.startswith("keras") and name not in ("src", "api"):
                read(thing, f"{path}.{name}", names, objects)
            continue
        if not callable(thing):
            continue
        if inspect.isclass(thing):
            names[f"{path}.{name}"] = add(thing, objects)
        else:
            names[f"{path}.{name}"] = where = f"{thing.__module__}.{thing.__qualname__}"
            objects[where] = {"signature": signature(thing)}


def main() -> None:
    """Read all, write the file."""
    names: dict[str, str] = {}
    objects: dict[str, Any] = {}
    read(keras, "keras", names, objects)
    file = Path(__file__).with_name("keras.json")
    told = {"version": keras.__version__, "names": names, "objects": objects}
    file.write_text(json.dumps(told, indent=0, sort_keys=True) + "\n")
    print(f"{len(names)} names for {len(objects)} things: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
