"""plugkeras: the Keras Sequential API on NumPy alone, in which everything with a name is a plugin.

Everything here is found when it is first used: ``import plugkeras`` loads NumPy and pluggy, no more.
"""

from importlib import import_module
from typing import Any

from plugkeras.former_paths import install as _install_former_paths
from plugkeras.hookspecs import hookimpl as hookimpl

__version__ = "0.1.0"

_install_former_paths()

_OBJECTS = {
    "Callback": "parts.callback",
    "DTypePolicy": "dtype_policies",
    "Constraint": "parts.constraint",
    "FloatDTypePolicy": "dtype_policies",
    "Initializer": "parts.initializer",
    "Input": "layers",
    "InputSpec": "parts.specs",
    "KerasTensor": "parts.specs",
    "Layer": "parts.layer",
    "Loss": "parts.loss",
    "Metric": "parts.metric",
    "Model": "training.model",
    "Optimizer": "parts.optimizer",
    "Regularizer": "parts.regularizer",
    "Schedule": "parts.schedule",
    "Source": "parts.source",
    "Sequential": "training.sequential",
    "Variable": "engine.variable",
    "load_plugin": "host",
    "name_scope": "backend",
    "register": "host",
    "set_engine": "engine",
    "value_and_grad": "engine",
}
_MODULES = (
    *("activations", "backend", "callbacks", "config", "constraints", "datasets", "distribution", "initializers"),
    *("layers", "losses", "metrics", "models", "ops", "optimizers", "random", "regularizers", "saving", "sources"),
    *("dtype_policies", "mixed_precision", "preprocessing", "testing", "tree", "utils", "wrappers"),
)

_LEFT_OUT = {
    **dict.fromkeys(("Function", "Operation", "SymbolicScope"), "there are no graphs of layers"),
    **dict.fromkeys(("Quantizer", "quantizers"), "weights and arithmetic have one dtype of floats"),
    **dict.fromkeys(("RematScope", "device", "remat"), "how things are computed is the engine's to decide"),
    "StatelessScope": "layers, metrics and optimizers have `stateless_` methods",
    "applications": "a saved Sequential can be opened by `models.load_model`",
    "distillation": "a `train_step` of your own can have two models",
    "export": "real Keras opens .keras files and exports them",
    "visualization": "draw with matplotlib",
    "wrappers": "nothing of scikit-learn is wrapped",
}
"""Names of Keras's that are left out for good, and what to say then; ``docs/keras.md`` has all."""

__all__ = ["hookimpl", *_OBJECTS, *_MODULES, "version"]


def version() -> str:
    """The version of plugkeras."""
    return __version__


def __getattr__(name: str) -> Any:
    if name in _OBJECTS:
        return getattr(import_module(f"plugkeras.{_OBJECTS[name]}"), name)
    if name in _MODULES:
        return import_module(f"plugkeras.{name}")
    if name in _LEFT_OUT:
        raise AttributeError(f"plugkeras has no '{name}', which Keras has: {_LEFT_OUT[name]}.", name=name)
    raise AttributeError(f"module 'plugkeras' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
