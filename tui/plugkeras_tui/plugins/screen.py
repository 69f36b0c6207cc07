"""Plugins: what is installed, how it fares, what it offers; what is wrong with a broken one."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from plugkeras.host import host
from plugkeras.host.plugin import Plugin
from plugkeras.host.probe import read
from plugkeras_tui.beside import beside, go
from plugkeras_tui.frame import ModeScreen
from plugkeras_tui.plugins import left_out
from plugkeras_tui.plugins.admitting import PATIENCE
from plugkeras_tui.plugins.told import COLUMNS, cells, everything, ordered

ABOUT = "d leaves a plugin out of this app and of its trainings, or takes it in; elsewhere PLUGKERAS_DISABLE does.\
 How to write one: plugkeras plugins --help"


class PluginsScreen(ModeScreen):
    """The plugins, and everything about the one under the cursor."""

    title_: ClassVar[str] = "Plugins"
    key: ClassVar[str] = "7"
    HELP = ABOUT
    DEFAULT_CSS = """
    PluginsScreen #both { layout: vertical; height: 1fr; }
    PluginsScreen DataTable { height: 1fr; width: 3fr; }
    PluginsScreen #about { height: 1fr; width: 2fr; border-top: solid $border; padding: 0 1; }
    PluginsScreen #told { height: auto; }
    PluginsScreen #note { height: auto; max-height: 2; color: $text-muted; padding: 0 1; }
    PluginsScreen.-narrow DataTable { width: 1fr; }
    PluginsScreen.-narrow #about { width: 1fr; }
    PluginsScreen.-wide #both { layout: horizontal; }
    PluginsScreen.-wide #about { border-top: none; border-left: solid $border; }
    PluginsScreen.-very-wide #both { layout: horizontal; }
    PluginsScreen.-very-wide #about { border-top: none; border-left: solid $border; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "leave_out", "leave out or in", id="plugins.disable"),
        Binding("r", "reload", "reload", id="plugins.reload", tooltip="read it again: it was mended"),
        Binding("y", "copy", "copy", id="plugins.copy", tooltip="copy what is said of it, for a report"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Plugin] = []

    def body(self) -> ComposeResult:
        """The table, and what is under its cursor."""
        with Container(id="both"):
            yield DataTable(cursor_type="row", zebra_stripes=True)
            with VerticalScroll(id="about"):
                yield Static(id="told")
        yield Static(ABOUT, id="note", markup=False)

    def on_mount(self) -> None:
        """What is known at once; then what is found out in processes of their own."""
        table = self._table
        for name, width in COLUMNS.items():
            table.add_column(name, key=name, width=width)
        self._show(host().rows())
        table.focus()
        go(self, "plugins", self._find_out)

    @property
    def _table(self) -> "DataTable[Any]":
        return self.query_one(DataTable)

    @property
    def row(self) -> Plugin | None:
        """What is under the cursor."""
        number = self._table.cursor_row
        return self._rows[number] if 0 <= number < len(self._rows) else None

    async def _find_out(self) -> None:
        """Those that are being read are waited for."""
        await beside(lambda: [host().load(row) for row in host().rows() if row.state == "found"])
        self._show(host().rows())

    def _show(self, rows: list[Plugin]) -> None:
        before = self.row.name if self.row is not None else None
        self._rows = ordered(list(rows))
        table = self._table
        table.clear()
        for row in self._rows:
            table.add_row(*(Content(text) for text in cells(row)))
        names = [row.name for row in self._rows]
        table.move_cursor(row=names.index(before) if before in names else 0)
        self._tell()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Everything about it."""
        self._tell()

    def _tell(self) -> None:
        if self.row is not None:
            self.query_one("#told", Static).update(everything(self.row))
            self.refresh_bindings()

    def refused(self, action: str) -> str:
        """The standard parts stay as they are."""
        row = self.row if self.query(DataTable) else None
        if action in ("leave_out", "reload") and (row is None or row.is_standard):
            return "The standard parts are always there."
        if action == "reload" and row is not None and row.state == "disabled":
            return "It is left out: d takes it in."
        return ""

    def action_leave_out(self) -> None:
        """Leave it out, or take it in again."""
        row = self._here
        if row is None:
            return
        if row.state == "disabled":
            left_out.take_in(row.name)
            self._read(row)
        else:
            left_out.leave_out(row.name)
            host().leave_out(row)
            self._changed(f"{row.name} is left out of this app and of the trainings it starts.")

    def action_reload(self) -> None:
        """Read it again."""
        if self._here is not None:
            self._read(self._here)

    def action_copy(self) -> None:
        """Copy what is said of it."""
        if self.row is not None:
            self.app.copy_to_clipboard(everything(self.row).plain)
            self.notify("copied", timeout=2)

    @property
    def _here(self) -> Plugin | None:
        """The host's own row of what is under the cursor, which may be a copy."""
        shown = self.row
        if shown is None:
            return None
        return next(
            (row for row in host().rows() if (row.name, row.distribution) == (shown.name, shown.distribution)), None
        )

    def _read(self, row: Plugin) -> None:
        go(self, "plugins", self._reread, row)

    async def _reread(self, row: Plugin) -> None:
        """In a process of its own first; only what can be read there is read here."""
        row.state = "found"
        (tried,) = await beside(lambda: read([row], PATIENCE))
        if tried.state == "broken":
            row.fail(tried.error or RuntimeError("it cannot be read"))
        else:
            await beside(lambda: host().reread(row))
        self._changed(f"{row.name} was read again: it is {row.state}.")

    def _changed(self, said: str) -> None:
        self.notify(said, markup=False)
        self._show(host().rows())
        self.session.forget()
