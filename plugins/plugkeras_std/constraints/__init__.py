"""The standard constraints."""

from plugkeras import hookimpl

PLUGKERAS_API = 1


@hookimpl
def register_constraints() -> dict[str, str]:
    """Classes; ``max_norm`` means ``MaxNorm``, as everywhere."""
    return {name: f"{__name__}.norms:{name}" for name in ("MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm")}
