"""The array functions that a layer may use, with the names and signatures of ``keras.ops``.

They take plain arrays, Variables and numbers. Outside training they return plain arrays and cost
nothing extra; inside, the engine in use makes them differentiable.
"""

from plugkeras.engine import WHEN_SET, Engine
from plugkeras.ops.dispatch import PRIMITIVES as PRIMITIVES
from plugkeras.ops.elementwise import *  # noqa: F403
from plugkeras.ops.linear import *  # noqa: F403
from plugkeras.ops.nn import *  # noqa: F403
from plugkeras.ops.reductions import *  # noqa: F403
from plugkeras.ops.shapes import *  # noqa: F403


def _bind(engine: Engine) -> None:
    """Make ``ops.dense`` the engine's own function: small models would feel even a call in between."""
    globals().update({name: getattr(engine, name) for name in PRIMITIVES})


WHEN_SET.append(_bind)
