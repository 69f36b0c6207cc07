"""Old spellings: what Keras 1 and 2 called things, and what they are called now.

One row an argument; a row applies wherever the old name is not an argument and the new one is.
So the table serves constructors and methods alike, other people's parts included.
"""

import inspect
import sys
import warnings
from collections.abc import Callable, Collection, Mapping
from functools import wraps
from numbers import Real
from typing import Any, NamedTuple, TypeVar, cast

from plugkeras.annotations import shortened
from plugkeras.errors import UnknownArgument, did_you_mean

Method = TypeVar("Method", bound=Callable[..., Any])


class Old(NamedTuple):
    """An argument's former name, the names that may stand for it now, and what becomes of its value."""

    name: str
    new: tuple[str, ...]
    value: Callable[[Any], Any] | None = None


class Samples(int):
    """A number of samples where a number of batches is wanted: Keras 1 counted epochs of generators so."""


def _ordering(value: Any) -> Any:
    return {"tf": "channels_last", "th": "channels_first", "default": None}.get(value, value)


def _forget(value: Any) -> bool:
    known = {"one": True, "ones": True, "zero": False, "zeros": False}
    if value not in known:
        raise UnknownArgument(f"`forget_bias_init` may be 'one' or 'zero' here, and not {value!r}.")
    return known[value]


ARGUMENTS = (
    # layers
    Old("output_dim", ("units",)),
    Old("nb_filter", ("filters",)),
    Old("filter_length", ("kernel_size",)),
    Old("pool_length", ("pool_size",)),
    Old("stride", ("strides",)),
    Old("subsample", ("strides",)),
    Old("subsample_length", ("strides",)),
    Old("border_mode", ("padding",)),
    Old("atrous_rate", ("dilation_rate",)),
    Old("dim_ordering", ("data_format",), _ordering),
    Old("bias", ("use_bias",)),
    Old("p", ("rate",)),
    Old("sigma", ("stddev",)),
    Old("alpha", ("negative_slope",)),
    Old("length", ("size",)),
    Old("init", ("kernel_initializer", "embeddings_initializer", "alpha_initializer")),
    Old("inner_init", ("recurrent_initializer",)),
    Old("inner_activation", ("recurrent_activation",)),
    Old("beta_init", ("beta_initializer",)),
    Old("gamma_init", ("gamma_initializer",)),
    Old("forget_bias_init", ("unit_forget_bias",), _forget),
    Old("dropout_W", ("dropout",)),
    Old("dropout_U", ("recurrent_dropout",)),
    Old("W_regularizer", ("kernel_regularizer", "embeddings_regularizer")),
    Old("U_regularizer", ("recurrent_regularizer",)),
    Old("b_regularizer", ("bias_regularizer",)),
    Old("W_constraint", ("kernel_constraint", "embeddings_constraint")),
    Old("b_constraint", ("bias_constraint",)),
    Old("input_dtype", ("dtype",)),
    # regularizers and constraints
    Old("l", ("l1", "l2")),
    Old("m", ("max_value",)),
    # optimizers and callbacks
    Old("lr", ("learning_rate",)),
    Old("epsilon", ("min_delta",)),
    # methods
    Old("nb_epoch", ("epochs",)),
    Old("nb_classes", ("num_classes",)),
    Old("nb_words", ("num_words",)),
    Old("samples_per_epoch", ("steps_per_epoch",), Samples),
    Old("nb_val_samples", ("validation_steps",), Samples),
    Old("val_samples", ("steps",), Samples),
)

WITHOUT_EFFECT = frozenset(
    {"implementation", "consume_less", "unroll", "use_cudnn", "workers", "use_multiprocessing"}
    | {"max_queue_size", "max_q_size", "nb_worker", "pickle_safe", "autocast", "jit_compile"}
    | {"aggregation", "overwrite_with_gradient", "synchronization", "use_resource", "experimental_autocast"}
    | {"is_legacy_optimizer", "run_eagerly", "renorm_momentum", "synchronized"}
)
"""Arguments that say how to compute, not what: accepted and dropped, since nothing here depends on them.

``renorm_momentum`` is without effect unless ``renorm=True``, which is refused; ``synchronized`` on one machine.
"""

