"""Runs: what was trained, compared, gone on with, forked, thrown away."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from plugkeras.runs import Run
from plugkeras_tui.cursor_list import CursorList
from plugkeras_tui.frame import ModeScreen
from plugkeras_tui.runs.about import about, differences
from plugkeras_tui.runs.acting import Acting
from plugkeras_tui.runs.choosing import ORDERS, matches, metrics, ordered
from plugkeras_tui.runs.curves import Overlay
from plugkeras_tui.runs.keys import KEYS
from plugkeras_tui.runs.rows import Reading, Row
from plugkeras_tui.runs.table import RunTable, Shown
from plugkeras_tui.runs.words_pane import Words
from plugkeras_tui.train_key import train_key

EMPTY = """There are no runs yet.

{key} trains the project that is open; 0 or the first screen has projects that train in seconds.
A script's run appears here if it has callbacks=[RunLogger()]."""

WEIGHTS = (0.0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.99)
LETTERS = "abcdefghijkl"


class RunsScreen(Acting, ModeScreen):
    """What was trained."""

    title_: ClassVar[str] = "Runs"
    key: ClassVar[str] = "5"
    DEFAULT_CSS = """
    RunsScreen #filter { display: none; padding: 0 1; background: $boost; }
    RunsScreen.-filtering #filter { display: block; }
    RunsScreen #table { height: 1fr; }
    RunsScreen.-stale #table { opacity: 60%; }
    RunsScreen #empty { display: none; padding: 2 4; height: 1fr; color: $text-muted; }
    RunsScreen.-empty #empty { display: block; }
    RunsScreen.-empty #split { display: none; }
    RunsScreen #side { height: 11; border-top: solid $panel; }
    RunsScreen #words { height: 1fr; display: none; padding: 0 1; }
    RunsScreen.-words #words { display: block; }
    RunsScreen.-words #curves { display: none; }
    RunsScreen #text { width: 1fr; height: auto; }
    RunsScreen.-wide #split { layout: horizontal; }
    RunsScreen.-wide #table { width: 3fr; }
    RunsScreen.-wide #side { width: 2fr; height: 1fr; border-top: none; border-left: solid $panel; }
    RunsScreen.-wide #words, RunsScreen.-wide #curves { display: block; }
    """
    BINDINGS = KEYS

    def __init__(self) -> None:
        super().__init__()
        self.reading = Reading()
        self.rows: list[Row] = []
        self.overlaid: list[str] = []  # ids
        self.metric, self.weight, self.is_log = "", 0.0, False
        self.order, self.backwards = "created", False
        self.is_compared, self.follows = False, False
        self.thrown: list[Run] = []
        self._is_reading = False
        self._told: list[str] = []

    def body(self) -> ComposeResult:
        """The filter, the table, and beside or below it the curves and the words."""
        yield Input(placeholder="words, a|b, !not, #tag", id="filter", compact=True)
        yield Static(EMPTY.format(key=train_key()), id="empty", markup=False)
        with Vertical(id="split"):
            yield RunTable(id="table")
            with Vertical(id="side"):
                yield Overlay(id="curves")
                with Words(id="words"):
                    yield Static("", id="text", markup=False)

    def on_mount(self) -> None:
        """Look at the disk now and then, as long as the screen is seen."""
        self.table.focus()
        self.set_interval(1.0, self.look)

    def on_screen_resume(self) -> None:
        """Look at once when the screen is opened; until that is done, what is seen is of the last time."""
        self.add_class("-stale")
        self.look()

    def on_words_resized(self) -> None:
        """They are wrapped anew."""
        self.tell()

    @property
    def baseline(self) -> str:
        """The id of the run that others are compared with; empty if there is none."""
        run = self.session.baseline
        return run.id if run is not None else ""

    @property
    def table(self) -> RunTable:
        """The table."""
        return self.query_one(RunTable)

    # -- from the disk -----------------------------------------------------------------------------

    def look(self) -> None:
        """Read what has changed, in a thread."""
        if self.is_current and not self._is_reading:
            self._is_reading = True
            self.session.behind(self._read, "runs")

    def _read(self) -> None:
        try:
            rows = self.reading.look()
        finally:
            self._is_reading = False
            self.session.soon(self.remove_class, "-stale")
        if rows is not None:
            self.session.soon(self.take, rows)

    def take(self, rows: list[Row]) -> None:
        """Show other rows; the cursor stays on its run."""
        known = {row.run.id for row in self.rows}
        new = [row for row in rows if row.run.id not in known and row.info] if self.rows else []
        self.rows = rows
        self.metric = self.metric if self.metric in metrics(rows) else next(iter(metrics(rows)), "loss")
        self.set_class(not rows, "-empty")
        self.query_one("#empty", Static).update(self.reading.trouble or EMPTY.format(key=train_key()))
        self.sort_rows(to=new[0] if new and self.follows else None)
        if new and self.follows and not self.session.is_training:
            self.session.attach(new[0].run)

    def sort_rows(self, to: Row | None = None) -> None:
        """Filter and sort the rows anew; the cursor goes ``to`` a row, or stays on its run."""
        here = to or self.row
        text = self.query_one("#filter", Input).value
        rows = ordered(
            [row for row in self.rows if matches(row, text)], self.order, self.metric, self.weight, self.backwards
        )
        ids = [row.run.id for row in rows]
        cursor = ids.index(here.run.id) if here is not None and here.run.id in ids else None
        letters = {row.run.id: LETTERS[n] for n, row in enumerate(self.drawn()[: len(LETTERS)])}
        shown = Shown(
            rows,
            self.metric,
            self.weight,
            self.order,
            self.backwards,
            lambda row: letters.get(row.run.id, "") if self.overlaid or self.baseline else "",
            self.baseline,
        )
        self.table.show(shown, cursor)
        self.tell()

    def drawn(self) -> list[Row]:
        """The rows whose curves are drawn: baseline, those that were marked, that under the cursor."""
        wanted = [self.baseline, *self.overlaid, self.row.run.id if self.row else ""]
        by_id = {row.run.id: row for row in self.rows}
        return [by_id[id] for id in dict.fromkeys(wanted) if id in by_id]

    def tell(self) -> None:
        """Show the curves and the words of what is under the cursor."""
        self.query_one(Overlay).show(self.drawn(), self.metric, self.weight, self.is_log)
        told = self._words()
        if told != self._told:
            self._told = told
            self.query_one("#text", Static).update("\n".join(told))
        self.dim()

    def _words(self) -> list[str]:
        if self.row is None:
            return []
        other = self.compared()
        if self.is_compared and other is not None:
            return differences(other, self.row)
        width = self.query_one("#words").size.width
        return about(self.row, width - 2 if width else 76)

    def compared(self) -> Row | None:
        """What the run under the cursor is compared with: the baseline, else another one that is marked, its parent,
        or the one made before it."""
        parent = (self.row.info.get("parent") or {}).get("run") if self.row else None
        mine = self.row.run.id if self.row else ""
        before = [row.run.id for row in self.rows if self.row and row.info and row.created < self.row.created]
        by_id = {row.run.id: row for row in self.rows if row.info}
        wanted = [self.baseline, *self.overlaid, parent, *before[:1]]
        return next((by_id[id] for id in wanted if id in by_id and id != mine), None)

    def on_cursor_list_moved(self, event: CursorList.Moved) -> None:
        """Another run is under the cursor."""
        self.sort_rows() if self.overlaid or self.baseline else self.tell()

    def on_cursor_list_chosen(self, event: CursorList.Chosen) -> None:
        """Enter."""
        self.action_attach()

    def on_run_table_sorted(self, event: RunTable.Sorted) -> None:
        """Sort by a heading; again, the other way round."""
        self.backwards = not self.backwards if event.by == self.order else False
        self.order = event.by
        self.sort_rows()

    def on_input_changed(self) -> None:
        """Filter as it is typed."""
        self.sort_rows()

    def on_input_submitted(self) -> None:
        """Back to the table; the filter stays."""
        self.table.focus()

    # -- how they are shown ------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Type what is to be seen."""
        self.add_class("-filtering")
        self.query_one("#filter", Input).focus()

    def action_escape(self) -> None:
        """From the filter to the table, without the filter; from the differences to all about a run."""
        field = self.query_one("#filter", Input)
        if self.has_class("-filtering"):
            field.value = ""
            self.remove_class("-filtering")
            self.table.focus()
        elif self.is_compared:
            self.action_differences()
        else:
            self.remove_class("-words")

    def action_overlay(self) -> None:
        """Draw the curve of this run with the others, or not any more."""
        id = self.row.run.id if self.row else ""
        self.overlaid = [one for one in self.overlaid if one != id] + ([] if id in self.overlaid else [id])
        self.remove_class("-words")
        self.sort_rows()

    def action_baseline(self) -> None:
        """This is the run that others are compared with; or no more."""
        row = self.row
        self.session.baseline = row.run if row is not None and row.run != self.session.baseline else None
        self.sort_rows()

    def action_differences(self) -> None:
        """Only what is different, or all about the run."""
        self.is_compared = not self.is_compared
        self.set_class(self.is_compared, "-words")
        self.tell()

    def action_view(self) -> None:
        """Curves or words, where there is no room for both."""
        self.toggle_class("-words")
        self.call_after_refresh(self.tell)

    def action_scroll_words(self, by: int) -> None:
        """Words that there is no room for."""
        self.add_class("-words")
        self.query_one("#words").scroll_relative(y=by, animate=False)

    def action_sort(self, by: int) -> None:
        """By the next column."""
        self.order = ORDERS[(ORDERS.index(self.order) + by) % len(ORDERS)]
        self.backwards = False
        self.sort_rows()

    def action_turn(self) -> None:
        """The other way round."""
        self.backwards = not self.backwards
        self.sort_rows()

    def action_metric(self) -> None:
        """The next metric."""
        names: Sequence[str] = metrics(self.rows)
        if names:
            self.metric = names[(names.index(self.metric) + 1) % len(names)]
            self.sort_rows()

    def action_smooth(self, by: int) -> None:
        """Smooth the curves, and the last values by which runs are sorted, more or less."""
        self.weight = WEIGHTS[max(0, min(WEIGHTS.index(self.weight) + by, len(WEIGHTS) - 1))]
        self.sort_rows()

    def action_log(self) -> None:
        """A logarithmic axis, or not."""
        self.is_log = not self.is_log
        self.tell()

    def action_follow(self) -> None:
        """Go to each run that is new, or not any more."""
        self.follows = not self.follows
        self.notify("goes to each run that is new" if self.follows else "stays where it is")
