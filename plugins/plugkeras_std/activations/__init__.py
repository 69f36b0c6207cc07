"""The standard activations."""

from plugkeras import hookimpl

PLUGKERAS_API = 1

_FILES = {
    "rectifiers": (
        *("relu", "relu6", "leaky_relu", "elu", "celu", "selu", "softplus", "squareplus", "sparse_plus"),
        *("threshold", "hard_shrink", "soft_shrink"),
    ),
    "sigmoids": (
        *("linear", "exponential", "sigmoid", "hard_sigmoid", "sparse_sigmoid", "log_sigmoid"),
        *("tanh", "hard_tanh", "tanh_shrink", "softsign"),
    ),
    "gates": ("silu", "hard_silu", "gelu", "mish", "glu"),
    "softmaxes": ("softmax", "log_softmax", "sparsemax"),
}
_ALIASES = {"swish": "silu", "hard_swish": "hard_silu"}


@hookimpl
def register_activations() -> dict[str, str]:
    """Functions of one array."""
    found = {name: f"{__name__}.{file}:{name}" for file, names in _FILES.items() for name in names}
    return found | {alias: found[name] for alias, name in _ALIASES.items()}
