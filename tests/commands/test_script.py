"""A project as a script: how Python is laid out, how parts are spelt, and that the whole is what a formatter leaves."""

import ast
import subprocess
import sys
from importlib.util import find_spec

import pytest

import plugkeras as keras
from plugkeras.host import host
from plugkeras.project import Part, Project, Table
from plugkeras.project.building import compiled, model_of, part_object
from plugkeras.project.part_text import layer_codes, part_code
from plugkeras.project.python_text import WIDTH, call, inline, laid_out, listed, literal
from plugkeras.project.script import script

LITERALS = [
    ("a", '"a"'),
    ('say "so" \\', """'say "so" \\\\'"""),
    ("ü 木", '"ü 木"'),
    ("line\nline", '"line\\nline"'),
    ("\u202e\ud800", '"\\u202e\\ud800"'),
    (1e-05, "1e-05"),
    (None, "None"),
    (True, "True"),
    ((8, 8, 1), "(8, 8, 1)"),
    ((3,), "(3,)"),
    ([1, "a"], '[1, "a"]'),
    ({"a": [1]}, '{"a": [1]}'),
]


@pytest.mark.parametrize(("value", "text"), LITERALS)
def test_a_value_is_written_so_that_python_reads_it_back(value, text):
    assert inline(literal(value)) == text
    assert ast.literal_eval(text) == value


LAYOUTS = {
    "f(a, b=1)": call("f", "a", b="1"),
    f"{'f' * 80}(\n    argument, argument, argument\n)": call("f" * 80, *["argument"] * 3),
    f"f(\n    {'a' * 60}=1,\n    {'b' * 60}=1,\n)": call("f", **{"a" * 60: "1", "b" * 60: "1"}),
    f"f(\n    [\n        {'a' * 60},\n        {'b' * 60},\n    ]\n)": call("f", listed(["a" * 60, "b" * 60])),
    'f(**{"a b": 1, "class": 2})': call("f", **{"a b": "1", "class": "2"}),
}


@pytest.mark.parametrize("text", LAYOUTS)
def test_an_expression_that_does_not_fit_is_broken_after_its_bracket(text):
    assert laid_out(LAYOUTS[text]) == text


def part(name, **arguments):
    return Part(name, Table(arguments))


PARTS = [
    ("layers", part("Dense", units=64, activation="relu"), 'Dense(64, activation="relu")'),
    ("layers", part("dense", units=64), "Dense(64)"),
    ("layers", part("Input", shape=(2,)), "Input(shape=(2,))"),
    ("layers", part("Conv2D", filters=8, kernel_size=(3, 3)), "Conv2D(8, (3, 3))"),
    ("optimizers", part("Adam", learning_rate=0.01), "keras.optimizers.Adam(learning_rate=0.01)"),
    (
        "optimizers",
        part("SGD", learning_rate=part("CosineDecay", initial_learning_rate=0.1, decay_steps=10)),
        "keras.optimizers.SGD(learning_rate=keras.optimizers.schedules.CosineDecay(0.1, 10))",
    ),
    (
        "layers",
        part("Dense", units=1, kernel_initializer=part("RandomNormal", stddev=0.1)),
        "Dense(1, kernel_initializer=keras.initializers.RandomNormal(stddev=0.1))",
    ),
    (
        "layers",
        part("TimeDistributed", layer=part("Dense", units=3)),
        "TimeDistributed(Dense(3))",
    ),
    ("sources", part("CSV", path="a.csv"), 'sources.CSV("a.csv")'),
    ("activations", part("relu"), '"relu"'),
]


@pytest.mark.parametrize(("kind", "said", "text"), PARTS, ids=[row[2][:40] for row in PARTS])
def test_a_part_is_written_as_the_call_that_makes_it(kind, said, text):
    assert inline(part_code(kind, said)) == text


def layers(*said):
    return Project.from_json({"plugkeras_project": 1, "model": {"layers": list(said)}}).model.layers


def test_a_layer_says_its_name_where_it_is_not_the_one_that_it_gets_anyway():
    one, two, three = ({"class": "Dense", "as": name, "units": 1} for name in ("dense", "dense_1", "output"))
    assert [inline(code) for code in layer_codes(layers(one, two, three))] == [
        "Dense(1)",
        "Dense(1)",
        'Dense(1, name="output")',
    ]
    inner = {"class": "TimeDistributed", "as": "each", "layer": {"class": "Dense", "units": 1}}
    assert [inline(code) for code in layer_codes(layers(inner, one))] == [
        'TimeDistributed(Dense(1), name="each")',
        'Dense(1, name="dense")',
    ]


HOSTILE = {
    "plugkeras_project": 1,
    "name": '"""; import os  # /../x',
    "note": 'It ends """\n\nimport os\\',
    "model": {"layers": [{"class": "Dense", "as": 'a"); print("b', "units": 1}], "name": "m'\""},
    "data": {"source": {"class": "CSV", "path": 'a"b\n.csv'}},
    "fit": {"class_weight": {"1": 2.0, "0": 1.0}, "epochs": 3, "shuffle": False},
}


def templates():
    return {name: host().get("templates", name)() for name in host().standard_names("templates")}


def test_nothing_in_a_document_becomes_a_statement():
    text = script(Project.from_json(HOSTILE))
    calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}
    expected = (
        "Path Dense Input keras.Sequential keras.utils.set_random_seed load_data build_model model.compile model.fit"
    )
    expected += " history.history.items print model.evaluate model.save main sources.prepared sources.CSV"
    assert calls == set(expected.split())
    assert "class_weight={1: 2.0, 0: 1.0}" in text


