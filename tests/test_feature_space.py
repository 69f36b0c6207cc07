"""Columns of a table, each prepared by a layer of its own."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.errors import ArgumentError, DataError, NoGraph, StateError

Space = keras.utils.FeatureSpace
TABLE = {
    "age": np.array([30.0, 50.0, 40.0, 40.0]),
    "size": np.array([1, 2, 3, 4]),
    "city": np.array(["Rome", "Oslo", "Rome", "Rome"]),
    "code": np.array([7, 7, 8, 9]),
}


def adapted(space, data=TABLE):
    space.adapt(data)
    return space


def test_columns_come_side_by_side_in_the_order_of_their_names():
    space = adapted(Space({"size": "float", "city": "string_categorical", "age": "float_normalized"}))
    y = np.asarray(space(TABLE))
    np.testing.assert_allclose(y[:, 0], [-np.sqrt(2), np.sqrt(2), 0, 0], rtol=1e-6)
    assert y[:, 1:4].tolist() == [[0, 1, 0], [0, 0, 1], [0, 1, 0], [0, 1, 0]]
    assert y[:, 4].tolist() == [1, 2, 3, 4]
    one = space({name: column[1] for name, column in TABLE.items()})
    np.testing.assert_allclose(one, y[1], rtol=1e-6)


def test_features_of_every_name_as_a_dict_and_crosses():
    features = {
        "a": Space.float_rescaled(2.0, 1.0),
        "b": Space.float_discretized(num_bins=2, output_mode="int"),
        "c": Space.integer_categorical(max_tokens=3),
        "d": Space.string_hashed(5, output_mode="int"),
        "e": "integer_hashed",
        "f": Space.feature("float32", keras.layers.Rescaling(0.5), "float"),
    }
    columns = {"a": "age", "b": "age", "c": "code", "d": "city", "e": "code", "f": "size"}
    data = {name: TABLE[column] for name, column in columns.items()}
    space = adapted(
        Space(features, "dict", crosses=[("c", "d"), Space.cross(("d", "e"), 4, "int")], hashing_dim=6), data
    )
    shapes = {name: y.shape for name, y in space(data).items()}
    assert shapes == {
        "a": (4, 1),
        "b": (4, 1),
        "c": (4, 3),
        "d": (4, 1),
        "e": (4, 6),
        "f": (4, 1),
        "c_X_d": (4, 32),
        "d_X_e": (4, 1),
    }


def test_batches_of_dicts_are_data_too_and_a_config_makes_another_space():
    space = Space({"city": "string_categorical", "age": "float_normalized"})
    space.adapt({name: column[i : i + 2] for name, column in TABLE.items()} for i in (0, 2))
    again = adapted(Space.from_config(space.get_config()))
    np.testing.assert_allclose(space(TABLE), again(TABLE), rtol=1e-6)


REFUSED = {
    "a kind that is not there": (lambda: Space({"a": "floot"}), ArgumentError, "is one of float, "),
    "no features": (lambda: Space({}), ArgumentError, "it needs `features`"),
    "an unknown column to cross": (
        lambda: Space({"a": "float"}, crosses=[("a", "b")]),
        ArgumentError,
        "no feature 'b'",
    ),
    "not adapted": (lambda: Space({"city": "string_categorical"})(TABLE), StateError, "not adapted"),
    "no dict": (lambda: Space({"a": "float"})(np.ones(3)), DataError, "a dict of columns"),
    "no such column": (lambda: Space({"a": "float"})(TABLE), DataError, "no column 'a'"),
    "integers in an array": (
        lambda: Space({"code": Space.integer_hashed(3, "int")})(TABLE),
        ArgumentError,
        "output_mode='dict'",
    ),
    "a graph": (lambda: Space({"a": "float"}).get_inputs(), NoGraph, "no graphs"),
    "a file": (lambda: Space({"a": "float"}).save("x.keras"), ArgumentError, "attribute of a Model"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_has_no_meaning_is_refused_with_a_reason(case):
    ask, error, words = REFUSED[case]
    with pytest.raises(error, match=words):
        ask()
