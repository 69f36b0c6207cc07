"""Finds, loads, names and isolates plugins: from a kind and a name to the part.

``Dense`` is always the standard one, ``acme>Dense`` is acme's, and a bare ``Swish`` works while
exactly one plugin offers it. Third parties' manifests are read only when a standard name misses.
"""

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any, TypeVar, overload

import pluggy

from plugkeras import hookspecs
from plugkeras.errors import AmbiguousName, ArgumentError, PluginError, UnknownName, did_you_mean
from plugkeras.host import former, kinds, manifest, plugin
from plugkeras.host.manifest import guard
from plugkeras.host.plugin import MAIN, Plugin, is_set, reason

Part = TypeVar("Part")


class Host:
    """The plugins of a process. ``plugins`` are rows or manifests; without them, whatever is installed."""

    def __init__(self, plugins: Iterable[Any] | None = None) -> None:
        self._given = plugins
        self._rows: list[Plugin] | None = None
        self._own: dict[str, Plugin] = {}  # the user's registered classes, by package
        self._parts: dict[tuple[str, str], Any] = {}
        self._lock = RLock()  # a manifest is loaded once, whichever thread comes first
        self._pm = pluggy.PluginManager("plugkeras")
        self._pm.add_hookspecs(hookspecs)

    def rows(self) -> list[Plugin]:
        """Every installed plugin, the standard ones first; loads none."""
        with self._lock:
            if self._rows is None:
                given = plugin.find() if self._given is None else self._given
                self._rows = plugin.settle(p if isinstance(p, Plugin) else manifest.of_object(p) for p in given)
            return self._rows

    def load(self, row: Plugin) -> Plugin:
        """Read the row's manifest, once. A failure is written on the row (with ``PLUGKERAS_STRICT=1`` it is raised)."""
        with self._lock:
            if row.state == "found":
                manifest.load(row, self._pm)
        if row.state == "broken" and is_set("PLUGKERAS_STRICT"):
            raise PluginError(f"the plugin {row.trouble}") from row.error
        return row

    def get(self, kind: str, name: str) -> Any:
        """The part called ``name``: ``Dense``, ``acme>Dense``, or a bare ``Swish`` that only one plugin offers.

        Raises `UnknownName` (with the near one), `AmbiguousName`, `MissingDependency`, or `PluginError`
        if the part is not what its kind asks for.
        """
        part = self._parts.get((kind, name))
        if part is None:
            exact = self._spelt(kind, name)
            part = self._parts[kind, name] = kinds.resolve(self.plugin_of(kind, exact), kind, exact.rpartition(">")[2])
        return part

    def _spelt(self, kind: str, name: str) -> str:
        """``name``, or the standard name it used to be, or that differs from it only in case and underscores: sgd."""
        kinds.check_kind(kind)
        if not isinstance(name, str):
            raise ArgumentError(f"{name!r} is no name of {kind}; a name is text")
        name = former.NAMES.get((kind, name), name)
        first = next(self._tiers(kind, name))
        if ">" in name or any(name in self.load(row).offers.get(kind, {}) for row in first):
            return name
        standard = self.standard_names(kind)
        return name if name in standard else next((n for n in standard if _folded(n) == _folded(name)), name)

    def plugin_of(self, kind: str, name: str) -> Plugin:
        """The plugin whose part ``name`` means; imports manifests only. Raises as `get` does."""
        prefix, _, short = name.rpartition(">")
        for tier in [self._called(prefix)] if prefix else self._tiers(kind, short):
            offering = [row for row in tier if short in self.load(row).offers.get(kind, {})]
            if len(offering) > 1:
                choices = " or ".join(repr(row.full_name(short)) for row in offering)
                raise AmbiguousName(f"several plugins offer {kind} named '{short}': say {choices}")
            if offering:
                return offering[0]
        raise self._unknown(kind, name, prefix)

    def _called(self, prefix: str) -> list[Plugin]:
        return [self._own[prefix]] if prefix in self._own else [row for row in self.rows() if row.name == prefix]

    def _tiers(self, kind: str, short: str) -> Iterator[list[Plugin]]:
        """Where a bare name is looked for, in this order; each step loads no more manifests than it must."""
        standard = [row for row in self.rows() if row.is_standard]
        yield [row for row in standard if row.name in (kind, short)]
        yield standard
        yield [*(row for row in self.rows() if not row.is_standard), *self._own.values()]

    def _unknown(self, kind: str, name: str, prefix: str) -> UnknownName:
        from plugkeras.keras_names import not_here  # only errors ask

        away = [p for p in self.rows() if p.state in ("broken", "disabled") and (not prefix or p.name == prefix)]
        none = f"; no plugin is called '{prefix}'" if prefix and not self._called(prefix) else ""
        said = f"no {kind} named '{name}'{not_here(kind, name) or did_you_mean(name, self.names(kind)) or none}"
        if away:
            why = f"The plugin {away[0].trouble}"
            if len(away) > 1:
                why = f"{len(away)} plugins are broken or disabled; `plugkeras plugins` says why."
            said += f"{'' if said.endswith('?') else '.'} {why}"
        error = UnknownName(said)
        error.__cause__ = next((p.error for p in away if p.error), None)
        return error

    def names(self, kind: str) -> list[str]:
        """Every name that `get` knows: bare ones that work, then prefixed ones. Imports no implementation."""
        kinds.check_kind(kind)
        standard = self.standard_names(kind)
        others = [row for row in (*self.rows(), *self._own.values()) if not row.is_standard]
        offered = [(row, short) for row in others for short in self.load(row).offers.get(kind, {})]
        shorts = [short for _, short in offered]
        alone = sorted(short for short in shorts if shorts.count(short) == 1 and short not in standard)
        return [*standard, *alone, *sorted(row.full_name(short) for row, short in offered)]

    def standard_names(self, kind: str) -> list[str]:
        """The names of the standard parts, which no installed package can change."""
        rows = [self.load(row) for row in self.rows() if row.is_standard]
        return list(dict.fromkeys(short for row in rows for short in row.offers.get(kind, {})))

    def owner(self, kind: str, part: Any) -> tuple[Plugin, str] | None:
        """The plugin that a part comes from and its full name (a plugin's first one for it), or None if from none."""
        for row in (*self._own.values(), *self.rows()):
            for short, ref in self.load(row).offers.get(kind, {}).items():
                if part is (kinds.part_if_imported(ref) if isinstance(ref, str) else ref):
                    return row, row.full_name(short)
        return None

    def tell(self, hook: str, **news: Any) -> None:
        """Call a telling hook of every plugin, each alone: one that fails is a warning, no more."""
        for row in self.rows():
            self.load(row)
        for impl in getattr(self._pm.hook, hook).get_hookimpls():
            try:
                with guard():
                    impl.function(*(news[argument] for argument in impl.argnames))
            except Exception as error:
                warnings.warn(f"the plugin '{impl.plugin_name}' failed in {hook}: {reason(error)}", stacklevel=2)

    def register(self, part: Any, name: str, package: str = MAIN, kind: str | None = None) -> None:
        """Offer the user's own ``part`` as ``package>name``. Defining the same thing again replaces it."""
        if package != MAIN and package not in self._own and self._called(package):
            raise ArgumentError(f"'{package}' is the name of an installed plugin; choose another package")
        row = self._own.get(package) or Plugin(package, state="loaded")
        chosen = self._kinds_for(part, name, kind)
        for one in chosen:
            former = row.offers.get(one, {}).get(name, part)
            if _source(former) != _source(kinds.check(row, one, name, part)):
                raise ArgumentError(f"'{package}>{name}' is already {former!r}; choose another name")
        for one in chosen:
            row.offers.setdefault(one, {})[name] = part
        self._own[package] = row
        self._parts.clear()

    @staticmethod
    def _kinds_for(part: Any, name: str, kind: str | None) -> tuple[str, ...]:
        if not name.isidentifier():
            raise ArgumentError(f"'{name}' cannot be a name; give another one with register(name=...)")
        if kind is not None:
            kinds.check_kind(kind)
            return (kind,)
        if not (found := kinds.kinds_of(part)):
            raise ArgumentError(f"it cannot be seen of which kind {part!r} is; say it with register(kind=...)")
        return found

    def load_plugin(self, path: str | os.PathLike[str]) -> Plugin:
        """Load the manifest in a loose file, named after it; again to see its changes. Raises if it is broken."""
        (row,) = plugin.settle([manifest.of_file(path)])
        with self._lock:
            former = next((p for p in (*self._own.values(), *self.rows()) if p.name == row.name), None)
            if former and former.target != row.target:
                raise PluginError(f"{path} cannot be loaded: the plugin {former.title} already has this name")
            if row.state != "found" or self.load(self._replaced(former, row)).state != "loaded":
                raise PluginError(f"the plugin {row.trouble}") from row.error
        return row

    def _replaced(self, former: Plugin | None, row: Plugin) -> Plugin:
        if former:
            self.rows().remove(former)
            manifest.forget(former, self._pm)
        self.rows().append(row)
        self._parts.clear()
        return row


