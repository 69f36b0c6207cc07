"""Hashes of byte strings that are the same everywhere: FarmHash's Fingerprint64 and SipHash-2-4, many at a time.

FarmHash: Pike and Alakuijala, 2014. SipHash: Aumasson and Bernstein, 2012. All arithmetic is modulo 2 ** 64.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

_K0, _K1, _K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F
_MOST = (1 << 64) - 1


def fingerprints(words: Sequence[bytes]) -> Any:
    """Each word's Fingerprint64, uint64."""
    return _by_length(words, _farm)


def keyed_hashes(words: Sequence[bytes], key: Sequence[int]) -> Any:
    """Each word's SipHash-2-4 with a key of two integers, uint64."""
    return _by_length(words, lambda rows: _sip(rows, key))


def crossed(prints: Sequence[Any], key: int = 0xDECAFCAFFE) -> Any:
    """One fingerprint for those of several words, in their order: arrays of one shape, uint64."""
    found = np.full_like(prints[0], key, np.uint64)
    mul = _u(0xC6A4A7935BD1E995)
    for more in prints:
        found = (found ^ mul ^ (_mixed(more * mul) * mul)) * mul
        found = _mixed(_mixed(found) * mul)
    return found


def _by_length(words: Sequence[bytes], hashed: Callable[[Any], Any]) -> Any:
    """``hashed`` of the words of each length at once: rows of bytes, (how many, length)."""
    found = np.empty(len(words), np.uint64)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    for length in np.unique(lengths):
        places = np.flatnonzero(lengths == length)
        rows = np.frombuffer(b"".join(words[i] for i in places), np.uint8).reshape(len(places), length)
        found[places] = hashed(rows)
    return found


def _u(value: int) -> Any:
    return np.array([value & _MOST], np.uint64)  # arrays wrap around without a word


def _fetch(rows: Any, start: int, size: int = 8) -> Any:
    """The integers that lie in ``size`` bytes from ``start`` on, the lowest byte first."""
    piece = np.ascontiguousarray(rows[:, start : start + size])
    return piece.view(f"<u{size}")[:, 0].astype(np.uint64)


def _rotated(x: Any, by: int) -> Any:
    """x, its bits moved to the right in a ring."""
    return (x >> np.uint64(by)) | (x << np.uint64(64 - by))


def _mixed(x: Any) -> Any:
    return x ^ (x >> np.uint64(47))


def _of_two(u: Any, v: Any, mul: Any) -> Any:
    a = _mixed((u ^ v) * mul)
    return _mixed((v ^ a) * mul) * mul


def _farm(rows: Any) -> Any:
    length = rows.shape[1]
    if length <= 16:
        return _up_to_16(rows, length)
    if length <= 32:
        return _up_to_32(rows, length)
    return _up_to_64(rows, length) if length <= 64 else _long(rows, length)


def _up_to_16(rows: Any, n: int) -> Any:
    mul = _u(_K2 + 2 * n)
    if n >= 8:
        a, b = _fetch(rows, 0) + _u(_K2), _fetch(rows, n - 8)
        return _of_two(_rotated(b, 37) * mul + a, (_rotated(a, 25) + b) * mul, mul)
    if n >= 4:
        return _of_two(_u(n) + (_fetch(rows, 0, 4) << np.uint64(3)), _fetch(rows, n - 4, 4), mul)
    if n == 0:
        return np.full(len(rows), _K2, np.uint64)
    a, b, c = (rows[:, i].astype(np.uint64) for i in (0, n >> 1, n - 1))
    y, z = a + (b << np.uint64(8)), _u(n) + (c << np.uint64(2))
    return _mixed(y * _u(_K2) ^ z * _u(_K0)) * _u(_K2)


def _ends(rows: Any, n: int, mul: Any, first: int) -> tuple[Any, Any, Any]:
    """What the first and the last 16 bytes come to, in two numbers; and their first number."""
    a, b = _fetch(rows, 0) * _u(first), _fetch(rows, 8)
    c, d = _fetch(rows, n - 8) * mul, _fetch(rows, n - 16) * _u(_K2)
    return _rotated(a + b, 43) + _rotated(c, 30) + d, a + _rotated(b + _u(_K2), 18) + c, a


