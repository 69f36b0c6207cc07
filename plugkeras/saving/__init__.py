"""Models and weights as files. What a file holds is decided here; how it is laid out, by a format (a plugin).

A file is never trusted: it can name registered parts and nothing else, and no code in it is run.
"""

from plugkeras.host.custom_objects import custom_object_scope as custom_object_scope
from plugkeras.host.custom_objects import get_custom_objects as get_custom_objects
from plugkeras.saving.editor import KerasFileEditor as KerasFileEditor
from plugkeras.saving.format import Format as Format
from plugkeras.saving.format import Saved as Saved
from plugkeras.saving.models import load_model as load_model
from plugkeras.saving.models import save_model as save_model
from plugkeras.saving.registered import deserialize_keras_object as deserialize_keras_object
from plugkeras.saving.registered import get_registered_name as get_registered_name
from plugkeras.saving.registered import get_registered_object as get_registered_object
from plugkeras.saving.registered import register_keras_serializable as register_keras_serializable
from plugkeras.saving.registered import serialize_keras_object as serialize_keras_object
from plugkeras.saving.untrusted import read_json as read_json
from plugkeras.saving.weights import load_weights as load_weights
from plugkeras.saving.weights import save_weights as save_weights

CustomObjectScope = custom_object_scope

__all__ = [
    *("CustomObjectScope", "Format", "KerasFileEditor", "Saved", "custom_object_scope", "deserialize_keras_object"),
    *("get_custom_objects", "get_registered_name", "get_registered_object", "load_model", "load_weights"),
    *("read_json", "register_keras_serializable", "save_model", "save_weights", "serialize_keras_object"),
]
