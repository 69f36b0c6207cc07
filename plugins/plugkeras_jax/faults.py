"""What goes wrong while a step is traced, as its author is to see it."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

import jax

from plugkeras.engine.cut_gradients import is_ours, once, part_of
from plugkeras.errors import ArgumentError

NEEDS_VALUES = (
    jax.errors.ConcretizationTypeError,
    jax.errors.TracerArrayConversionError,
    jax.errors.TracerBoolConversionError,
    jax.errors.TracerIntegerConversionError,
    jax.errors.NonConcreteBooleanIndexError,
)
_NOISE = "For simplicity, JAX has removed its internal frames"


def needs_values(error: BaseException) -> bool:
    """Whether a step asked for values while it was traced."""
    if isinstance(error, AttributeError):
        return error.name == "numpy" and isinstance(error.obj, jax.core.Tracer)
    return isinstance(error, NEEDS_VALUES)


class quiet:  # noqa: N801 (a function in all but its exit)
    """Exceptions that leave it have no frames of JAX's, and no word about them."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:
            if notes := getattr(error, "__notes__", None):
                error.__notes__ = [note for note in notes if _NOISE not in note]
            error.__traceback__ = _without_jax(trace)


@contextmanager
def in_words() -> Iterator[None]:
    """A value that cannot be had even uncompiled is an error that says what to use.

    Raises:
        ArgumentError: what gradients flow through was given to NumPy.
    """
    try:
        yield
    except NEEDS_VALUES as problem:
        frame = _place(problem.__traceback__)
        raise ArgumentError(
            f"{part_of(frame) if frame else ''}a value that gradients flow through is asked for here, by NumPy or as "
            "a number: use plugkeras.ops, or ops.stop_gradient(x) first if the gradient is meant to end."
        ) from problem


def tell(problem: BaseException) -> None:
    """Warn, once a place, that a step runs uncompiled for what is done there."""
    _warn(
        _place(problem.__traceback__),
        "this asks for values (by NumPy, float or `if`, say), which a step has not while it is compiled. So steps run "
        "uncompiled, which takes much longer, and no gradient flows back from such values",
        "use plugkeras.ops, with ops.where for `if`",
    )


def tell_draws(owner: object) -> None:
    """Warn, once a step, that it runs uncompiled, for Python draws random numbers in it."""
    warnings.warn(
        f"{owner}: NumPy or Python draws random numbers in a step; they would be the same in each if it were compiled. "
        "So it runs uncompiled, which takes much longer: use plugkeras.random.",
        stacklevel=5,
    )


def _warn(frame: FrameType | None, said: str, instead: str) -> None:
    where = (frame.f_code.co_filename, frame.f_lineno) if frame else ("plugkeras", 0)
    if once(where):
        part = part_of(frame) if frame else ""
        warnings.warn_explicit(f"{part}{said}: {instead}.", UserWarning, *where)


def _place(trace: TracebackType | None) -> FrameType | None:
    """The innermost frame that is neither JAX's nor NumPy's, a user's if there is one."""
    frames = []
    while trace is not None:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    mine = [f for f in frames if _package(f) not in ("jax", "jaxlib", "numpy", "plugkeras_jax")]
    users = [f for f in mine if not is_ours(f)]
    innermost = mine[-1] if mine else None
    return users[-1] if users and part_of(users[-1]) == (part_of(innermost) if innermost else "") else innermost


def _without_jax(trace: TracebackType | None) -> TracebackType | None:
    entries = []
    while trace is not None:
        if _package(trace.tb_frame) not in ("jax", "jaxlib"):
            entries.append(trace)
        trace = trace.tb_next
    for entry in reversed(entries):
        trace = TracebackType(trace, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return trace


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]
