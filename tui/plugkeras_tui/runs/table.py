"""The table of runs: as many columns as there is room for, the most telling first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import set_cell_size
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from plugkeras_tui.cursor_list import Cell, CursorList
from plugkeras_tui.runs import words
from plugkeras_tui.runs.rows import Row


class Column(NamedTuple):
    """A column: its key in ``choosing.ORDERS`` (or none), its heading, how wide it is, and what counts it as wanted."""

    key: str
    heading: str
    width: int
    rank: int
    right: bool = False


@dataclass(frozen=True)
class Shown:
    """What the table shows, and how: rows in their order; the letter of each curve that is drawn, by id."""

    rows: Sequence[Row] = ()
    metric: str = "loss"
    weight: float = 0.0
    order: str = "created"
    backwards: bool = False
    letters: Callable[[Row], str] = lambda row: ""
    baseline: str = ""


def columns(width: int, metric: str, weight: float) -> list[Column]:
    """Those that fit, from left to right; the name and the note share what is left."""
    name = metric if len(metric) <= 10 else metric[:9] + "…"
    there = [
        Column("", "", 2, 0),
        Column("name", "run", 16, 0),
        Column("state", "state", 10, 1),
        Column("epoch", "epoch", 7, 2, True),
        Column("best", f"best {name}"[:15], 15 if width >= 110 else 8, 3, True),
        Column("last", f"last ~{weight:g}" if weight else "last", 8, 4, True),
        Column("parameters", "params", 7, 6, True),
        Column("time", "time", 7, 5, True),
        Column("created", "made", 11, 7),
        Column("", "tags", 12, 9),
        Column("", "note", 10, 8),
    ]
    if width < 110:
        there[4] = there[4]._replace(heading=name[:8])
    kept, room = set(), width
    for column in sorted(there, key=lambda c: c.rank):
        if room < column.width:
            break
        kept.add(column)
        room -= column.width + 1
    return _widened([c for c in there if c in kept], room + 1)


def _widened(there: list[Column], room: int) -> list[Column]:
    """The room that is left goes to the name, up to 28 characters, and the rest to the last column if it is words."""
    more = min(max(room, 0), 12)
    wide = [c._replace(width=c.width + more) if c.key == "name" else c for c in there]
    if wide and wide[-1].heading == "note":
        wide[-1] = wide[-1]._replace(width=wide[-1].width + max(room - more, 0))
    return wide


class RunTable(CursorList):
    """The rows; the mark of a curve that is drawn is its letter, that of the baseline a diamond."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "watch", id="runs.attach", tooltip="its curves and what can be done with it: Train"),
        Binding("home", "move(-1000000)", "first", show=False),
        Binding("end", "move(1000000)", "last", show=False),
    ]

    class Sorted(Message):
        """A heading was clicked."""

        def __init__(self, by: str) -> None:
            super().__init__()
            self.by = by

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shown = Shown()

    def show(self, shown: Shown, cursor: int | None = None) -> None:
        """Other rows, or another way to show them."""
        self.shown = shown
        self.redraw(len(shown.rows), cursor)

    @property
    def row(self) -> Row | None:
        """The one under the cursor."""
        return self.shown.rows[self.cursor] if self.cursor < len(self.shown.rows) else None

    def heading(self, width: int) -> Sequence[Cell]:
        """The headings; that of the order has an arrow."""
        arrow = ("v" if self.shown.backwards else "^") if self._ascii else ("▼" if self.shown.backwards else "▲")
        cells = []
        for column in columns(width, self.shown.metric, self.shown.weight):
            text = column.heading + (arrow if column.key and column.key == self.shown.order else "")
            cells += [(_fit(text, column), ""), (" ", "")]
        return cells

    def line(self, index: int, width: int) -> Sequence[Cell]:
        """One run."""
        row, cells = self.shown.rows[index], []
        for column in columns(width, self.shown.metric, self.shown.weight):
            text, look = self._cell(row, column)
            cells += [(_fit(text, column), look), (" ", "")]
        return _with_sentence(cells, row) if row.trouble else cells

    def _cell(self, row: Row, column: Column) -> Cell:
        shown, heading = self.shown, column.heading
        if column.key == "state":
            return words.state(row.state, self._ascii), words.LOOKS.get(row.state, "")
        if column.key == "name":
            return row.name, "strong" if row.state == "running" else ""
        if heading in ("tags", "note"):
            return (" ".join(f"#{tag}" for tag in row.tags), "") if heading == "tags" else (row.note, "muted")
        if not column.key:
            mark = ("P" if self._ascii else "◆") if row.run.id == shown.baseline else ""
            return shown.letters(row) + mark, "strong"
        return self._number(row, column), "muted" if column.key == "created" else ""

    def _number(self, row: Row, column: Column) -> str:
        shown = self.shown
        if column.key == "epoch":
            return _epochs(row)
        if column.key == "best":
            return _best(row, shown.metric, column.width)
        if column.key == "last":
            return words.value(row.told.last(shown.metric, shown.weight))
        if column.key == "parameters":
            return words.count(row.parameters)
        return words.lasted(row.told.seconds) if column.key == "time" else words.day(row.created)

    @property
    def _ascii(self) -> bool:
        return bool(getattr(self.app, "ascii", False))

    def on_click(self, event: events.Click) -> None:
        """A click on a heading sorts by it."""
        if event.y:
            return
        event.prevent_default()
        x = event.x
        for column in columns(self.size.width, self.shown.metric, self.shown.weight):
            if x <= column.width and column.key:
                self.post_message(self.Sorted(column.key))
                return
            x -= column.width + 1


def _fit(text: str, column: Column) -> str:
    cut = text if len(text) <= column.width else text[: column.width - 1] + "…"
    return set_cell_size(cut.rjust(column.width) if column.right else cut, column.width)


def _epochs(row: Row) -> str:
    epoch, epochs = row.epoch, row.info.get("epochs")
    return f"{epoch}/{epochs}" if epochs else str(epoch or "-")


def _best(row: Row, metric: str, width: int) -> str:
    value, epoch = row.best(metric)
    return f"{words.value(value)} @{epoch}" if epoch and width >= 15 else words.value(value)


def _with_sentence(cells: list[Cell], row: Row) -> list[Cell]:
    """A broken run: what is wrong in place of its numbers."""
    return [*cells[:6], (row.trouble, "muted")]
