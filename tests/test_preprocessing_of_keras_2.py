"""``keras.preprocessing`` as it was up to Keras 2: words as numbers, and series before their targets."""

import numpy as np
import pytest

from plugkeras.errors import ArgumentError, StateError
from plugkeras.parts.spellings import OldSpelling
from plugkeras.preprocessing.sequence import TimeseriesGenerator
from plugkeras.preprocessing.text import Tokenizer, hashing_trick, one_hot, text_to_word_sequence, tokenizer_from_json

TEXTS = ["The cat sat.", "The dog: the CAT!", "a dog"]


def fitted(**options):
    tokenizer = Tokenizer(**options)
    tokenizer.fit_on_texts(TEXTS)
    return tokenizer


@pytest.mark.parametrize(
    ("options", "index", "numbers"),
    [
        ({}, {"the": 1, "cat": 2, "dog": 3, "sat": 4, "a": 5}, [1, 2]),
        (dict(num_words=2), {"the": 1, "cat": 2, "dog": 3, "sat": 4, "a": 5}, [1]),
        (dict(oov_token="?"), {"?": 1, "the": 2, "cat": 3, "dog": 4, "sat": 5, "a": 6}, [2, 1, 3]),
        (dict(oov_token="?", num_words=3), {"?": 1, "the": 2, "cat": 3, "dog": 4, "sat": 5, "a": 6}, [2, 1, 1]),
        (
            dict(lower=False, filters=""),
            {"The": 1, "cat": 2, "sat.": 3, "dog:": 4, "the": 5, "CAT!": 6, "a": 7, "dog": 8},
            [5, 2],
        ),
        (dict(analyzer=lambda text: [text[0].lower()]), {"t": 1, "a": 2}, [1]),
    ],
)
def test_words_have_numbers_by_how_often_they_occur(options, index, numbers):
    tokenizer = fitted(**options)
    assert tokenizer.word_index == index
    assert tokenizer.texts_to_sequences(["the new cat"]) == [numbers]


def test_texts_may_be_lists_of_words_or_be_cut_into_characters():
    assert fitted().texts_to_sequences([["THE", "cat"]]) == [[1, 2]]
    assert fitted(char_level=True).texts_to_sequences(["tz"]) == [[fitted(char_level=True).word_index["t"]]]


@pytest.mark.parametrize(
    ("mode", "row"),
    [
        ("binary", [0, 1, 1]),
        ("count", [0, 2, 1]),
        ("freq", [0, 2 / 3, 1 / 3]),
        ("tfidf", [0, (1 + np.log(2)) * np.log(2), np.log(2)]),
    ],
)
def test_a_text_is_a_row_of_a_matrix(mode, row):
    matrix = fitted().texts_to_matrix(["the cat the", ""], mode)
    np.testing.assert_allclose(matrix, [[*row, 0, 0, 0], [0] * 6])


def test_a_tokenizer_comes_back_from_json_and_numbers_become_words():
    tokenizer = tokenizer_from_json(fitted(oov_token="?", num_words=4).to_json())
    assert tokenizer.get_config() == fitted(oov_token="?", num_words=4).get_config()
    assert tokenizer.sequences_to_texts([[2, 3, 6, 99]]) == ["the cat ? ?"]
    np.testing.assert_array_equal(
        tokenizer.texts_to_matrix(TEXTS, "tfidf"), fitted(oov_token="?", num_words=4).texts_to_matrix(TEXTS, "tfidf")
    )


def test_hashes_are_numbers_below_n():
    assert text_to_word_sequence("Ein-fach, so!") == ["ein", "fach", "so"]
    assert hashing_trick("the cat the", 50, "md5") == hashing_trick("The. cat, the", 50, "md5")
    assert all(0 < n < 5 for n in one_hot("a b c d e f g h", 5))


def test_what_is_not_known_yet_is_asked_for():
    with pytest.raises(StateError, match="num_words"):
        Tokenizer().texts_to_matrix(["a"])
    with pytest.raises(StateError, match="tfidf"):
        Tokenizer(num_words=3).sequences_to_matrix([[1]], "tfidf")
    with pytest.raises(ArgumentError, match="must be one of"):
        fitted().texts_to_matrix(["a"], "other")
    with pytest.warns(OldSpelling, match="num_words"):
        assert Tokenizer(nb_words=3).num_words == 3


@pytest.mark.parametrize(
    ("options", "x", "y"),
    [
        ({}, [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]], [30, 40, 50, 60]),
        (dict(sampling_rate=2, reverse=True), [[2, 0], [3, 1], [4, 2], [5, 3]], [30, 40, 50, 60]),
        (dict(stride=2, end_index=5), [[0, 1, 2], [2, 3, 4]], [30, 50]),
        (dict(start_index=2, batch_size=1), [[3, 4, 5]], [60]),
    ],
)
def test_a_generator_has_the_steps_before_each_target(options, x, y):
    *_, (found, targets) = TimeseriesGenerator(np.arange(7), 10 * np.arange(7), 3, **options)
    assert (found.tolist(), targets.tolist()) == (x, y)


def test_a_generator_draws_rows_or_has_none():
    x, y = TimeseriesGenerator(np.arange(9), np.arange(9), 2, shuffle=True, batch_size=20)[0]
    assert (x[:, 1] == y - 1).all()
    assert x.shape == (20, 2)
    with pytest.raises(ArgumentError, match="has 9 steps before it"):
        TimeseriesGenerator(np.arange(9), np.arange(9), 9)
    with pytest.raises(ArgumentError, match="do not match"):
        TimeseriesGenerator(np.arange(9), np.arange(8), 2)
