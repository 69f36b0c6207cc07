"""Sources: ``plugkeras.sources.CSV("titanic.csv", target="survived")``."""

from typing import Any

from plugkeras.parts.source import Source as Source
from plugkeras.project.preparing import prepared as prepared
from plugkeras_std.sources.csv_file import CSV as CSV
from plugkeras_std.sources.dataset import Dataset as Dataset
from plugkeras_std.sources.function import Function as Function
from plugkeras_std.sources.hdf5 import HDF5 as HDF5
from plugkeras_std.sources.images import Images as Images
from plugkeras_std.sources.npz import NPZ as NPZ

def __getattr__(name: str) -> Any: ...  # what other people's plugins offer
