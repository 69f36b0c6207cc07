"""``from plugkeras import backend as K``: the backend of Keras 2, and what Keras 3 left of it, over ``plugkeras.ops``.

Arrays, Variables and what a loss or layer is called with go in; nothing is symbolic, so every function
returns its value at once. Inside training the results are differentiable, as those of ``ops`` are. Where Keras 2
and 3 differ, names that only Keras 2 has keep Keras 2's meaning (``K.hard_sigmoid``, the axis of ``K.argmax``).
"""

from types import FunctionType
from typing import Any

from plugkeras.backend.arrays import *  # noqa: F403
from plugkeras.backend.convolution import *  # noqa: F403
from plugkeras.backend.flow import *  # noqa: F403
from plugkeras.backend.nn import *  # noqa: F403
from plugkeras.backend.same import *  # noqa: F403
from plugkeras.backend.sampling import *  # noqa: F403
from plugkeras.backend.settings import *  # noqa: F403
from plugkeras.backend.variables import *  # noqa: F403
from plugkeras.errors import did_you_mean as _did_you_mean

_EAGER = "Nothing here is symbolic, every function returns its value at once"
_SESSION = "There is no TensorFlow here, and no session: leave the line out"
_BYTECODE = "Functions in files are never run here: register the function, or pass it in custom_objects"

ABSENT = {
    "placeholder": f"{_EAGER}: call the functions on arrays",
    "function": f"{_EAGER}: write a Python function, or call the model or layer on an array",
    "gradients": f"{_EAGER}: plugkeras.value_and_grad(function, variables) takes gradients",
    "get_session": _SESSION,
    "set_session": _SESSION,
    "manual_variable_initialization": "Variables have their values from the start: leave the line out",
    "enable_unsafe_deserialization": _BYTECODE,
}
"""What cannot have a meaning on arrays: why, and what to do."""

__all__ = sorted(name for name, value in globals().items() if type(value) is FunctionType and name[0] != "_")


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'plugkeras.backend' has no attribute '{name}'")
    reason = ABSENT.get(name)
    said = f". {reason}." if reason else _did_you_mean(name, __all__) or "."
    raise AttributeError(f"plugkeras.backend has no '{name}'{said}", name=name)


def __dir__() -> list[str]:
    return __all__
