"""What people type: the values that are read, the sentences for what is not, and that nothing of it is ever run."""

import sys

import pytest

from plugkeras.errors import ArgumentError
from plugkeras.forms import form_of, notation
from plugkeras.project import Part, Table


def part(name, **arguments):
    return Part(name, Table(arguments))


READ = [
    ("layers", "Dense", "units", "64", 64),
    ("layers", "Dense", "units", " 1_000 ", 1000),
    ("layers", "Dense", "units", "1e3", 1000),
    ("layers", "Dense", "units", "64.0", 64),
    ("layers", "Dense", "use_bias", "YES", True),
    ("layers", "Dense", "use_bias", "off", False),
    ("layers", "Dense", "activation", "", None),
    ("layers", "Dense", "activation", "None", None),
    ("layers", "Dense", "activation", "relu", "relu"),
    ("layers", "Dense", "activation", "'relu'", "relu"),
    ("layers", "Dense", "activation", "LeakyReLU(0.2)", part("LeakyReLU", negative_slope=0.2)),
    ("layers", "Dense", "activation", "LeakyReLU(alpha=0.2)", part("LeakyReLU", negative_slope=0.2)),
    ("layers", "Dense", "kernel_initializer", "Constant(value=[1, 2])", part("Constant", value=(1, 2))),
    ("layers", "Dense", "kernel_regularizer", "l2", "l2"),
    ("layers", "Dense", "name", "none", None),
    ("layers", "Dense", "name", "'none'", "none"),
    ("layers", "Dense", "name", "my layer", "my layer"),
    ("layers", "Conv2D", "kernel_size", "3", 3),
    ("layers", "Conv2D", "kernel_size", "3x5", (3, 5)),
    ("layers", "Conv2D", "kernel_size", "3 \xd7 5", (3, 5)),
    ("layers", "Conv2D", "kernel_size", "3,5", (3, 5)),
    ("layers", "Conv2D", "kernel_size", "(3, 5)", (3, 5)),
    ("layers", "Conv2D", "padding", "Same", "same"),
    ("layers", "Conv2D", "data_format", "channels_first", "channels_first"),
    ("layers", "Input", "shape", "28x28", (28, 28)),
    ("layers", "Input", "shape", "784", (784,)),
    ("layers", "Input", "shape", "None, 3", (None, 3)),
    ("layers", "ZeroPadding2D", "padding", "(1, 2), (3, 4)", ((1, 2), (3, 4))),
    ("layers", "TimeDistributed", "layer", "Dense(3, relu)", part("Dense", units=3, activation="relu")),
    ("layers", "Sequential", "layers", "Flatten, Dense(3)", ("Flatten", part("Dense", units=3))),
    ("losses", "Huber", "reduction", "none", "none"),
    ("losses", "Huber", "reduction", "", None),
    ("optimizers", "Adam", "learning_rate", "1e-3", 0.001),
    ("optimizers", "Adam", "learning_rate", "1", 1),
    (
        *("optimizers", "Adam", "learning_rate", "ExponentialDecay(initial_learning_rate=0.1, decay_steps=100)"),
        part("ExponentialDecay", initial_learning_rate=0.1, decay_steps=100),
    ),
    ("optimizers", "Adam", "learning_rate", "CosineDecay", Part("CosineDecay")),
    ("callbacks", "CSVLogger", "separator", "','", ","),
    ("callbacks", "CSVLogger", "separator", ";", ";"),
    ("callbacks", "CSVLogger", "separator", r"'\t'", "\t"),
    ("callbacks", "ModelCheckpoint", "save_freq", "100", 100),
    ("callbacks", "ModelCheckpoint", "save_freq", "epoch", "epoch"),
    ("schedules", "PiecewiseConstantDecay", "boundaries", "100, 200", (100, 200)),
    ("schedules", "PiecewiseConstantDecay", "boundaries", "100", (100,)),
    ("schedules", "PiecewiseConstantDecay", "boundaries", "[]", ()),
]


@pytest.mark.parametrize(("kind", "name", "argument", "text", "value"), READ)
def test_a_field_reads_what_people_type(kind, name, argument, text, value):
    field = form_of(kind, name).field(argument)
    assert field.parse(text) == value
    assert type(field.parse(text)) is type(value)
    assert field.parse(field.format(value)) == value


WRITTEN = [
    ("layers", "Dense", "use_bias", True, "true"),
    ("layers", "Dense", "activation", "relu", "relu"),
    ("layers", "Dense", "activation", None, "none"),
    ("layers", "Conv2D", "kernel_size", (3, 3), "3, 3"),
    ("layers", "Input", "shape", (784,), "784"),
    ("optimizers", "Adam", "learning_rate", part("CosineDecay", alpha=0.5), "CosineDecay(alpha=0.5)"),
    ("callbacks", "CSVLogger", "separator", "\t", r"'\t'"),
    ("layers", "Dense", "units", "many", "'many'"),  # which is wrong, and shown all the same
]


@pytest.mark.parametrize(("kind", "name", "argument", "value", "text"), WRITTEN)
def test_a_field_writes_as_people_type(kind, name, argument, value, text):
    assert form_of(kind, name).field(argument).format(value) == text


