"""An author's own gradient, and whether any flows."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from plugkeras.config import is_float
from plugkeras.engine import Flat, refusals
from plugkeras_jax.values import given, plain


def custom_gradient(function: Callable[..., Any], inputs: Sequence[Any]) -> tuple[Any, ...]:
    """``function(*inputs)``, with gradients of the function's own.

    It is called with constants, once; what it returned is then led past JAX's own gradients.
    """
    values = [plain(x) for x in inputs]
    constants = [lax.stop_gradient(x) if flows(x) else x for x in values]
    outputs, grads = function(*constants)
    if any(map(flows, map(plain, outputs))):
        raise refusals.captured(function)
    outputs = tuple([given(y) for y in outputs])
    flowing = [n for n, x in enumerate(values) if flows(x)]
    if not flowing:
        return outputs

    @jax.custom_vjp
    def led(*_: Any) -> tuple[Any, ...]:
        return outputs

    def back(_: None, gs: tuple[Any, ...]) -> tuple[Any, ...]:
        upstream = [
            g if is_float(g.dtype) and is_float(y.dtype) else jnp.zeros_like(y)
            for g, y in zip(gs, outputs, strict=True)
        ]
        shares = grads(*upstream)
        return tuple([_share(function.__name__, shares[n], constants[n]) for n in flowing])

    led.defvjp(lambda *_: (outputs, None), back)
    return led(*[values[n] for n in flowing])


@jax.custom_jvp
def instead(old: Any, new: Any) -> Any:
    """``new``, of which gradients are taken in the place of ``old``: a Variable was assigned where they are taken."""
    return new


@instead.defjvp
def _(values: tuple[Any, Any], tangents: tuple[Any, Any]) -> tuple[Any, Any]:
    return values[1], tangents[0]


def led_to(result: Any, flat: Flat) -> Any:
    """``result``, whose first item is the loss, if it comes from any of the variables.

    Raises:
        ArgumentError: it does not, so that nothing would be learnt.
    """
    if flat.arrays and not flows(plain(result[0])):
        raise refusals.lost()
    return result


def _share(name: str, share: Any, value: Any) -> Any:
    if share is None:
        return jnp.zeros_like(value)
    share = given(share)
    refusals.of_gradient(name, share.shape, value.shape)
    return share.astype(value.dtype)


def flows(x: Any) -> bool:
    """Whether a gradient is wanted of what is computed from it."""
    return isinstance(x, jax.core.Tracer) and is_float(x.dtype) and type(lax.stop_gradient(x)) is not type(x)
