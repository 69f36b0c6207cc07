"""The standard optimizers."""

from plugkeras import hookimpl

PLUGKERAS_API = 1

_FILES = {
    "momentum": ("SGD", "Lion"),
    "adam": ("Adam", "AdamW", "Adamax", "Nadam"),
    "squares": ("RMSprop", "Adagrad", "Adadelta", "Ftrl"),
    "trust": ("Adafactor", "Lamb"),
    "muon": ("Muon",),
    "schedule_free": ("ScheduleFreeAdamW",),
    "around": ("LossScaleOptimizer", "MultiOptimizer"),
}


@hookimpl
def register_optimizers() -> dict[str, str]:
    """Classes, each with its update rule."""
    return {name: f"{__name__}.{file}:{name}" for file, names in _FILES.items() for name in names}
