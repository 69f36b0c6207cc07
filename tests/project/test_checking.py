"""Live checking: each layer with its shapes and costs, at once; and the head that goes with the data."""

from dataclasses import replace

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.project import Part, Project
from plugkeras.project.checking import Checker, auto_head, check
from plugkeras.project.facts import Facts

ROWS = Facts(1000, (8,), "float32", -2.0, 2.0, "classes", 3)


def project(*layers, **sections):
    nodes = [{"as": f"{node['class'].lower()}_{i}", **node} for i, node in enumerate(layers)]
    return Project.from_json({"plugkeras_project": 1, "model": {"layers": nodes}, **sections})


def layer(name, **arguments):
    return {"class": name, **arguments}


def of_inputs(shape, *layers):
    return project(layer("Input", shape=shape), *layers)


IMAGES = of_inputs([28, 28, 1], layer("Conv2D", filters=32, kernel_size=3), layer("Flatten"), layer("Dense", units=10))


def test_each_layer_says_its_shapes_and_costs():
    rows = check(IMAGES).layers
    assert [row.output_shape for row in rows] == [(None, 28, 28, 1), (None, 26, 26, 32), (None, 21632), (None, 10)]
    assert [row.input_shape for row in rows[1:]] == [row.output_shape for row in rows[:-1]]
    assert [row.parameters for row in rows] == [0, 320, 0, 216330]
    assert [row.weights for row in rows] == [0, 1280, 0, 865320]
    assert [row.activations for row in rows] == [0, 86528, 86528, 40]
    assert [row.flops for row in rows] == [0, 26 * 26 * 9 * 32, 0, 216320]
    assert rows[3].memory == 865320 + 40


def test_the_totals_are_the_sums_and_say_how_many_layers_are_unknown():
    sums = check(IMAGES).totals
    assert (sums.parameters, sums.flops, sums.unknown) == (216650, 26 * 26 * 9 * 32 + 216320, 0)
    assert sums.memory == sums.weights + sums.activations == 866600 + 173096
    assert check(of_inputs([4], layer("Conv2D", filters=1, kernel_size=1), layer("Flatten"))).totals.unknown == 2


def test_parameters_and_shapes_are_those_of_the_model():
    from plugkeras.project.building import model_of

    report, model = check(IMAGES), model_of(IMAGES)
    assert report.totals.parameters == model.count_params()
    assert report.output_shape == model.output_shape
    assert [row.parameters for row in report.layers[1:]] == [built.count_params() for built in model.layers]


def test_weights_are_never_allocated():
    rows = check(of_inputs([10**6], layer("Dense", units=10**6), layer("LSTM", units=4))).layers
    assert rows[1].parameters == 10**12 + 10**6
    assert rows[1].weights == 4 * rows[1].parameters


def test_weights_larger_than_any_array_are_a_sentence():
    report = check(of_inputs([10**12], layer("Dense", units=10**12)))
    assert (
        report.layers[1].reason == "A weight of shape (1000000000000, 1000000000000) is larger than any array can be."
    )


