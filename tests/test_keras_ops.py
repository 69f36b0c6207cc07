"""The ops against keras.ops: signatures (``keras_ops.json``, read off Keras 3.15.1), accepted forms, dtypes, norms."""

import inspect
import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops
from plugkeras.ops.later import MODULES

SIGNATURES = json.loads((Path(__file__).parent / "keras_ops.json").read_text())
OURS_TOO = {"conv": ", *, bias=None, activation=None)"}  # what an op here takes besides, by keyword
X = np.random.default_rng(0).normal(size=(3, 4))
M = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])


def written(name):
    function = ops.PRIMITIVES.get(name) or getattr(ops, name)
    signature = inspect.signature(function)
    bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=signature.empty))


NOT_HERE = {"adaptive_average_pool", "adaptive_max_pool", "fold", "unfold"}


def test_each_op_of_keras_is_here():
    assert set(SIGNATURES) - set(ops.__all__) <= NOT_HERE


@pytest.mark.parametrize("module", MODULES)
def test_an_op_that_is_imported_later_is_found_where_the_table_says(module):
    assert sorted(import_module(f"plugkeras.ops.{module}").__all__) == MODULES[module].split()


@pytest.mark.parametrize("part", ["linalg", "nn", "numpy"])
def test_ops_are_found_by_the_parts_into_which_keras_puts_them(part):
    names = dir(getattr(ops, part))
    assert len(names) > 15
    for name in names:
        one = getattr(getattr(ops, part), name)
        assert one is getattr(ops, name) or one.__name__ == name, "what an engine has as a function of its own"


@pytest.mark.parametrize("name", [name for name in SIGNATURES if name in ops.__all__])
def test_an_op_has_the_signature_that_keras_gives_it(name):
    expected = SIGNATURES[name]
    if name in ("einsum", "multi_hot"):  # which takes no others
        expected = expected.replace(", **kwargs", "")
    assert written(name) == expected[:-1] + OURS_TOO.get(name, ")")


