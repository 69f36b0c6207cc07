"""Datasets: ``plugkeras.datasets.digits.load_data()``."""

from plugkeras.host import namespace

__getattr__, __dir__ = namespace(__name__)
