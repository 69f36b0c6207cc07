"""Devices as a grid with named axes, and which axes of an array are spread along which of them."""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from math import prod
from typing import Any

import numpy as np

from plugkeras.distribution.devices import list_devices, more_elsewhere
from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError, ShapeError


class DeviceMesh:
    """Devices as a grid: ``DeviceMesh((2, 4), ("batch", "model"))`` is eight of them.

    Args:
        shape: how many there are along each axis.
        axis_names: what layouts call the axes.
        devices: their names; unless given, those of ``list_devices()``.
    """

    def __init__(self, shape: Sequence[int], axis_names: Sequence[str], devices: Any = None) -> None:
        if not shape or not axis_names or len(shape) != len(axis_names):
            raise ArgumentError(f"DeviceMesh needs a name for each axis: shape={shape}, axis_names={axis_names}.")
        found = np.array(list_devices() if devices is None else devices)
        if prod(shape) != found.size:
            more = more_elsewhere() if devices is None else ""
            raise ArgumentError(
                f"DeviceMesh: {tuple(shape)} is {prod(shape)} devices, and there are {found.size}{more}."
            )
        self.shape, self.axis_names = tuple(shape), tuple(axis_names)
        self.devices = found.reshape(self.shape)

    def along(self, axis: str) -> int:
        """How many devices there are along an axis."""
        return self.shape[self.axis_names.index(axis)]

    def __repr__(self) -> str:
        return f"<DeviceMesh shape={self.shape}, axis_names={self.axis_names}>"


class TensorLayout:
    """For each axis of an array, the axis of the mesh along which it is spread, or None; axes
    that it does not reach are whole.

    Args:
        axes: the names, as ``(None, "model")``.
        device_mesh: the mesh, unless a LayoutMap is to say it.
    """

    def __init__(self, axes: Sequence[str | None], device_mesh: DeviceMesh | None = None) -> None:
        self.axes = tuple(axes)
        self._mesh: DeviceMesh | None = None
        if device_mesh is not None:
            self.device_mesh = device_mesh

    @property
    def device_mesh(self) -> DeviceMesh | None:
        """The mesh; it can be set once."""
        return self._mesh

    @device_mesh.setter
    def device_mesh(self, mesh: DeviceMesh) -> None:
        if self._mesh is not None:
            raise ArgumentError(f"{self} has its mesh already.")
        unknown = [axis for axis in self.axes if axis is not None and axis not in mesh.axis_names]
        if unknown:
            raise ArgumentError(f"TensorLayout: {mesh} has no axis {', '.join(map(repr, unknown))}.")
        self._mesh = mesh

    def check(self, shape: Sequence[int], name: str) -> None:
        """Whether an array of that shape can be laid out so.

        Raises:
            ShapeError: it has fewer axes, or one cannot be cut into equal parts; ``name`` says whose it is.
        """
        if len(shape) < len(self.axes):
            raise ShapeError(f"{name} has shape {tuple(shape)}, which the layout {self.axes} does not fit.")
        for length, axis in zip(shape, self.axes, strict=False):
            parts = 1 if axis is None or self._mesh is None else self._mesh.along(axis)
            if length % parts:
                raise ShapeError(
                    f"{name} has shape {tuple(shape)}, and {length} cannot be cut into {parts} equal parts along "
                    f"'{axis}': give it another layout, or the mesh another shape."
                )

    def __repr__(self) -> str:
        return f"<TensorLayout axes={self.axes}, device_mesh={self._mesh}>"


class LayoutMap(MutableMapping[str, "TensorLayout | None"]):
    """Layouts by the paths of variables, ``layout_map[".*dense.*kernel"] = (None, "model")``.

    Keys are regular expressions that have to match a whole path; a path that is itself a key comes first. A path that
    no key matches gives None.
    """

    def __init__(self, device_mesh: DeviceMesh) -> None:
        self.device_mesh = device_mesh
        self._layouts: dict[str, TensorLayout] = {}

    def __getitem__(self, key: str) -> TensorLayout | None:
        if key in self._layouts:
            return self._layouts[key]
        found = [pattern for pattern in self._layouts if re.fullmatch(pattern, key)]
        if len(found) > 1:
            raise ArgumentError(f"LayoutMap: several keys match '{key}', and one may: {', '.join(found)}.")
        return self._layouts[found[0]] if found else None

    def __setitem__(self, key: str, layout: Any) -> None:
        if key in self._layouts:
            raise ArgumentError(f"LayoutMap has a layout for '{key}' already: {self._layouts[key]}.")
        if isinstance(layout, tuple | list):
            layout = TensorLayout(layout)
        if not isinstance(layout, TensorLayout):
            raise ArgumentError(f"LayoutMap: '{key}' must get a TensorLayout or a tuple of axes, not {layout!r}.")
        if layout.device_mesh is None:
            layout.device_mesh = self.device_mesh
        self._layouts[key] = layout

    def __delitem__(self, key: str) -> None:
        del self._layouts[key]

    def __contains__(self, key: object) -> bool:
        return key in self._layouts

    def __len__(self) -> int:
        return len(self._layouts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._layouts)


def distribute_tensor(tensor: Array, layout: TensorLayout) -> Array:
    """The array, laid out over devices as ``layout`` says; in a layer's ``call``, too."""
    if not isinstance(layout, TensorLayout) or layout.device_mesh is None:
        raise ArgumentError(f"distribute_tensor needs a TensorLayout with a mesh, not {layout!r}.")
    layout.check(tensor.shape, "distribute_tensor: the array")
    return current().laid_out(tensor, layout)
