"""Many devices and processes, with the names of ``keras.distribution``; how they compute together is the engine's.

A distribution says over which devices the rows of a batch are spread, and how Variables lie on them. What is computed
does not depend on it: the losses are those of one device, but for the order in which numbers are added.
"""

from plugkeras.distribution.devices import get_device_count as get_device_count
from plugkeras.distribution.devices import initialize as initialize
from plugkeras.distribution.devices import list_devices as list_devices
from plugkeras.distribution.in_use import distribution as distribution
from plugkeras.distribution.in_use import set_distribution as set_distribution
from plugkeras.distribution.kinds import DataParallel as DataParallel
from plugkeras.distribution.kinds import Distribution as Distribution
from plugkeras.distribution.kinds import ModelParallel as ModelParallel
from plugkeras.distribution.layouts import DeviceMesh as DeviceMesh
from plugkeras.distribution.layouts import LayoutMap as LayoutMap
from plugkeras.distribution.layouts import TensorLayout as TensorLayout
from plugkeras.distribution.layouts import distribute_tensor as distribute_tensor
