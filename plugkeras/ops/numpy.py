"""The ops that Keras has in ``keras.ops.numpy``."""

from plugkeras.ops.namespaces import NUMPY as _NAMES
from plugkeras.ops.namespaces import only as _only

__all__: list[str] = []
__getattr__, __dir__ = _only(_NAMES, __name__)
