"""The distribution in use, if any."""

from typing import Any

from plugkeras.distribution.devices import more_elsewhere
from plugkeras.engine import WHEN_SET, current
from plugkeras.errors import ArgumentError


class _InUse:
    distribution: Any = None


def distribution() -> Any:
    """The distribution in use; None if everything is on one device."""
    return _InUse.distribution


def set_distribution(value: Any) -> None:
    """Spread Variables and batches as ``value``, a distribution, says from now on; None ends it.

    Another engine ends it, too, for it has devices of its own.

    Raises:
        ArgumentError: it is no distribution, or the engine does not have one of its devices.
    """
    if value is not None:
        mesh = getattr(value, "device_mesh", None)
        if mesh is None:
            raise ArgumentError(f"set_distribution takes a DataParallel, a ModelParallel or None, not {value!r}.")
        _refuse_unknown(list(dict.fromkeys(map(str, mesh.devices.flat))))
    _InUse.distribution = value


def _refuse_unknown(names: list[str]) -> None:
    engine = current()
    known = {name for kind in {n.partition(":")[0] for n in names} for name in engine.devices(kind)}
    if unknown := [name for name in names if name not in known]:
        there = f"only {', '.join(engine.devices())}"
        raise ArgumentError(
            f"set_distribution: the engine '{engine.name}' has no {', '.join(unknown)}, {there}{more_elsewhere()}."
        )


def _end(engine: Any) -> None:
    _InUse.distribution = None


WHEN_SET.append(_end)
