"""Several processes as one computation, by ``jax.distributed``; several devices made of one processor."""

import os
import re
from typing import Any

import jax
import numpy as np
from jax.experimental import multihost_utils

from plugkeras import random
from plugkeras.errors import ArgumentError, StateError

VIRTUAL = re.compile(r"xla_force_host_platform_device_count=(\d+)")


def make_room_for_virtual_devices() -> None:
    """Have more threads than devices that ``XLA_FLAGS`` asks for: while all but one wait for the last one's part of a
    sum, that one needs a thread to compute it, and XLA would wait for 40 seconds and abort.
    """
    if asked := VIRTUAL.search(os.environ.get("XLA_FLAGS", "")):
        os.environ.setdefault("NPROC", str(max(2 * int(asked[1]), os.cpu_count() or 1)))


def join(address: str | None, processes: int | None, number: int | None) -> None:
    """Be one of them; what is None, JAX may know from the cluster's scheduler.

    Raises:
        StateError: JAX has computed something already.
        ArgumentError: nobody says where the others are.
    """
    if jax.config.jax_cpu_collectives_implementation == "none":
        jax.config.update("jax_cpu_collectives_implementation", "gloo")
    try:
        jax.distributed.initialize(coordinator_address=address, num_processes=processes, process_id=number)
    except RuntimeError as problem:
        raise StateError(f"initialize has to be called once, before anything is computed: {problem}") from problem
    except ValueError as problem:
        raise ArgumentError(
            "initialize: no scheduler (Slurm, say) was found that says where the processes are: give job_addresses, "
            f"num_processes and process_id ({problem})."
        ) from problem
    _share_random_numbers()


def place() -> tuple[int, int]:
    """The number of this process, and how many there are."""
    return (jax.process_index(), jax.process_count()) if jax.distributed.is_initialized() else (0, 1)


def _share_random_numbers() -> None:
    """Go on with Python's and NumPy's random numbers of process 0, so that first weights and orders are the same."""
    state = random.global_state()
    (version, words, gauss), numbers = state["python"], state["numpy"]
    words, key, place_, rest = _told(
        np.array(words, np.uint32),
        numbers["state"]["key"],
        np.array([numbers["state"]["pos"], numbers["has_gauss"], gauss is not None], np.uint32),
        np.array([numbers["gauss"], gauss or 0.0]).view(np.uint32),  # without x64, JAX would round them
    )
    cached = rest.view(np.float64)
    mine = {"key": key, "pos": int(place_[0])}
    numbers = {**numbers, "state": mine, "has_gauss": int(place_[1]), "gauss": float(cached[0])}
    python = version, tuple(map(int, words)), float(cached[1]) if place_[2] else None
    random.set_global_state({"python": python, "numpy": numbers})


def _told(*arrays: Any) -> list[Any]:
    return [np.asarray(array) for array in multihost_utils.broadcast_one_to_all(arrays)]
