"""The same layers compiled by XLA: on CPUs and GPUs, over many devices and hosts."""

from plugkeras import hookimpl

PLUGKERAS_API = 1


@hookimpl
def register_engines() -> dict[str, str]:
    return {"jax": "plugkeras_jax.engine:JaxEngine"}
