"""What a part of each kind must be, and how a reference becomes the part: ``"acme.layers:Swish"`` -> class."""

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from plugkeras.errors import ArgumentError, MissingDependency, PluginError, did_you_mean
from plugkeras.host.extras import install_command
from plugkeras.host.manifest import guard, part_at
from plugkeras.host.plugin import Plugin, reason


class Contract(NamedTuple):
    """What a kind asks of its parts: in words, as a test, and the base class if it has one."""

    wanted: str
    fits: Callable[[Any], bool]
    base: str = ""


def _public(base: str) -> str:
    """``plugkeras.Layer`` for ``"plugkeras.parts.layer:Layer"``: as people import it."""
    module, _, name = base.partition(":")
    return f"plugkeras.{name}" if module.startswith("plugkeras.parts.") else f"{module}.{name}"


def _subclass(base: str) -> Contract:
    words = f"a subclass of {_public(base)}"
    return Contract(words, lambda part: isinstance(part, type) and issubclass(part, part_if_imported(base) or ()), base)


def _subclass_or_function(base: str) -> Contract:
    words, is_class = f"a subclass of {_public(base)} or a function", _subclass(base).fits
    return Contract(words, lambda part: is_class(part) or _is_function(part), base)


def _is_function(part: Any) -> bool:
    return callable(part) and not isinstance(part, type)


_FUNCTION = Contract("a function", _is_function)

# Base classes are text and never imported from here: one that is not imported yet has no subclasses.
CONTRACTS = {
    "engines": _subclass("plugkeras.engine:Engine"),
    "layers": _subclass("plugkeras.parts.layer:Layer"),
    "activations": _FUNCTION,
    "initializers": _subclass("plugkeras.parts.initializer:Initializer"),
    "regularizers": _subclass("plugkeras.parts.regularizer:Regularizer"),
    "constraints": _subclass("plugkeras.parts.constraint:Constraint"),
    "losses": _subclass_or_function("plugkeras.parts.loss:Loss"),
    "metrics": _subclass_or_function("plugkeras.parts.metric:Metric"),
    "optimizers": _subclass("plugkeras.parts.optimizer:Optimizer"),
    "schedules": _subclass("plugkeras.parts.schedule:Schedule"),
    "callbacks": _subclass("plugkeras.parts.callback:Callback"),
    "datasets": Contract(
        "something with a function load_data()", lambda part: callable(getattr(part, "load_data", None))
    ),
    "sources": _subclass("plugkeras.parts.source:Source"),
    "templates": _FUNCTION,
    "formats": _subclass("plugkeras.saving:Format"),
    "commands": _FUNCTION,
    "screens": _subclass("textual.screen:Screen"),
    "themes": Contract(
        "a textual.theme.Theme", lambda part: isinstance(part, part_if_imported("textual.theme:Theme") or ())
    ),
}
"""One row a kind."""

FUNCTION_KINDS = ("activations", "losses", "metrics")
"""The kinds that a plain function may be meant for."""


def part_if_imported(ref: str) -> Any:
    """The part at ``"module:attribute"``, or None while its module is not imported."""
    module, _, attribute = ref.partition(":")
    part: Any = sys.modules.get(module)
    for name in attribute.split(".") if attribute else ():
        part = getattr(part, name, None)
    return part


def kinds_of(part: Any) -> tuple[str, ...]:
    """The kinds that an object can be registered under; empty if it is like none of them."""
    if not isinstance(part, type):
        return FUNCTION_KINDS if callable(part) else ()
    bases = {kind: part_if_imported(c.base) for kind, c in CONTRACTS.items() if c.base}
    return tuple(kind for kind, base in bases.items() if base and issubclass(part, base))


def check(plugin: Plugin, kind: str, name: str, part: Any) -> Any:
    """Return ``part`` if it is what its kind asks for, else raise `PluginError`."""
    contract = CONTRACTS[kind]
    if not contract.fits(part):
        what = f"the {kind} '{name}' of the plugin {plugin.title} is {part!r}"
        raise PluginError(f"{what}, but the kind asks for {contract.wanted}")
    return part


def resolve(plugin: Plugin, kind: str, name: str) -> Any:
    """Import what ``plugin`` offers as ``name`` and check it; `MissingDependency` if that needs what is not there."""
    ref = plugin.offers[kind][name]
    return check(plugin, kind, name, _imported(plugin, kind, name, ref) if isinstance(ref, str) else ref)


def _imported(plugin: Plugin, kind: str, name: str, ref: str) -> Any:
    try:
        with guard():
            return part_at(ref)
    except Exception as error:
        missing = _missing(plugin, name, ref, error) if isinstance(error, ImportError) else None
        what = f"the {kind} '{name}' of the plugin {plugin.title} cannot be imported from '{ref}'"
        raise missing or PluginError(f"{what}: {reason(error)}") from error


def _missing(plugin: Plugin, name: str, ref: str, error: ImportError) -> MissingDependency | None:
    """The error for a package of other people that is not there; None if the fault is the plugin's own."""
    package = (error.name or "").partition(".")[0]
    if package == ref.partition(":")[0].partition(".")[0]:
        return None
    if package and package == error.name and isinstance(error, ModuleNotFoundError):
        how = install_command(package, plugin.distribution)
        return MissingDependency(f"'{name}' needs '{package}', which is not installed: {how}")
    return MissingDependency(f"'{name}' of the plugin {plugin.title} cannot be imported: {error}")


def check_kind(kind: str) -> None:
    """Raise `ArgumentError` unless there is such a kind."""
    if kind not in CONTRACTS:
        raise ArgumentError(f"there is no kind '{kind}'{did_you_mean(kind, CONTRACTS)}")
