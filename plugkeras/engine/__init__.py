"""The Engine contract, and the state that an engine keeps: where arrays live, and where gradients come from."""

from plugkeras.engine.contract import USUAL as USUAL
from plugkeras.engine.contract import WHEN_SET as WHEN_SET
from plugkeras.engine.contract import Engine as Engine
from plugkeras.engine.contract import F as F
from plugkeras.engine.contract import current as current
from plugkeras.engine.contract import primitive as primitive
from plugkeras.engine.contract import process as process
from plugkeras.engine.contract import set_engine as set_engine
from plugkeras.engine.contract import value_and_grad as value_and_grad
from plugkeras.engine.required import PRIMITIVES as PRIMITIVES
from plugkeras.engine.state import Array as Array
from plugkeras.engine.state import Flat as Flat
from plugkeras.engine.state import Laid as Laid
from plugkeras.engine.state import State as State
