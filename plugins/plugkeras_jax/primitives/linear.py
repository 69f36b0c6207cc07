"""Products."""

from typing import Any

import jax.numpy as jnp

from plugkeras_jax.values import floating, given, plain, together


def dense(x: Any, kernel: Any, bias: Any = None, activation: Any = None) -> Any:
    """``activation(x @ kernel + bias)``, in the kernel's dtype."""
    x, kernel = given(x), plain(kernel)
    y = jnp.matmul(x if x.dtype == kernel.dtype else x.astype(kernel.dtype), kernel)
    y = y if bias is None else y + plain(bias)
    return y if activation is None else activation(y)


def einsum(subscripts: str, *operands: Any) -> Any:
    """Sums of products."""
    return jnp.einsum(subscripts, *(together(*operands) if len(operands) > 1 else map(given, operands)))


TABLE: dict[str, Any] = {
    "dense": dense,
    "einsum": einsum,
    "matmul": lambda x1, x2: jnp.matmul(*together(x1, x2)),
    "singular_values": lambda x: jnp.linalg.svd(floating(x), compute_uv=False),
}
