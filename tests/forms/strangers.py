"""Constructors and functions as other people write them, with annotations as text."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Literal, NewType

import numpy as np

import plugkeras as keras
from plugkeras.annotations import Count, Initializer, Range, Rate

if TYPE_CHECKING:
    from nowhere import Unknown

Width = NewType("Width", int)


class Order(Enum):
    FIRST = "first"
    LAST = "last"


class Hinted(keras.Layer):
    """Has a hint for each argument.

    With ``gain``, the output is larger. ``wide`` outputs are e.g. those of 3.5 units or more.
    """

    def __init__(
        self,
        units: int,
        rate: float = 0.5,
        flag: bool = True,
        mode: Literal["fast", "good"] = "good",
        order: Order = Order.LAST,
        width: Width = 3,
        size: tuple[int, int] = (2, 2),
        shape_like: int | tuple[int, ...] = 1,
        betas: tuple[float, float] = (0.9, 0.999),
        words: Sequence[str] = (),
        table: Mapping[str, float] | None = None,
        either: int | Literal["auto"] = "auto",
        maybe: float | None = None,
        path: os.PathLike | None = None,
        inner: keras.Layer | None = None,
        several: list[keras.Layer] | None = None,
        start: Initializer = "zeros",
        share: Rate = 0.1,
        gain: Annotated[float, Range(1, 2), "How much larger it gets."] = 1.0,
        function: Callable[[int], int] | None = None,
        unknown: Unknown | None = None,
        wrong: int = "auto",
        wordy: str | int | bool = "x",
        _private: int = 3,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)


class Bare(keras.Layer):
    """A layer in the manner of Keras 2, without hints.

    # Example
        `Bare(3)`

    Args:
        units: Positive integer, dimensionality of the
            output space.
        activation: Activation function to use. If you don't
            specify anything, no activation is applied
            (ie. "linear" activation: `a(x) = x`).
        momentum: Float between 0 and 1. Note: it is kept
            for each weight.
        use_it: Boolean, whether to use it.
        output_size: Integer or tuple/list of 2 integers, how large it is.
        label (str): what it is called.

    Input shape:
        2D tensor.

    Raises:
        ValueError: never.
    """

    def __init__(
        self,
        units,
        activation=None,
        kernel_initializer="glorot_uniform",
        kernel_regularizer=None,
        kernel_constraint=None,
        momentum=0,
        use_it=None,
        label=None,
        kernel_size=(3, 3),
        output_size=None,
        data_format=None,
        num_things=None,
        count=5,
        share=0.5,
        mystery=None,
        table=np.zeros(3),  # noqa: B008
        limit=float("inf"),
        nonlinearity=keras.activations.relu,
        learning_rate=0.1,
        _hidden=3,
        **kwargs,
    ):
        super().__init__(**kwargs)


class Numpy(keras.Callback):
    """In the manner of NumPy.

    Parameters
    ----------
    width : int
        How wide it is.
    height : float, optional
        How high it is, and
        how deep.

    Notes
    -----
    None.
    """

    def __init__(self, width, height=1.0):
        super().__init__()


class Sphinx(keras.Callback):
    """In the manner of Sphinx.

    :param width: how wide it is
    :param int height: how high it is
    :returns: nothing
    """

    def __init__(self, width, height=1):
        super().__init__()


class Below(Bare):
    def __init__(self, units, depth: Count = 2, **kwargs):
        """Keep the depth.

        Arguments:
            depth: How deep it is.
        """
        super().__init__(units, **kwargs)


class Declared(keras.Layer):
    """Declares what it takes; ``width`` in steps of ``2``."""

    width: Count
    names: list[str] = ["a"]
    mode: Literal["x", "none", None] = None


def quartic(y_true, y_pred, power: float = 4.0, *, scale=1, **kwargs):
    """The fourth power of the error."""
    return scale * (y_true - y_pred) ** power
