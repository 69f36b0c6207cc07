"""The JAX engine is right, as the kit for authors of engines has it."""

import pytest

pytest.importorskip("jax")

from plugkeras.testing.engines import ENGINE_CHECKS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("check", ENGINE_CHECKS, ids=lambda check: check.__name__)
def test_the_jax_engine_is_right(check):
    check("jax")
