"""Metrics: ``plugkeras.metrics.AUC``."""

from typing import Any

from plugkeras.host import host, namespace
from plugkeras.parts.metric import MeanMetricWrapper
from plugkeras.parts.metric import Metric as Metric
from plugkeras.parts.namespaces import functions

_get, serialize, deserialize = functions("metrics")


def get(identifier: Any) -> Any:
    """One of the metrics from its name, config, class or itself; a name always gives an object. None stays None."""
    found = _get(identifier)
    if not isinstance(identifier, str) or isinstance(found, Metric):
        return found
    named = found.__name__.replace("_", "").lower()  # mean_squared_error has a class of that name
    known = host().standard_names("metrics")
    cls = next((n for n in known if n.lower() == named and isinstance(host().get("metrics", n), type)), None)
    return host().get("metrics", cls)() if cls else MeanMetricWrapper(found)


__getattr__, __dir__ = namespace(__name__, own=("Metric", "get", "serialize", "deserialize"))
