"""All that is public in Keras 3.15.1 is here as it is there, but for what ``left_out.py`` gives a reason for.

``python tests/inventory/differences.py`` lists what has none.
"""

import re
from functools import cache
from pathlib import Path

import differences
import left_out

GUIDE = Path(__file__).parents[2] / "docs" / "keras.md"


@cache
def found():
    return sorted(differences.differences())


def test_what_keras_has_is_here_or_left_out_for_a_reason():
    assert not [name for name in found() if not left_out.reason(name)]


def test_what_is_left_out_is_not_there():
    """A pattern that nothing matches any more is a row too many."""
    patterns = [pattern for row in left_out.LEFT_OUT for pattern in row.patterns]
    assert not [p for p in patterns if not any(re.fullmatch(p, name) for name in found())]


def test_the_guide_says_why():
    guide = GUIDE.read_text()
    assert not [row.what for row in left_out.LEFT_OUT if f"| {row.what} | {row.reason} |" not in guide]
