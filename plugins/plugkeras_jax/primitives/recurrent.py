"""Sequences, a step of time after the other."""

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from plugkeras_jax.scopes import traced
from plugkeras_jax.values import floating, given, plain, wide_enough


def lstm(x: Any, h: Any, c: Any, kernel: Any, recurrent_kernel: Any, bias: Any, mask: Any = None) -> Any:
    """All outputs, the last output, the last cell state.

    The input's product is made within the loop: for all steps at once it would be one large array, written and read.
    """
    x = floating(x)
    dtype = jnp.result_type(x, plain(kernel))
    computing = wide_enough(jnp.zeros((), dtype)).dtype
    x, h, c, kernel, recurrent_kernel = (given(a).astype(computing) for a in (x, h, c, kernel, recurrent_kernel))
    bias = 0 if bias is None else given(bias).astype(computing)
    mask = None if mask is None else given(mask).astype(bool)
    through = _compiled if traced() is None else _through  # else the loop would be compiled each time that it is met
    return tuple(y.astype(dtype) for y in through(x, h, c, kernel, recurrent_kernel, bias, mask))


def _through(x: Any, h: Any, c: Any, kernel: Any, recurrent_kernel: Any, bias: Any, mask: Any) -> Any:
    steps = x.swapaxes(0, 1)
    masks = None if mask is None else mask.swapaxes(0, 1)[..., None]

    def step(carry: Any, now: Any) -> Any:
        h, c, last = carry
        z, seen = now
        i, f, g, o = jnp.split(z @ kernel + h @ recurrent_kernel + bias, 4, axis=-1)
        new_c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        new_h = out = jax.nn.sigmoid(o) * jnp.tanh(new_c)
        if seen is not None:
            out, new_h, new_c = jnp.where(seen, out, last), jnp.where(seen, new_h, h), jnp.where(seen, new_c, c)
        return (new_h, new_c, None if last is None else out), out

    (h, c, _), outputs = lax.scan(step, (h, c, None if mask is None else jnp.zeros_like(h)), (steps, masks))
    return outputs.swapaxes(0, 1), h, c


_compiled = jax.jit(_through)

TABLE: dict[str, Any] = {"lstm": lstm}
