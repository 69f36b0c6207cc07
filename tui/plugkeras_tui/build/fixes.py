"""The ways out of what is wrong, numbered, each with what it would change in words."""

from textwrap import wrap
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from plugkeras.errors import PlugkerasError
from plugkeras.project import Project
from plugkeras.project.checking import Fix
from plugkeras.project.difference import diff
from plugkeras_tui.form.lines import Item, Line, LineList


class Fixes(LineList):
    """Shown below the stack while a fix is chosen; a digit or Enter takes one."""

    DEFAULT_CSS = """
    Fixes { display: none; height: auto; max-height: 50%; border-top: solid $accent; }
    Fixes.-open { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f", "leave", "leave it", id="fixes.leave")]

    class Taken(Message):
        """A fix is wanted, or none."""

        def __init__(self, fix: Fix | None) -> None:
            super().__init__()
            self.fix = fix

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.what = ""
        self.fixes: tuple[Fix, ...] = ()
        self.project = Project()

    def open(self, what: str, fixes: tuple[Fix, ...], project: Project) -> None:
        """Show the fixes of a problem."""
        self.what, self.fixes, self.project = what, fixes, project
        self.add_class("-open")
        self.rebuild(1)
        self.styles.height = 1 + min(12, self.virtual_size.height)
        self.focus(scroll_visible=False)

    def close(self) -> None:
        """Hide them."""
        self.remove_class("-open")

    def items(self, width: int) -> list[Item]:
        """What is wrong; a fix with its changes each."""
        said = wrap(self.what, max(16, width - 2))
        items = [Item(0, tuple(((f" {line}", "error"),) for line in said), False)]
        for number, fix in enumerate(self.fixes, 1):
            lines: list[Line] = [((f" {number} ", "accent"), (fix.label, "strong"))]
            for change in preview(self.project, fix):
                lines += [((f"     {line}", "shade"),) for line in wrap(change, max(16, width - 6))]
            items.append(Item(number, tuple(lines)))
        return items

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Digits choose."""
        return bool(character and character.isdecimal())

    def on_key(self, event: events.Key) -> None:
        """The fix of that number."""
        if event.character and event.character.isdecimal():
            event.stop()
            event.prevent_default()
            if 1 <= int(event.character) <= len(self.fixes):
                self.post_message(self.Taken(self.fixes[int(event.character) - 1]))

    def action_choose(self) -> None:
        """The one that the cursor is on."""
        if self.fixes and self.key:
            self.post_message(self.Taken(self.fixes[self.key - 1]))

    def action_leave(self) -> None:
        """None of them."""
        self.post_message(self.Taken(None))


def preview(project: Project, fix: Fix) -> list[str]:
    """What a fix would change."""
    try:
        return [change.text for change in diff(project, fix.apply(project))]
    except PlugkerasError as error:
        return [f"cannot be done: {error}"]
