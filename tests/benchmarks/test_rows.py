"""Every layer is timed, or there is a reason."""

from layers_table import NOT_TIMED, ROWS

import plugkeras


def test_every_layer_has_a_row_in_the_benchmark_or_a_reason() -> None:
    names = [name for name in dir(plugkeras.layers) if name[0].isupper()]
    classes = {thing.__name__ for thing in (getattr(plugkeras.layers, name) for name in names)}
    timed = {name.split()[0] for name in ROWS}
    assert classes - timed - set(NOT_TIMED) == set()
    assert timed & set(NOT_TIMED) == set()
