"""The standard learning-rate schedules."""

from plugkeras import hookimpl

PLUGKERAS_API = 1

_FILES = {
    "decays": ("ExponentialDecay", "InverseTimeDecay", "PolynomialDecay", "PiecewiseConstantDecay"),
    "cosines": ("CosineDecay", "CosineDecayRestarts"),
}


@hookimpl
def register_schedules() -> dict[str, str]:
    """Classes; called with a step, they say its learning rate."""
    return {name: f"{__name__}.{file}:{name}" for file, names in _FILES.items() for name in names}
