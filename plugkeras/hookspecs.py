"""Every way to extend plugkeras, one function each. A hook's docstring is its contract.

A plugin is a *manifest*: a small module that imports only ``hookimpl``, declares
``PLUGKERAS_API = 1`` and answers some of these hooks. A ``register_<kind>`` hook returns what
the plugin offers, ``{name: "module:attribute"}``; the module is imported when the name is first
used. (An object in place of the string is allowed, for notebooks and tests.)
"""

from typing import Any

from pluggy import HookimplMarker, HookspecMarker

API = 1  # raised only when an existing hook changes its meaning; a new hook or argument does not raise it

hookspec = HookspecMarker("plugkeras")
hookimpl = HookimplMarker("plugkeras")

Offers = dict[str, Any]
"""``{name: "module:attribute"}``, or an object in place of the string."""


@hookspec
def register_engines() -> Offers:
    """Where arrays live and gradients come from: subclasses of ``plugkeras.engine.Engine``."""
    return {}


@hookspec
def register_layers() -> Offers:
    """Subclasses of ``plugkeras.Layer``."""
    return {}


@hookspec
def register_activations() -> Offers:
    """Functions of one array, returning an array of its shape."""
    return {}


@hookspec
def register_initializers() -> Offers:
    """Subclasses of ``plugkeras.Initializer``: called with ``(shape, dtype)``, they return an array."""
    return {}


@hookspec
def register_regularizers() -> Offers:
    """Subclasses of ``plugkeras.Regularizer``: called with one array, they return a scalar."""
    return {}


@hookspec
def register_constraints() -> Offers:
    """Subclasses of ``plugkeras.Constraint``: called with one array, they return it projected."""
    return {}


@hookspec
def register_losses() -> Offers:
    """Subclasses of ``plugkeras.Loss``, or functions of ``(y_true, y_pred)``."""
    return {}


@hookspec
def register_metrics() -> Offers:
    """Subclasses of ``plugkeras.Metric``, or functions of ``(y_true, y_pred)``."""
    return {}


@hookspec
def register_optimizers() -> Offers:
    """Subclasses of ``plugkeras.Optimizer``."""
    return {}


@hookspec
def register_schedules() -> Offers:
    """Subclasses of ``plugkeras.Schedule``: called with the step number, they return a learning rate."""
    return {}


@hookspec
def register_callbacks() -> Offers:
    """Subclasses of ``plugkeras.Callback``."""
    return {}


@hookspec
def register_datasets() -> Offers:
    """Modules or objects with a function ``load_data()`` returning ``(x, y), (x_test, y_test)``."""
    return {}


@hookspec
def register_sources() -> Offers:
    """Subclasses of ``plugkeras.Source``: where the rows of a project come from, a CSV file say."""
    return {}


@hookspec
def register_templates() -> Offers:
    """Projects to begin with: functions without arguments that return a ``plugkeras.project.Project``."""
    return {}


@hookspec
def register_formats() -> Offers:
    """Ways to save: subclasses of ``plugkeras.saving.Format``, by file suffix (``".keras"``)."""
    return {}


@hookspec
def register_commands() -> Offers:
    """``plugkeras NAME ...`` calls the function with the list of the remaining arguments."""
    return {}


@hookspec
def register_screens() -> Offers:
    """Screens of the terminal app: subclasses of ``textual.screen.Screen``."""
    return {}


@hookspec
def register_themes() -> Offers:
    """Colours of the terminal app: ``textual.theme.Theme`` objects."""
    return {}


@hookspec
def model_saved(model: Any, path: Any) -> None:
    """Told after ``model``, a ``plugkeras.Model``, was written to ``path``, a ``pathlib.Path``."""


@hookspec
def model_loaded(model: Any, path: Any) -> None:
    """Told after ``model``, a ``plugkeras.Model``, was read from ``path``, a ``pathlib.Path``."""


KINDS: tuple[str, ...] = tuple(n.removeprefix("register_") for n in list(globals()) if n.startswith("register_"))
"""The kinds of parts, in the order of this file. The host, the CLI and the docs iterate over it."""
