"""Arrays, ops and gradients on NumPy alone."""

from plugkeras import hookimpl

PLUGKERAS_API = 1


@hookimpl
def register_engines():
    return {"numpy": "plugkeras_std.numpy_engine.engine:NumpyEngine"}
