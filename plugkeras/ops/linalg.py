"""The ops that Keras has in ``keras.ops.linalg``."""

from plugkeras.ops.namespaces import LINALG as _NAMES
from plugkeras.ops.namespaces import only as _only

__all__: list[str] = []
__getattr__, __dir__ = _only(_NAMES, __name__)
