"""What an engine refuses, in the same sentences on each."""

from collections.abc import Callable, Sequence
from typing import Any

from plugkeras.errors import ArgumentError, DataError, ShapeError, did_you_mean

_PADDINGS = ("constant", "edge", "reflect", "symmetric", "wrap")


def indices_only(x1: Any, x2: Any) -> bool:
    """Whether ``where`` is asked for indices.

    Raises:
        ArgumentError: just one of the two is given.
    """
    if (x1 is None) != (x2 is None):
        raise ArgumentError("where: give both `x1` and `x2`, or neither for the indices of where the condition holds.")
    return x1 is None


def of_padding(mode: Any, constant_values: Any) -> None:
    """Look at how ``pad`` is to fill.

    Raises:
        ArgumentError: there is no such mode, or it has no use for ``constant_values``.
    """
    if mode not in _PADDINGS:
        raise ArgumentError(
            f"pad: `mode` must be one of {', '.join(_PADDINGS)}, not {mode!r}{did_you_mean(str(mode), _PADDINGS)}"
        )
    if mode != "constant" and constant_values is not None:
        raise ArgumentError(
            f"pad: `constant_values` goes with mode 'constant', not with {mode!r}; leave one of them out."
        )


def of_sparse(sparse: Any) -> None:
    """Look at an argument for which there is nothing here.

    Raises:
        ArgumentError: a sparse array is asked for.
    """
    if sparse:
        raise ArgumentError("one_hot: there are no sparse arrays here; leave `sparse` out.")


def of_classes(targets: Any, n: int) -> None:
    """Look at class numbers, if there are any.

    Raises:
        DataError: one is not among n classes.
    """
    if targets.size and not (targets.min() >= 0 and targets.max() < n):
        bad = targets.min() if targets.min() < 0 else targets.max()
        raise DataError(f"The targets hold class {bad:g}; the outputs have {n} classes, 0 to {n - 1}.")


def lost() -> ArgumentError:
    """A loss comes from none of the variables, so that nothing would be learnt."""
    return ArgumentError(
        "The loss does not depend on any weight that is trained: somewhere a value left the computation, by "
        "float(x), x.numpy() or np.asarray(x); use plugkeras.ops there."
    )


def captured(function: Callable[..., Any]) -> ArgumentError:
    """A function with a gradient of its own depends on a variable that is none of its arguments."""
    return ArgumentError(
        f"custom_gradient: {function.__name__} uses a trained variable, or another value that gradients flow "
        "through, which is none of its arguments, so nothing says its gradient: pass it as an argument, or "
        "wrap it in ops.stop_gradient."
    )


def of_gradient(name: str, share: Sequence[int], argument: Sequence[int]) -> None:
    """Look at the shape of a gradient of an author's own.

    Raises:
        ShapeError: its argument has another.
    """
    if tuple(share) != tuple(argument):
        raise ShapeError(
            f"custom_gradient: the gradient of {name} has shape {tuple(share)} for an argument of shape "
            f"{tuple(argument)}."
        )
