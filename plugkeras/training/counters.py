"""What callbacks have counted: kept with a snapshot, so that patience lost is not won back by a restart.

A callback may say what that is by ``get_state()``, a dict of numbers, text, arrays and containers of these, and
``set_state(state)``. Of one that does not, it is those of its attributes that are of this kind and no arguments of its
constructor, and its random generators.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from plugkeras.training.lasting import lasting, set_value, value_of
from plugkeras.training.tree import Unkept, parted

_NOT_ITS_OWN = frozenset({"model", "params", "validation_data", "_given"})


def state_of(callback: Any) -> dict[str, Any]:
    """What ``callback`` has counted so far."""
    if hasattr(callback, "get_state"):
        return dict(callback.get_state())
    state = dict(_attributes(callback))
    return state | {f"/{path}": value_of(leaf) for path, leaf in _leaves(callback)}


def set_state_of(callback: Any, state: dict[str, Any]) -> None:
    """Have ``callback`` go on from what ``state_of`` told."""
    if hasattr(callback, "set_state"):
        callback.set_state(state)
        return
    leaves = dict(_leaves(callback))
    for name, value in state.items():
        if name[:1] == "/":
            if name[1:] in leaves:
                set_value(leaves[name[1:]], value)
        elif isinstance(vars(callback).get(name), dict) and isinstance(value, dict):
            vars(callback)[name].clear()  # it may be of a class of its own, and others may hold it
            vars(callback)[name].update(value)
        else:
            setattr(callback, name, value)


def _attributes(callback: Any) -> Iterator[tuple[str, Any]]:
    """Without its arguments, which are given again, perhaps others: more patience, say."""
    given = vars(callback).get("_given")
    handed = {id(value) for value in given.values.values() if _is_large(value)} if given else set()
    arguments = {f.name for f in getattr(callback, "fields", ())} | set(given.values if given else ())
    for name, value in vars(callback).items():
        its_own = name not in _NOT_ITS_OWN and name not in arguments and id(value) not in handed
        if its_own and _can_be_kept(value):
            yield name, value


def _is_large(value: Any) -> bool:
    """Whether it may hold data, which a constructor keeps under another name."""
    return isinstance(value, np.ndarray | list | tuple | dict)


def _can_be_kept(value: Any) -> bool:
    try:
        parted(value, [])
    except (Unkept, RecursionError):
        return False
    return True


def _leaves(callback: Any) -> Iterator[tuple[str, Any]]:
    own = {name: value for name, value in vars(callback).items() if name not in _NOT_ITS_OWN}
    return lasting(own)
