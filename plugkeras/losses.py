"""Losses, as classes and as functions: ``plugkeras.losses.MeanSquaredError``."""

from plugkeras.host import namespace
from plugkeras.parts.loss import Loss as Loss
from plugkeras.parts.namespaces import functions

get, serialize, deserialize = functions("losses")
__getattr__, __dir__ = namespace(__name__, own=("Loss", "get", "serialize", "deserialize"))
