"""The standard initializers."""

from plugkeras import hookimpl

PLUGKERAS_API = 1

_FILES = {
    "constants": ("Zeros", "Ones", "Constant", "Identity"),
    "draws": ("RandomNormal", "RandomUniform", "TruncatedNormal", "Orthogonal"),
    "waves": ("STFT",),
    "scaled": (
        *("VarianceScaling", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform"),
    ),
}
_ALIASES = {
    "normal": "RandomNormal",
    "uniform": "RandomUniform",
    "zero": "Zeros",
    "one": "Ones",
    "IdentityInitializer": "Identity",
    "OrthogonalInitializer": "Orthogonal",
    "STFTInitializer": "STFT",
}


@hookimpl
def register_initializers() -> dict[str, str]:
    """Classes; ``glorot_uniform`` means ``GlorotUniform``, as everywhere."""
    found = {name: f"{__name__}.{file}:{name}" for file, names in _FILES.items() for name in names}
    return found | {alias: found[name] for alias, name in _ALIASES.items()}
