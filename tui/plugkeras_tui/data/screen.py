"""Data: the data, and how the model is compiled."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from plugkeras.project import Project
from plugkeras.project.checking import Checker
from plugkeras.project.difference import diff
from plugkeras_tui.data.cards import Card, CompileCard, DataCard, RateCurve, elsewhere
from plugkeras_tui.data.choosing import Choosing
from plugkeras_tui.data.looking import Look, look_at, not_seen
from plugkeras_tui.data.preview import Preview
from plugkeras_tui.data.schedule import rate_of
from plugkeras_tui.data.settings import Settings
from plugkeras_tui.data.trusting import allowed
from plugkeras_tui.form.within import Path
from plugkeras_tui.frame import ModeScreen
from plugkeras_tui.strangers import own_asker, trouble_of, untried

WIDE = 100
"""From so many cells on, the cards stand side by side."""


class DataScreen(ModeScreen):
    """The data, and how the model is compiled.

    On a wide terminal the two cards stand side by side; on a narrow one Tab turns from one to the other.
    """

    title_: ClassVar[str] = "Data"
    key: ClassVar[str] = "2"
    AUTO_FOCUS = "#data-settings SettingsLines"
    DEFAULT_CSS = """
    DataScreen {
        & #cards { height: 1fr; }
        & #tabs { height: 1; display: none; color: $text-muted; padding: 0 1; }
        & #hint { height: 2; padding: 0 1; color: $text-muted; }
        &.-narrow #tabs { display: block; }
        &.-narrow #cards > Card {
            layout: horizontal; border: none;
            & > Settings { width: 38; max-height: 100%; }
            & > .side { width: 1fr; height: 1fr; border-top: none; border-left: solid $foreground-disabled; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn(1)", "card", id="data.turn", priority=True),
        Binding("shift+tab", "turn(-1)", "preview", show=False, id="data.turn_back", priority=True),
        Binding("A", "auto_fit", "fit head", id="data.auto_fit"),
        Binding("f", "fix", "fix", id="data.fix"),
        Binding("slash", "search", "source", id="data.search"),
        Binding("t", "trust", "code", show=False, id="data.trust"),
        Binding("r", "reload", "reload", show=False, id="data.reload"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.checker, self.patient = Checker(), own_asker()
        self.look = Look()
        self._looked: Any = None
        self._asks_trust = False
        self._rated: Any = None
        self._keys: Any = None
        self._turned: type[Card] = DataCard

    def body(self) -> ComposeResult:
        """The cards, and a sentence on where the cursor is."""
        yield Static(id="tabs", markup=False)
        with Horizontal(id="cards"):
            yield DataCard()
            yield CompileCard()
        yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        """Listen."""
        session = self.session
        for signal in (session.project_changed, session.report_changed, session.data_changed):
            signal.subscribe(self, self._changed)
        self._turn_to(DataCard)
        self._changed(session)

    def on_unmount(self) -> None:
        """End what asks the layers of other people."""
        self.checker.close()
        self.patient.close()

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def card(self) -> Card:
        """The card that the focus is in."""
        return self.query_one(self._turned)

    def _changed(self, session: Any) -> None:
        for card in self.query(Card):
            card.fill(session)
        self.query_one(RateCurve).tell(elsewhere(self.session, self.query(Card)))
        self._look()
        self._rate()
        self._try_strangers()

    def _try_strangers(self) -> None:
        """Other people's parts have rows for their arguments once they were tried, in a thread."""
        session, todo = self.session, untried(self.session.project)
        if todo:
            session.behind(lambda: self._tried(todo), "strangers")

    def _tried(self, todo: Sequence[tuple[str, str]]) -> None:
        for kind, name in todo:
            trouble_of(kind, name, self.patient.asker)
        self.session.soon(lambda: self._changed(self.session) if self.is_mounted else None)

    def _look(self) -> None:
        """Look at the data that the session has, if they are other ones, in a thread: they may be large."""
        session, preview = self.session, self.query_one(Preview)
        what = session.project.data, session.loaded, session.trouble
        if not session.has_looked:
            preview.show(Look(), "reading …")
            self._looked = None
        elif what != self._looked:
            self._looked = what
            found = session.loaded
            trouble = session.trouble
            if found is None:
                self._take(not_seen(trouble, session.untrusted))
            else:
                session.behind(lambda: session.soon(self._seen, what, look_at(found.spec, found.rows, trouble)), "look")

    def _seen(self, what: Any, look: Look) -> None:
        if what == self._looked and self.is_mounted:
            self._take(look)

    def _take(self, look: Look) -> None:
        self.look = look
        self.query_one(Preview).show(look)
        self._refresh_keys()
        if look.code and self._asks_trust:
            self.action_trust()
        self._asks_trust = False

    def _rate(self) -> None:
        project, facts = self.session.project, self.session.facts
        what = project.compile.optimizer, project.fit.epochs, project.fit.batch_size, facts
        if what == self._rated:
            return
        self._rated = what
        session = self.session
        session.behind(lambda: session.soon(self._rate_told, what, rate_of(project, facts)), "rate")

    def _rate_told(self, what: Any, rate: Any) -> None:
        if what == self._rated and self.is_mounted:
            self.query_one(RateCurve).show(rate)

    def on_settings_at(self, message: Settings.At) -> None:
        """What there is to say of the row that the cursor is on."""
        message.stop()
        self._hint()
        self._refresh_keys()

    def _refresh_keys(self) -> None:
        """The footer is made anew only if other keys can be pressed."""
        now = [self.check_action(name, ()) for name in ("auto_fit", "fix", "trust")]
        if now != self._keys:
            self._keys = now
            self.refresh_bindings()

    def _hint(self) -> None:
        self.query_one("#hint", Static).update(self.card.hint, layout=False)

    # -- where the focus is ------------------------------------------------------------------------

    def action_turn(self, by: int) -> None:
        """To the other card; backwards, to the preview and back."""
        preview = self.query_one(Preview)
        if by < 0 and self._turned is DataCard and self.focused is not preview:
            preview.focus()
            return
        other = CompileCard if self._turned is DataCard and self.focused is not preview else DataCard
        self._turn_to(other)
        self.card.settings.lines.focus()

    def _turn_to(self, which: type[Card]) -> None:
        """Show a card, on a narrow terminal instead of the other one."""
        self._turned = which
        self._arrange()
        names = [
            f"[{card.border_title}]" if type(card) is which else f" {card.border_title} " for card in self.query(Card)
        ]
        self.query_one("#tabs", Static).update(f"{' '.join(names)}  Tab turns", layout=False)

    def _arrange(self) -> None:
        for card in self.query(Card):
            card.display = self.size.width >= WIDE or type(card) is self._turned

    def on_resize(self) -> None:
        """Both cards, where there is room for them."""
        self._arrange()

    def on_descendant_focus(self, event: Any) -> None:
        """A click into the other card turns to it."""
        which = next((type(card) for card in self.query(Card) if card in event.widget.ancestors), self._turned)
        if which is not self._turned:
            self._turn_to(which)
        self._hint()
        self._refresh_keys()

    # -- edits -------------------------------------------------------------------------------------

    def on_property_list_changed(self, message: Settings.Changed) -> None:
        """Take an edit in; an impossible one is told, and the list shows what there is."""
        message.stop()
        card = next(card for card in self.query(Card) if message.properties in card.children)
        part, path = message.part, message.path
        self._asks_trust = is_source = path == ("source",)
        burst = None if is_source else (card.section.form.name, *path)  # each source is chosen by itself, however fast
        if not self.edit(lambda project: card.section.edited(project, part, path), None, burst):
            card.fill(self.session)

    def edit(self, change: Callable[[Project], Project], label: str | None = None, field: Any = None) -> bool:
        """Change the project."""
        return self.session.edit(change, label, field)

    def choose(self, path: Path, typed: str) -> None:
        """Go to a row, and show what there is to choose for it that fits what is ``typed``."""
        card = next(card for card in self.query(Card) if path[0] in card.section.places)
        self._turn_to(type(card))
        card.settings.lines.focus()
        card.settings.open_row(path)
        card.settings.edit(typed)

    def on_settings_asked(self, message: Settings.Asked) -> None:
        """Show what there is to choose from."""
        message.stop()
        Choosing(self, self.look, self.checker, self.patient.asker).ask(message.settings, message.row, message.typed)

    def action_search(self) -> None:
        """Choose a source."""
        settings = self.query_one(DataCard).settings
        settings.lines.put(("source",))
        settings.edit()

    def action_auto_fit(self) -> None:
        """The last layer, the loss and the metrics that go with the data; says what was changed."""
        facts = self.session.facts
        if facts is None:
            return
        if facts.target == "none":
            self.session.tell("The data have no targets, so that there is nothing to fit the end of the model to.")
            return
        self.session.when_settled(self._auto_fit)

    def _auto_fit(self) -> None:
        before = self.session.project
        if not self.edit(self.session.auto_head, "head fitted to the data"):
            self.session.tell("The end of the model goes with the data already.")
            return
        said = "\n".join(change.text for change in diff(before, self.session.project))
        self.session.tell(f"Fitted to the data:\n{said}")

    def action_fix(self) -> None:
        """Mend what is wrong with the row; of several ways, one is chosen."""
        problem = self.card.problem
        if problem is None or not problem.fixes:
            self.session.tell(self.refused("fix"))
        elif len(problem.fixes) == 1:
            self.edit(problem.fixes[0].apply, problem.fixes[0].label)
        else:
            Choosing(self, self.look, self.checker, self.patient.asker).fix(problem)

    # -- code --------------------------------------------------------------------------------------

    def action_trust(self) -> None:
        """Show the code that the data come from, and ask whether it may run."""
        if not self.look.code:
            self.session.tell(self.refused("trust"))
            return
        allowed(self, self.look.code, lambda yes: self._look())

    def action_reload(self) -> None:
        """Read the data anew: their file, or their code, is another one."""
        self.session.reload()
        self._look()

    def refused(self, action: str) -> str:
        """Why something cannot be done now."""
        if action == "auto_fit" and self.session.facts is None:
            return "There are no data to fit to: choose a source first."
        if action == "fix" and (self.card.problem is None or not self.card.problem.fixes):
            return "Nothing is wrong with this line that can be mended here."
        if action == "trust" and not self.look.code:
            return "The data come from no code that would have to be allowed."
        return ""
