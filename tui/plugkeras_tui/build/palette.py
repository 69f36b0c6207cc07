"""The palette: every layer that is registered, searched by typing, with what it does and what it needs."""

from threading import Thread
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from plugkeras.errors import PlugkerasError
from plugkeras.forms import form_of
from plugkeras.project.values import Part, Value
from plugkeras_tui.build import offers
from plugkeras_tui.build.asking import Asking
from plugkeras_tui.build.offer_lines import OfferLines
from plugkeras_tui.build.offers import Offer
from plugkeras_tui.form.lines import LineList
from plugkeras_tui.form.nudging import choices_of
from plugkeras_tui.form.told import matches
from plugkeras_tui.strangers import own_asker, required, try_parts_of_layers


class Search(Input):
    """Where is typed; Enter is the palette's."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "pick", "add", id="palette.pick")]

    def action_pick(self) -> None:
        """Take what the cursor is on, or what was typed."""
        self.parent.action_pick()  # type: ignore[union-attr]


class Palette(Vertical):
    """A search, the offers, what is said of the one that the cursor is on.

    `Picked` is told with a layer to add, `Left` when nothing more is wanted here.
    """

    DEFAULT_CSS = """
    Palette {
        & > #question { height: 1; padding: 0 1; color: $text-muted; }
        & > Input { height: 1; border: none; padding: 0 1; background: $boost; }
        & > Input:focus { border: none; background-tint: $foreground 8%; }
        & > #about { height: 7; padding: 0 1; color: $text-muted; border-top: solid $foreground-disabled; }
        & > #about.-wrong { color: $text-error; }
        &.-low > #about { height: 3; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="palette.leave"),
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
    ]

    class Picked(Message):
        """A layer is to be added."""

        def __init__(self, part: Part) -> None:
            super().__init__()
            self.part = part

    class Left(Message):
        """Back to the stack."""

    class Found(Message):
        """What the survey of other people's layers has found."""

        def __init__(self, found: list[Offer]) -> None:
            super().__init__()
            self.found = found

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asking: Asking | None = None
        self.known: dict[str, Value] = {}
        self._searched: tuple[str, Any] = "", None  # what was typed, and what was found, when something was asked

    def compose(self) -> ComposeResult:
        """The question, the input, the list, what it is about."""
        yield Static(id="question", markup=False)
        yield Search(compact=True, select_on_focus=False, placeholder="type to search")
        yield OfferLines()
        yield Static(id="about", markup=False)

    def on_mount(self) -> None:
        """Show the standard layers; look at those of other people, which may take long, in a thread."""
        self._ask(None)
        self._offer(offers.standard())
        self.survey()

    def survey(self) -> None:
        """Look for layers anew: after plugins were changed, say."""
        Thread(target=_survey, args=(self,), daemon=True).start()  # one that hangs must not keep the app from ending

    @property
    def lines(self) -> OfferLines:
        """The list."""
        return self.query_one(OfferLines)

    @property
    def input(self) -> Input:
        """Where is typed."""
        return self.query_one(Input)

    @property
    def offer(self) -> Offer | None:
        """What the cursor is on."""
        return self.offer_of(self.lines.key)

    def offer_of(self, name: Any) -> Offer | None:
        """The offer of a layer by its name."""
        named = (offer for offer in self.lines.offers if name in (offer.name, *offer.others))
        return next(named, None) or next((o for o in self.lines.offers if o.strange and o.title == name), None)

    def open(self, rank: int | None = None, known: dict[str, Value] | None = None) -> None:
        """Search anew; ``rank`` is that of what comes in, ``known`` what the data say of arguments."""
        self.lines.rank, self.known = rank, known or {}
        self.reset()
        self.input.focus(scroll_visible=False)

    def reset(self) -> None:
        """Nothing is asked, nothing is searched."""
        self._ask(None)

    def on_palette_found(self, message: Found) -> None:
        """Other people's layers as well."""
        message.stop()
        self._offer(message.found)

    def _offer(self, found: list[Offer]) -> None:
        self.lines.offers = found
        self.lines.rebuild()
        self._about()

    # -- searching ---------------------------------------------------------------------------------

    def on_input_changed(self, message: Input.Changed) -> None:
        """Search; or begin an answer anew."""
        message.stop()
        if self.asking is not None:
            self._choices(message.value)
            return self._about()
        self.lines.typed = message.value
        self.lines.rebuild()
        self.lines.action_end(-1)
        return self._about()

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        """Tell of another one."""
        message.stop()
        self._about()

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        """A click."""
        message.stop()
        self.action_pick()

    def action_move(self, by: int) -> None:
        """The cursor of the list."""
        self.lines.action_move(by)

    def action_page(self, by: int) -> None:
        """The cursor of the list, by pages."""
        self.lines.action_page(by)

    def action_leave(self) -> None:
        """Ask the last question again; search again; leave."""
        if self.asking is not None:
            self._ask(self.asking) if self.asking.back() else self._search_again()
        elif self.input.value:
            self.input.value = ""
        else:
            self.post_message(self.Left())

    def _search_again(self) -> None:
        """What was searched before something was asked."""
        self._ask(None)
        self.input.value = self.lines.typed = self._searched[0]
        self.lines.rebuild(self._searched[1])

    def on_descendant_focus(self) -> None:
        """The cursor is brighter."""
        self.lines.redraw()

    def on_descendant_blur(self) -> None:
        """And paler."""
        self.lines.redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Less is told where there is little room."""
        self.set_class(event.size.height < 18, "-low")

    # -- picking -----------------------------------------------------------------------------------

    def action_pick(self) -> None:
        """Take what the cursor is on: ask what it needs, then tell; of what is broken say why."""
        if self.asking is not None:
            wrong = self.asking.take(self._answer())
            return self._about(wrong) if wrong else self._next(self.asking)
        return self._pick(self.offer)

    def pick(self, name: str) -> None:
        """Take a layer by its name, as if the cursor were on it."""
        offer = self.offer_of(name) or Offer(name, "")
        self.lines.put(offer.name)
        self._pick(offer)

    def _pick(self, offer: Offer | None) -> None:
        if offer is None:
            return None
        self._searched = self.lines.typed, offer.name
        if offer.wait and not offer.reason:
            return self._about(offer.wait)
        if offer.reason:
            return self.app.notify(offer.reason, title=offer.title, severity="warning", timeout=12, markup=False)
        try:
            return self._next(Asking(form_of("layers", offer.name), self.known))
        except PlugkerasError as error:
            return self._about(str(error))

    def _answer(self) -> str:
        """What was typed, unless it is the beginning of what can be chosen."""
        kind, text = self.lines.key or ("", "")
        return text if kind == "choice" and self.input.value.strip() else self.input.value

    def _choices(self, typed: str) -> None:
        """What can be answered."""
        field = self.asking.field if self.asking is not None else None
        self.lines.choices = None if field is None else matches(choices_of(field), typed)
        self.lines.rebuild()
        self.lines.action_end(-1)

    def _next(self, asking: Asking) -> None:
        if asking.field is not None:
            return self._ask(asking)
        self._ask(None)
        self.post_message(self.Picked(asking.part))
        return None

    def _ask(self, asking: Asking | None) -> None:
        self.asking = asking
        field = asking.field if asking is not None else None
        title = "Layers" if asking is None or field is None else f"{asking.form.title}: {field.name}?"
        self.query_one("#question", Static).update(title)
        with self.prevent(Input.Changed):
            self.input.value = asking.first if asking is not None else ""
        self.input.placeholder = "type to search" if asking is None else "has to be given"
        self.input.cursor_position = len(self.input.value)
        if asking is not None:
            self.input.action_select_all()
        self.lines.typed = ""
        self._choices("")
        self._about()

    def _about(self, wrong: str = "") -> None:
        about = self.query_one("#about", Static)
        about.set_class(bool(wrong), "-wrong")
        about.update(f"✖ {wrong}" if wrong else self._told(), layout=False)

    def _told(self) -> str:
        """What is asked, or what the offer is for."""
        if self.asking is not None and self.asking.field is not None:
            field = self.asking.field
            return f"{_plain(field.help or field.name)}\n(Enter takes it, esc goes back)"
        offer = self.offer
        if offer is None:
            return ""
        if offer.reason:
            return f"⚠ {offer.reason}"
        if offer.wait:
            return offer.wait
        try:
            form = form_of("layers", offer.name)
        except PlugkerasError as error:
            return f"⚠ {error}"
        asked = ", ".join(field.name for field in required(form))
        return _plain(form.summary or form.title) + (f"\n(needs {asked})" if asked else "")


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def _survey(palette: Palette) -> None:
    """Every offer, first as found, then with what became of trying it; runs in a thread of its own."""
    found = offers.everything()
    palette.post_message(Palette.Found(list(found)))
    checker = own_asker()
    for number, offer in enumerate(found):
        if offer.strange:
            found[number] = offers.tried(offer, checker.asker)
            palette.post_message(Palette.Found(list(found)))
    if try_parts_of_layers(checker.asker):
        palette.post_message(Palette.Found(list(found)))
    checker.close()
