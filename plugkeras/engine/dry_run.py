"""Making parts only to see what they would be: their shapes, their sizes, what is wrong with their arguments."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local


class _Mode(local):
    names: Counter[str] | None = None


_mode = _Mode()


@contextmanager
def dry_run() -> Iterator[None]:
    """Within it nothing that is made leaves a trace, and weights cost nothing, however large they are.

    A Variable has a shape and a dtype, and takes no value; no seed is drawn, and names are counted apart.
    """
    outer, _mode.names = _mode.names, Counter()
    try:
        yield
    finally:
        _mode.names = outer


def is_dry() -> bool:
    """Whether parts are being made only to see what they would be."""
    return _mode.names is not None


def dry_names() -> Counter[str] | None:
    """How often each name was given on this dry run; None if there is none."""
    return _mode.names
