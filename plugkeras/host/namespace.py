"""Modules whose attributes are the parts of one kind: ``layers.Dense``, ``layers["acme>Dense"]``."""

import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from plugkeras.errors import UnknownName
from plugkeras.host.in_use import host


class Namespace(ModuleType):
    """The class of these modules, for what Python looks up on the class: ``layers["acme>Swish"]``."""

    __iter__ = None  # else `"Dense" in layers` would subscript with 0, 1, …

    def __getitem__(self, name: str) -> Any:
        """The part called ``name``, as `Host.get` finds it: any name that an attribute or a file can have."""
        return host().get(self.__name__.rpartition(".")[2], name)


def namespace(module: str, own: Iterable[str] = ()) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` of a module whose attributes are the parts of the kind that it is named after.

    ``own`` are the public names that the module itself defines. A star import takes those and the
    standard names only, so that an installed package cannot put names into anybody's script.
    """
    own, kind = list(own), module.rpartition(".")[2]
    if module in sys.modules:
        sys.modules[module].__class__ = Namespace
        vars(sys.modules[module])["__first__"] = dict(
            vars(sys.modules[module])
        )  # for `side_effects`, which sees changes

    def __getattr__(name: str) -> Any:  # noqa: N807 (PEP 562 gives the name)
        if name == "__all__":
            return [*own, *filter(str.isidentifier, host().standard_names(kind))]
        if name.startswith("__"):  # import and inspect ask every module for some; no reason to load anything
            raise AttributeError(f"module 'plugkeras.{kind}' has no attribute '{name}'")
        try:
            return host().get(kind, name)
        except UnknownName as error:
            raise AttributeError(str(error), name=name) from error

    def __dir__() -> list[str]:  # noqa: N807
        return sorted({*own, *filter(str.isidentifier, host().names(kind))})

    return __getattr__, __dir__
