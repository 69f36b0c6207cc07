"""Sources: ``plugkeras.sources.CSV("titanic.csv", target="survived")``."""

from plugkeras.host import namespace
from plugkeras.parts.source import Source as Source
from plugkeras.project.preparing import prepared as prepared

__getattr__, __dir__ = namespace(__name__, own=("Source", "prepared"))
