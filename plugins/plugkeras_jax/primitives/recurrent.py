"""Sequences, a step of time after the other."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from plugkeras_jax.scopes import traced
from plugkeras_jax.values import floating, given, plain, wide_enough


def lstm(
    x: Any, h: Any, c: Any, kernel: Any, recurrent_kernel: Any, bias: Any, mask: Any = None, slope: Any = None
) -> Any:
    """All outputs, the last output, the last cell state."""
    return _over_time(_lstm, (slope,), x, (h, c), (kernel, recurrent_kernel, bias), mask)


def gru(
    x: Any, h: Any, kernel: Any, recurrent_kernel: Any, bias: Any, mask: Any = None, slope: Any = None,
    reset_after: bool = True,
) -> Any:  # fmt: skip
    """All outputs, the last output."""
    return _over_time(_gru, (slope, reset_after), x, (h,), (kernel, recurrent_kernel, bias), mask)


def simple_rnn(
    x: Any, h: Any, kernel: Any, recurrent_kernel: Any, bias: Any, mask: Any = None, activation: str = "tanh"
) -> Any:
    """All outputs, the last output."""
    return _over_time(_simple, (activation,), x, (h,), (kernel, recurrent_kernel, bias), mask)


def _over_time(step: Callable[..., Any], how: tuple[Any, ...], x: Any, states: Any, weights: Any, mask: Any) -> Any:
    """The outputs of ``step(how, weights, x, states)``, which returns the states, of which the first is the output.

    The input's product is made within the loop: for all steps at once it would be one large array, written and read.
    """
    x = floating(x)
    dtype = jnp.result_type(x, plain(weights[0]))
    computing = wide_enough(jnp.zeros((), dtype)).dtype
    x, *states = (given(a).astype(computing) for a in (x, *states))
    weights = [None if w is None else given(w).astype(computing) for w in weights]
    mask = None if mask is None else given(mask).astype(bool)
    through = _compiled if traced() is None else _through  # else the loop would be compiled each time that it is met
    return tuple(y.astype(dtype) for y in through(step, how, x, states, weights, mask))


def _through(step: Any, how: Any, x: Any, states: Any, weights: Any, mask: Any) -> Any:
    masks = None if mask is None else mask.swapaxes(0, 1)[..., None]

    def along(carry: Any, now: Any) -> Any:
        states, last = carry
        z, seen = now
        new = step(how, weights, z, states)
        out = new[0]
        if seen is not None:
            out = jnp.where(seen, out, last)
            new = [jnp.where(seen, a, b) for a, b in zip(new, states, strict=True)]
        return (new, None if last is None else out), out

    first = None if mask is None else jnp.zeros_like(states[0])
    (states, _), outputs = lax.scan(along, (states, first), (x.swapaxes(0, 1), masks))
    return outputs.swapaxes(0, 1), *states


_compiled = partial(jax.jit, static_argnums=(0, 1))(_through)


def _gate(slope: Any, z: Any) -> Any:
    """A sigmoid, or a line kept between 0 and 1, which has no gradient at its ends."""
    if slope is None:
        return jax.nn.sigmoid(z)
    y = slope * z + 0.5
    return jnp.where(y <= 0, 0, jnp.where(y >= 1, 1, y))


def _added(y: Any, bias: Any) -> Any:
    return y if bias is None else y + bias


def _lstm(how: Any, weights: Any, z: Any, states: Any) -> list[Any]:
    (slope,), (kernel, recurrent, bias), (h, c) = how, weights, states
    i, f, g, o = jnp.split(_added(z @ kernel + h @ recurrent, bias), 4, axis=-1)
    c = _gate(slope, f) * c + _gate(slope, i) * jnp.tanh(g)
    return [_gate(slope, o) * jnp.tanh(c), c]


def _gru(how: Any, weights: Any, x: Any, states: Any) -> list[Any]:
    (slope, reset_after), (kernel, recurrent, bias), (h,) = how, weights, states
    units = len(recurrent)
    both = (bias, None) if bias is None or not reset_after else bias
    mine = _added(x @ kernel, both[0])
    theirs = _added(h @ (recurrent if reset_after else recurrent[:, : 2 * units]), both[1])
    z, r = jnp.split(_gate(slope, mine[:, : 2 * units] + theirs[:, : 2 * units]), 2, axis=-1)
    scaled = r * theirs[:, 2 * units :] if reset_after else (r * h) @ recurrent[:, 2 * units :]
    return [z * h + (1 - z) * jnp.tanh(mine[:, 2 * units :] + scaled)]


def _simple(how: Any, weights: Any, x: Any, states: Any) -> list[Any]:
    kernel, recurrent, bias = weights
    y = _added(x @ kernel + states[0] @ recurrent, bias)
    return [jnp.tanh(y) if how == ("tanh",) else jax.nn.relu(y)]


TABLE: dict[str, Any] = {"lstm": lstm, "gru": gru, "simple_rnn": simple_rnn}
