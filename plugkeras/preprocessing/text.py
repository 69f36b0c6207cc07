"""``keras.preprocessing.text``, which Keras 3 has not any more."""

from plugkeras.utils.words import Tokenizer as Tokenizer
from plugkeras.utils.words import hashing_trick as hashing_trick
from plugkeras.utils.words import one_hot as one_hot
from plugkeras.utils.words import text_to_word_sequence as text_to_word_sequence
from plugkeras.utils.words import tokenizer_from_json as tokenizer_from_json

__all__ = ["Tokenizer", "hashing_trick", "one_hot", "text_to_word_sequence", "tokenizer_from_json"]
