"""``plugkeras predict`` with saved models: what goes in, what comes out, what is refused."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.layers import LSTM, Dense, Input

X = np.arange(12, dtype=np.float32).reshape(6, 2)


def saved(here, *layers):
    model = keras.Sequential(list(layers))
    model.save(here / "model.keras")
    return model


@pytest.fixture
def softmax(here):
    return saved(here, Input((2,)), Dense(3, activation="softmax"))


def files(here):
    np.savez(here / "in.npz", x=X, other=1)
    np.save(here / "in.npy", X)
    lines = [",".join(map(str, row)) for row in X]
    (here / "in.csv").write_text("\n".join(["a,b", *lines]) + "\n")
    (here / "bare.csv").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("name", ["in.npz", "in.npy", "in.csv", "bare.csv"])
def test_rows_come_from_arrays_and_tables(plugkeras, here, softmax, name):
    files(here)
    lines = plugkeras("predict", "model.keras", name).out.splitlines()
    assert lines[0] == "class,probability,0,1,2"
    found = np.array([line.split(",")[2:] for line in lines[1:]], float)
    np.testing.assert_allclose(found, softmax.predict(X, verbose=0), rtol=1e-5)


OUTPUTS = [
    ([Dense(1, activation="sigmoid")], "class,probability,0,1"),
    ([Dense(1)], "prediction"),
    ([Dense(2)], "prediction_1,prediction_2"),
    ([Dense(4, activation="softmax")], "class,probability,0,1,2,3"),
]


@pytest.mark.parametrize(("layers", "header"), OUTPUTS, ids=[row[1] for row in OUTPUTS])
def test_the_columns_say_what_the_model_says(plugkeras, here, layers, header):
    files(here)
    saved(here, Input((2,)), *layers)
    assert plugkeras("predict", "model.keras", "in.npy", "-o", "out.csv").status == 0
    lines = (here / "out.csv").read_text().splitlines()
    assert (lines[0], len(lines)) == (header, 7)


def test_a_model_of_a_fixed_batch_size_takes_any_number_of_rows(plugkeras, here):
    saved(here, Input(batch_shape=(4, 3, 2)), LSTM(2, stateful=True), Dense(1))
    np.save(here / "in.npy", np.ones((6, 3, 2), np.float32))
    assert plugkeras("predict", "model.keras", "in.npy").out.count("\n") == 7


def test_many_numbers_go_into_an_array(plugkeras, here, softmax):
    files(here)
    told = plugkeras("predict", "model.keras", "in.npz", "-o", "out.npz")
    assert (told.out, told.err) == ("", "out.npz: 6 predictions\n")
    np.testing.assert_array_equal(np.load(here / "out.npz")["predictions"], softmax.predict(X, verbose=0))


WRONG = [
    (["none.keras", "in.npy"], "There is no file none.keras"),
    (["model.keras", "none.csv"], "There is no file none.csv."),
    (["model.keras", "wide.npy"], "wide.npy has rows of the shape (5,), and the model takes (2,)."),
    (["model.keras", "words.csv"], "words.csv cannot be read: it holds no array of numbers."),
    (["model.keras", "empty.csv"], "empty.csv cannot be read: it holds no array of numbers."),
    (["model.keras", "pickled.npy"], "pickled.npy cannot be read: it holds no array of numbers."),
    (["model.keras", "in.npy", "-o", "out.txt"], "the output is a .csv or .npz file, not out.txt"),
    (["model.keras", "in.npy", "-o", "no/out.csv"], "there is no folder"),
    (["broken.keras", "in.npy"], "broken.keras"),
]


@pytest.mark.parametrize(("argv", "said"), WRONG, ids=[" ".join(row[0]) for row in WRONG])
def test_what_is_wrong_is_one_sentence_and_status_2(plugkeras, here, softmax, argv, said):
    files(here)
    np.save(here / "wide.npy", np.ones((2, 5)))
    np.save(here / "pickled.npy", np.array([{}], object), allow_pickle=True)
    (here / "words.csv").write_text("a,b\nc,d\n")
    (here / "empty.csv").write_text("")
    (here / "broken.keras").write_bytes(b"PK\x03\x04 no more")
    told = plugkeras("predict", *argv)
    assert (told.status, told.out) == (2, "")
    assert said in told.err
    assert told.err.count("\n") == 1
