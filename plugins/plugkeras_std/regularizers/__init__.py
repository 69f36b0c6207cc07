"""The standard regularizers."""

from plugkeras import hookimpl

PLUGKERAS_API = 1


@hookimpl
def register_regularizers() -> dict[str, str]:
    """Classes; ``l1_l2`` means ``L1L2``, as everywhere."""
    return {name: f"{__name__}.penalties:{name}" for name in ("L1", "L2", "L1L2", "OrthogonalRegularizer")}
