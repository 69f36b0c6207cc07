"""The history of a project: what it was, with a label for each edit; back and forth in it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plugkeras.errors import ArgumentError, FormatError
from plugkeras.project.difference import in_words
from plugkeras.project.document import Project
from plugkeras.project.pool import Pool, Pooled

CAP = 500
BURST = 1.0
"""How many entries are kept; and within how many seconds edits of one field become one."""

VERSION = 1


@dataclass(frozen=True)
class Entry:
    """What the project was after an edit, and what the edit was."""

    label: str
    project: Project


class History:
    """The projects that there were, the first being what was opened. ``clock`` tells seconds.

    Committing after an undo drops what had been undone. Beyond ``cap`` entries the oldest are forgotten.
    """

    def __init__(
        self, project: Project, label: str = "opened", clock: Callable[[], float] = time.monotonic, cap: int = CAP
    ) -> None:
        self.entries: list[Entry] = [Entry(label, project)]
        self.position = 0
        self._clock, self._cap = clock, cap
        self._field: Any = None
        self._last = 0.0
        self._pool = Pool()
        self._texts: dict[int, tuple[Entry, str]] = {}

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self.entries[self.position].project

    @property
    def undoable(self) -> str | None:
        """The label of what ``undo`` would undo; None if there is nothing."""
        return self.entries[self.position].label if self.position else None

    @property
    def redoable(self) -> str | None:
        """The label of what ``redo`` would do again; None if there is nothing."""
        after = self.entries[self.position + 1 :]
        return after[0].label if after else None

    def commit(self, project: Project, label: str | None = None, field: Any = None) -> bool:
        """Take in an edit; whether it changed anything. Without a label, it is called what it changed.

        Edits of the same ``field`` (a path, say) each within a second of the last are one entry.
        """
        if project == self.project:
            return False
        now, field = self._clock(), tuple(field) if isinstance(field, list) else field
        in_burst = field is not None and field == self._field and 0 <= now - self._last <= BURST
        self._field, self._last = field, now
        if in_burst and self.position and self.redoable is None:
            self._merge(project, label)
        else:
            del self.entries[self.position + 1 :]
            self.entries.append(Entry(label or in_words(self.project, project), project))
            del self.entries[: -self._cap]
        self.position = len(self.entries) - 1
        return True

    def _merge(self, project: Project, label: str | None) -> None:
        before = self.entries[-2].project
        del self.entries[-1]
        if project != before:  # else the burst has come back to where it began
            self.entries.append(Entry(label or in_words(before, project), project))

    def undo(self) -> str | None:
        """Go back by one; returns what was undone, or None if there was nothing."""
        label = self.undoable
        if label is not None:
            self.jump(self.position - 1)
        return label

    def redo(self) -> str | None:
        """Go forth by one; returns what was done again, or None if there was nothing."""
        label = self.redoable
        if label is not None:
            self.jump(self.position + 1)
        return label

    def jump(self, position: int) -> Project:
        """Go to an entry by its number.

        Raises:
            ArgumentError: there is none of that number.
        """
        if not 0 <= position < len(self.entries):
            raise ArgumentError(
                f"The history has {len(self.entries)} entries, numbered from 0, and none at {position}."
            )
        self.position, self._field = position, None
        return self.project

    # -- as JSON ---------------------------------------------------------------------------------

    def to_text(self) -> str:
        """As JSON; what many entries have in common is there once. What was written before is not made anew."""
        if len(self._pool.texts) > 20 * self._cap + 10_000:  # mostly of entries that are forgotten
            self._pool, self._texts = Pool(), {}
        known, self._texts = self._texts, {}
        for entry in self.entries:
            kept = known.get(id(entry))
            text = kept[1] if kept is not None else self._pool.text(entry.project, entry.label)
            self._texts[id(entry)] = entry, text
        entries = ",".join(text for _, text in self._texts.values())
        head = f'{{"plugkeras_history":{VERSION},"position":{self.position}'
        return f'{head},"pool":[{",".join(self._pool.texts)}],"entries":[{entries}]}}'

    @classmethod
    def from_json(cls, data: Any, clock: Callable[[], float] = time.monotonic, cap: int = CAP) -> "History":
        """The history that ``to_text`` described.

        Raises:
            FormatError: it is none, or one of a later version.
        """
        if not isinstance(data, dict) or data.get("plugkeras_history") != VERSION:
            raise FormatError("This is no history of a project, or one of a later version of plugkeras.")
        entries, position = data.get("entries"), data.get("position")
        if not isinstance(entries, list) or not entries:
            raise FormatError("The history has no entries.")
        pooled = Pooled(data.get("pool"))
        made = [_entry(item, pooled) for item in entries]
        if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position < len(made):
            raise FormatError("The history says no position in it.")
        history = cls(made[0].project, made[0].label, clock, cap)
        history.entries, history.position = made, position
        return history


def _entry(item: Any, pooled: Pooled) -> Entry:
    label = item.get("label") if isinstance(item, dict) else None
    if not isinstance(label, str):
        raise FormatError("The history has an entry without a label.")
    return Entry(label, pooled.project(item))
