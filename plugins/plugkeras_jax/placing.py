"""Where values lie: Variables and batches, over the devices of the distribution in use."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np
from jax import lax
from jax.experimental import multihost_utils
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from plugkeras.distribution import DeviceMesh, Distribution, TensorLayout, distribution
from plugkeras.errors import DataError
from plugkeras_jax.scopes import is_tracing


class Placing:
    """A distribution in JAX's terms."""

    def __init__(self, spread: Distribution) -> None:
        self.spread = spread
        self.mesh = mesh(spread.device_mesh)
        self.whole = NamedSharding(self.mesh, PartitionSpec())
        self.rows = self._sharding(spread.get_data_layout((spread.num_model_replicas,)))

    def of(self, variable: Any) -> NamedSharding:
        """Where a Variable is to lie."""
        kept_for = variable.like if variable.like is not None else variable
        if kept_for.shape != variable.shape:
            return self.whole
        return self._sharding(self.spread.get_variable_layout(kept_for))

    def compiled(self, pure: Callable[..., Any], places: Sequence[Any]) -> Callable[..., Any]:
        """A program of ``pure(values, answers, batch)``, for values in their places and batches in any.

        Rows that cannot be dealt out evenly are given to all devices: the same result, which each of them computes.
        """
        wanted = [(list(places), self.whole, place) for place in (self.rows, self.whole)]
        even, uneven = (jax.jit(pure, in_shardings=shardings) for shardings in wanted)

        def program(values: Sequence[Any], answers: Sequence[Any], batch: Sequence[Any]) -> Any:
            is_even = all(x is None or x.shape[0] % self.spread.num_model_replicas == 0 for x in batch)
            place = self.rows if is_even else self.whole
            return (even if is_even else uneven)(values, answers, [self._given(x, place) for x in batch])

        return program

    def joined(self, batch: Sequence[Any]) -> Sequence[Any]:
        """The whole batch, of which each process may have its part."""
        if self.spread.auto_shard_dataset or self.spread.num_processes == 1:
            return batch
        return [None if x is None else _joined(x, self.rows) for x in batch]

    def _given(self, x: Any, place: NamedSharding) -> Any:
        """What a program takes: it deals an ndarray out itself, faster, unless there are other processes."""
        direct = x is None or (isinstance(x, np.ndarray) and place.is_fully_addressable)
        return x if direct else put(x, place)

    def results(self, results: Any) -> Any:
        """In a step that is traced: what it returns, such that each process has all of it."""
        if self.whole.is_fully_addressable:
            return results
        return jax.tree.map(lambda x: lax.with_sharding_constraint(x, self.whole), results)

    def _sharding(self, layout: TensorLayout) -> NamedSharding:
        return NamedSharding(self.mesh, _spec(layout))


class _Last:
    placing: Placing | None = None


def in_use() -> Placing | None:
    """Of the distribution in use, if there is one; the same object as long as it is."""
    spread, last = distribution(), _Last.placing
    if spread is None or last is None or last.spread is not spread:
        last = _Last.placing = None if spread is None else Placing(spread)
    return last


def mesh(grid: DeviceMesh) -> Mesh:
    """A mesh of JAX."""
    devices = [_device(str(name)) for name in grid.devices.flat]
    return Mesh(np.array(devices).reshape(grid.shape), grid.axis_names)


def _device(name: str) -> Any:
    kind, _, number = name.partition(":")
    return next(d for d in jax.devices(kind) if d.id == int(number or 0))


def _spec(layout: TensorLayout) -> PartitionSpec:
    """Without None at its end, as steps return it."""
    axes = list(layout.axes)
    while axes and axes[-1] is None:
        axes.pop()
    return PartitionSpec(*axes)


def put(x: Any, to: Any) -> Any:
    """``x``, which each process has, where ``to`` says."""
    if isinstance(x, jax.Array) and (x.sharding == to or x.sharding.is_equivalent_to(to, x.ndim)):
        return x
    if to.is_fully_addressable:
        return jax.device_put(x, to)
    host = to_numpy(x)
    host = host.astype(jax.dtypes.canonicalize_dtype(host.dtype), copy=False)
    return jax.make_array_from_callback(host.shape, to, lambda index: host[index])


def _joined(x: Any, to: NamedSharding) -> Any:
    """One batch of the parts that the processes have.

    Raises:
        DataError: the part cannot be dealt out to this process's devices.
    """
    try:
        return jax.make_array_from_process_local_data(to, np.asarray(x))
    except ValueError as problem:
        raise DataError(
            f"A batch's part in this process has {len(x)} rows, which its devices cannot share evenly: "
            "give each process equal parts, which its devices divide."
        ) from problem


def put_like(old: Any, value: Any) -> Any:
    """``value``, to take the place of ``old``, where that lies."""
    lies = None if is_tracing() or isinstance(old, jax.core.Tracer) else old.sharding  # a tracer of somebody's jax.jit
    return put(value, lies) if isinstance(lies, NamedSharding) else value


def laid_out(x: Any, layout: TensorLayout) -> Any:
    """``x`` as the layout says; in a step that is traced, as a wish to XLA."""
    assert layout.device_mesh is not None
    to = NamedSharding(mesh(layout.device_mesh), _spec(layout))
    return lax.with_sharding_constraint(x, to) if isinstance(x, jax.core.Tracer) else put(x, to)


def to_numpy(x: Any) -> Any:
    """An ndarray; of what is spread over processes, all of them have to ask for it."""
    if isinstance(x, jax.Array) and not (x.is_fully_addressable or x.is_fully_replicated):
        return multihost_utils.process_allgather(x, tiled=True)
    return np.asarray(x)
