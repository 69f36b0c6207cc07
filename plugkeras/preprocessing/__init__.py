"""``keras.preprocessing``: the functions of ``plugkeras.utils`` by the paths that Keras has for them, too."""

from plugkeras.preprocessing import image as image
from plugkeras.preprocessing import sequence as sequence
from plugkeras.preprocessing import text as text
from plugkeras.utils.from_directories import image_dataset_from_directory as image_dataset_from_directory
from plugkeras.utils.from_directories import text_dataset_from_directory as text_dataset_from_directory
from plugkeras.utils.timeseries import timeseries_dataset_from_array as timeseries_dataset_from_array

__all__ = [
    *("image", "image_dataset_from_directory", "sequence", "text", "text_dataset_from_directory"),
    "timeseries_dataset_from_array",
]
