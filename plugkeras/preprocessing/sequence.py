"""``keras.preprocessing.sequence``."""

from plugkeras.utils.sequences import pad_sequences as pad_sequences
from plugkeras.utils.timeseries import TimeseriesGenerator as TimeseriesGenerator

__all__ = ["TimeseriesGenerator", "pad_sequences"]
