"""Keras's ``mixed_precision``: policies of one dtype, and the optimizer that scales the loss for float16."""

from typing import Any

from plugkeras.dtype_policies import DTypePolicy as DTypePolicy
from plugkeras.dtype_policies import Policy as Policy
from plugkeras.dtype_policies import dtype_policy as dtype_policy
from plugkeras.dtype_policies import set_dtype_policy as set_dtype_policy
from plugkeras.host import host

global_policy, set_global_policy = dtype_policy, set_dtype_policy
__all__ = [
    *("DTypePolicy", "LossScaleOptimizer", "Policy", "dtype_policy", "global_policy", "set_dtype_policy"),
    "set_global_policy",
]


def __getattr__(name: str) -> Any:
    if name == "LossScaleOptimizer":
        return host().get("optimizers", name)
    raise AttributeError(f"module 'plugkeras.mixed_precision' has no attribute '{name}'", name=name)
