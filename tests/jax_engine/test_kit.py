"""The JAX engine is right, as the kit for authors of engines has it."""

import pytest

pytest.importorskip("jax")

import jax

from plugkeras.testing.engines import ENGINE_CHECKS

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def afterwards():
    before = jax.config.jax_enable_x64
    yield
    jax.config.update("jax_enable_x64", before)


@pytest.mark.parametrize("check", ENGINE_CHECKS, ids=lambda check: check.__name__)
def test_the_jax_engine_is_right(check):
    check("jax")
