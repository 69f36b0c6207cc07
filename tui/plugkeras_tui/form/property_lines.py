"""The lines of a property list, and what is pressed on them."""

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from plugkeras_tui.form.lines import Item, LineList
from plugkeras_tui.form.told import item_of

if TYPE_CHECKING:
    from plugkeras_tui.form.property_list import PropertyList


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
    def owner(self) -> "PropertyList":
        """The property list."""
        return self.parent  # type: ignore[return-value]

    def items(self, width: int) -> list[Item]:
        """A line a row, and under it what is wrong, or what can be chosen while it is edited."""
        return [item_of(row, self.owner, width) for row in self.owner.rows]

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whatever can be typed is; the footer leaves out what it would have meant."""
        return character is not None and character.isprintable() and character not in " ?"

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
