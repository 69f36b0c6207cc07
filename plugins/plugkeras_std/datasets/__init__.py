"""The manifest of the standard datasets: two that ship, six that are drawn, and Keras's, fetched when first used."""

from plugkeras import hookimpl

PLUGKERAS_API = 1

_SHIPPED = ("digits", "iris")
_DRAWN = ("spirals", "moons", "circles", "xor", "blobs", "sine")
_FETCHED = ("mnist", "fashion_mnist", "cifar10", "cifar100", "imdb", "reuters", "boston_housing", "california_housing")


@hookimpl
def register_datasets() -> dict[str, str]:
    """Modules, and for the drawn ones objects, with a function ``load_data``."""
    modules = {name: f"{__name__}.{name}" for name in _SHIPPED + _FETCHED}
    return modules | {name: f"{__name__}.drawn:{name}" for name in _DRAWN}