NOT_HERE: dict[str, tuple[tuple[Any, ...], str]] = {
    "time_major": ((None, False), "give inputs as (batch, time, features)"),
    "sparse": ((None, False), "give dense arrays"),
    "ragged": ((None, False), "pad the rows to one length, with keras.utils.pad_sequences say"),
    "optional": ((None, False), "every input is needed"),
    "class_mode": ((None, "categorical", "binary"), "the loss and the shapes say it"),
    "sample_weight_mode": ((None, "temporal"), "the shape of the weights says it: one a sample, or one a time step"),
    "target_tensors": ((None, []), "give the targets to fit"),
    "reset_metrics": ((None, True), "metrics begin anew with each batch; take their mean yourself"),
    "partitioner": ((None,), "weights lie in one piece"),
    "show_accuracy": ((None, False), 'give compile metrics=["accuracy"]'),
}
"""Arguments of which only these values ask for nothing; of others the meaning would be lost: they are refused."""


def is_idle(owner: str, name: str, value: Any) -> bool:
    """Whether an argument that ``owner`` does not know may be dropped.

    Raises:
        UnknownArgument: it asks for something that is not here.
    """
    if name in NOT_HERE and not asks_nothing(name, value):
        raise UnknownArgument(
            f"{owner}: `{name}={shortened(value)}` asks for something that is not here; {NOT_HERE[name][1]}."
        )
    return asks_nothing(name, value)


def asks_nothing(name: str, value: Any) -> bool:
    """Whether an argument of some other Keras is without effect here."""
    return name in WITHOUT_EFFECT or any(_is(value, v) for v in NOT_HERE.get(name, ((), ""))[0])


def _is(value: Any, other: Any) -> bool:
    return value is other or (not hasattr(value, "shape") and bool(value == other))


def modern(owner: str, arguments: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """``arguments`` under the names that ``owner`` now knows them by, with a hint for each old one.

    A name that is neither known nor old is left as it is, for the caller to refuse.

    Raises:
        UnknownArgument: an argument is given under both its names.
    """
    result = dict(arguments)
    for old in ARGUMENTS:
        if old.name in result and old.name not in known:
            new = next((n for n in old.new if n in known), None)
            if new is not None:
                _rename(owner, result, old, new)
    return result


def _rename(owner: str, arguments: dict[str, Any], old: Old, new: str) -> None:
    if new in arguments:
        raise UnknownArgument(f"{owner}: `{old.name}` is the old name of `{new}`; give one of them.")
    value = arguments.pop(old.name)
    arguments[new] = old.value(value) if old.value else value
    hint(f"{owner}: `{old.name}` is now called `{new}`.")


class OldSpelling(DeprecationWarning):
    """What is written here was right for Keras 1 or 2."""


def hint(message: str) -> None:
    """Say in one line that a spelling is old; shown once for each place outside plugkeras that has it."""
    frame, level = sys._getframe(1), 2
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("plugkeras"):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, OldSpelling, stacklevel=level)


def tolerant(method: Method) -> Method:
    """A method or function that takes old spellings too, and drops arguments that have no effect here.

    Raises:
        UnknownArgument: there never was such an argument; the message has the nearest one.
    """
    known = frozenset(inspect.signature(method).parameters)
    name = method.__name__

    @wraps(method)
    def tolerating(*args: Any, **kwargs: Any) -> Any:
        if not known.issuperset(kwargs):
            if kwargs.get("show_accuracy") and args and hasattr(args[0], "show_accuracy"):
                kwargs = args[0].show_accuracy(name, kwargs)
            kwargs = _tolerated(name, kwargs, known)
        return method(*args, **kwargs)

    return cast(Method, tolerating)


def _tolerated(name: str, kwargs: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    kwargs = {k: v for k, v in modern(name, kwargs, known).items() if k in known or not is_idle(name, k, v)}
    for unknown in kwargs.keys() - set(known):
        raise UnknownArgument(f"{name} has no argument `{unknown}`{did_you_mean(unknown, known) or '.'}")
    return kwargs


def by_place(loss_weights: Any, metrics: Any) -> tuple[Any, Any]:
    """Weights and metrics, which ``compile`` took by position in the other order up to Keras 2."""
    if _are_numbers(loss_weights):
        return loss_weights, metrics
    hint("compile: the third argument is `loss_weights` now, and `metrics` the fourth: give them by name.")
    return metrics, loss_weights


def _are_numbers(value: Any) -> bool:
    if isinstance(value, Mapping | list | tuple):
        return all(map(_are_numbers, value.values() if isinstance(value, Mapping) else value))
    return value is None or isinstance(value, Real)
