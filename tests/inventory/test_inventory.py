"""All that is public in Keras 3.15.1 is here as it is there, but for what ``left_out.py`` and ``not_yet.txt`` list.

    python tests/inventory/differences.py > tests/inventory/not_yet.txt

writes the second list anew; read the difference before it is committed: a line that comes is something lost.
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


def test_what_keras_has_is_here_but_for_what_is_listed():
    listed = Path(__file__).with_name("not_yet.txt").read_text().splitlines()
    missing = [name for name in found() if not left_out.reason(name)]
    assert not set(missing) - set(listed), "this is not as in Keras any more"
    assert not set(listed) - set(missing), "this is as in Keras now, or left out for a reason: take it off the list"


def test_what_is_left_out_is_not_there():
    """A pattern that nothing matches any more is a row too many."""
    patterns = [pattern for row in left_out.LEFT_OUT for pattern in row.patterns]
    assert not [p for p in patterns if not any(re.fullmatch(p, name) for name in found())]


def test_the_guide_says_why():
    guide = GUIDE.read_text()
    assert not [row.what for row in left_out.LEFT_OUT if f"| {row.what} | {row.reason} |" not in guide]