def _up_to_32(rows: Any, n: int) -> Any:
    mul = _u(_K2 + 2 * n)
    y, z, _ = _ends(rows, n, mul, _K1)
    return _of_two(y, z, mul)


def _up_to_64(rows: Any, n: int) -> Any:
    mul = _u(_K2 + 2 * n)
    y, z, a = _ends(rows, n, mul, _K2)
    z = _of_two(y, z, mul)
    e, f = _fetch(rows, 16) * mul, _fetch(rows, 24)
    g, h = (y + _fetch(rows, n - 32)) * mul, (z + _fetch(rows, n - 24)) * mul
    return _of_two(_rotated(e + f, 43) + _rotated(g, 30) + h, e + _rotated(f + a, 18) + g, mul)


def _weak(rows: Any, at: int, a: Any, b: Any) -> tuple[Any, Any]:
    """32 bytes and two seeds in two numbers."""
    w, x, y, z = (_fetch(rows, at + i) for i in (0, 8, 16, 24))
    a = a + w
    b = _rotated(b + a + z, 21)
    c = a
    a = a + x + y
    return a + z, b + _rotated(a, 44) + c


def _long(rows: Any, n: int) -> Any:
    zero = np.zeros(len(rows), np.uint64)
    y = zero + _u(81 * _K1 + 113)
    x, z = _u(81 * _K2) + _fetch(rows, 0), _mixed(y * _u(_K2) + _u(113)) * _u(_K2)
    state = x, y, z, (zero, zero), (zero, zero)
    for at in range(0, (n - 1) // 64 * 64, 64):
        state = _round(rows, at, state, _u(_K1), 1)
    x, y, z, v, w = state
    mul = _u(_K1) + ((z & _u(0xFF)) << np.uint64(1))
    first = w[0] + _u((n - 1) & 63)
    v = v[0] + first, v[1]
    x, y, z, v, w = _round(rows, n - 64, (x, y, z, v, (first + v[0], w[1])), mul, 9)
    u = _of_two(v[0], w[0], mul) + _mixed(y) * _u(_K0) + z
    return _of_two(u, _of_two(v[1], w[1], mul) + x, mul)


def _round(rows: Any, at: int, state: Any, mul: Any, times: int) -> Any:
    """64 bytes taken into the state."""
    x, y, z, v, w = state
    x = _rotated(x + y + v[0] + _fetch(rows, at + 8), 37) * mul
    y = _rotated(y + v[1] + _fetch(rows, at + 48), 42) * mul
    x = x ^ (w[1] * _u(times))
    y = y + v[0] * _u(times) + _fetch(rows, at + 40)
    z = _rotated(z + w[0], 33) * mul
    v = _weak(rows, at, v[1] * mul, x + w[0])
    w = _weak(rows, at + 32, z + w[1], y + _fetch(rows, at + 16))
    return z, y, x, v, w


def _sip(rows: Any, key: Sequence[int]) -> Any:
    zero = np.zeros(len(rows), np.uint64)
    seeds = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
    v = tuple(zero + _u(seed ^ (int(key[i % 2]) & _MOST)) for i, seed in enumerate(seeds))
    for block in _blocks(rows):
        v = _turned(_turned((*v[:3], v[3] ^ block)))
        v = (v[0] ^ block, *v[1:])
    v = (v[0], v[1], v[2] ^ _u(0xFF), v[3])
    for _ in range(4):
        v = _turned(v)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _blocks(rows: Any) -> Iterator[Any]:
    """8 bytes each; the last has what remains, and the length in its highest byte."""
    n = rows.shape[1]
    for at in range(0, n - n % 8, 8):
        yield _fetch(rows, at)
    last = np.zeros((len(rows), 8), np.uint8)
    last[:, : n % 8] = rows[:, n - n % 8 :]
    last[:, 7] = n & 0xFF
    yield _fetch(last, 0)


def _turned(v: Any) -> Any:
    a, b, c, d = v
    a, c = a + b, c + d
    b, d = _rotated(b, 51) ^ a, _rotated(d, 48) ^ c
    a, c = _rotated(a, 32) + d, c + b
    b, d = _rotated(b, 47) ^ c, _rotated(d, 43) ^ a
    return a, b, _rotated(c, 32), d
