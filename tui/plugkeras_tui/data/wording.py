"""What the rows of the settings say in words, where a value alone would say little."""

from plugkeras.project.values import Part, Table
from plugkeras_tui.data.sources import told
from plugkeras_tui.form.rows import Row
from plugkeras_tui.form.within import Path

UNTOLD = {("source", name) for name in ("name", "path", "function", "columns")}
"""Rows that only repeat what the row of the source says, or that are learnt and longer than any line."""


FOUND = ("delimiter", "header", "encoding", "x", "y", "size", "color", "length")
EMPTY: dict[Path, str] = dict.fromkeys([("source", name) for name in FOUND], "as found")
EMPTY[("source", "target")] = "the last column"
EMPTY[("source", "classes")] = "all folders"
EMPTY[("rows",)] = "all"
EMPTY[("engine",)] = "the usual"
"""What is said for no value."""


class SourceRow(Row):
    """The source by what it is told from others by."""

    @property
    def text(self) -> str:
        """``iris.csv (CSV)``."""
        if not isinstance(self.value, Part):
            return "none: type to search"
        said = told(self.value)
        return said if said.startswith(self.value.name) else f"{said} ({self.value.name})"


class Plain(Row):
    """A row whose emptiness is said in a word."""

    @property
    def text(self) -> str:
        """That word, or the value."""
        return super().text if self.value not in (None, Table()) else EMPTY[self.path]


class Addition(Row):
    """Where an item is added to a list."""

    @property
    def text(self) -> str:
        """What is to be done."""
        return f"Enter adds a {self.path[0].removesuffix('s')}"


def worded(row: Row) -> Row:
    """A row that says in words what its value alone would not."""
    kind = SourceRow if row.path == ("source",) else Plain if row.path in EMPTY else Addition if _is_new(row) else Row
    return kind(**vars(row))


def _is_new(row: Row) -> bool:
    return row.is_new_item and row.path[0] in ("metrics", "callbacks")
