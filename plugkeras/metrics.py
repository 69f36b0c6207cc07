"""Metrics: ``plugkeras.metrics.AUC``."""

from typing import Any

from plugkeras.host import namespace
from plugkeras.parts.metric import MeanMetricWrapper
from plugkeras.parts.metric import Metric as Metric
from plugkeras.parts.namespaces import functions

_get, serialize, deserialize = functions("metrics")


def get(identifier: Any) -> Any:
    """One of the metrics from its name, config, class or itself; a name always gives an object. None stays None."""
    found = _get(identifier)
    return MeanMetricWrapper(found) if isinstance(identifier, str) and not isinstance(found, Metric) else found


__getattr__, __dir__ = namespace(__name__, own=("Metric", "get", "serialize", "deserialize"))