CHANGES = [
    {"step": 30, "at": "batch", "do": "learning_rate", "times": 0.5, "by": "somebody", "epoch": 1},
    {"step": 31, "at": "batch", "do": "pause"},
    {"step": 40, "at": "epoch", "do": "extend", "epochs": 5},
]


def test_what_changed_the_run_is_repeated_and_the_rest_is_not():
    text = script(templates()["spirals"], CHANGES)
    assert '{"step": 30, "at": "batch", "do": "learning_rate", "times": 0.5}' in text
    assert '{"step": 40, "at": "epoch", "do": "extend", "epochs": 5}' in text
    assert "pause" not in text
    assert "somebody" not in text


@pytest.mark.skipif(find_spec("ruff") is None, reason="ruff is not installed")
def test_a_script_is_as_a_formatter_leaves_it(tmp_path):
    projects = {**templates(), "hostile": Project.from_json(HOSTILE)}
    for name, project in projects.items():
        (tmp_path / f"{name}.py").write_text(script(project, CHANGES), encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", str(WIDTH), "--check", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_script_is_the_same_each_time():
    spirals = templates()["spirals"]
    assert script(spirals) == script(Project.from_text(spirals.to_text()))


EMBEDDING = {"class": "Embedding", "as": "embedding", "input_dim": 9, "output_dim": 4}
FIRST = {
    "a vocabulary": (EMBEDDING, True),
    "a vocabulary, and a length": ({**EMBEDDING, "input_length": 6}, False),
    "a dimension": ({"class": "Dense", "as": "dense", "units": 1, "input_dim": 9}, False),
    "an Input": ({"class": "Input", "as": "rows", "shape": [6]}, False),
    "nothing": ({"class": "Dense", "as": "dense", "units": 1}, True),
}


@pytest.mark.parametrize("said", FIRST)
def test_a_model_whose_layers_do_not_say_what_rows_are_like_is_told(said):
    first, is_told = FIRST[said]
    text = script(Project.from_json({"plugkeras_project": 1, "model": {"layers": [first]}}))
    assert ("Input(shape)" in text) == is_told


RICH = {
    "plugkeras_project": 1,
    "name": "rich",
    "model": {
        "layers": [
            {"class": "Input", "as": "rows", "shape": [6, 4]},
            {
                "class": "TimeDistributed",
                "as": "each",
                "layer": {
                    "class": "Dense",
                    "units": 3,
                    "kernel_initializer": {"class": "RandomNormal", "stddev": 0.1, "seed": 3},
                    "kernel_regularizer": {"class": "L2", "l2": 0.001},
                    "kernel_constraint": "NonNeg",
                },
            },
            {"class": "Conv1D", "as": "conv", "filters": 4, "kernel_size": [3], "padding": "causal"},
            {"class": "LeakyReLU", "as": "leaky", "negative_slope": 0.2},
            {"class": "LSTM", "as": "lstm", "units": 3, "pass": True, "return_sequences": True},
            {"class": "Permute", "as": "turned", "dims": [2, 1]},
            {"class": "Flatten", "as": "flatten"},
            {"class": "Dropout", "as": "dropout", "rate": 0.5, "seed": 1},
            {"class": "Dense", "as": "output", "units": 2, "activation": {"class": "LeakyReLU", "negative_slope": 0.1}},
        ]
    },
    "compile": {
        "optimizer": {
            "class": "SGD",
            "learning_rate": {
                "class": "ExponentialDecay",
                "initial_learning_rate": 0.1,
                "decay_steps": 10,
                "decay_rate": 0.9,
            },
            "clipnorm": 1.0,
        },
        "loss": {"class": "CategoricalCrossentropy", "from_logits": True, "label_smoothing": 0.1},
        "metrics": ["accuracy", {"class": "TopKCategoricalAccuracy", "k": 1, "name": "top"}],
    },
    "fit": {
        "callbacks": [
            {"class": "EarlyStopping", "monitor": "loss", "patience": 2},
            {"class": "ReduceLROnPlateau", "factor": 0.5},
        ],
        "validation_freq": 2,
        "shuffle": False,
        "batch_size": 4,
    },
}


def test_a_script_makes_the_same_objects_as_the_project():
    project = Project.from_json(RICH)
    space = {}
    text = script(project)
    exec(text, space)
    keras.backend.clear_session()
    its = space["build_model"]()
    keras.backend.clear_session()
    ours = model_of(project)
    assert its.get_config()["layers"] == ours.get_config()["layers"]
    assert [w.tolist() for w in its.get_weights()[:1]] == [w.tolist() for w in ours.get_weights()[:1]]
    said = {
        node.func.attr: node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and _is_method(node)
    }
    given = {word.arg: ast.unparse(word.value) for call in ("compile", "fit") for word in said[call].keywords}
    made = {name: eval(code, {"keras": keras}) for name, code in given.items() if name in ("optimizer", "loss")}
    compiled(project, ours)
    assert made["optimizer"].get_config() == ours.optimizer.get_config()
    assert made["loss"].get_config() == part_object("losses", project.compile.loss).get_config()
    assert {name: given[name] for name in ("epochs", "batch_size", "shuffle", "validation_freq")} == {
        "epochs": "10",
        "batch_size": "4",
        "shuffle": "False",
        "validation_freq": "2",
    }
    assert given["callbacks"].startswith("[keras.callbacks.EarlyStopping(monitor='loss', patience=2)")


def _is_method(node):
    return isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "model"
