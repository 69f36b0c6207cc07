"""Activation functions: ``plugkeras.activations.relu``."""

from collections.abc import Mapping
from typing import Any

from plugkeras_std.activations.gates import gelu as gelu
from plugkeras_std.activations.gates import glu as glu
from plugkeras_std.activations.gates import hard_silu as hard_silu
from plugkeras_std.activations.gates import mish as mish
from plugkeras_std.activations.gates import silu as silu
from plugkeras_std.activations.rectifiers import celu as celu
from plugkeras_std.activations.rectifiers import elu as elu
from plugkeras_std.activations.rectifiers import hard_shrink as hard_shrink
from plugkeras_std.activations.rectifiers import leaky_relu as leaky_relu
from plugkeras_std.activations.rectifiers import relu as relu
from plugkeras_std.activations.rectifiers import relu6 as relu6
from plugkeras_std.activations.rectifiers import selu as selu
from plugkeras_std.activations.rectifiers import soft_shrink as soft_shrink
from plugkeras_std.activations.rectifiers import softplus as softplus
from plugkeras_std.activations.rectifiers import sparse_plus as sparse_plus
from plugkeras_std.activations.rectifiers import squareplus as squareplus
from plugkeras_std.activations.rectifiers import threshold as threshold
from plugkeras_std.activations.sigmoids import exponential as exponential
from plugkeras_std.activations.sigmoids import hard_sigmoid as hard_sigmoid
from plugkeras_std.activations.sigmoids import hard_tanh as hard_tanh
from plugkeras_std.activations.sigmoids import linear as linear
from plugkeras_std.activations.sigmoids import log_sigmoid as log_sigmoid
from plugkeras_std.activations.sigmoids import sigmoid as sigmoid
from plugkeras_std.activations.sigmoids import softsign as softsign
from plugkeras_std.activations.sigmoids import sparse_sigmoid as sparse_sigmoid
from plugkeras_std.activations.sigmoids import tanh as tanh
from plugkeras_std.activations.sigmoids import tanh_shrink as tanh_shrink
from plugkeras_std.activations.softmaxes import log_softmax as log_softmax
from plugkeras_std.activations.softmaxes import softmax as softmax
from plugkeras_std.activations.softmaxes import sparsemax as sparsemax

def deserialize(data: Any, custom_objects: Mapping[str, Any] | None = None) -> Any: ...
def get(identifier: Any) -> Any: ...
def serialize(part: Any) -> Any: ...

hard_swish = hard_silu
swish = silu

def __getattr__(name: str) -> Any: ...  # what other people's plugins offer
