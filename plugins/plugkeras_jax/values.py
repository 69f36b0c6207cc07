"""What goes into ops: arrays of JAX, Variables, numbers, lists; and which dtype an op computes in."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from plugkeras.config import floatx, standardize_dtype
from plugkeras.engine.operators import Operators

NUMBERS = (bool, int, float)
WIDE = {"int64": "int32", "uint64": "uint32", "float64": "float32", "complex128": "complex64"}


def plain(x: Any) -> Any:
    """x, or what the Variable x holds."""
    return x.value if isinstance(x, Operators) else x


def dtype_of(dtype: Any) -> str:
    """The name of a dtype, as wide as JAX has it."""
    name = str(standardize_dtype(dtype))
    return name if jax.config.jax_enable_x64 else WIDE.get(name, name)


def given(x: Any) -> Any:
    """x as an array; what a list or a number is becomes float by ``floatx()``, or int32."""
    x = plain(x)
    if isinstance(x, jax.Array):
        return x
    if isinstance(x, list | tuple) and any(isinstance(item, (jax.Array, Operators, list, tuple)) for item in x):
        return jnp.stack([given(item) for item in x])
    y = np.asarray(x)
    if not (hasattr(x, "dtype") or hasattr(x, "__array__")):
        if y.dtype == np.float64:
            y = y.astype(floatx())
        elif y.dtype == np.int64 and (not y.size or (y.min() >= -(2**31) and y.max() < 2**31)):
            y = y.astype(np.int32)
    return jnp.asarray(y)


def floating(x: Any) -> Any:
    """x as an array of floats: integers and bools become the default float dtype."""
    x = given(x)
    return x if jnp.issubdtype(x.dtype, jnp.inexact) else x.astype(floatx())


def together(*xs: Any) -> list[Any]:
    """The arguments of an op in their common dtype; a Python number takes that of the arrays."""
    known = [x if isinstance(plain(x), NUMBERS) else given(x) for x in xs]
    dtype = _common([type(x) if isinstance(x, NUMBERS) else x.dtype for x in known])
    return [jnp.asarray(x, dtype) for x in known]


def _common(kinds: list[Any]) -> Any:
    strong = [kind for kind in kinds if isinstance(kind, np.dtype)]
    floats = [kind for kind in strong if jnp.issubdtype(kind, jnp.inexact)]
    if floats:
        return jnp.result_type(*floats)
    if float in kinds:
        return np.dtype(floatx())
    result = np.result_type(*strong) if strong else np.dtype(bool)
    if result.kind == "f":
        return np.dtype(floatx())
    return np.dtype(np.int32) if result.kind == "b" and int in kinds else result
