"""``import keras`` in other people's scripts: every path of Keras 1, 2 and 3, and of tf.keras, as plugkeras.

The modules are stand-ins, since most have a path of their own below ``keras``; what they give is plugkeras's
own objects: ``keras.layers.core.Dense is plugkeras.layers.Dense``.
"""

import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from plugkeras.engine import USUAL
from plugkeras.errors import did_you_mean
from plugkeras.host import host
from plugkeras.parts.spellings import OldSpelling
from plugkeras.random import set_random_seed

KERAS_VERSION = "3.15.1"
"""``keras.__version__``: that of the Keras whose API is spoken here. Scripts print it, or ask whether it is 2 or 3."""

ROOTS = ("keras", "keras.api", "tensorflow.keras", "tensorflow.python.keras", "tf_keras")
"""The names that Keras goes by, the true one first."""

_SAME = (
    *("activations", "backend", "callbacks", "constraints", "datasets", "initializers", "layers", "losses"),
    *("metrics", "models", "ops", "ops.linalg", "ops.nn", "ops.numpy", "optimizers"),
    *("optimizers.schedules", "random", "regularizers", "saving", "tree", "utils"),
)
_LAYERS = (
    *("advanced_activations", "convolutional", "core", "cudnn_recurrent", "embeddings", "experimental"),
    *("experimental.preprocessing", "local", "merge", "noise", "normalization", "pooling", "recurrent", "wrappers"),
)
_ENGINE = ("engine", "engine.base_layer", "engine.input_layer", "engine.sequential", "engine.topology")

MODULES: dict[str, tuple[str, ...]] = {
    "": ("",),
    **{path: (path,) for path in _SAME},
    **{f"layers.{path}": ("layers",) for path in _LAYERS},
    **dict.fromkeys((*_ENGINE, "engine.training"), ("layers", "models")),
    **{f"utils.{path}": ("utils",) for path in ("data_utils", "generic_utils", "image_utils", "np_utils")},
    "backend.tensorflow_backend": ("backend",),
    "config": ("config", "backend"),
    "dtype_policies": ("dtype_policies",),
    "mixed_precision": ("mixed_precision",),
    "initializations": ("initializers",),
    "objectives": ("losses",),
    "optimizers.legacy": ("optimizers",),
    **{path: (path,) for path in ("preprocessing", "wrappers", "wrappers.scikit_learn")},
    **{path: (path,) for path in ("preprocessing.image", "preprocessing.sequence", "preprocessing.text")},
}
"""A path below ``keras``, and the modules of plugkeras, by their paths, that its names are looked up in."""


def install() -> None:
    """From now on ``import keras`` and ``import tensorflow.keras`` find plugkeras, even if the real ones are there."""
    sys.meta_path.insert(0, KerasFinder())


def below_keras(fullname: str) -> str | None:
    """``layers.core`` for ``tensorflow.keras.layers.core``; None for what is no Keras path."""
    for root in sorted(ROOTS, key=len, reverse=True):
        if f"{fullname}.".startswith(f"{root}."):
            return fullname[len(root) + 1 :]
    return None


def targets(path: str) -> list[Any] | None:
    """The modules, or the dataset, that the names at a path below ``keras`` are looked up in, or None."""
    if path in MODULES:
        return [import_module(f"plugkeras.{target}".rstrip(".")) for target in MODULES[path]]
    folder, _, name = path.rpartition(".")
    return [host().get("datasets", name)] if folder == "datasets" and host().offering("datasets", name) else None


class KerasModule(ModuleType):
    """A module below ``keras``: its submodules, and the names of plugkeras's modules behind it."""

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return sorted({public for target in self._targets() for public in _public_names(target)})
        if name[:2] == "__":
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'", name=name)
        if targets(f"{below_keras(self.__name__)}.{name}".lstrip(".")) is not None:
            return import_module(f"{self.__name__}.{name}")
        said = ""
        for target in self._targets():
            try:
                found = getattr(target, name)
            except AttributeError as error:
                said = said or str(error)
            else:
                if not isinstance(found, ModuleType):  # plugkeras's other modules are none of Keras's
                    return found
        if not said or said.startswith("module "):
            said = f"{self.__name__} has no '{name}'{did_you_mean(name, dir(self)) or '.'}"
        raise AttributeError(said, name=name)

    __iter__ = None

    def __getitem__(self, name: str) -> Any:
        return self._targets()[0][name]

    def __dir__(self) -> list[str]:
        path = below_keras(self.__name__) or ""
        submodules = [below.rpartition(".")[2] for below in MODULES if below and below.rpartition(".")[0] == path]
        return sorted({*submodules, *(name for target in self._targets() for name in dir(target))})

    def _targets(self) -> list[Any]:
        return targets(below_keras(self.__name__) or "") or []


