"""The array functions that a layer may use, with the names and signatures of ``keras.ops``.

They take plain arrays, Variables and numbers. Outside training they return plain arrays and cost
nothing extra; inside, the engine in use makes them differentiable.
"""

from plugkeras.ops.dispatch import PRIMITIVES as PRIMITIVES
from plugkeras.ops.elementwise import *  # noqa: F403
from plugkeras.ops.linear import *  # noqa: F403
from plugkeras.ops.nn import *  # noqa: F403
from plugkeras.ops.reductions import *  # noqa: F403
from plugkeras.ops.shapes import *  # noqa: F403
