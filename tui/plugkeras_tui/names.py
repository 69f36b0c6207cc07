"""The names under which parts are listed: of a plugin's two names for one, the shorter."""

from collections.abc import Sequence


def shortest(names: Sequence[str]) -> list[str]:
    """Without ``acme>Loupe`` where there is ``Loupe``."""
    there = set(names)
    return [name for name in names if ">" not in name or name.rpartition(">")[2] not in there]
