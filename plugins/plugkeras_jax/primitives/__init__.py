"""The primitives of ``plugkeras.ops`` in ``jax.numpy`` and ``jax.lax``, by name."""

from plugkeras_jax.primitives import crossentropy, elementwise, linear, nn, recurrent, reductions, shapes, windows

TABLE = {
    name: function
    for part in (elementwise, reductions, shapes, linear, nn, windows, recurrent, crossentropy)
    for name, function in part.TABLE.items()
}
