"""Random words by Threefry-2x32 (Salmon et al., 2011), written out: XLA makes it one pass with whatever uses them.

JAX's own is a loop over rounds on a CPU, whose every round goes through memory: three times as long, which a small
model with dropout spends most of its step in.
"""

from typing import Any

import jax.numpy as jnp
from jax import lax

_ROTATIONS = (13, 15, 26, 6), (17, 29, 16, 24)
WHOLE = 20
"""The rounds that JAX makes."""
ENOUGH = 13
"""As few pass all tests of randomness (BigCrush)."""


def words(key: Any, high: Any, low: Any, rounds: int = WHOLE) -> tuple[Any, Any]:
    """Two random words for each counter ``(high, low)``; all of them uint32."""
    keys = key[0], key[1], key[0] ^ key[1] ^ jnp.uint32(0x1BD11BDA)
    x, y = high + keys[0], low + keys[1]
    for turn in range(rounds):
        by = _ROTATIONS[turn // 4 % 2][turn % 4]
        x = x + y
        y = x ^ (y << by | y >> (32 - by))
        if turn % 4 == 3:
            turns = turn // 4 + 1
            x, y = x + keys[turns % 3], y + keys[(turns + 1) % 3] + jnp.uint32(turns)
    return x, y


def split(key: Any) -> tuple[Any, Any]:
    """Two keys from one, as ``jax.random.split`` makes them."""
    numbers = lax.iota("uint32", 2)
    x, y = words(key, jnp.zeros_like(numbers), numbers)
    return jnp.stack([x[0], y[0]]), jnp.stack([x[1], y[1]])


def bits(key: Any, shape: Any) -> Any:
    """A random word for each element."""
    size = 1
    for length in shape:
        size *= length
    numbers = lax.iota("uint32", size).reshape(shape)
    return words(key, jnp.zeros_like(numbers), numbers, ENOUGH)[0]
