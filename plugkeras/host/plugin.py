"""A plugin as a row: where it comes from, how it fared, what it offers.

Rows are ``found`` in the installed metadata without importing anything, and become ``loaded``,
``broken`` (with the error on the row) or ``disabled``.
"""

import os
import sys
import warnings
from collections.abc import Iterable, Set
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from plugkeras.errors import PluginError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "plugkeras"
STANDARD = "plugkeras"
"""The distribution of the standard parts, whose names nobody else's can shadow."""
MAIN = "main"
"""The prefix of classes that a script registers itself."""
LONGEST = 300
"""Characters of somebody else's error message that are shown; the whole is in its traceback."""


@dataclass(eq=False)
class Plugin:
    """One row of ``plugkeras plugins``. The first four fields are known before anything is imported."""

    name: str
    target: str = ""
    distribution: str = ""
    version: str = ""
    state: Literal["found", "loaded", "broken", "disabled"] = "found"
    error: BaseException | None = None
    load_ms: float = 0.0
    offers: dict[str, dict[str, Any]] = field(default_factory=dict)
    """``{kind: {name: "module:attribute" or object}}``, filled when the manifest is loaded."""
    manifest: Any = None
    place: str = ""
    """The folder that its distribution is installed into."""
    remark: str = ""
    """What is odd about a plugin that can be used all the same."""

    @property
    def is_standard(self) -> bool:
        """Whether its names are used without a prefix."""
        return self.distribution == STANDARD

    @property
    def title(self) -> str:
        """``'acme' (acme-layers 1.2)``, for messages."""
        return f"'{self.name}'" + (f" ({self.distribution} {self.version})" if self.distribution else "")

    @property
    def trouble(self) -> str:
        """Why it cannot be used, as a clause: ``'acme' (acme-layers 1.2) is broken: it has no ...``."""
        if self.state == "disabled":
            return f"{self.title} is disabled by PLUGKERAS_DISABLE or PLUGKERAS_PLUGINS"
        return f"{self.title} is {self.state}: {reason(self.error)}"

    @property
    def way_out(self) -> str:
        """How to do without it, as a clause."""
        return f"PLUGKERAS_DISABLE={self.name} leaves it out"

    @property
    def package(self) -> str:
        """The top package of its manifest."""
        return self.target.partition(":")[0].partition(".")[0]

    def may_hold(self, part: Any, standard: Set[str]) -> bool:
        """Whether a part could be this plugin's, going by where it is defined; asked before the manifest is read.

        It could not if the script itself or one of the ``standard`` packages defines it; it could if it lies in the
        manifest's own package, or in the folder that the distribution is installed into.
        """
        package = str(getattr(part, "__module__", "")).partition(".")[0]
        if package in {"plugkeras", *standard}:
            return False
        if self.manifest is not None or package == self.package:
            return True
        file = getattr(sys.modules.get(package), "__file__", None) if package != "__main__" else None
        return bool(file and self.place and file.startswith(os.path.join(self.place, "")))

    def full_name(self, name: str) -> str:
        """What a file or a message calls the part: ``Dense`` if it is a standard one, else ``acme>Dense``."""
        return name if self.is_standard else f"{self.name}>{name}"

    def fail(self, error: BaseException) -> None:
        """Keep the row, with the reason why it offers nothing."""
        self.state, self.error, self.offers = "broken", error, {}


def reason(error: BaseException | None) -> str:
    """An exception as a clause; ours speak for themselves, others are named."""
    if isinstance(error, PluginError):
        return str(error)
    said = " ".join(str(error).split())  # one sentence is one line
    said = said if len(said) <= LONGEST else f"{said[:LONGEST]} …"
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def find() -> list[Plugin]:
    """Read the metadata of what is installed, the standard parts first; import nothing."""
    rows = [_row(entry) for entry in _entries()]
    return sorted(rows, key=lambda p: (not p.is_standard, p.name, p.distribution))


def _entries() -> "Iterable[EntryPoint]":
    from importlib.metadata import distributions, entry_points  # 25 ms, so not before it is needed

    try:
        return entry_points(group=GROUP)
    except Exception as error:  # the list of one distribution is damaged; the others are read one by one
        warnings.warn(f"The plugins of a distribution are left out: {reason(error)}; reinstall it.", stacklevel=2)
    found = dict[tuple[str, str, str], "EntryPoint"]()
    for distribution in distributions():
        with suppress(Exception):
            points = [e for e in distribution.entry_points if e.group == GROUP]
            found = {
                (e.name, e.value, distribution.name): e for e in points
            } | found  # the first of a name hides others
    return found.values()


def _row(entry: "EntryPoint") -> Plugin:
    row = Plugin(entry.name, entry.value)
    try:
        row.target = f"{entry.module}:{entry.attr}" if entry.attr else entry.module
        assert entry.dist is not None
        row.distribution, row.version = entry.dist.name, entry.dist.version
        row.place = str(entry.dist.locate_file(""))
    except Exception as error:  # damaged metadata of one package must not hide the others
        row.fail(PluginError(f"the metadata of its distribution cannot be read ({reason(error)}); reinstall it"))
    return row


def settle(rows: Iterable[Plugin]) -> list[Plugin]:
    """Mark, before anything is imported, the rows not to be loaded: disabled, or without a name of their own."""
    rows, read = list(rows), dict[str, Plugin]()
    for row in rows:
        claims = [p for p in rows if p.name == row.name]
        if row.state == "found" and _is_disabled(row):
            row.state = "disabled"
        elif len(claims) > 1 and not row.is_standard:  # whose it is cannot be known, so it is nobody's
            row.fail(PluginError(_clash(claims)))
        elif row.name == MAIN or ">" in row.name or not row.name:
            row.fail(PluginError(f"a plugin cannot be called '{row.name}': 'main' and '>' have a meaning of their own"))
        elif row.manifest is None and read.setdefault(row.target, row) is not row:
            row.fail(PluginError(f"its manifest is that of the plugin {read[row.target].title}; it needs but one name"))
    return rows


def _clash(claims: list[Plugin]) -> str:
    makers = " and ".join(f"'{row.distribution or row.target}'" for row in claims)
    return f"both {makers} have a plugin called '{claims[0].name}'; uninstall one of them"


def _is_disabled(row: Plugin) -> bool:
    only = os.environ.get("PLUGKERAS_PLUGINS")
    shut_out = only is not None and not row.is_standard and row.name not in _listed(only)
    return shut_out or row.name in _listed(os.environ.get("PLUGKERAS_DISABLE", ""))


def is_set(variable: str) -> bool:
    """Whether an environment variable asks for what it names: it is there, and neither empty nor 0."""
    return os.environ.get(variable, "0") not in ("", "0")


def _listed(value: str) -> set[str]:
    return {name.strip() for name in value.split(",")}
