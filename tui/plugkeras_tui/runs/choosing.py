"""Which rows are shown, and in which order."""

from collections.abc import Iterable, Sequence
from math import inf, isfinite
from typing import Any

from plugkeras_tui.runs.rows import Row
from plugkeras_tui.runs.told import is_better_higher

ORDERS = ("created", "name", "state", "epoch", "best", "last", "parameters", "time")
"""What a table can be sorted by."""

_STATES = ("running", "paused", "queued", "draft", "done", "stopped", "failed", "crashed", "lost", "broken")


def matches(row: Row, text: str) -> bool:
    """Whether a row is meant by what was typed: all words must be in it.

    ``a|b``: one of them; ``!word``: not that; ``#tag``: a tag, or the start of one.
    """
    words = [row.run.id, row.name, row.state, row.note, *row.tags]
    there = "\n".join(map(str, words)).lower()
    return all(_one(word.lower(), row, there) for word in text.split())


def _one(word: str, row: Row, there: str) -> bool:
    if word.startswith("!"):
        return len(word) == 1 or not _one(word[1:], row, there)
    if "|" in word:
        return any(_one(part, row, there) for part in word.split("|") if part)
    if word.startswith("#"):
        return any(tag.lower().startswith(word[1:]) for tag in row.tags)
    return word in there


def ordered(rows: Iterable[Row], by: str, metric: str, weight: float = 0.0, backwards: bool = False) -> list[Row]:
    """The rows in the order of one of ``ORDERS``: the newest, the best, the most first; ``backwards`` turns it round.

    What has no value comes last either way. ``weight`` smooths the last values before they are compared.
    """
    keyed = [(_key(row, by, metric, weight), row) for row in rows]
    told = [pair for pair in keyed if pair[0] is not None]
    told.sort(key=lambda pair: pair[0], reverse=backwards)
    return [row for _, row in told] + [row for key, row in keyed if key is None]


def _key(row: Row, by: str, metric: str, weight: float) -> Any:
    if by == "name":
        return row.name.lower()
    if by == "state":
        return _STATES.index(row.state) if row.state in _STATES else len(_STATES)
    value = _number(row, by, metric, weight)
    return value if isfinite(value) else None


def _number(row: Row, by: str, metric: str, weight: float) -> float:
    """What is the less, the further up the row is to be."""
    if by == "created":
        return -row.created if row.info else inf
    if by == "epoch":
        return -float(row.epoch)
    if by == "parameters":
        return inf if row.parameters is None else -float(row.parameters)
    if by == "time":
        return -row.told.seconds
    return _from_best(metric, row.best(metric)[0] if by == "best" else row.told.last(metric, weight))


def _from_best(metric: str, value: float) -> float:
    return -value if is_better_higher(metric) else value


def metrics(rows: Sequence[Row]) -> list[str]:
    """All metrics that the rows have: what is most looked at first."""
    names = {name for row in rows for name in row.told.curves}
    return sorted(names, key=lambda name: (name != "val_loss", name != "loss", not name.startswith("val_"), name))
