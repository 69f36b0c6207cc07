"""Learning-rate schedules: ``plugkeras.optimizers.schedules.CosineDecay``."""

from plugkeras.host import namespace
from plugkeras.parts.namespaces import functions
from plugkeras.parts.schedule import Schedule

LearningRateSchedule = Schedule  # Keras's name
_, serialize, deserialize = functions("schedules")
__getattr__, __dir__ = namespace(__name__, own=("LearningRateSchedule", "serialize", "deserialize"))
