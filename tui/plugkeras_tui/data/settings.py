"""A property list of a section of the project: parts are chosen from lists that know what fits."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from plugkeras.forms import Unset, form_of
from plugkeras.project.values import Part, Value
from plugkeras_tui.data.candidates import class_of
from plugkeras_tui.data.weights import WEIGHTS, rows_of_weights, weighted
from plugkeras_tui.data.wording import UNTOLD, worded
from plugkeras_tui.form.editor import Editor
from plugkeras_tui.form.lines import Item
from plugkeras_tui.form.property_lines import PropertyLines
from plugkeras_tui.form.property_list import PropertyList
from plugkeras_tui.form.rows import Row
from plugkeras_tui.form.within import Path
from plugkeras_tui.strangers import may_be_imported


class SettingsLines(PropertyLines):
    """Keys that mean something on the screen mean that; any other that can be typed edits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "choose_part", "choose from a list", show=False, id="data.choose"),
        Binding("x", "remove", "remove a metric or callback", show=False, id="data.remove"),
        Binding("T", "target", "choose the column to be predicted", show=False, id="data.target"),
    ]

    @property
    def settings(self) -> "Settings":
        """The property list."""
        return self.parent  # type: ignore[return-value]

    def items(self, width: int) -> list[Item]:
        """As in any property list; a warning has a mark of its own."""
        found = super().items(width)
        return [self._warned(item) if item.key in self.settings.warnings else item for item in found]

    def _warned(self, item: Item) -> Item:
        first, *below = item.lines
        lines = ((("⚠", "warning"), *first[1:]), *(tuple((text, "warning") for text, _ in line) for line in below))
        return item._replace(lines=lines)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """The footer stays as it is from row to row: what is typed is decided when it is."""
        return False

    def on_key(self, event: events.Key) -> None:
        """Typing edits, on a row that takes what is typed."""
        character = event.character
        if character is None:
            return
        if self.takes(character):
            event.stop()
            event.prevent_default()
            self.owner.edit(character)
        elif character.isalpha() and character not in self.screen.active_bindings and self.refused(""):
            self.app.notify(self.refused(""), severity="warning", timeout=3, markup=False)

    def refused(self, action: str) -> str:
        """What is expected on a row of a number; that a letter means nothing there."""
        row = self.settings.row
        if row is not None and row.field is not None and row.field.control in NUMBERS:
            return f"{row.label} is a number: type its digits, or ←→ for less or more."
        return {"choose_part": "There is no list to choose from here.", "remove": "This is no item of a list."}.get(
            action, ""
        )

    def takes(self, character: str) -> bool:
        """Whether a character is text here, and nothing that the screen or this list has a meaning for."""
        row = self.settings.row
        if row is None or row.field is None or row.field.control == "toggle":
            return False
        if row.field.control in NUMBERS:
            return character in "0123456789.-+"
        return character.isalpha() and not self._means(character)

    def _means(self, character: str) -> bool:
        """Capital letters do something, and the small ones that would here."""
        owner: Any = self if character in OWN else self.screen
        action = {**OWN, **OF_SCREEN}.get(character, "")
        return character.isupper() or (action != "" and owner.check_action(action, ()) is True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dimmed where there is nothing to do it to."""
        if action == "choose_part":
            return True if self.settings.takes_part(self.settings.row) else None
        if action == "remove":
            return True if is_item(self.settings.row) else None
        if action == "target":
            return True if self.settings.has_target else None
        return True

    def action_target(self) -> None:
        """Choose which column is predicted."""
        self.settings.open_row(TARGET)
        self.settings.edit()

    def action_choose_part(self) -> None:
        """A part for a value that may also be typed: a schedule in the place of a rate."""
        row = self.settings.row
        if row is not None:
            self.settings.post_message(Settings.Asked(self.settings, row, ""))

    def action_remove(self) -> None:
        """Leave the item of a list out."""
        if is_item(self.settings.row):
            self.settings.reset()


NUMBERS = ("integer", "number", "sizes")
TARGET: Path = ("source", "target")
OWN = {"c": "choose_part", "x": "remove"}
OF_SCREEN = {"f": "fix", "t": "trust"}
"""Letters that are no text where they do something."""


def _has_more(source: Value) -> bool:
    """Whether a source has arguments that are worth a line each."""
    return isinstance(source, Part) and (source.name != "Dataset" or len(source.arguments) > 1)


def is_item(row: Row | None) -> bool:
    """Whether a row is a metric or a callback."""
    return row is not None and len(row.path) == 2 and row.path[0] in ("metrics", "callbacks") and row.given


class Settings(PropertyList):
    """Tells `Asked` where a list of choices is wanted, and `At` when the cursor comes to another row."""

    DEFAULT_CSS = """
    Settings { height: 1fr; & > #help { display: none; } }
    """

    class Asked(Message):
        """A person wants to choose; ``typed`` is what was typed to begin with."""

        def __init__(self, settings: "Settings", row: Row, typed: str) -> None:
            super().__init__()
            self.settings, self.row, self.typed = settings, row, typed

        @property
        def control(self) -> "Settings":
            """The list."""
            return self.settings

    class At(Message):
        """The cursor is on another row, or what is said of the row has changed."""

        def __init__(self, settings: "Settings") -> None:
            super().__init__()
            self.settings = settings

        @property
        def control(self) -> "Settings":
            """The list."""
            return self.settings

    def __init__(self, lists: Collection[str] = (), opened: Collection[Path] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lists, self.warnings = frozenset(lists), frozenset[Path]()
        self.weighed: tuple[str, ...] = ()
        """The names of the classes, as far as they are known."""
        self._opened = set(opened)

    def compose(self) -> ComposeResult:
        """The lines, and the editor over them; what there is to say of a row is told elsewhere."""
        yield SettingsLines()
        yield Static(id="help")
        yield Editor()

    def fill(self, form: Any, part: Part, problems: Mapping[Path, str], warnings: Collection[Path]) -> None:
        """Show a section; the paths in ``warnings`` are of problems that do not keep it from training."""
        first = self.form is None
        self.warnings = frozenset(warnings)
        self.show(form, part, problems, subject=form.name)
        if first:
            source = part.arguments.get("source")
            self.opened = set(self._opened) | ({("source",)} if _has_more(source) else set())
            self._list()
            self.lines.put(self.rows[0].path)
        self.post_message(self.At(self))

    def _list(self, key: Any = None) -> None:
        super()._list(key)
        self.styles.max_height = len(self.rows) + 4

    def _rows(self) -> Iterator[Row]:
        for row in super()._rows():
            if row.path == WEIGHTS:
                yield from rows_of_weights(row, self.weighed, self.opened)
            elif row.path not in UNTOLD:
                yield worded(row)

    def put(self, path: Path, value: Value | Unset) -> None:
        """Take a value in; the weight of a class goes into the table of them."""
        if path[:1] == WEIGHTS and len(path) == 2 and self.part is not None:
            path, value = WEIGHTS, weighted(self.part.arguments.get(WEIGHTS[0], Unset.UNWRITTEN), path[1], value)
        super().put(path, value)

    def _help(self) -> None:
        self.post_message(self.At(self))

    @property
    def has_target(self) -> bool:
        """Whether the source has a column to be predicted."""
        source = self.part.arguments.get("source") if self.part is not None else None
        if not isinstance(source, Part) or not may_be_imported("sources", source.name):
            return False
        return any(field.name == TARGET[1] for field in form_of("sources", source.name).fields)

    def open_row(self, path: Path) -> None:
        """Go to a row, and unfold what it is in."""
        self.opened |= {path[:n] for n in range(1, len(path))}
        self._list()
        self.lines.put(path)

    def keys_of(self, row: Row) -> list[str]:
        """The keys that do something on a row, beside those that always do."""
        keys = [f"space {'folds' if row.opened else 'unfolds'}"] if row.opens else []
        keys += ["space takes its class, which has arguments"] if self.class_of(row) else []
        if row.field is not None and row.field.control in ("integer", "number", "choice"):
            typed = "type it or ←→; ctrl+pgdn: next screen"
            keys.append(typed if row.field.control != "choice" else "←→ the next one")
        if self.takes_part(row) and row.field is not None and row.field.control not in ("part", "list"):
            keys.append("c chooses from a list")
        return [*keys, *(["x removes it"] if is_item(row) else [])]

    def class_of(self, row: Row | None) -> str:
        """The class of a loss or metric that is a function, which takes no arguments; "" for all others."""
        if row is None or row.opens or not isinstance(row.value, str):
            return ""
        return class_of(self.kind_of(row), row.value)

    def toggle(self) -> None:
        """Unfold or fold; of a function, its class, which has something to fill in."""
        row, name = self.row, self.class_of(self.row)
        if row is None or not name:
            super().toggle()
            return
        self.opened.add(row.path)
        self.put(row.path, Part(name))

    def takes_part(self, row: Row | None) -> bool:
        """Whether a row is one of those that have a list to choose from."""
        return row is not None and (self.kind_of(row) != "" or row.path == TARGET)

    def kind_of(self, row: Row) -> str:
        """The kind of the parts to choose from; "" if what is there is typed."""
        if row.path[0] in self.lists and len(row.path) <= 2 - (row.path[0] in ("source", "optimizer", "loss")):
            return str(row.field.kind or row.path[0]) if row.field is not None else ""
        return str(row.field.kind or "") if row.field is not None else ""

    def edit(self, typed: str = "") -> None:
        """Parts are chosen from a list; all else is typed in its place."""
        row = self.row
        if row is None or not self._is_chosen(row):
            super().edit(typed)
        elif row.path in (("metrics",), ("callbacks",)) and not typed:
            self.toggle()
        else:
            self.post_message(self.Asked(self, row, typed))

    def _is_chosen(self, row: Row) -> bool:
        if row.path in (TARGET, WEIGHTS):
            return True
        names_part = row.field is not None and row.field.control in ("part", "list") and self.kind_of(row) != ""
        return names_part and row.path[0] in self.lists

    def take(self, row: Row, value: Value | Unset) -> None:
        """Put what was chosen at a row; the rows of its arguments are shown."""
        path = row.path
        if path in (("metrics",), ("callbacks",)):
            path = (*path, str(len(row.value) if isinstance(row.value, tuple) else 0))
            self.opened.add((path[0],))
        if path == WEIGHTS or (isinstance(value, Part) and (path != ("source",) or _has_more(value))):
            self.opened.add(path)
        self.put(path, value)

    def on_line_list_chosen(self, message: Any) -> None:
        """A click on the row that the cursor is on."""
        message.stop()
        self.edit()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """What there is to say of the row."""
        self.post_message(self.At(self))
