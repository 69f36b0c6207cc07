"""Products."""

from typing import Any

import jax.numpy as jnp

from plugkeras_jax.values import floating, given, plain, together


def dense(x: Any, kernel: Any, bias: Any = None, activation: Any = None) -> Any:
    """``activation(x @ kernel + bias)``."""
    y = jnp.matmul(*together(x, kernel))
    y = y if bias is None else y + plain(bias)
    return y if activation is None else activation(y)


TABLE: dict[str, Any] = {
    "dense": dense,
    "matmul": lambda x1, x2: jnp.matmul(*together(x1, x2)),
    "einsum": lambda subscripts, *operands, **options: jnp.einsum(subscripts, *map(given, operands), **options),
    "singular_values": lambda x: jnp.linalg.svd(floating(x), compute_uv=False),
}
