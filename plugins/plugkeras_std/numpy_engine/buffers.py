"""Work buffers that are used again: what one training step allocates, the next one finds.

A fresh large array costs as much in page faults as the work done on it, and small ones leave the speed to the state of
the heap. So every array of the engine comes from `empty`. Nobody gives a buffer back: it is free once the pool alone
refers to it, which its reference count tells. A view counts as a reference to the array that it looks into.
"""

from collections import deque
from sys import getrefcount
from threading import Lock
from typing import Any

import numpy as np

LARGE = 1 << 15
"""Elements of a result from which the page faults of a fresh array cost more than to look for a used one."""

TRIES = 8  # buffers of a shape that are looked at before a fresh one is made
DEPTH = 64  # buffers of a shape that are remembered
ALLOWANCE = 64 << 20  # bytes that may always be made between two clearances


class _Ring(deque[np.ndarray]):
    """The buffers of one shape and dtype; the one that was taken longest ago comes first."""

    __slots__ = ("made", "used")
    made: int  # the round in which one was made last
    used: int  # and in which one was used again, or -1


_rings: dict[tuple[tuple[int, ...], Any], _Ring] = {}
_lock = Lock()
_round = 0  # how many clearances there have been
_credit = ALLOWANCE  # bytes that may still be made before the next one
_free = 0  # the reference count of a free buffer, as `_take` sees it


def empty(shape: tuple[int, ...], dtype: Any) -> np.ndarray:
    """A C-contiguous array of unknown content, nobody else's for as long as it or a view of it is held."""
    ring = _rings.get((shape, dtype))
    if ring:
        # What `_take` does, once, without the call: usually the first one is free.
        buffer = ring[0]
        ring.rotate(-1)
        if getrefcount(buffer) == _free:
            ring.used = _round
            return buffer[...]
        taken = _take(ring)
        if taken is not None:
            return taken
    return _fresh(shape, dtype)


def empty_like(x: np.ndarray) -> np.ndarray:
    """A C-contiguous array of unknown content with the shape and dtype of `x`."""
    return empty(x.shape, x.dtype)


def clear() -> None:
    """Forget every buffer; those in use stay with who holds them."""
    global _credit
    with _lock:
        _rings.clear()
        _credit = ALLOWANCE


def part() -> None:
    """Leave the buffers that are in use now to who holds them: they will be held for long."""
    with _lock:
        for ring in _rings.values():
            mine = []
            while ring:
                buffer = ring.popleft()
                if getrefcount(buffer) < _free:  # the ring, which is one of a free buffer's holders, has let go
                    mine.append(buffer)
            ring.extend(mine)


def held() -> int:
    """The bytes of all buffers that the pool knows, free and in use."""
    with _lock:
        return sum(buffer.nbytes for ring in _rings.values() for buffer in ring)


def _take(ring: _Ring) -> np.ndarray | None:
    """A free buffer of the ring, if one of the next few is free.

    Without a lock: whoever sees the count of a free buffer holds the only reference besides the pool's, so two threads
    never take the same one. What is handed out is a view: setting its shape or flags leaves the buffer as it is.
    """
    for _ in range(min(len(ring), TRIES)):
        buffer = ring[0]
        ring.rotate(-1)
        if getrefcount(buffer) == _free:
            ring.used = _round
            return buffer[...]
    return None


def _fresh(shape: tuple[int, ...], dtype: Any) -> np.ndarray:
    global _credit
    buffer = np.empty(shape, dtype)
    with _lock:
        _credit -= buffer.nbytes
        if _credit < 0:
            _clear_out()
        ring = _rings.get((shape, dtype))
        if ring is None:
            ring = _rings[shape, dtype] = _Ring(maxlen=DEPTH)
            ring.used = -1
        ring.append(buffer)
        ring.made = _round
    return buffer[...]


def _clear_out() -> None:
    """Drop the free buffers of shapes that nobody asked for since the last clearance.

    The next one is due when as much was made as is of use now. So a workload that comes round to the same shapes soon
    makes nothing and is never cleared again, and one that keeps changing holds about twice what it needs.
    """
    global _round, _credit
    _credit = ALLOWANCE
    for key, ring in list(_rings.items()):
        of_use = ring if ring.used == _round else _in_use(ring)
        _credit += sum(buffer.nbytes for buffer in of_use)
        if of_use:
            _rings[key] = of_use if ring.made < _round else ring
        elif ring.made < _round:
            del _rings[key]
    _round += 1


def _in_use(ring: _Ring) -> _Ring:
    found = _Ring(maxlen=DEPTH)
    found.made, found.used = ring.made, ring.used
    for _ in range(len(ring)):
        buffer = ring[0]
        ring.rotate(-1)
        if getrefcount(buffer) != _free:
            found.append(buffer)
    return found


def _count_of_a_free_buffer() -> int:
    """Python versions differ in what they count; so let `_take` itself say at which count it sees a free buffer."""
    global _free
    ring = _Ring([np.empty(1)], maxlen=DEPTH)
    for _free in range(1, 9):
        if _take(ring) is not None:
            return _free
    raise RuntimeError("This Python does not count references; the buffers of the numpy engine need that.")


_count_of_a_free_buffer()