ACCEPTED = {
    "conv by position": (
        lambda: ops.conv(np.ones((1, 5, 1)), np.ones((2, 1, 1)), 2, "valid", None, 1).shape,
        (1, 2, 1),
    ),
    "max_pool without a format": (lambda: ops.max_pool(np.ones((1, 4, 1)), 2, None, "valid", None).shape, (1, 2, 1)),
    "squeeze of a list": (lambda: ops.squeeze([[1, 2]]), [1, 2]),
    "swapaxes of a list": (lambda: ops.swapaxes([[1, 2]], 0, 1), [[1], [2]]),
    "split of a list": (lambda: ops.split([1, 2], 2)[1], [2]),
    "dot of lists": (lambda: ops.dot([1, 2], [3, 4]), 11),
    "tensordot of lists": (lambda: ops.tensordot([1, 2], [3, 4], 1), 11),
    "leaky_relu of a list": (lambda: ops.leaky_relu([-1.0, 2.0], 0.5), [-0.5, 2]),
    "moments of a list": (lambda: ops.moments([[1.0], [3.0]], [0])[1], [1]),
    "top_k of a list": (lambda: ops.top_k([1, 3, 2], 2)[0], [3, 2]),
    "expand_dims at two axes": (lambda: ops.expand_dims(np.ones(2), (0, -1)).shape, (1, 2, 1)),
    "pad, reflect": (lambda: ops.pad([1, 2, 3], (1, 2), "reflect"), [2, 1, 2, 3, 2, 1]),
    "pad, symmetric": (lambda: ops.pad([1, 2, 3], (1, 2), mode="symmetric"), [1, 1, 2, 3, 3, 2]),
    "cumsum with a dtype": (lambda: str(ops.cumsum([1, 2], dtype="float16").dtype), "float16"),
    "max with an initial value": (lambda: ops.max([1.0, 2.0], initial=5), 5),
    "min of nothing": (lambda: ops.min(np.zeros((0,)), initial=5), 5),
    "linspace along another axis": (lambda: ops.linspace([0, 1], [1, 2], 3, axis=1).shape, (2, 3)),
    "linspace with its step": (lambda: ops.linspace(0, 1, 3, retstep=True)[1], 0.5),
    "where of a condition": (lambda: ops.where([False, True])[0], [1]),
    "clip by keyword": (lambda: ops.clip([1, 5], x_min=2, x_max=4), [2, 4]),
    "in_top_k with NaN": (lambda: ops.in_top_k([0, 1], [[np.nan, 1.0], [0.0, 1.0]], 1), [False, True]),
    "the mean of large halves": (lambda: ops.mean(np.full(4, 60000, "float16")), 60000),
    "the norm of large halves": (lambda: ops.norm(np.array([300, 400], "float16")), 500),
    "activations.get(None)": (lambda: keras.activations.get(None) is keras.activations.linear, True),
    "an array as initializer": (lambda: keras.initializers.get(M)((2, 3), "float32"), M),
    "a seed generator's state": (lambda: keras.random.SeedGenerator(3).state.shape, (2,)),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_keras_accepts_is_accepted(name):
    call, expected = ACCEPTED[name]
    np.testing.assert_array_equal(call(), expected)


REFUSED = {
    "`x1` and `x2`": lambda: ops.where([True], 1.0, None),
    "`mode` must be": lambda: ops.pad([1], 1, mode="mirror"),
    "leave one of them out": lambda: ops.pad([1, 2], 1, mode="reflect", constant_values=1),
    "draws floats": lambda: keras.random.uniform((2,), dtype="int32"),
    "draws integers": lambda: keras.random.randint((2,), 0, 3, dtype="float32"),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_has_no_meaning_is_refused(said):
    with pytest.raises(keras.errors.ArgumentError, match=said):
        REFUSED[said]()


INTEGERS = ["bool", "uint8", "int8", "int16", "int32", "int64"]
TO_FLOATS = [
    "sqrt",
    "exp",
    "log",
    "sin",
    "tanh",
    "erf",
    "floor",
    "ceil",
    "sigmoid",
    "mean",
    "var",
    "std",
    "logsumexp",
    "norm",
    "rsqrt",
    "reciprocal",
    "normalize",
]


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("name", TO_FLOATS)
def test_what_is_no_integer_of_integers_is_of_the_default_dtype(name, dtype):
    assert getattr(ops, name)(np.ones((2, 2), dtype)).dtype == "float32"


@pytest.mark.parametrize("name", ["add", "multiply", "power", "mod", "divide", "maximum", "where", "matmul", "stack"])
@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("other", ["float16", "float32", "float64"])
def test_of_integers_and_floats_the_floats_say_the_dtype(name, dtype, other):
    a, b = np.ones((2, 2), dtype), np.ones((2, 2), other)
    special = {"where": lambda a, b: ops.where(b > 0, a, b), "stack": lambda a, b: ops.stack([a, b])}
    function = special.get(name, getattr(ops, name))
    assert function(a, b).dtype == other


@pytest.mark.parametrize(
    ("result", "dtype"),
    [
        (lambda: ops.divide(np.int32([1]), 2), "float32"),
        (lambda: ops.multiply(np.int32([1]), 2.0), "float32"),
        (lambda: ops.multiply(np.float16([1]), 2.0), "float16"),
        (lambda: ops.add(np.array([True]), 1), "int32"),
        (lambda: ops.sum(np.ones(3, "int8")), "int32"),
        (lambda: ops.argmax([1, 2]), "int32"),
        (lambda: ops.sqrt([1, 4]), "float32"),
        (lambda: ops.convert_to_tensor([1, 2]), "int32"),
        (lambda: ops.add(1, 2), "int32"),
    ],
)
def test_numbers_and_lists_take_keras_dtypes(result, dtype):
    assert result().dtype == dtype


@pytest.mark.parametrize("module", ["ops", "random", "backend"])
def test_a_namespace_shows_only_what_is_its_own(module):
    namespace = getattr(keras, module)
    shown = [name for name in dir(namespace) if not name.startswith("_")]
    assert sorted(namespace.__all__) == shown
    assert not {"Any", "Callable", "WHEN_SET", "Engine", "slice_", "np", "FunctionType"} & {*shown}