def _public_names(module: Any) -> list[str]:
    return getattr(module, "__all__", None) or [name for name in dir(module) if name[0] != "_"]


class TensorFlow(ModuleType):
    """``tensorflow``, of which there is Keras and the seed."""

    def __getattr__(self, name: str) -> Any:
        path = f"{self.__name__}.{name}"
        if path in FOLDERS or path in ROOTS:
            return import_module(path)
        raise AttributeError(
            f"there is no {path}: TensorFlow itself is not here, only tensorflow.keras and tensorflow.random.set_seed.",
            name=name,
        )


FOLDERS: dict[str, dict[str, Any]] = {
    "tensorflow": {"set_random_seed": set_random_seed},
    "tensorflow.python": {},
    "tensorflow.random": {"set_seed": set_random_seed, "set_random_seed": set_random_seed},
}
"""The modules of TensorFlow, and what they have besides modules."""


class KerasFinder(MetaPathFinder, Loader):
    """Finds the modules of Keras, and of TensorFlow, before anybody else does."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: Any = None) -> ModuleSpec | None:
        """The module of that name.

        Raises:
            ModuleNotFoundError: there is none below ``keras`` or ``tensorflow``; it names the nearest name.
        """
        if fullname.partition(".")[0] not in ("keras", "tensorflow", "tf_keras"):
            return None
        below = below_keras(fullname)
        if fullname in FOLDERS or (below is not None and targets(below) is not None):
            return ModuleSpec(fullname, self, origin="plugkeras", is_package=True)
        # This is also where Python comes for `from keras.layers import Dens`. The error has no `name`: one whose
        # name is that of the module is replaced by Python's own, which knows no near name.
        raise ModuleNotFoundError(_why_not(fullname))

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A stand-in, empty."""
        if spec.name in FOLDERS:
            return TensorFlow(spec.name)
        return KerasModule(spec.name, f"``{spec.name}``, spoken by plugkeras.")

    def exec_module(self, module: ModuleType) -> None:
        """Fill it; a module that Keras has under several names becomes the one under ``keras``."""
        if module.__name__ in FOLDERS:
            vars(module).update(FOLDERS[module.__name__])
        elif module.__name__ == ROOTS[0]:
            vars(module).update(__version__=KERAS_VERSION, version=lambda: KERAS_VERSION)
            hint_at_the_engine()
        elif (true_name := f"{ROOTS[0]}.{below_keras(module.__name__)}".rstrip(".")) != module.__name__:
            sys.modules[module.__name__] = import_module(true_name)


def hint_at_the_engine() -> None:
    """Say, once, how the engine is chosen that has the name of a backend which somebody chose for Keras.

    It is not taken for it: ``KERAS_BACKEND`` is meant for another program, and may name what is not installed here.
    """
    asked = os.environ.get("KERAS_BACKEND", "")
    used = os.environ.get("PLUGKERAS_ENGINE") or USUAL
    if asked and asked != used and host().offering("engines", asked):
        warnings.warn(
            f"`KERAS_BACKEND={asked}` chooses nothing here, and {used} computes: `plugkeras run --engine {asked}`, or "
            f"PLUGKERAS_ENGINE={asked}, asks for the other engine.",
            OldSpelling,
            stacklevel=3,
        )


def _why_not(fullname: str) -> str:
    parent, _, name = fullname.rpartition(".")
    try:
        found = getattr(sys.modules[parent], name)
    except AttributeError as error:
        return f"cannot import '{name}' from '{parent}': {error}"
    return f"'{fullname}' is a {type(found).__name__}, not a module: from {parent} import {name}"
