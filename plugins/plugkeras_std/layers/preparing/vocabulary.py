"""A vocabulary: tokens by their numbers, which begin after those of what is masked or unknown."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from plugkeras.errors import ArgumentError, FileError

Token = Any


def read_terms(path: Any) -> list[str]:
    """The lines of a file.

    Raises:
        FileError: it cannot be read as text.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"The vocabulary {path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def without_specials(owner: object, given: Sequence[Token], specials: Sequence[Token], refused: Iterable[Token]) -> Any:
    """The tokens of a vocabulary, and whether it began with the special ones, which need not be in it.

    Raises:
        ArgumentError: it is empty, has a token twice, or one of the ``refused`` elsewhere.
    """
    if not len(given):
        raise ArgumentError(f"{owner}: the vocabulary is empty; it needs one token at least.")
    found = list(given[: len(specials)]) == list(specials)
    tokens = list(given[len(specials) :]) if found else list(given)
    twice = [token for token, count in Counter(tokens).items() if count > 1]
    if twice:
        raise ArgumentError(f"{owner}: the vocabulary has {twice[0]!r} and {len(twice) - 1} others more than once.")
    for token in refused:
        if token in tokens:
            raise ArgumentError(
                f"{owner}: the vocabulary has {token!r} at {tokens.index(token)}, which is no token: leave out those "
                f"for what is masked or unknown, or begin with all of them, {list(specials)}."
            )
    return tokens, found


def most_frequent(counts: Counter[Token], most: int | None) -> list[Token]:
    """The tokens that are there most often; of equally many, the last in their order first, as Keras has it."""
    if most is not None and 0 < most < len(counts):
        least = sorted(counts.values(), reverse=True)[most - 1]
        counts = Counter({token: count for token, count in counts.items() if count >= least})
    return sorted(sorted(counts, reverse=True), key=counts.__getitem__, reverse=True)[:most]
