"""Random numbers. One seed makes a run repeatable: every generator without a seed of its own draws
its seed from NumPy's global one, so ``set_random_seed`` and the ``np.random.seed`` of old scripts both do.
"""

import random as python_random
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from plugkeras.annotations import is_integer
from plugkeras.config import FLOATS, standardize_dtype
from plugkeras.engine import Array, current, primitive
from plugkeras.engine.dry_run import is_dry
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError

__all__ = [
    *("SeedGenerator", "beta", "binomial", "categorical", "dropout", "gamma", "normal", "randint", "set_random_seed"),
    *("shuffle", "truncated_normal", "uniform"),
]


class SeedGenerator:
    """A stream of random numbers: the same one each time for the same ``seed``.

    ``state`` is a Variable of the seed and of how many seeds ``next`` has given.

    Raises:
        ArgumentError: the seed is no integer of at least 0.
    """

    def __init__(self, seed: int | None = None, name: str | None = None) -> None:
        if seed is not None and (not is_integer(seed) or seed < 0):
            raise ArgumentError(f"SeedGenerator: `seed` must be an integer of at least 0, or None, not {seed!r}.")
        self.name = name
        self.stream: Any = current().unseeded() if seed is None else None
        drawn = 0 if self.stream or is_dry() else int(np.random.randint(2**31 - 1))
        self.seed = drawn if seed is None else int(seed)
        self.stream = self.stream or current().generator(self.seed)
        self.state = Variable(np.array([self.seed, 0]), dtype="int64", trainable=False, name="seed_generator_state")

    def get_config(self) -> dict[str, Any]:
        """The seed; where the stream is, no config says."""
        return {"seed": self.seed}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "SeedGenerator":
        """The generator that ``config`` describes, at its beginning."""
        return cls(**config)

    def next(self, ordered: bool = True) -> Array:
        """Two integers that may serve as a seed; others each time. (They are in order, whether ``ordered`` or not.)"""
        seed = primitive("add")(self.state, np.array([0, 0]))
        self.state.assign(seed + np.array([0, 1]))
        return seed


def set_random_seed(seed: int) -> None:
    """Seed Python, NumPy and plugkeras, so that the same script gives the same bits again."""
    python_random.seed(seed)
    np.random.seed(seed)


def global_state() -> dict[str, Any]:
    """Where Python's and NumPy's own generators are, from which everything without a seed draws."""
    return {"python": python_random.getstate(), "numpy": np.random.get_state(legacy=False)}


def set_global_state(state: Any) -> None:
    """Go on from where ``global_state`` was asked for."""
    version, words, gauss = state["python"]
    python_random.setstate((version, tuple(words), gauss))
    np.random.set_state(state["numpy"])


def has_moved(state: Any) -> bool:
    """Whether anybody has drawn from these generators since ``state`` was asked for."""
    now, then = np.random.get_state(legacy=False), state["numpy"]
    same = all(now[key] == then[key] for key in ("has_gauss", "gauss")) and now["state"]["pos"] == then["state"]["pos"]
    return not (same and np.array_equal(now["state"]["key"], then["state"]["key"])) or (
        python_random.getstate() != state["python"]
    )


def _float(name: str, dtype: Any) -> str:
    """The dtype for drawn numbers.

    Raises:
        ArgumentError: it is not one of floats, between which there would be nothing to draw.
    """
    dtype = standardize_dtype(dtype)
    if dtype not in FLOATS:
        raise ArgumentError(f"random.{name} draws floats, so `dtype` cannot be {dtype!r}; randint draws integers.")
    return str(dtype)


def _stream(seed: Any) -> Any:
    if seed is not None and np.ndim(seed) == 1:  # what SeedGenerator.next gives
        known = current().known(seed)
        return current().generator(seed if known is None else int(known[0]) + (int(known[1]) << 32))
    return (seed if isinstance(seed, SeedGenerator) else SeedGenerator(seed)).stream


def normally_drawn(shape: Sequence[int], seed: Any = None) -> Any:
    """The numbers of which ``normal`` makes an array of the engine: an ndarray, with all their digits."""
    return np.asarray(_stream(seed).normal(0.0, 1.0, tuple(shape)))


def normal(shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None) -> Array:
    """Normally distributed numbers."""
    dtype = _float("normal", dtype)
    return current().array(_stream(seed).normal(mean, stddev, tuple(shape)), dtype)


