"""The dry run: what the constructor of a part says to the values of a form."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from plugkeras.errors import PlugkerasError
from plugkeras.host.manifest import guard
from plugkeras.host.plugin import reason
from plugkeras.project.arguments import KINDS
from plugkeras.project.building import part_object
from plugkeras.project.values import Part


def said_to(kind: str, part: Part) -> str:
    """What is wrong if the part is made, in a sentence, or nothing; also of kinds that no project can name."""
    if kind not in KINDS:
        return ""
    if kind == "layers" and "name" not in part.arguments:
        part = part.setting("name", "dry_run")  # names that are given by number are counted
    try:
        with _undisturbed(), guard():
            part_object(kind, part)
    except PlugkerasError as error:
        return str(error).rstrip(".")
    except Exception as error:
        return reason(error)
    return ""


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Leaves NumPy's random numbers as they are: a part with randomness of its own draws its seed from them."""
    state = np.random.get_state()
    try:
        yield
    finally:
        np.random.set_state(state)
