"""Every layer is timed, or there is a reason."""

from layers_table import NOT_TIMED, ROWS

from plugkeras.host import host


def test_every_layer_has_a_row_in_the_benchmark_or_a_reason() -> None:
    classes = {host().get("layers", name).__name__ for name in host().standard_names("layers")}
    timed = {name.split()[0] for name in ROWS}
    assert classes - timed - set(NOT_TIMED) == set()
    assert timed & set(NOT_TIMED) == set()