def uniform(
    shape: Sequence[int], minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None
) -> Array:
    """Numbers spread evenly over ``[minval, maxval)``."""
    dtype = _float("uniform", dtype)
    return current().array(_stream(seed).uniform(minval, maxval, tuple(shape)), dtype)


def truncated_normal(
    shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Array:
    """Normally distributed numbers; those beyond two standard deviations are drawn again."""
    dtype, stream = _float("truncated_normal", dtype), _stream(seed)
    draw = getattr(stream, "truncated_normal", None) or partial(_drawn_again, stream)
    return current().array(mean + stddev * draw(tuple(shape)), dtype)


def _drawn_again(stream: Any, shape: Sequence[int]) -> Any:
    numbers = stream.normal(0.0, 1.0, shape)
    while (outside := np.abs(numbers) > 2).any():
        numbers[outside] = stream.normal(0.0, 1.0, int(outside.sum()))
    return numbers


def randint(shape: Sequence[int], minval: int, maxval: int, dtype: str = "int32", seed: Any = None) -> Array:
    """Integers from ``minval`` up to, not including, ``maxval``."""
    dtype = standardize_dtype(dtype)
    if "int" not in dtype:
        raise ArgumentError(f"random.randint draws integers, so `dtype` cannot be {dtype!r}; uniform draws floats.")
    return current().array(_stream(seed).integers(minval, maxval, tuple(shape)), dtype)


def _parameter(x: Any) -> Any:
    """A parameter of a distribution, a number or an array, as the source of random numbers takes it."""
    if isinstance(x, int | float):
        return x
    known = current().known(x)
    return current().array(x) if known is None else known


def _whole(x: Any) -> Any:
    x = _parameter(x)
    return x.astype(np.int64) if isinstance(x, np.ndarray) else int(x) if isinstance(x, float) else x


def gamma(shape: Sequence[int], alpha: Any, dtype: Any = None, seed: Any = None) -> Array:
    """Numbers of the gamma distribution of shape ``alpha`` (a number, or an array that broadcasts) and scale 1."""
    dtype = _float("gamma", dtype)
    return current().array(_stream(seed).gamma(_parameter(alpha), 1.0, tuple(shape)), dtype)


def beta(shape: Sequence[int], alpha: Any, beta: Any, dtype: Any = None, seed: Any = None) -> Array:
    """Numbers of the beta distribution, between 0 and 1; both parameters are numbers or arrays that broadcast."""
    dtype = _float("beta", dtype)
    return current().array(_stream(seed).beta(_parameter(alpha), _parameter(beta), tuple(shape)), dtype)


def binomial(shape: Sequence[int], counts: Any, probabilities: Any, dtype: Any = None, seed: Any = None) -> Array:
    """How many of ``counts`` trials succeed, each with its probability: floats. Arrays of both broadcast."""
    dtype = _float("binomial", dtype)
    return current().array(_stream(seed).binomial(_whole(counts), _parameter(probabilities), tuple(shape)), dtype)


def categorical(logits: Array, num_samples: int, dtype: str = "int32", seed: Any = None) -> Array:
    """``num_samples`` class numbers for each row of ``logits`` (n, classes): (n, num_samples).

    Raises:
        ArgumentError: ``logits`` have not two axes, or ``dtype`` is none of integers.
    """
    dtype = standardize_dtype(dtype)
    logits = current().array(logits)
    if "int" not in dtype or len(logits.shape) != 2:
        raise ArgumentError(
            f"random.categorical draws integers for two axes of logits, not {dtype!r} for shape {tuple(logits.shape)}."
        )
    rows, classes = logits.shape
    drawn = current().array(_stream(seed).uniform(0.0, 1.0, (rows, num_samples, classes)), str(logits.dtype))
    log = primitive("log")
    exponential = primitive("maximum")(primitive("negative")(log(primitive("add")(drawn, 1e-38))), 1e-38)
    ahead = primitive("subtract")(primitive("reshape")(logits, (rows, 1, classes)), log(exponential))
    return primitive("cast")(primitive("argmax")(ahead, -1), dtype)


def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Array:
    """x with its slices along ``axis`` in random order."""
    known = current().known(x)
    return current().array(_stream(seed).permutation(x if known is None else known, axis=axis))


def dropout(inputs: Array, rate: float, noise_shape: Any = None, seed: Any = None) -> Array:
    """Each element zero with probability ``rate``, else divided by ``1 - rate``."""
    return primitive("dropout")(inputs, rate, _stream(seed), noise_shape)


def __dir__() -> list[str]:
    return __all__