def _folded(name: str) -> str:
    return name.replace("_", "").lower()


def _source(part: Any) -> tuple[Any, Any]:
    return getattr(part, "__module__", None), getattr(part, "__qualname__", id(part))


_current: list[Host] = []


def host() -> Host:
    """The host in use: that of the innermost `use`, else the one of what is installed."""
    if not _current:
        _current.append(Host())
    return _current[-1]


@contextmanager
def use(other: Host) -> Iterator[Host]:
    """Make ``other`` the host inside the ``with`` block."""
    host()  # the lowest entry stays that of what is installed
    _current.append(other)
    try:
        yield other
    finally:
        _current.pop()


def load_plugin(path: str | os.PathLike[str]) -> Plugin:
    """Load the manifest in a loose file into the host in use; see `Host.load_plugin`."""
    return host().load_plugin(path)


@overload
def register(part: Part, *, name: str | None = None, package: str = MAIN, kind: str | None = None) -> Part: ...
@overload
def register(
    part: None = None, *, name: str | None = None, package: str = MAIN, kind: str | None = None
) -> Callable[[Part], Part]: ...
def register(part: Any = None, *, name: str | None = None, package: str = MAIN, kind: str | None = None) -> Any:
    """Class or function decorator: name your own part, so that files can, as ``main>MyLayer``.

    The kind is seen from the base class; a function can be a loss, a metric and an activation.
    Defining the same thing again replaces it; another thing of the same name is an error.
    """

    def registered(part: Part) -> Part:
        host().register(part, name or str(getattr(part, "__name__", type(part).__name__)), package, kind)
        return part

    return registered if part is None else registered(part)


def namespace(kind: str, own: Iterable[str] = ()) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` of a module whose attributes are the parts of one kind.

    ``own`` are the public names that the module itself defines. A star import takes those and the
    standard names only, so that an installed package cannot put names into anybody's script.
    """
    own = list(own)

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
