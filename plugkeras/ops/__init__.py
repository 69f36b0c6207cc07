"""The array functions that a layer may use, with the names and signatures of ``keras.ops``.

They take plain arrays, Variables and numbers. Outside training they return plain arrays and cost
nothing extra; inside, the engine in use makes them differentiable.
"""

from importlib import import_module as _import_module
from types import FunctionType as _Function
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from plugkeras.engine import WHEN_SET as _WHEN_SET
from plugkeras.engine import Engine as _Engine
from plugkeras.ops import image, linalg, numpy  # noqa: F401 (as in Keras)
from plugkeras.ops.dispatch import PRIMITIVES as PRIMITIVES
from plugkeras.ops.elementwise import *  # noqa: F403
from plugkeras.ops.gradients import *  # noqa: F403
from plugkeras.ops.later import LATER as _LATER
from plugkeras.ops.linear import *  # noqa: F403
from plugkeras.ops.loops import *  # noqa: F403
from plugkeras.ops.nn import *  # noqa: F403
from plugkeras.ops.norms import *  # noqa: F403
from plugkeras.ops.reductions import *  # noqa: F403
from plugkeras.ops.shapes import *  # noqa: F403

if _TYPE_CHECKING:
    from plugkeras.ops.arithmetic import *  # noqa: F403
    from plugkeras.ops.arranging import *  # noqa: F403
    from plugkeras.ops.attention import *  # noqa: F403
    from plugkeras.ops.bends import *  # noqa: F403
    from plugkeras.ops.complex_numbers import *  # noqa: F403
    from plugkeras.ops.control import *  # noqa: F403
    from plugkeras.ops.convolutions import *  # noqa: F403
    from plugkeras.ops.ctc import *  # noqa: F403
    from plugkeras.ops.factors import *  # noqa: F403
    from plugkeras.ops.folding import *  # noqa: F403
    from plugkeras.ops.fourier import *  # noqa: F403
    from plugkeras.ops.kinds import *  # noqa: F403
    from plugkeras.ops.making import *  # noqa: F403
    from plugkeras.ops.matrices import *  # noqa: F403
    from plugkeras.ops.nans import *  # noqa: F403
    from plugkeras.ops.order import *  # noqa: F403
    from plugkeras.ops.pooling import *  # noqa: F403
    from plugkeras.ops.scattering import *  # noqa: F403
    from plugkeras.ops.special import *  # noqa: F403
    from plugkeras.ops.statistics import *  # noqa: F403
    from plugkeras.ops.tangents import *  # noqa: F403
    from plugkeras.ops.telling import *  # noqa: F403
    from plugkeras.ops.vectorizing import *  # noqa: F403

slice = slice_  # noqa: F405 (shapes.py itself needs Python's)
slice.__name__ = "slice"
__all__ = sorted(  # what is defined here, and not what its modules import
    name
    for name, value in globals().items()
    if type(value) is _Function
    and value.__module__.startswith(f"{__name__}.")
    and value.__name__ == name
    and name not in ("primitive", "as_floats", "wide")
)
__all__ = sorted([*__all__, *_LATER])


def _bind(engine: _Engine) -> None:
    """Make ``ops.dense`` the engine's own function: small models would feel even a call in between."""
    globals().update({name: getattr(engine, name) for name in PRIMITIVES})


_WHEN_SET.append(_bind)


def __dir__() -> list[str]:
    return __all__


for _name in {*globals()} - {*__all__, "PRIMITIVES"}:  # what the modules behind this one import, for instance `Any`
    if _name[0] != "_" and not hasattr(globals()[_name], "__spec__"):
        del globals()[_name]


if not _TYPE_CHECKING:  # or every name would be one

    def __getattr__(name: str) -> _Any:
        if name in _LATER:
            globals()[name] = found = getattr(_import_module(f"{__name__}.{_LATER[name]}"), name)
            return found
        from plugkeras.errors import did_you_mean
        from plugkeras.host.keras_names import not_here  # only errors ask

        missing = "" if name.startswith("__") else not_here("ops", name) or did_you_mean(name, __all__)
        raise AttributeError(f"plugkeras.ops has no '{name}'{missing or '.'}", name=name)
