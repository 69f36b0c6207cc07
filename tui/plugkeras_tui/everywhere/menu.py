"""`?`: a list of what can be done here, to be searched; Enter does it."""

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from plugkeras_tui.everywhere.actions import Action

HEADINGS = {"here": "Here", "screen": "On this screen", "everywhere": "Everywhere"}
CLOSING = "Enter does it, Escape closes; other keys: keys.toml (ctrl+p, keys)"


class Menu(ModalScreen[Action | None]):
    """Lists ``actions``; closes with the chosen one, or None."""

    DEFAULT_CSS = """
    Menu { align: center middle; }
    Menu > Vertical { width: 76; max-width: 96%; height: auto; max-height: 90%; border: round $border;
        background: $surface; padding: 0 1; }
    Menu Input { background: $surface; }
    Menu OptionList { height: auto; max-height: 100%; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "close"),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("pageup", "move(-8)", show=False),
    ]

    def __init__(self, actions: list[Action]) -> None:
        super().__init__()
        places = list(HEADINGS)
        self.actions = sorted(actions, key=lambda a: (places.index(a.where), a.only_moves, not a.binding.show))

    def compose(self) -> ComposeResult:
        """What is searched for, and what was found."""
        with Vertical() as box:
            box.border_title = "What can be done here"
            yield Input(placeholder="type to search", select_on_focus=False, compact=True)
            yield OptionList(compact=True)

    def on_mount(self) -> None:
        """Everything, until something is typed."""
        self.query_one(OptionList).can_focus = False
        self._search("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._search(event.value)

    def _search(self, words: str) -> None:
        """Show the actions in which all the words are found."""
        wanted = words.lower().split()
        found = [(n, a) for n, a in enumerate(self.actions) if all(w in _text(a).lower() for w in wanted)]
        options, heading = self.query_one(OptionList), ""
        options.clear_options()
        for number, action in found:
            if action.where != heading:
                heading = action.where
                options.add_option(Option(Content.styled(HEADINGS[heading], "bold"), disabled=True))
            options.add_option(Option(_row(action), id=str(number)))
        if not found:
            options.add_option(Option("nothing here is called so: ctrl+p has all commands", disabled=True))
            self._tell("")
        options.highlighted = options.get_option_index(str(found[0][0])) if found else None

    @on(OptionList.OptionHighlighted)
    def _told(self, event: OptionList.OptionHighlighted) -> None:
        """Why what is dim cannot be done."""
        self._tell(self.actions[int(event.option.id)].reason if event.option.id else "")

    def _tell(self, why: str) -> None:
        self.query_one(Vertical).border_subtitle = Content(f"⚠ {why}" if why else CLOSING)

    def action_move(self, by: int) -> None:
        """Go so many rows down."""
        options = self.query_one(OptionList)
        for _ in range(abs(by)):
            (options.action_cursor_down if by > 0 else options.action_cursor_up)()

    @on(Input.Submitted)
    def _chosen(self) -> None:
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self._do(options.get_option_at_index(options.highlighted))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._do(event.option)

    def _do(self, option: Option) -> None:
        if option.id is not None:
            self.dismiss(self.actions[int(option.id)])

    def action_leave(self) -> None:
        """Do nothing."""
        self.dismiss(None)


def _text(action: Action) -> str:
    return f"{action.title} {action.keys} {action.binding.id or ''}"


def _row(action: Action) -> Any:
    keys = Content.styled(f"{action.keys:>16}  ", "$text-accent bold")
    if action.reason:
        return Content.styled(f"{action.keys:>16}  {action.title} (not now)", "dim")
    return keys + Content(action.title)
