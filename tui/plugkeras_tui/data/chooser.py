"""A list to choose from: type to search, Enter takes; what does not fit is dimmed, and says why."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from textual import events
from textual._context import NoActiveAppError
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from plugkeras_tui.beside import beside
from plugkeras_tui.data.sources import Offer
from plugkeras_tui.form.lines import Item, Line, LineList

Find = Callable[[str], Sequence[Offer]]
"""From what is typed to all offers; called in a thread, so it may look at files or check models."""


class OfferLines(LineList, can_focus=False):
    """The offers that fit what is typed."""

    DEFAULT_CSS = """
    OfferLines {
        height: 1fr;
        & > .lines--cursor-away { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.offers: list[Offer] = []

    def items(self, width: int) -> list[Item]:
        """A line an offer, a heading a group."""
        found, group = [], ""
        for number, offer in enumerate(self.offers):
            if offer.group != group:
                group = offer.group
                found.append(Item(("group", group), (((f" {group}", "shade"),),), selectable=False))
            found.append(Item(number, (_line(offer, self._names(width), width),)))
        if not self.offers:
            found.append(Item("none", (((" nothing fits what is typed", "dim"),),), selectable=False))
        return found

    def _names(self, width: int) -> int:
        longest = max((cell_len(offer.label) for offer in self.offers), default=0)
        return min(longest, width // 2)

    @property
    def offer(self) -> Offer | None:
        """The one that the cursor is on."""
        return self.offers[self.key] if isinstance(self.key, int) and self.key < len(self.offers) else None


def _line(offer: Offer, names: int, width: int) -> Line:
    mark, kind = ("✖ ", "dim") if offer.reason else ("  ", "")
    label = set_cell_size(offer.label, names)
    rest = Content((offer.reason or offer.note).split("\n")[0])
    return ((f" {mark}{label}  ", kind), (rest.truncate(max(1, width - names - 6), ellipsis=True).plain, "dim"))


class Chooser(ModalScreen[Any]):
    """Gives what is chosen, or None. ``find`` gives the offers; it is asked again as ``typed`` changes if ``asks``."""

    DEFAULT_CSS = """
    Chooser {
        align: center middle; background: $background 50%;
        & > Vertical { width: 90%; max-width: 100; height: 85%; max-height: 34; background: $surface;
                       border: round $primary; padding: 0; }
        & Input { border: none; height: 1; padding: 0 1; background: $boost; }
        & #said { height: 2; padding: 0 1; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", id="chooser.leave"),
        Binding("down", "move(1)", "next", show=False, id="chooser.next", priority=True),
        Binding("up", "move(-1)", "previous", show=False, id="chooser.previous", priority=True),
        Binding("pagedown", "page(1)", "page down", show=False, priority=True),
        Binding("pageup", "page(-1)", "page up", show=False, priority=True),
    ]

    def __init__(
        self, title: str, first: Sequence[Offer], find: Find, typed: str = "", asks: bool = False, now: Any = None
    ) -> None:
        super().__init__()
        self._title, self._all, self._find, self._typed, self._asks = title, list(first), find, typed, asks
        self._now = now
        self._insisted: Any = None

    def compose(self) -> ComposeResult:
        """What is typed, the offers, a sentence on the one that the cursor is on."""
        with Vertical() as box:
            box.border_title = self._title
            box.border_subtitle = "type to search · ↑↓ · Enter takes · Esc leaves"
            yield Input(self._typed, compact=True, select_on_focus=False, placeholder="type to search")
            yield OfferLines()
            yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        """Show what is known, and look for the rest."""
        typed = self.query_one(Input)
        typed.cursor_blink = False
        typed.focus()
        typed.cursor_position = len(self._typed)
        self._show()
        self._seek(self._typed)

    def on_key(self, event: events.Key) -> None:
        """What was typed before the input was there is typed all the same."""
        if not self.query_one(Input).has_focus and event.is_printable and event.character:
            event.stop()
            self.query_one(Input).insert_text_at_cursor(event.character)

    def _seek(self, typed: str) -> None:
        later: Any = partial(beside, lambda: self._found(typed))  # a thread that nobody waits for
        self.run_worker(later, exclusive=True, group="find", exit_on_error=False)

    def _found(self, typed: str) -> None:
        found = list(self._find(typed))
        with suppress(RuntimeError, NoActiveAppError):  # the app is closed already
            self.app.call_later(self._take, typed, found)

    def _take(self, typed: str, found: list[Offer]) -> None:
        if self.is_mounted and (typed == self._typed or not self._asks):
            self._all = found
            self._show()

    def on_input_changed(self, message: Input.Changed) -> None:
        """Those that fit."""
        message.stop()
        self._typed = message.value
        if self._asks:
            self._seek(self._typed)
        self._show(first=True)

    def _show(self, first: bool = False) -> None:
        lines = self.query_one(OfferLines)
        lines.offers = matching(self._all, self._typed)
        keep = next((n for n, o in enumerate(lines.offers) if o.value == self._now), None)
        lines.rebuild(0 if first or keep is None else keep)
        self._say()

    def _say(self) -> None:
        offer = self.query_one(OfferLines).offer
        said = "" if offer is None else f"✖ {offer.reason}" if offer.reason else offer.note
        if offer is not None and self._insisted == offer.value:
            said = f"{said} Enter again takes it all the same."
        self.query_one("#said", Static).update(said, layout=False)

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        """What there is to say of it."""
        message.stop()
        self._say()

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        """A click."""
        message.stop()
        self._choose()

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Enter."""
        message.stop()
        self._choose()

    def _choose(self) -> None:
        """Take it; what does not fit only when that is asked for twice."""
        offer = self.query_one(OfferLines).offer
        if offer is None:
            return
        if offer.reason and self._insisted != offer.value:
            self._insisted = offer.value
            self._say()
            return
        self.dismiss(offer.value)

    def action_leave(self) -> None:
        """Take nothing."""
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Up or down in the offers."""
        self.query_one(OfferLines).action_move(by)
        self._stay()

    def _stay(self) -> None:
        """Where a person has gone, the cursor stays when more becomes known."""
        offer = self.query_one(OfferLines).offer
        self._now = offer.value if offer is not None else self._now

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self.query_one(OfferLines).action_page(by)
        self._stay()


def matching(offers: Sequence[Offer], typed: str) -> list[Offer]:
    """Those in whose names all words that are typed are; of those that fit, first whose name begins with them.

    Groups stay together, in the order in which their best offer comes.
    """
    words = typed.lower().split()
    found = [o for o in offers if all(word in f"{o.label} {o.also}".lower() for word in words)]
    if not words:
        return found
    ranked = sorted(found, key=lambda o: (bool(o.reason), not o.label.lower().startswith(words[0])))
    groups = list(dict.fromkeys(o.group for o in ranked))
    return sorted(ranked, key=lambda o: groups.index(o.group))
