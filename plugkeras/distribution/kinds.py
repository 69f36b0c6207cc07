"""How work is spread: the rows of batches, and perhaps Variables as well."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from plugkeras.distribution.devices import list_devices
from plugkeras.distribution.in_use import distribution, set_distribution
from plugkeras.distribution.layouts import DeviceMesh, LayoutMap, TensorLayout
from plugkeras.engine import current
from plugkeras.errors import ArgumentError

BATCH = "batch"


class Distribution(ABC):
    """Over which mesh work is spread, and along which of its axes the rows of batches.

    ``auto_shard_dataset`` says that each process has whole batches, and computes its part of them; False, that each has
    only its own part.
    """

    def __init__(self, device_mesh: DeviceMesh, batch_dim_name: str, auto_shard_dataset: bool = True) -> None:
        if not isinstance(device_mesh, DeviceMesh):
            raise ArgumentError(f"{type(self).__name__}: `device_mesh` must be a DeviceMesh, not {device_mesh!r}.")
        if batch_dim_name not in device_mesh.axis_names:
            raise ArgumentError(f"{type(self).__name__}: {device_mesh} has no axis '{batch_dim_name}'.")
        self.device_mesh, self.batch_dim_name = device_mesh, batch_dim_name
        self.auto_shard_dataset = auto_shard_dataset
        self._process_id, self.num_processes = current().process

    @property
    def num_model_replicas(self) -> int:
        """Into how many parts a batch is cut."""
        return self.device_mesh.along(self.batch_dim_name)

    @property
    def data_shard_id(self) -> int:
        """Which part of the data is this process's."""
        return self._process_id // max(1, self.num_processes // self.num_model_replicas)

    def get_data_layout(self, data_shape: Sequence[int]) -> TensorLayout:
        """The layout of a batch: spread by rows."""
        return TensorLayout((self.batch_dim_name, *[None] * (len(data_shape) - 1)), self.device_mesh)

    @abstractmethod
    def get_variable_layout(self, variable: Any) -> TensorLayout:
        """The layout of a Variable."""

    def get_tensor_layout(self, path: str) -> TensorLayout | None:
        """The layout of what is in between, by its path; None leaves it to the engine."""
        return None

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Within it, this is the distribution in use."""
        outer = distribution()
        set_distribution(self)
        try:
            yield
        finally:
            set_distribution(outer)

    def _whole(self, variable: Any) -> TensorLayout:
        return TensorLayout([None] * len(variable.shape), self.device_mesh)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} device_mesh={self.device_mesh}>"


class DataParallel(Distribution):
    """The rows of batches are spread over the devices, and each device has all Variables.

    Args:
        device_mesh: a mesh of one axis; of several, the first is that of the batches.
        devices: or the names of devices; unless either is given, all.
        auto_shard_dataset: whether each process has whole batches, rather than its part of them.
    """

    def __init__(
        self, device_mesh: DeviceMesh | None = None, devices: Any = None, auto_shard_dataset: bool = True
    ) -> None:
        if device_mesh is None:
            names = list_devices() if devices is None else list(devices)
            device_mesh = DeviceMesh((len(names),), (BATCH,), names)
        first = device_mesh.axis_names[0] if isinstance(device_mesh, DeviceMesh) else BATCH
        super().__init__(device_mesh, first, auto_shard_dataset)

    def get_variable_layout(self, variable: Any) -> TensorLayout:
        """Whole on each device."""
        return self._whole(variable)


class ModelParallel(Distribution):
    """Variables are spread as well, by a LayoutMap; those that it does not name are whole on each device.

    Args:
        layout_map: layouts by the paths of variables; it has the mesh.
        batch_dim_name: the axis of the mesh for the rows of batches; unless given, the first.
        auto_shard_dataset: whether each process has whole batches, rather than its part of them.
    """

    def __init__(
        self, *, layout_map: LayoutMap, batch_dim_name: str | None = None, auto_shard_dataset: bool = True
    ) -> None:
        if not isinstance(layout_map, LayoutMap):
            raise ArgumentError(f"ModelParallel: `layout_map` must be a LayoutMap, not {layout_map!r}.")
        mesh = layout_map.device_mesh
        super().__init__(mesh, batch_dim_name or mesh.axis_names[0], auto_shard_dataset)
        self.layout_map = layout_map

    def get_variable_layout(self, variable: Any) -> TensorLayout:
        """What the map has for its path.

        Raises:
            ShapeError: the variable cannot be cut so.
        """
        layout = self.layout_map[variable.path]
        if layout is None:
            return self._whole(variable)
        layout.check(variable.shape, f"The variable {variable.path}")
        return layout

    def get_tensor_layout(self, path: str) -> TensorLayout | None:
        """What the map has for this path."""
        return self.layout_map[path]
