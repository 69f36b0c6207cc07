"""``keras.saving.KerasFileEditor``: files of weights, looked into and changed without their model."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.errors import ArgumentError, DataError
from plugkeras.saving import KerasFileEditor


def model(*units):
    return keras.Sequential([keras.Input((2,)), *(keras.layers.Dense(n) for n in units)])


@pytest.fixture
def file(tmp_path):
    made = model(3, 1)
    made.save(tmp_path / "whole.keras")
    made.save_weights(tmp_path / "alone.weights.h5")
    return tmp_path, made


@pytest.mark.parametrize("name", ["whole.keras", "alone.weights.h5"])
def test_a_file_is_looked_into_and_compared(name, file, capsys):
    folder, made = file
    editor = KerasFileEditor(folder / name)
    assert (editor.config is None) == (name == "alone.weights.h5")
    first = editor.weights_dict["layers"]["dense"]
    np.testing.assert_array_equal(first["0"], made.get_weights()[0])
    editor.summary()
    assert "layers/dense_1  0: (3, 1) float32, 1: (1,) float32" in capsys.readouterr().out
    assert editor.compare(made) == {"status": "success", "error_count": 0, "match_count": 4}
    found = editor.compare(model(4))
    assert (found["status"], found["error_count"], found["match_count"]) == ("error", 4, 0)
    assert "layers/dense/0 is (2, 3) in the file, (2, 4) in the model" in capsys.readouterr().out


def test_a_file_is_made_to_fit_another_model(file):
    folder, made = file
    editor = KerasFileEditor(str(folder / "whole.keras"))
    editor.rename_object("dense_1", "dense_2")
    editor.add_object("layers/dense_1", {"0": np.eye(3), "1": np.zeros(3)})
    editor.delete_weight("layers/dense", "1")
    editor.add_weights("dense", {"1": np.ones(3)})
    editor.save(folder / "new.weights.h5")
    other = model(3, 3, 1)
    other.load_weights(folder / "new.weights.h5")
    kernel, _, last, bias = made.get_weights()
    x = np.random.default_rng(0).normal(size=(4, 2)).astype("float32")
    np.testing.assert_allclose(other.predict(x, verbose=0), (x @ kernel + 1) @ last + bias, rtol=1e-5)
    editor.delete_object("dense_1")
    assert list(editor.weights_dict["layers"]) == ["dense", "dense_2"]


@pytest.mark.parametrize(
    ("edit", "kind", "said"),
    [
        (lambda e: e.rename_object("dens", "a"), ArgumentError, "did you mean 'dense'"),
        (lambda e: e.rename_object("dense", "a/b"), ArgumentError, "not a path"),
        (lambda e: e.delete_weight("dense", "7"), ArgumentError, "no weight '7'"),
        (lambda e: e.add_object("other/a", {}), ArgumentError, "no 'other'"),
        (lambda e: e.add_weights("dense", [1]), ArgumentError, "are given as"),
        (lambda e: (e.delete_weight("dense", "0"), e.save("never.weights.h5")), DataError, "not from 0"),
    ],
)
def test_what_cannot_be_done_is_refused(edit, kind, said, file):
    with pytest.raises(kind, match=said):
        edit(KerasFileEditor(file[0] / "whole.keras"))


def test_a_name_that_several_have_needs_its_path(file):
    editor = KerasFileEditor(file[0] / "whole.keras")
    editor.add_object("dense", {"0": np.ones(1)})
    editor.add_object("layers/dense_1/dense_1", {})
    with pytest.raises(ArgumentError, match="say which of layers/dense_1"):
        editor.delete_object("dense_1")
    editor.delete_object("dense")  # a path itself
    assert "dense" in editor.weights_dict["layers"]
