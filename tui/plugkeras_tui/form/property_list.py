"""The form of a part as one list: a line a field, one floating editor, what is wrong told where it is."""

from collections.abc import Iterable, Mapping
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input, Static

from plugkeras.errors import ArgumentError
from plugkeras.forms import Form, Unset
from plugkeras.project.values import Part, Value
from plugkeras_tui.form.editing import Editing
from plugkeras_tui.form.editor import Editor
from plugkeras_tui.form.lines import LineList
from plugkeras_tui.form.nudging import nudged
from plugkeras_tui.form.property_lines import PropertyLines, Shown
from plugkeras_tui.form.rows import ADVANCED, Row, rows_of
from plugkeras_tui.form.told import help_of, label_width
from plugkeras_tui.form.within import Path, arguments_of, inside, put, same_part


class PropertyList(Shown):
    """Shows a form and the part that it fills in, and tells `Changed` for each edit.

    ``show`` is called again with what became of it; until then the list shows the part as edited.
    """

    DEFAULT_CSS = """
    PropertyList {
        layers: default editor; height: 1fr;
        & > #help { height: 4; padding: 0 1; color: $text-muted; border-top: solid $foreground-disabled; }
        &.-low > #help { display: none; }
    }
    """

    class Changed(Message):
        """A value was changed: ``part`` is what the form says now, ``path`` leads to the value."""

        def __init__(self, properties: "PropertyList", part: Part, path: Path) -> None:
            super().__init__()
            self.properties, self.part, self.path = properties, part, path

        @property
        def control(self) -> "PropertyList":
            """The property list."""
            return self.properties

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.form: Form | None = None
        self.part: Part | None = None
        self.subject: Any = None
        self.problems: Mapping[Path, str] = {}
        self.opened: set[Path] = set()
        self.rows: list[Row] = []
        self.editing: Editing | None = None

    def compose(self) -> ComposeResult:
        """The lines, the help below, the editor over them."""
        yield PropertyLines()
        yield Static(id="help", markup=False)
        yield Editor()

    @property
    def lines(self) -> PropertyLines:
        """The list itself: what has the focus."""
        return self.query_one(PropertyLines)

    @property
    def editor(self) -> Editor:
        """The input that floats."""
        return self.query_one(Editor)

    # -- what it shows -----------------------------------------------------------------------------

    def show(
        self, form: Form | None, part: Part | None, problems: Mapping[Path, str] | None = None, subject: Any = None
    ) -> None:
        """Show a part; ``problems`` is what is wrong, by field; another ``subject`` is shown from its beginning."""
        other = subject != self.subject or (form is None) != (self.form is None)
        other = other or (form is not None and self.form is not None and form.name != self.form.name)
        if other:
            self._end()
            self.opened, self.subject = set(), subject
        self.form, self.part, self.problems = form, part, dict(problems or {})
        self._list(self.rows[0].path if other and self.rows else None)
        if other and self.rows:
            self.lines.put(self.rows[0].path)

    def _list(self, key: Any = None) -> None:
        self.rows = list(self._rows())
        self.lines.rebuild(key)
        self._help()

    def _rows(self) -> Iterable[Row]:
        return rows_of(self.form, self.part, self.opened) if self.form and self.part else ()

    @property
    def row(self) -> Row | None:
        """The row that the cursor is on."""
        return next((row for row in self.rows if row.path == self.lines.key), None)

    @property
    def takes_digits(self) -> bool:
        """Of names that are chosen, and of yes and no, none begins with one."""
        row = self.row
        return row is not None and row.field is not None and row.field.control not in ("part", "choice", "toggle")

    def problem(self, row: Row) -> str:
        """What is wrong with a row; that it is missing, if it is."""
        if self.editing is not None and self.editing.wrong and row == self.editing.row:
            return self.editing.wrong
        return self.problems.get(row.path) or (f"'{row.label}' has to be given" if row.missing else "")

    def _help(self) -> None:
        self.query_one("#help", Static).update(help_of(self.form, self.row), layout=False)

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        """Help of the field that the cursor is on."""
        message.stop()
        self._help()

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        """A click on the row that the cursor is on."""
        message.stop()
        self.edit()

    def on_resize(self, event: events.Resize) -> None:
        """Without help where there is hardly room for the fields."""
        self.set_class(event.size.height < 10, "-low")
        if self.editing is not None:
            self.call_after_refresh(self._place)

    # -- edits -------------------------------------------------------------------------------------

    def put(self, path: Path, value: Value | Unset) -> None:
        """Take a value in, and tell."""
        if self.form is None or self.part is None:
            return
        part = put(self.form, self.part, path, value)
        if part != self.part:
            self.part = part
            self._list()
            self._unfold_what_is_missing()
            self.post_message(self.Changed(self, part, path))

    def _unfold_what_is_missing(self) -> None:
        """A part that was chosen and needs arguments is unfolded, so that they can be given."""
        row = self.row
        inner = inside(row.field, row.value) if row is not None and row.field is not None else None
        if row is not None and inner is not None and row.path not in self.opened:
            given = arguments_of(inner.form, inner.part)
            if any(field.required and field.name not in given for field in inner.form.fields):
                self.opened.add(row.path)
                self._list()

    def nudge(self, by: int) -> None:
        """The next value of the row, or the one before."""
        row = self.row
        if row is None or row.field is None:
            return self.toggle() if row is not None and row.opens and (by > 0) != row.opened else None
        try:
            value = nudged(row.field, row.value, by)
            value = row.field.take(value) if value is not None else value
        except ArgumentError as error:
            return self._refuse(str(error))
        choosing = row.field.choices or row.field.control == "toggle"
        if value is None and not choosing:
            return self._refuse("Enter edits it: there is no next value to step to")
        return self.put(row.path, value)

    def _refuse(self, sentence: str) -> None:
        said = f"{self.row.label if self.row else ''}: {sentence}"
        self.app.notify(said, severity="warning", timeout=3, markup=False)

    def toggle(self) -> None:
        """Unfold or fold the row; or the other one of yes and no."""
        row = self.row
        if row is None:
            return
        if row.opens:
            self.opened ^= {row.path}
            self._list()
        elif row.field is not None and row.field.control == "toggle":
            self.nudge(1)

    def reset(self) -> None:
        """Leave the row's value to the default; an item of a list goes."""
        row = self.row
        if row is not None and row.path[-1] != ADVANCED and row.given:
            self.put(row.path, Unset.UNWRITTEN)

    def edit(self, typed: str = "") -> None:
        """Open the editor over the row's value."""
        row = self.row
        if row is None or row.field is None:
            return self.toggle() if row is not None and row.opens and not typed else None
        self.editing = Editing(row, row.field, typed)
        self.editor.set_class(bool(self.editing.wrong), "-wrong")
        self.lines.rebuild()
        self.editor.open("" if isinstance(row.value, Unset) else row.field.format(row.value), typed, (0, 0), 6)
        self._place()
        return None

    def _place(self) -> None:
        """Over the value."""
        if self.editing is None:
            return
        self.lines.show_cursor()
        row = self.lines.row_of(self.editing.row.path)
        width = self.lines.width
        at = min(label_width(self.rows, width), width - 6)
        self.editor.move((at, row or 0), width - at)

    def on_input_changed(self, message: Input.Changed) -> None:
        """What can be chosen, and what is wrong, while it is typed."""
        message.stop()
        if self.editing is not None:
            self.editing.type(message.value)
            self.editor.set_class(bool(self.editing.wrong), "-wrong")
            self.lines.rebuild()

    def on_editor_done(self, message: Editor.Done) -> None:
        """Take in what was typed, if it is right; else say what is wrong, and go on."""
        message.stop()
        if self.editing is None:
            return
        if message.how in ("next", "previous") and self.editing.matches:
            self.editing.step(1 if message.how == "next" else -1)
            self.lines.rebuild()
            return
        self._take(self.editing, message.how, message.text)

    def _take(self, editing: Editing, how: str, text: str) -> None:
        if how == "escape":
            return self._end()
        try:
            value = Unset.UNWRITTEN if how == "default" else editing.meant(text)
        except ArgumentError as error:
            if how == "away":
                return self._end(focus=False)
            editing.wrong = str(error)
            self.editor.add_class("-wrong")
            return self.lines.rebuild()
        self._end(focus=how != "away" or self.editor.has_focus)
        if not same_part(value, editing.row.value):
            self.put(editing.row.path, value)
        if how in ("next", "previous"):
            self.lines.action_move(1 if how == "next" else -1)
        return None

    def _end(self, focus: bool = True) -> None:
        if self.editing is None:
            return
        self.editing = None
        self.editor.close()
        if focus:
            self.lines.focus(scroll_visible=False)
        self.lines.rebuild()
