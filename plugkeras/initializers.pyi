"""Initializers: ``plugkeras.initializers.HeNormal``."""

from collections.abc import Mapping
from typing import Any

from plugkeras.parts.initializer import Initializer as Initializer
from plugkeras_std.initializers.constants import Constant as Constant
from plugkeras_std.initializers.constants import Identity as Identity
from plugkeras_std.initializers.constants import Ones as Ones
from plugkeras_std.initializers.constants import Zeros as Zeros
from plugkeras_std.initializers.draws import Orthogonal as Orthogonal
from plugkeras_std.initializers.draws import RandomNormal as RandomNormal
from plugkeras_std.initializers.draws import RandomUniform as RandomUniform
from plugkeras_std.initializers.draws import TruncatedNormal as TruncatedNormal
from plugkeras_std.initializers.scaled import GlorotNormal as GlorotNormal
from plugkeras_std.initializers.scaled import GlorotUniform as GlorotUniform
from plugkeras_std.initializers.scaled import HeNormal as HeNormal
from plugkeras_std.initializers.scaled import HeUniform as HeUniform
from plugkeras_std.initializers.scaled import LecunNormal as LecunNormal
from plugkeras_std.initializers.scaled import LecunUniform as LecunUniform
from plugkeras_std.initializers.scaled import VarianceScaling as VarianceScaling
from plugkeras_std.initializers.waves import STFT as STFT

IdentityInitializer = Identity
OrthogonalInitializer = Orthogonal
STFTInitializer = STFT

def deserialize(data: Any, custom_objects: Mapping[str, Any] | None = None) -> Any: ...
def get(identifier: Any) -> Any: ...
def serialize(part: Any) -> Any: ...

normal = RandomNormal
one = Ones
uniform = RandomUniform
zero = Zeros

def __getattr__(name: str) -> Any: ...  # what other people's plugins offer
