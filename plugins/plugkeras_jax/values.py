"""What goes into ops: arrays of JAX, Variables, numbers, lists; and as which dtype.

JAX has numbers of 64 bits only if it is told so, once for the whole process. It is, as soon as somebody asks for floats
of that width, or for integers that need it; until then integers of 64 bits are kept in 32.
"""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from plugkeras.config import floatx, is_float, standardize_dtype
from plugkeras.engine.operators import Operators
from plugkeras.engine.promotion import NUMBERS, common, fits, made
from plugkeras_jax.scopes import is_tracing, read

_FLOATS = ("float64", "complex128")
_NARROW = {"int64": "int32", "uint64": "uint32"}


def plain(x: Any) -> Any:
    """x, or what the Variable x holds."""
    return read(x) if isinstance(x, Operators) else x


def widen() -> None:
    """Have JAX keep numbers of 64 bits from now on."""
    if not jax.config.jax_enable_x64:
        jax.config.update("jax_enable_x64", True)


def dtype_of(dtype: Any) -> str:
    """The name of the dtype that arrays of ``dtype`` have here."""
    name = str(standardize_dtype(dtype))
    if name in _FLOATS:
        widen()
    return name if jax.config.jax_enable_x64 else _NARROW.get(name, name)


def taken(y: np.ndarray) -> Any:
    """An ndarray as an array of JAX, with all its digits."""
    narrow = _NARROW.get(y.dtype.name)
    if narrow and not fits(y, narrow):
        widen()
    return placed(y.astype(dtype_of(y.dtype)))


def placed(y: np.ndarray) -> Any:
    """An ndarray that nobody is going to change; by ``jnp.asarray`` JAX would compile a program for each shape."""
    return jnp.asarray(y) if is_tracing() else jax.device_put(y)


def given(x: Any) -> Any:
    """x as an array; what a list or a number is becomes float by ``floatx()``, or int32."""
    x = plain(x)
    if isinstance(x, jax.Array):
        return x
    if _holds_arrays(x):
        return jnp.stack(together(*[given(item) for item in x]))
    return taken(made(float(x) if isinstance(x, float) else x))  # a np.float64 is a number like any other


def _holds_arrays(x: Any) -> bool:
    return isinstance(x, list | tuple) and any(isinstance(i, jax.Array | Operators) or _holds_arrays(i) for i in x)


def as_dtype(x: Any, dtype: Any) -> Any:
    """x as an array of that dtype."""
    x = plain(x)
    if isinstance(x, jax.Array) or _holds_arrays(x):
        return given(x).astype(dtype_of(dtype))
    return taken(np.asarray(x).astype(standardize_dtype(dtype)))


def floating(x: Any) -> Any:
    """x as an array of floats: integers and bools become the default float dtype."""
    x = given(x)
    return x if is_float(x.dtype) or x.dtype.kind == "c" else x.astype(dtype_of(floatx()))


def together(*xs: Any) -> list[Any]:
    """The arguments of an op in their common dtype; a Python number takes that of the arrays."""
    known = [x if isinstance(x, NUMBERS) else given(x) for x in xs]
    dtype = np.dtype(dtype_of(common(*[type(x) if isinstance(x, NUMBERS) else x.dtype for x in known])))
    return [
        np.asarray(x, dtype) if isinstance(x, NUMBERS) else x if x.dtype == dtype else x.astype(dtype) for x in known
    ]


def wide_enough(x: Any) -> Any:
    """x in the dtype in which kernels compute: halves as singles, so that their sums do not overflow."""
    return x.astype(np.float32) if x.dtype == np.float16 else x


def is_known(x: Any) -> bool:
    """Whether x has values to look at."""
    return not isinstance(x, jax.core.Tracer)
