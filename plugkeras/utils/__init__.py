"""What Keras users look for in ``keras.utils``: labels, sequences, files, images, data sets, seeds, names."""

import sys
from importlib import import_module
from typing import Any

from plugkeras.backend.settings import clear_session as clear_session
from plugkeras.config import standardize_dtype as standardize_dtype
from plugkeras.errors import did_you_mean as _did_you_mean
from plugkeras.parts.specs import KerasTensor as _KerasTensor
from plugkeras.random import set_random_seed as set_random_seed
from plugkeras.utils.dataset import PyDataset as PyDataset
from plugkeras.utils.dataset import Sequence as Sequence
from plugkeras.utils.labels import normalize as normalize
from plugkeras.utils.labels import to_categorical as to_categorical
from plugkeras.utils.progress import Progbar as Progbar
from plugkeras.utils.sequences import pad_sequences as pad_sequences

np_utils = generic_utils = data_utils = sys.modules[__name__]
"""Keras 1 and 2 had modules of these names; everything is here."""

_ELSEWHERE = {
    **dict.fromkeys(("enable_interactive_logging", "disable_interactive_logging"), "plugkeras.config"),
    "is_interactive_logging_enabled": "plugkeras.config",
    "get_file": "plugkeras.utils.fetch",  # hashlib, and what else it takes to fetch
    **dict.fromkeys(("CustomObjectScope", "custom_object_scope", "get_custom_objects"), "plugkeras.saving"),
    **dict.fromkeys(("register_keras_serializable", "get_registered_name"), "plugkeras.saving"),
    **dict.fromkeys(("get_registered_object", "serialize_keras_object"), "plugkeras.saving"),
    "deserialize_keras_object": "plugkeras.saving",
    **dict.fromkeys(("array_to_img", "img_to_array", "load_img", "save_img"), "plugkeras.utils.images"),
    **dict.fromkeys(
        ("image_dataset_from_directory", "text_dataset_from_directory"), "plugkeras.utils.from_directories"
    ),
    "audio_dataset_from_directory": "plugkeras.utils.from_directories",
    "timeseries_dataset_from_array": "plugkeras.utils.timeseries",
    "split_dataset": "plugkeras.utils.splitting",
    "Config": "plugkeras.utils.settings",
    "is_keras_tensor": "plugkeras.backend",
    **dict.fromkeys(("plot_model", "model_to_dot", "get_source_inputs"), "plugkeras.utils.no_graphs"),
    "FeatureSpace": "plugkeras.layers",
    **dict.fromkeys(("pack_x_y_sample_weight", "unpack_x_y_sample_weight"), "plugkeras.training.data"),
}
"""What is imported when it is asked for, and from where."""

__all__ = [
    *("PyDataset", "Sequence", "Progbar", "clear_session", "normalize", "pad_sequences", "set_random_seed"),
    *("is_keras_tensor", "standardize_dtype", "to_categorical"),
    *_ELSEWHERE,
]


def is_keras_tensor(x: Any) -> bool:
    """Whether x stands for an array that is not there: a KerasTensor."""
    return isinstance(x, _KerasTensor)


def __getattr__(name: str) -> Any:
    if name in _ELSEWHERE:
        return getattr(import_module(_ELSEWHERE[name]), name)
    if name == "bounding_boxes":
        return import_module("plugkeras.utils.bounding_boxes")
    from plugkeras.host.keras_names import not_here  # only errors ask

    missing = not_here("utils", name) or _did_you_mean(name, __all__) or "."
    raise AttributeError(f"plugkeras.utils has no '{name}'{missing}", name=name)


def __dir__() -> list[str]:
    return sorted(__all__)
