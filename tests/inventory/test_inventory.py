"""All that is public in Keras 3.15.1 is here as it is there, but for what ``not_yet.txt`` lists.

    python tests/inventory/differences.py > tests/inventory/not_yet.txt

writes the list anew; read the difference before it is committed: a line that comes is something lost.
"""

from pathlib import Path

import differences


def test_what_keras_has_is_here_but_for_what_is_listed():
    listed = Path(__file__).with_name("not_yet.txt").read_text().splitlines()
    found = sorted(differences.differences())
    assert not set(found) - set(listed), "this is not as in Keras any more"
    assert not set(listed) - set(found), "this is as in Keras now: take it off the list"
