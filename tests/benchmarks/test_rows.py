"""Every layer is timed, or there is a reason."""

from layers_table import NOT_TIMED, ROWS

import plugkeras


def test_every_layer_has_a_row_in_the_benchmark_or_a_reason() -> None:
    found = [getattr(plugkeras.layers, name) for name in dir(plugkeras.layers)]
    classes = {one.__name__ for one in found if isinstance(one, type) and issubclass(one, plugkeras.Layer)}
    timed = {name.split()[0] for name in ROWS}
    assert classes - timed - set(NOT_TIMED) == set()
    assert timed & set(NOT_TIMED) == set()