WRONG = [
    ("layers", "Dense", "units", "", "whole number of at least 1 expected, e.g. 64"),
    ("layers", "Dense", "units", "3.5", "whole number of at least 1 expected, e.g. 64"),
    ("layers", "Dense", "units", "9" * 5000, "whole number of at least 1 expected, e.g. 64"),
    ("layers", "Dense", "units", "0", "whole number of at least 1 expected, not 0"),
    ("layers", "Dense", "units", "true", "whole number of at least 1 expected, e.g. 64"),
    ("layers", "Dropout", "rate", "nan", "number from 0 to 1 expected, e.g. 0.001"),
    ("layers", "Dropout", "rate", "1.5", "number from 0 to 1 expected, not 1.5"),
    ("layers", "Dense", "use_bias", "maybe", "true or false expected, not 'maybe'"),
    ("layers", "Conv2D", "padding", "smae", "unknown 'smae': did you mean 'same'?"),
    ("layers", "Conv2D", "padding", "x", "one of valid, same, causal expected, not 'x'"),
    (
        "layers",
        "Conv2D",
        "kernel_size",
        "3x3x3",
        "one or 2 whole numbers of at least 1, e.g. 3x3, expected, not (3, 3, 3)",
    ),
    ("layers", "Conv2D", "kernel_size", "3.5", "one or 2 whole numbers of at least 1, e.g. 3x3, expected, not 3.5"),
    ("layers", "Dense", "activation", "rulu", "unknown 'rulu': did you mean 'relu'?"),
    ("layers", "Dense", "activation", "q", "unknown 'q': `plugkeras parts activations` lists what there is"),
    ("layers", "Dense", "activation", "os.system('ls')", "unknown 'os.system'"),
    ("layers", "Dense", "activation", "__import__('os')", "unknown '__import__'"),
    ("layers", "Dense", "activation", "LeakyReLU(0.1, slope=3)", "LeakyReLU has no argument 'slope'"),
    ("layers", "Dense", "activation", "LeakyReLU(-1)", "negative_slope: number of at least 0 expected, not -1"),
    ("layers", "Dense", "activation", "LeakyReLU(1, 2, 3, 4, 5, 6)", "LeakyReLU takes at most 5 arguments"),
    ("layers", "Dense", "activation", "LeakyReLU(0.1", "name of one of the activations expected, not 'LeakyReLU(0.1'"),
    (
        "layers",
        "Dense",
        "kernel_initializer",
        "none",
        "name of one of the initializers, e.g. Zeros, expected, not None",
    ),
    ("optimizers", "Adam", "learning_rate", "-1", "number of at least 0 or name of one of the schedules"),
    ("optimizers", "Adam", "learning_rate", "CosineDcay(1)", "unknown 'CosineDcay': did you mean 'CosineDecay'?"),
    ("optimizers", "Adam", "epsilon", "-1", "must be"),
    ("callbacks", "CSVLogger", "filename", "", "text expected, or '' for an empty one"),
]


@pytest.mark.parametrize(("kind", "name", "argument", "text", "sentence"), WRONG)
def test_a_wrong_text_gets_one_sentence_that_says_what_is_right(kind, name, argument, text, sentence):
    with pytest.raises(ArgumentError) as caught:
        form_of(kind, name).field(argument).parse(text)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


HOSTILE = [
    "__import__('sys').modules.clear()",
    "(lambda: hostile.append(1))()",
    "[hostile.append(1) for _ in range(3)]",
    "f'{hostile.append(1)}'",
    "1 + 1",
    "10 ** 10 ** 10",
    "'a' * 10 ** 9",
    "x := 3",
    "b'bytes'",
    "1j",
    "...",
    "{**a}",
    "{1, 2}",
    "f(*a)",
    "f(**a)",
    "f(a=1, a=2)",
    "{'class': 3}",
    "{None: 1}",
    "1e999",
    "not 3",
    "a.b",
    "a[0]",
    "3 if x else 4",
    "-" * 15_000,
    "(" * 15_000,
    "[" * 60 + "]" * 60,
    "f(" * 60 + ")" * 60,
    "1," * 15_000,
    "\0",
    "\ud800",
    "1 2 ;",
    "a\nb",
    "#",
    "",
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:20].encode("unicode_escape").decode() for text in HOSTILE])
def test_what_is_no_value_is_refused_and_never_run(text):
    modules, hostile = set(sys.modules), []
    with pytest.raises(ArgumentError) as caught:
        notation.read(text)
    assert (hostile, modules - set(sys.modules)) == ([], set())
    assert len(str(caught.value)) < 250


NOTED = [
    ("relu", "relu"),
    ("acme>Swish", "acme>Swish"),
    ("acme>Swish(2)", Part("acme>Swish", Table({"0": 2}))),
    ("acme-layers>Swish(b=2)", part("acme-layers>Swish", b=2)),
    ("'acme layers>Swish'()", Part("acme layers>Swish")),
    ('{"class": "Dense", "units": 3}', part("Dense", units=3)),
    ("{a: [1, true], 3: null}", Table({"a": (1, True), "3": None})),
    ("-1.5", -1.5),
    ("+2", 2),
]


@pytest.mark.parametrize(("text", "value"), NOTED)
def test_the_notation_is_that_of_python_and_of_json(text, value):
    assert notation.read(text) == value
    assert notation.read(notation.written(value)) == value
