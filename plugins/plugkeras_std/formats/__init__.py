"""The standard formats, by file suffix."""

from plugkeras import hookimpl

PLUGKERAS_API = 1


@hookimpl
def register_formats():
    return {
        ".keras": "plugkeras_std.formats.keras_zip:KerasZip",
        ".weights.h5": "plugkeras_std.formats.weights_h5:WeightsH5",
    }
