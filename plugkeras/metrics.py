"""Metrics: ``plugkeras.metrics.AUC``."""

from plugkeras.host import namespace
from plugkeras.parts.metric import Metric as Metric
from plugkeras.parts.namespaces import functions

get, serialize, deserialize = functions("metrics")
__getattr__, __dir__ = namespace("metrics", own=("Metric", "get", "serialize", "deserialize"))
