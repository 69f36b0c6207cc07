"""Rows of the recurrent layers and of those that wrap others over time."""

from collections.abc import Callable

from .draw import Drawn, Json, activation, part
from .rows import FILMS, IMAGES, SCENES, STEPS, Row, Shape

GATES = ("sigmoid", "sigmoid", "hard_sigmoid", "tanh")


def _cell(d: Drawn, name: str) -> Json:
    """What a cell and its layer both take."""
    options = {"units": d.whole(2, 4), **d.some(use_bias=[False], activation=["relu", "softsign"])}
    if "Simple" not in name:
        options |= d.some(recurrent_activation=list(GATES))
    if "LSTM" in name:
        options |= d.some(unit_forget_bias=[False])
    if "GRU" in name:
        options |= d.some(reset_after=[False])
    return options | {key: rate for key in ("dropout", "recurrent_dropout") if d.chance(0.3) and (rate := d.noise())}


def _looping(d: Drawn) -> Json:
    return {"return_sequences": d.chance(0.5), **d.some(go_backwards=[True], unroll=[True])}


def recurrent(name: str) -> Callable[[Drawn, Shape], Json]:
    return lambda d, shape: _cell(d, name) | _looping(d)


def by_cells(d: Drawn, shape: Shape) -> Json:
    names = [d.one_of("LSTMCell", "GRUCell", "SimpleRNNCell") for _ in range(d.whole(1, 3))]
    cells = [part("layers", name, **_cell(d, name), name=f"cell_{i}") for i, name in enumerate(names)]
    stacked = part("layers", "StackedRNNCells", cells=cells, name="cells")
    return {"cell": cells[0] if len(cells) == 1 else stacked, **_looping(d), **d.some(zero_output_for_mask=[True])}


def both_ways(d: Drawn, shape: Shape) -> Json:
    name, looping = d.one_of("LSTM", "GRU", "SimpleRNN"), _looping(d)
    looping.pop("go_backwards", None)
    options = {"layer": part("layers", name, **_cell(d, name), **looping, name="inner")}
    return options | {"merge_mode": d.one_of("concat", "concat", "sum", "mul", "ave")}


def each_step(d: Drawn, shape: Shape) -> Json | None:
    inner = [part("layers", "Dense", units=d.whole(2, 4), activation=activation(d), name="inner")]
    inner += [part("layers", "LayerNormalization", name="inner"), part("layers", "BatchNormalization", name="inner")]
    if len(shape) == 3:
        inner += [
            part("layers", "Conv1D", filters=2, kernel_size=2, padding="same", name="inner"),
            part("layers", "Flatten", name="i"),
        ]
        inner += [part("layers", "GlobalMaxPooling1D", name="inner"), part("layers", "MaxPooling1D", name="inner")]
    if len(shape) == 4:
        inner += [part("layers", "Conv2D", filters=2, kernel_size=2, padding="same", name="inner")]
    return {"layer": d.one_of(*inner)}


def convolved(n: int) -> Callable[[Drawn, Shape], Json]:
    def drawn(d: Drawn, shape: Shape) -> Json:
        sizes = (1, 2, [2] * n) if min(shape[1:-1]) > 1 else (1,)
        options = {"filters": d.whole(1, 2), "kernel_size": d.one_of(*sizes)}
        options |= d.some(use_bias=[False], unit_forget_bias=[False], activation=["relu"], strides=[2])
        options |= {
            "padding": d.one_of("valid", "same"),
            "return_sequences": d.chance(0.5),
            **d.some(go_backwards=[True]),
        }
        return options | d.some(recurrent_activation=list(GATES))

    return drawn


LAYERS: dict[str, Row] = {
    **{name: Row(STEPS, recurrent(name)) for name in ("LSTM", "GRU", "SimpleRNN")},
    "RNN": Row(STEPS, by_cells),
    "Bidirectional": Row(STEPS, both_ways),
    "TimeDistributed": Row(STEPS | IMAGES | FILMS, each_step),
    "ConvLSTM1D": Row(IMAGES, convolved(1)),
    "ConvLSTM2D": Row(FILMS, convolved(2)),
    "ConvLSTM3D": Row(SCENES, convolved(3)),
}
