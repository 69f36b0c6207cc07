"""Layers over time: other cells than the LSTM's, stacks, both directions, convolutions; states and masks."""

from ..parts import Given, part, real
from .layers import STEPS, Layer, rows

HOLES = Given([[1, 0, 1, 1], [0, 0, 1, 0], [1, 1, 1, 1]], integer=True)
STATE = real(shape=(3, 3))

_ANY = {
    "plain": {},
    "sequences": {"return_sequences": True},
    "backwards": {"go_backwards": True, "return_sequences": True},
    "states": {"return_sequences": True, "return_state": True},
    "no_bias": {"use_bias": False, "return_state": True},
    "relu": {"activation": "relu"},
    "linear": {"activation": None, "return_sequences": True},
    "softsign": {"activation": "softsign", "go_backwards": True},
    "unroll": {"unroll": True, "return_sequences": True},
    "zero": {"zero_output_for_mask": True, "return_sequences": True},
    "penalties": {"activity_regularizer": "l2", "kernel_regularizer": "l1", "recurrent_constraint": "max_norm"},
}
_GATES = {
    "hard_sigmoid": {"recurrent_activation": "hard_sigmoid", "return_sequences": True},
    "hard_sigmoid-softsign": {"recurrent_activation": "hard_sigmoid", "activation": "softsign"},
    "tanh": {"recurrent_activation": "tanh"},
}
_BEFORE = {
    f"before-{name}": {**given, "reset_after": False}
    for name, given in (_ANY | _GATES).items()
    if name in ("plain", "backwards", "no_bias", "softsign", "hard_sigmoid", "hard_sigmoid-softsign")
}
_TABLES = {"SimpleRNN": _ANY, "GRU": _ANY | _GATES | _BEFORE, "LSTM": {k: _ANY[k] for k in ("states", "zero")}}
_MASKED = ("plain", "backwards", "states", "softsign", "unroll", "zero", "hard_sigmoid", "before-plain")


def _of(units: int, table: dict[str, dict[str, object]], *names: str) -> dict[str, dict[str, object]]:
    return {name: {"units": units, **given} for name, given in table.items() if not names or name in names}


simple = {
    key: case
    for name, table in _TABLES.items()
    for rest in (
        rows(f"layers.{name}", STEPS, _of(3, table)),
        rows(f"layers.{name}", STEPS, {f"{k}-masked": v for k, v in _of(3, table, *_MASKED).items()}, mask=HOLES),
        rows(
            f"layers.{name}",
            STEPS,
            {
                f"{k}-stateful": {**v, "stateful": True}
                for k, v in _of(3, table, "plain", "states", "before-plain").items()
            },
            calls=3,
            mask=HOLES,
        ),
        rows(
            f"layers.{name}",
            STEPS,
            {f"{k}-begins": v for k, v in _of(3, table, "states", "before-plain", "softsign").items()},
            call={"initial_state": (STATE,) * (2 if name == "LSTM" else 1)},
            mask=HOLES,
        ),
    )
    for key, case in rest.items()
}

_CELLS = {
    "one": part("layers.GRUCell", units=3),
    "simple": part("layers.SimpleRNNCell", units=3, activation="relu"),
    "stack": [
        part("layers.LSTMCell", units=2),
        part("layers.GRUCell", units=3, reset_after=False),
        part("layers.SimpleRNNCell", units=2, activation="softsign"),
    ],
    "stacked": part(
        "layers.StackedRNNCells", cells=[part("layers.GRUCell", units=2), part("layers.LSTMCell", units=3)]
    ),
}
cells = {
    f"RNN-{name}-{how}": Layer(part("layers.RNN", cell=cell, **given), STEPS, mask=mask, calls=2)
    for name, cell in _CELLS.items()
    for how, given, mask in (
        ("plain", {}, None),
        ("masked", {"return_sequences": True, "return_state": True}, HOLES),
        ("backwards", {"go_backwards": True, "zero_output_for_mask": True}, HOLES),
        ("stateful", {"stateful": True, "return_sequences": True}, None),
    )
    if name != "stacked" or how in ("plain", "masked")
}

_GRU = part("layers.GRU", units=2)
_EACH = part("layers.GRU", units=2, return_sequences=True)
_BACK = part("layers.LSTM", units=2, return_sequences=True, go_backwards=True, activation="softsign")
both_ways = {
    **{
        f"Bidirectional-{mode}{label}": Layer(
            part("layers.Bidirectional", layer=layer, merge_mode=mode), STEPS, mask=mask
        )
        for mode in ("concat", "sum", "mul", "ave", None)
        for label, layer, mask in (("", _GRU, None), ("-sequences", _EACH, HOLES))
    },
    "Bidirectional-backward": Layer(
        part(
            "layers.Bidirectional", layer=part("layers.SimpleRNN", units=2, return_sequences=True), backward_layer=_BACK
        ),
        STEPS,
    ),
    "Bidirectional-states": Layer(
        part("layers.Bidirectional", layer=part("layers.LSTM", units=3, return_state=True)),
        STEPS,
        call={"initial_state": (STATE,) * 4},
    ),
    "Bidirectional-stateful": Layer(
        part("layers.Bidirectional", layer=part("layers.GRU", units=2, stateful=True)), STEPS, calls=3
    ),
    "Bidirectional-cells": Layer(
        part("layers.Bidirectional", layer=part("layers.RNN", cell=part("layers.LSTMCell", units=2))), STEPS
    ),
}

_FILMS = {1: real(shape=(3, 4, 5, 2)), 2: real(shape=(3, 4, 4, 3, 2)), 3: real(shape=(3, 2, 2, 3, 2, 2))}
_FILM = {
    "plain": {},
    "same": {"padding": "same", "return_sequences": True},
    "strides": {"strides": 2, "padding": "same", "return_state": True},
    "dilation": {"dilation_rate": 2, "padding": "same", "go_backwards": True},
    "activations": {"activation": "softsign", "recurrent_activation": "tanh", "use_bias": False},
    "stateful": {"stateful": True, "unit_forget_bias": False},
}
convolved = {
    key: case
    for n, film in _FILMS.items()
    for rest in (
        rows(
            f"layers.ConvLSTM{n}D",
            film,
            {
                name: {"filters": 2, "kernel_size": 2, **given}
                for name, given in _FILM.items()
                if n == 2 or name == "plain"
            },
            calls=2,
        ),
    )
    for key, case in rest.items()
} | {
    "ConvLSTM2D-masked": Layer(
        part("layers.ConvLSTM2D", filters=2, kernel_size=(2, 1), return_sequences=True), _FILMS[2], mask=HOLES
    ),
    "ConvLSTM2D-first": Layer(
        part("layers.ConvLSTM2D", filters=3, kernel_size=2, data_format="channels_first"), real(shape=(2, 3, 2, 4, 3))
    ),
}

_NORMED = {"layer": part("layers.BatchNormalization", momentum=0.5)}
each_step = rows("layers.TimeDistributed", STEPS, {"normalized": _NORMED}, calls=2, weights=(0.5, 1.5))

CASES = {**simple, **cells, **both_ways, **convolved, **each_step}
