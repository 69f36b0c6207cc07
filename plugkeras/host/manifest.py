"""How a manifest is read: imported under a guard, checked, registered, timed; all or nothing."""

import inspect
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import reduce
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from threading import Timer
from time import perf_counter
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pluggy

from plugkeras import hookspecs
from plugkeras.errors import PluginError, did_you_mean
from plugkeras.host.plugin import Plugin, reason
from plugkeras.host.side_effects import undone

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 2.0
"""Seconds after which a manifest that is still being read is named on stderr."""


@contextmanager
def guard() -> Iterator[None]:
    """Turn whatever foreign code throws, ``sys.exit`` included, into an ordinary exception; Ctrl-C passes.

    What it prints goes to the errors' stream, so that the output of commands stays clean.
    """
    try:
        with redirect_stdout(sys.stderr):
            yield
    except (Exception, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise PluginError(f"its code ended with {reason(error)}") from error


def part_at(ref: str) -> Any:
    """Import ``"module:attribute"``, or ``"module"`` for the module itself."""
    module, _, attribute = ref.partition(":")
    return reduce(getattr, attribute.split(".") if attribute else (), import_module(module))


def of_object(manifest: Any) -> Plugin:
    """The row of a manifest that is already here: a module, a class or any object with hooks."""
    path = getattr(manifest, "__name__", type(manifest).__name__)
    return Plugin(path.rpartition(".")[2], path, manifest=manifest)


def of_file(path: str | os.PathLike[str]) -> Plugin:
    """The row of a manifest in a loose file, named after the file; its module is imported afresh."""
    from pathlib import Path  # 3 ms, and loose files are rare

    file = Path(path).resolve()
    row = Plugin(file.stem, str(file))
    # Under a name of its own, so that it hides no installed module; references in it are f"{__name__}:Swish".
    name = f"plugkeras_plugin_{file.stem}"
    former = sys.modules.pop(name, None)
    try:
        with undone(row), guard():
            row.manifest = _executed(name, file)
    except Exception as error:
        row.fail(error)
        sys.modules.update({name: former} if former else {})
    return row


def _executed(name: str, file: "Path") -> ModuleType:
    spec = spec_from_file_location(name, file)
    if not file.is_file() or spec is None or spec.loader is None:
        raise PluginError(f"there is no Python file {file}")
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load(row: Plugin, pm: pluggy.PluginManager) -> None:
    """Import the manifest of a found row, register its hooks and note what it offers; on failure register nothing."""
    row.fail(PluginError("it looks up names while it is being loaded"))  # what a second entry, from within, finds
    start = perf_counter()
    try:
        with undone(row), _noticed(row), guard():
            row.manifest = row.manifest or part_at(row.target)
            _check_api(row.manifest)
            _check_hooks(row.manifest, pm)
            pm.register(row.manifest, row.name)
            row.offers = dict(_offers(row.manifest, pm))
        row.state, row.error = "loaded", None
    except BaseException as error:
        forget(row, pm)
        row.fail(error)
        if isinstance(error, KeyboardInterrupt):
            row.state, row.error = "found", None
            raise
    row.load_ms = (perf_counter() - start) * 1000


@contextmanager
def _noticed(row: Plugin) -> Iterator[None]:
    """Say whose manifest it is that everything waits for, if it takes its time."""
    if row.is_standard:
        yield
        return
    timer = Timer(PATIENCE, _notice, [row])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _notice(row: Plugin) -> None:
    said = f"plugkeras: still reading the manifest of the plugin {row.title}; {row.way_out}"
    print(said, file=sys.stderr, flush=True)


def mentions(row: Plugin, hook: str) -> bool:
    """Whether a row's manifest may implement ``hook``: the name stands in its text, or that cannot be told by it."""
    if row.state != "found" or row.manifest is not None or ":" in row.target:
        return True
    text = _text(row.target)
    return text is None or hook in text or "import *" in text


def _text(module: str) -> str | None:
    """The source of a module, found without importing it or the packages that it is in; None if there is none."""
    from pathlib import Path

    package, *inner = module.split(".")
    try:
        spec = find_spec(package)
        for name in inner:
            spec = PathFinder.find_spec(name, spec.submodule_search_locations if spec else None)
        return Path(str(spec and spec.origin)).read_text(encoding="utf-8")
    except (ImportError, ValueError, OSError):
        return None


def forget(row: Plugin, pm: pluggy.PluginManager) -> None:
    """Take back the row's hooks, if it has registered any."""
    if pm.has_plugin(row.name):
        pm.unregister(name=row.name)


def unimport(row: Plugin) -> None:
    """Forget the modules of the row's package, so that they are read from their files again."""
    if row.package not in sys.modules or row.package == "plugkeras":
        return
    for name in [name for name in sys.modules if name.partition(".")[0] == row.package]:
        del sys.modules[name]
    row.manifest = None


def _check_api(manifest: Any) -> None:
    api = inspect.getattr_static(manifest, "PLUGKERAS_API", None)
    if type(api) is not int or api < 1:
        raise PluginError(f"it does not say which API it was written for; write PLUGKERAS_API = {hookspecs.API} in it")
    if api > hookspecs.API:
        raise PluginError(f"it was written for a newer plugkeras (API {api}, here {hookspecs.API}); upgrade plugkeras")


def _check_hooks(manifest: Any, pm: pluggy.PluginManager) -> None:
    """Refuse hooks that do not exist: pluggy would never call them, and say nothing."""
    known = vars(pm.hook)
    for attribute in dir(manifest):
        options = pm.parse_hookimpl_opts(manifest, attribute)
        hook = (options and options["specname"]) or attribute
        if options and (options["wrapper"] or options["hookwrapper"]):
            raise PluginError(f"its '{hook}' is a hook wrapper; plugkeras calls each plugin alone, so there are none")
        if options and hook not in known and not options["optionalhook"]:
            raise PluginError(f"there is no hook '{hook}'{did_you_mean(hook, known)}")
        if not options and attribute in known:
            raise PluginError(f"its '{attribute}' lacks @hookimpl, so that nobody would call it")


def _offers(manifest: Any, pm: pluggy.PluginManager) -> Iterator[tuple[str, dict[str, Any]]]:
    """Call the manifest's own ``register_*`` hooks, one by one."""
    for hook in pm.get_hookcallers(manifest) or []:
        kind = hook.name.removeprefix("register_")
        for impl in hook.get_hookimpls():
            if impl.plugin is manifest and kind in hookspecs.KINDS:
                yield kind, _checked(hook.name, impl.function())


def _checked(hook: str, offered: object) -> dict[str, Any]:
    if not isinstance(offered, dict):
        raise PluginError(f"{hook} returned {type(offered).__name__}, not a dict of names")
    for name in offered:
        if not isinstance(name, str) or not name or ">" in name:
            raise PluginError(f"{hook} offers something as {name!r}; a name is text without '>'")
    return dict(offered)