def test_half_precision_takes_half_the_memory():
    whole, half = (check(of_inputs([8], layer("Dense", units=4, dtype=d))).layers[1] for d in ("float32", "float16"))
    assert (half.weights, half.activations) == (whole.weights // 2, whole.activations // 2)


def test_an_open_length_leaves_open_what_depends_on_it():
    rows = check(of_inputs([None, 4], layer("LSTM", units=3, return_sequences=True), layer("Dense", units=2))).layers
    assert rows[1].output_shape == (None, None, 3)
    assert (rows[1].parameters, rows[1].flops, rows[1].activations, rows[1].memory) == (96, None, None, None)


def test_what_is_bypassed_is_listed_and_has_no_effect():
    report = check(of_inputs([8], layer("Dense", units=4, **{"pass": True}), layer("Dense", units=2)))
    bypassed = report.layers[1]
    assert (bypassed.bypassed, bypassed.output_shape, bypassed.parameters) == (True, (None, 8), 0)
    assert report.layers[2].parameters == 18


def test_what_follows_a_layer_that_does_not_fit_is_blocked_by_it():
    rows = check(of_inputs([8], CONV, layer("Flatten"), layer("Dense", units=2))).layers
    reasons = [row.reason for row in rows]
    assert reasons[1] == "conv2d_1 (Conv2D) needs inputs with 4 axes, and got shape (None, 8)."
    assert reasons[2:] == ["blocked by conv2d_1"] * 2


def test_without_an_input_the_data_say_the_shape_and_without_data_it_is_asked_for():
    bare = project(layer("Dense", units=3), layer("Dense", units=2))
    assert check(bare, ROWS).output_shape == (None, 2)
    assert [row.reason for row in check(bare).layers] == [
        "The shape of the inputs is not known: put an Input first, or choose data.",
        "blocked by dense_0",
    ]


def test_an_argument_is_wrong_even_where_no_shape_is_known():
    report = check(project(layer("Dense", units=3), layer("Dense", units="many")))
    assert report.layers[1].reason == "Dense: `units` must be an integer, not 'many'."


def test_a_reason_is_one_line_that_a_terminal_only_shows():
    report = check(of_inputs([8], layer("Dense", units=3, activation="re\x1b[31mlu\n")))
    assert report.layers[1].reason.isprintable()
    assert report.layers[1].reason.startswith("no activations named 're")


def test_an_argument_that_is_equal_is_not_the_same():
    checker = Checker()
    assert checker.check(of_inputs([8], layer("Dense", units=1))).layers[1].reason == ""
    assert checker.check(of_inputs([8], layer("Dense", units=True))).layers[1].reason != ""


def test_checking_draws_nothing_and_uses_up_no_name():
    keras.utils.set_random_seed(5)
    drawn = np.random.randint(10**6)
    keras.utils.set_random_seed(5)
    keras.backend.clear_session()
    Checker().check(of_inputs([6, 4], layer("LSTM", units=3), layer("Dropout", rate=0.5), layer("Dense", units=1)))
    assert np.random.randint(10**6) == drawn
    assert keras.layers.LSTM(2).cell.name == "lstm_cell"


def stack(n):
    return of_inputs([8], *(layer("Dense", units=8, activation="relu") for _ in range(n)))


def edited(base, index, units):
    layers = list(base.model.layers)
    layers[index] = replace(layers[index], part=layers[index].part.setting("units", units))
    return replace(base, model=replace(base.model, layers=tuple(layers)))


def test_after_an_edit_only_the_layers_are_asked_that_it_concerns():
    checker, base = Checker(), stack(50)
    checker.check(base)
    asked = checker.asker.asked
    checker.check(base)
    assert checker.asker.asked == asked
    checker.check(edited(base, 20, 9))
    assert checker.asker.asked == asked + 2  # itself, and the one behind it
    checker.check(base)
    assert checker.asker.asked == asked + 2
    checker.forget()
    checker.check(base)
    assert checker.asker.asked == 2 * asked + 2


def test_the_default_dtype_is_part_of_what_is_asked():
    checker = Checker()
    first = checker.check(stack(1)).totals.weights
    keras.backend.set_floatx("float64")
    try:
        assert checker.check(stack(1)).totals.weights == 2 * first
    finally:
        keras.backend.set_floatx("float32")


NOTHING = replace(ROWS, target="none", classes=None)
HIDDEN = layer("Dense", units=16, activation="relu")
CONV = layer("Conv2D", filters=4, kernel_size=3)
HEADS = [
    (ROWS, [HIDDEN], [("Dense", 3, "softmax")], "sparse_categorical_crossentropy", "accuracy"),
    (ROWS, [HIDDEN, layer("Dense", units=7)], [("Dense", 3, "softmax")], "sparse_categorical_crossentropy", "accuracy"),
    (replace(ROWS, classes=2), [HIDDEN], [("Dense", 1, "sigmoid")], "binary_crossentropy", "accuracy"),
    (
        replace(ROWS, target="one_hot", target_shape=(3,)),
        [HIDDEN, layer("Dense", units=3), layer("Softmax")],
        [("Dense", 3, "softmax")],
        "categorical_crossentropy",
        "accuracy",
    ),
    (replace(ROWS, target="numbers", classes=None), [HIDDEN], [("Dense", 1, None)], "mse", "mae"),
    (
        replace(ROWS, target="numbers", classes=None, target_shape=(4,)),
        [HIDDEN, layer("Dense", units=1, activation="softmax")],
        [("Dense", 4, None)],
        "mse",
        "mae",
    ),
    (
        Facts(9, (12, 12, 1), "float32", 0.0, 1.0, "classes", 5),
        [CONV],
        [("Flatten", None, None), ("Dense", 5, "softmax")],
        "sparse_categorical_crossentropy",
        "accuracy",
    ),
    (
        Facts(9, (900, 900, 3), "float32", 0.0, 1.0, "classes", 5),
        [CONV],
        [("GlobalAveragePooling2D", None, None), ("Dense", 5, "softmax")],
        "sparse_categorical_crossentropy",
        "accuracy",
    ),
    (
        Facts(9, (12, 4), "float32", 0.0, 1.0, "classes", 2),
        [layer("LSTM", units=3, return_sequences=True), layer("Dense", units=2, activation="softmax")],
        [("Dense", 1, "sigmoid")],
        "binary_crossentropy",
        "accuracy",
    ),
    (
        Facts(9, (12, 4), "float32", 0.0, 1.0, "classes", 3, (), (12,)),
        [layer("LSTM", units=3, return_sequences=True)],
        [("Dense", 3, "softmax")],
        "sparse_categorical_crossentropy",
        "accuracy",
    ),
    (
        Facts(9, (6, 6), "float32", 0.0, 1.0, "classes", 3),
        [],
        [("Flatten", None, None), ("Dense", 3, "softmax")],
        "sparse_categorical_crossentropy",
        "accuracy",
    ),
]


@pytest.mark.parametrize(("facts", "layers", "end", "loss", "metric"), HEADS, ids=lambda v: v if v in ("mse",) else "")
def test_the_head_is_made_to_go_with_the_data(facts, layers, end, loss, metric):
    fitted = auto_head(project(*layers), facts)
    last = [layer.part for layer in fitted.model.layers[-len(end) :]]
    assert [(p.name, p.arguments.get("units"), p.arguments.get("activation")) for p in last] == end
    assert (fitted.compile.loss, fitted.compile.metrics) == (Part(loss), (Part(metric),))
    report = check(fitted, facts)
    assert [p.where for p in report.errors] == [("data", "source")]
    assert auto_head(fitted, facts) == fitted


def test_a_head_keeps_its_name_and_what_else_it_was_told():
    fitted = auto_head(project(HIDDEN, layer("Dense", units=9, use_bias=False, **{"as": "out"})), ROWS)
    head = fitted.model.layers[-1]
    assert (head.name, head.part.arguments["use_bias"], len(fitted.model.layers)) == ("out", False, 2)


def test_metrics_that_suit_the_targets_stay_and_others_go():
    best = "sparse_top_k_categorical_accuracy"
    before = project(HIDDEN, compile={"metrics": ["mae", best]})
    assert [m.name for m in auto_head(before, ROWS).compile.metrics] == ["accuracy", best]


def test_without_targets_there_is_no_head_to_make():
    assert auto_head(project(HIDDEN), NOTHING) == project(HIDDEN)
