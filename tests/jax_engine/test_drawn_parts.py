"""Layers, losses, metrics and optimizers with drawn arguments compute on JAX what they do on the numpy engine.

A few draws; ``python drawn_parts.py KIND NUMBER`` compares as many as one likes.
"""

import pytest

pytest.importorskip("jax")

import jax
from drawn_parts import KINDS, compared

pytestmark = pytest.mark.slow

EVERY = {"layer": 2, "loss": 5, "metric": 6, "optimizer": 3}
DRAWS = [
    pytest.param(kind, name, number, ("float32", "float64")[number % 2], id=f"{kind}-{name}")
    for kind, (_, names) in KINDS.items()
    for number, name in enumerate(list(names)[:: EVERY[kind]])
]


@pytest.fixture(autouse=True)
def afterwards():
    before = jax.config.jax_enable_x64
    yield
    jax.config.update("jax_enable_x64", before)


@pytest.mark.parametrize(("kind", "name", "seed", "dtype"), DRAWS)
def test_a_part_with_drawn_arguments_computes_the_same(kind, name, seed, dtype):
    assert not (said := compared(kind, name, seed, dtype)), said
