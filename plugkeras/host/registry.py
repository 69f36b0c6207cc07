"""Finds, loads, names and isolates plugins: from a kind and a name to the part.

``Dense`` is always the standard one, ``acme>Dense`` is acme's, and a bare ``Swish`` works while
exactly one plugin offers it. Third parties' manifests are read only when a standard name misses.
"""

import os
import warnings
from collections.abc import Iterable, Iterator
from threading import Event, RLock, get_ident
from typing import Any

import pluggy

from plugkeras import hookspecs
from plugkeras.errors import AmbiguousName, ArgumentError, PluginError, UnknownName, did_you_mean
from plugkeras.host import former_names, kinds, manifest, plugin, registered
from plugkeras.host.manifest import guard
from plugkeras.host.plugin import MAIN, Plugin, is_set, reason


class Host:
    """The plugins of a process. ``plugins`` are rows or manifests; without them, whatever is installed.

    With ``standard``, the standard parts are there besides, so that ``Host([mine], standard=True)`` is a process
    in which mine is the only package installed.
    """

    def __init__(self, plugins: Iterable[Any] | None = None, *, standard: bool = False) -> None:
        self._given = plugins
        self._standard = standard
        self._rows: list[Plugin] | None = None
        self._own: dict[str, Plugin] = {}  # the user's registered classes, by package
        self._parts: dict[tuple[str, str], Any] = {}
        self._lock = RLock()  # a manifest is loaded once, whichever thread comes first
        self._held: dict[Plugin, Event] = {}
        self._hurried = 0  # the thread that does not wait for those
        self._pm = pluggy.PluginManager("plugkeras")
        self._pm.add_hookspecs(hookspecs)

    def rows(self) -> list[Plugin]:
        """Every installed plugin, the standard ones first; loads none."""
        if self._rows is None:
            with self._lock:
                self._rows = self._rows or plugin.settle(self._found())
        return self._rows

    def _found(self) -> Iterator[Plugin]:
        given = self._given
        if given is None or self._standard:
            yield from (row for row in plugin.find() if given is None or row.is_standard)
        yield from (p if isinstance(p, Plugin) else manifest.of_object(p) for p in given or ())

    def load(self, row: Plugin) -> Plugin:
        """Read the row's manifest, once. A failure is written on the row (with ``PLUGKERAS_STRICT=1`` it is raised)."""
        held = self._held.get(row)
        if held is not None and get_ident() == self._hurried:
            return row
        if held is not None:
            held.wait()
        self._read(row)
        if row.state == "broken" and is_set("PLUGKERAS_STRICT"):
            raise PluginError(f"the plugin {row.trouble}") from row.error
        return row

    def _read(self, row: Plugin) -> None:
        if row.state != "loaded":  # those that are loaded stay so: nobody has to wait while another one is read
            with self._lock:
                if row.state == "found":
                    manifest.load(row, self._pm)

    @property
    def held(self) -> list[Plugin]:
        """The plugins whose manifests wait for `admit`."""
        return list(self._held)

    def hold(self) -> None:
        """Have the manifests of other people read by `admit` alone from now on.

        Whoever needs one waits until then; but the thread that has called this does not, for which they are empty.
        """
        self._hurried = get_ident()
        rows = [row for row in self.rows() if row.state == "found" and row.manifest is None and not row.is_standard]
        self._held |= {row: Event() for row in rows if row not in self._held}

    def admit(self, row: Plugin, error: BaseException | None = None) -> None:
        """Read a manifest that is held; or, with an ``error`` that was found elsewhere, never read it."""
        try:
            if error is None:
                self._read(row)
            elif row.state == "found":
                row.fail(error)
        finally:
            held = self._held.pop(row, None)
            if held is not None:
                held.set()

    def get(self, kind: str, name: str) -> Any:
        """The part called ``name``: ``Dense``, ``acme>Dense``, or a bare ``Swish`` that only one plugin offers.

        Raises `UnknownName` (with the near one), `AmbiguousName`, `MissingDependency`, or `PluginError`
        if the part is not what its kind asks for.
        """
        part = self._parts.get((kind, name))
        if part is None:
            exact = self.spelt(kind, name)
            part = self._parts[kind, name] = kinds.resolve(self.plugin_of(kind, exact), kind, exact.rpartition(">")[2])
        return part

    def spelt(self, kind: str, name: str) -> str:
        """``name``, or the standard name it used to be, or that differs from it only in case and underscores: sgd."""
        kinds.check_kind(kind)
        if not isinstance(name, str):
            raise ArgumentError(f"{name!r} is no name of {kind}; a name is text")
        name = former_names.NAMES.get((kind, name), name)
        first = next(self._tiers(kind, name))
        if ">" in name or any(name in self.load(row).offers.get(kind, {}) for row in first):
            return name
        standard = self.standard_names(kind)
        return name if name in standard else next((n for n in standard if _folded(n) == _folded(name)), name)

    def plugin_of(self, kind: str, name: str) -> Plugin:
        """The plugin whose part ``name`` means; imports manifests only. Raises as `get` does."""
        prefix, _, short = name.rpartition(">")
        offering = self._offering(kind, name)
        if len(offering) > 1:
            choices = " or ".join(repr(row.full_name(short)) for row in offering)
            raise AmbiguousName(f"several plugins offer {kind} named '{short}': say {choices}")
        if not offering:
            raise self._unknown(kind, name, prefix)
        return offering[0]

    def offering(self, kind: str, name: str) -> Plugin | None:
        """The plugin whose part ``name``, in this spelling, means, or None; reads no more manifests than it must."""
        found = self._offering(kind, name)
        return found[0] if len(found) == 1 else None

    def _offering(self, kind: str, name: str) -> list[Plugin]:
        """The plugins whose part a name may mean: those of the first tier that has any."""
        prefix, _, short = name.rpartition(">")
        for tier in [self._called(prefix)] if prefix else self._tiers(kind, short):
            if offering := [row for row in tier if short in self.load(row).offers.get(kind, {})]:
                return offering
        return []

    def _called(self, prefix: str) -> list[Plugin]:
        return [self._own[prefix]] if prefix in self._own else [row for row in self.rows() if row.name == prefix]

    def _tiers(self, kind: str, short: str) -> Iterator[list[Plugin]]:
        """Where a bare name is looked for, in this order; each step loads no more manifests than it must."""
        standard = [row for row in self.rows() if row.is_standard]
        yield [row for row in standard if row.name in (kind, short)]
        yield standard
        yield [*(row for row in self.rows() if not row.is_standard), *self._own.values()]

    def _unknown(self, kind: str, name: str, prefix: str) -> UnknownName:
        from plugkeras.host.keras_names import not_here  # only errors ask

        called = self._called(prefix)
        away = [p for p in (called if prefix else self.rows()) if p.state in ("broken", "disabled")]
        away = list({p.name: p for p in away}.values())  # of two claims to a name, each tells of both
        none = f"; no plugin is called '{prefix}'" if prefix and not called else ""
        near = not_here(kind, name)
        near = near or did_you_mean(name, self._names_of(called, kind) if called else self.names(kind))
        said = f"no {kind} named '{name}'{near or none}"
        if away:
            why = f"The plugin {away[0].trouble}"
            if len(away) > 1:
                why = f"{len(away)} plugins are broken or disabled; `plugkeras plugins` says why."
            said += f"{'' if said.endswith('?') else '.'} {why}"
        if self._held:
            said += f"{'' if said.endswith(('?', '.')) else '.'} Plugins are still being read."
        error = UnknownName(said)
        error.__cause__ = next((p.error for p in away if p.error), None)
        return error

    def names(self, kind: str) -> list[str]:
        """Every name that `get` knows: bare ones that work, then prefixed ones. Imports no implementation."""
        kinds.check_kind(kind)
        standard = self.standard_names(kind)
        others = [row for row in (*self.rows(), *self._own.values()) if not row.is_standard]
        shorts = [short for row in others for short in self.load(row).offers.get(kind, {})]
        alone = sorted(short for short in shorts if shorts.count(short) == 1 and short not in standard)
        return [*standard, *alone, *sorted(self._names_of(others, kind))]

    def _names_of(self, rows: Iterable[Plugin], kind: str) -> list[str]:
        return [row.full_name(short) for row in rows for short in self.load(row).offers.get(kind, {})]

    def standard_names(self, kind: str) -> list[str]:
        """The names of the standard parts, which no installed package can change."""
        rows = [self.load(row) for row in self.rows() if row.is_standard]
        return list(dict.fromkeys(short for row in rows for short in row.offers.get(kind, {})))

    def owner(self, kind: str, part: Any) -> tuple[Plugin, str] | None:
        """The plugin that a part comes from and its full name (a plugin's first one for it), or None if from none.

        A manifest that is not read yet is read only if the part lies where its plugin's could; see `Plugin.may_hold`.
        """
        rows = (*self._own.values(), *self.rows())
        standard = {row.package for row in rows if row.is_standard}
        for row in sorted(rows, key=lambda row: row.state == "found" and not row.is_standard):
            if row.state == "found" and not row.is_standard and not row.may_hold(part, standard):
                continue
            for short, ref in self.load(row).offers.get(kind, {}).items():
                if part is (kinds.part_if_imported(ref) if isinstance(ref, str) else ref):
                    return row, row.full_name(short)
        return None

    def tell(self, hook: str, **news: Any) -> None:
        """Call a telling hook of every plugin, each alone: one that fails is a warning, no more.

        A manifest in whose text the hook's name does not stand has no such hook, and is not read for it.
        """
        for row in self.rows():
            if manifest.mentions(row, hook):
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
        registered.offer(row, part, name, kind)
        self._own[package] = row
        self._parts.clear()

    def leave_out(self, row: Plugin) -> None:
        """Disable a plugin in this process from now on: its names are unknown, what was made of its parts stays."""
        with self._lock:
            manifest.forget(row, self._pm)
            row.state, row.error, row.offers = "disabled", None, {}
            self._parts.clear()

    def reread(self, row: Plugin) -> Plugin:
        """Read a plugin's manifest anew, its package imported afresh: it was mended, or is no longer disabled."""
        with self._lock:
            manifest.forget(row, self._pm)
            if not row.is_standard and row.target:
                manifest.unimport(row)
            row.state, row.error, row.offers, row.remark = "found", None, {}, ""
            self._parts.clear()
            return self.load(row)

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
