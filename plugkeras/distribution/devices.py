"""The devices of the engine in use, and how several processes come to be one computation."""

import os
from typing import Any

from plugkeras.engine import current
from plugkeras.errors import ArgumentError
from plugkeras.host import host


def list_devices(device_type: str | None = None) -> list[str]:
    """The devices of all processes as ``"gpu:0"``: those of a type, or of the fastest type that there is."""
    return current().devices(None if device_type is None else device_type.lower())


def get_device_count(device_type: str | None = None) -> int:
    """How many devices ``list_devices`` tells of."""
    return len(list_devices(device_type))


def initialize(
    job_addresses: str | None = None, num_processes: int | None = None, process_id: int | None = None
) -> None:
    """Make this process one of several that compute together; before anything is computed, and in each of them.

    Args:
        job_addresses: where process 0 listens, as ``"10.0.0.1:1234"``; of several, divided by commas, the first counts.
        num_processes: how many there are.
        process_id: which of them this one is, from 0.

    What is not given is read from ``KERAS_DISTRIBUTION_JOB_ADDRESSES``, ``…_NUM_PROCESSES`` and ``…_PROCESS_ID``, else
    left to the engine, which may know the cluster's scheduler. Random numbers are those of process 0 from then on.

    Raises:
        PluginError: the engine computes in one process only.
        ArgumentError: the arguments do not fit together.
        StateError: the engine has computed something already.
    """
    address = _told("JOB_ADDRESSES", job_addresses)
    processes, number = (_whole(*told) for told in (("NUM_PROCESSES", num_processes), ("PROCESS_ID", process_id)))
    addresses = address.split(",") if address else []
    if len(addresses) > 1 and processes is not None and processes != len(addresses):
        raise ArgumentError(f"initialize: {len(addresses)} addresses do not go with num_processes={processes}.")
    if number is not None and processes is not None and not 0 <= number < processes:
        raise ArgumentError(f"initialize: `process_id` must be from 0 to {processes - 1}, not {number}.")
    current().join(addresses[0].strip() if addresses else None, processes, number)


def _told(name: str, value: Any) -> Any:
    return os.environ.get(f"KERAS_DISTRIBUTION_{name}") if value is None else value


def _whole(name: str, value: Any) -> int | None:
    told = _told(name, value)
    try:
        return None if told is None else int(told)
    except ValueError:
        raise ArgumentError(f"initialize: `{name.lower()}` must be an integer, not {told!r}.") from None


def more_elsewhere() -> str:
    """The end of a sentence about too few devices: which engines there are besides this one."""
    engine = current()
    others = sorted(set(host().names("engines")) - {engine.name})
    said = f"another engine may have more (set_engine, PLUGKERAS_ENGINE): {', '.join(others)}" if others else ""
    return f"; the engine '{engine.name}' has one device, and {said}" if said and len(engine.devices()) == 1 else ""
