"""The lines of a property list, and what is pressed on them."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget

from plugkeras_tui.form.editing import Editing
from plugkeras_tui.form.lines import Item, LineList
from plugkeras_tui.form.rows import Row
from plugkeras_tui.form.told import choices_below, item_of, label_width


class Shown(Widget):
    """What the lines belong to: it says what they show, and does what is pressed on them."""

    rows: list[Row]
    editing: Editing | None

    @property
    def takes_digits(self) -> bool:
        """Whether digits are typed on the row that the cursor is on; elsewhere they go to the screens."""
        raise NotImplementedError

    def problem(self, row: Row) -> str:
        """What is wrong with a row."""
        raise NotImplementedError

    def edit(self, typed: str = "") -> None:
        """Edit the row that the cursor is on."""
        raise NotImplementedError

    def nudge(self, by: int) -> None:
        """The next value of the row, or the one before."""
        raise NotImplementedError

    def toggle(self) -> None:
        """Unfold or fold the row; or the other one of yes and no."""
        raise NotImplementedError

    def reset(self) -> None:
        """Leave the row's value to the default."""
        raise NotImplementedError


class PropertyLines(LineList):
    """The lines of a property list, which it belongs to; whatever is typed here begins to edit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", "edit", id="form.edit"),
        Binding("left", "nudge(-1)", "less", show=False, id="form.less"),
        Binding("right", "nudge(1)", "more", show=False, id="form.more"),
        Binding("space", "unfold", "open or toggle", show=False, id="form.toggle"),
        Binding("ctrl+r,delete", "default", "default", id="form.default"),
    ]

    @property
    def owner(self) -> Shown:
        """The property list."""
        return self.parent  # type: ignore[return-value]

    def items(self, width: int) -> list[Item]:
        """A line a row, and under it what is wrong, or what can be chosen while it is edited."""
        owner, at = self.owner, label_width(self.owner.rows, width)
        editing, row = owner.editing, owner.editing.row if owner.editing is not None else None
        choices = [] if editing is None else choices_below(editing.matches, editing.match, at)
        return [item_of(one, owner.problem(one), choices if one == row else (), at, width) for one in owner.rows]

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whatever can be typed is, digits where they may stand; the footer leaves out what it would have meant."""
        if character is None or not character.isprintable() or character in " ?":
            return False
        return not character.isdecimal() or self.owner.takes_digits

    def on_key(self, event: events.Key) -> None:
        """Typing edits."""
        if event.character is not None and self.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()
            self.owner.edit(event.character)

    def action_edit(self) -> None:
        """Edit, or fold what is folded by that."""
        self.owner.edit()

    def action_nudge(self, by: int) -> None:
        """The next value, or the one before."""
        self.owner.nudge(by)

    def action_unfold(self) -> None:
        """Yes or no; or unfold."""
        self.owner.toggle()

    def action_default(self) -> None:
        """Leave it to the default."""
        self.owner.reset()
