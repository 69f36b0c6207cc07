"""Train: what people look at most. The curves, how things stand, what can be said of it, and the keys that steer."""

import time
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from plugkeras.errors import PlugkerasError
from plugkeras.runs import Run
from plugkeras.runs.watched import Watched
from plugkeras_tui.frame import ModeScreen
from plugkeras_tui.session import Session
from plugkeras_tui.standing import Standing, standing
from plugkeras_tui.train import steering, viewing
from plugkeras_tui.train.aftermath import Aftermath
from plugkeras_tui.train.boundary import BoundaryPane
from plugkeras_tui.train.card_pane import CardPane
from plugkeras_tui.train.cards import card_for
from plugkeras_tui.train.curves.plot import CurvePlot
from plugkeras_tui.train.diagnosis import diagnosis
from plugkeras_tui.train.header import Line, bar, one_line, progress, told
from plugkeras_tui.train.layers import Layers, LayersPane
from plugkeras_tui.train.log import LogPane
from plugkeras_tui.train.probing import Probing
from plugkeras_tui.train.prompt import Prompt
from plugkeras_tui.train.sighting import best, sighting
from plugkeras_tui.train_key import USUAL, is_train_key, train_key

SMALLEST = (60, 16)
"""In less there is a line of words, and bars."""

PANES = ("#curves", "#layers", "#boundary", "#log")


class TrainScreen(steering.Steering, viewing.Viewing, Probing, Aftermath, ModeScreen):
    """Curves, progress and steering of the run that is watched: one's own, a script's, or one that is over."""

    title_: ClassVar[str] = "Train"
    key: ClassVar[str] = "3"
    AUTO_FOCUS = "CurvePlot"
    BINDINGS: ClassVar[list[BindingType]] = [
        *steering.BINDINGS,
        *viewing.BINDINGS,
        Binding("escape", "close_card", "close", id="train.close", show=False, tooltip="close or bring back the card"),
    ]
    DEFAULT_CSS = """
    TrainScreen #head { height: 3; padding: 0 1; }
    TrainScreen #progress { text-style: bold; }
    TrainScreen #main { height: 1fr; }
    TrainScreen #curves { width: 2fr; height: 1fr; }
    TrainScreen #side { width: 1fr; max-width: 60; border-left: solid $panel; padding: 0 0 0 1; }
    TrainScreen #log { border-top: solid $panel; }
    TrainScreen #tiny { display: none; height: 1; }
    TrainScreen .-unseen { display: none; }
    TrainScreen.-narrow #side { border-left: none; padding: 0; max-width: 100%; }
    TrainScreen.-narrow #log { height: 4; }
    TrainScreen.-narrow.-carded #log { display: none; }
    TrainScreen.-very-wide #log { height: 9; }
    TrainScreen.-tiny #head, TrainScreen.-tiny #main, TrainScreen.-tiny #log, TrainScreen.-tiny CardPane,
    TrainScreen.-tiny QuietFooter, TrainScreen.-tiny StatusLine { display: none; }
    TrainScreen.-tiny #tiny { display: block; }
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.now = now
        self.stands = Standing()
        self.asked: dict[str, str] = {}
        self._watched: Watched | None = None
        self._pane = 0
        self._state = ("", 0)  # of the events, and the first epochs: what makes a look at the process worth while

    def body(self) -> ComposeResult:
        """Header, curves and what is beside them, card, log."""
        with Vertical(id="head"):
            yield Line(id="progress")
            yield Line(id="words")
            yield Line(id="answer")
        with Horizontal(id="main"):
            yield CurvePlot(id="curves")
            with Vertical(id="side"):
                yield LayersPane(id="layers")
                yield BoundaryPane(id="boundary")
        yield CardPane(id="card")
        yield LogPane(id="log")
        yield Prompt()
        yield Line(id="tiny")

    def on_mount(self) -> None:
        """Listen."""
        self.session.run_changed.subscribe(self, self.tell)
        self.session.data_changed.subscribe(self, lambda _: self.show_panes())
        self.set_interval(1.0, self._each_second)
        self.tell(self.session)

    # -- telling ---------------------------------------------------------------------------------

    def tell(self, session: Session) -> None:
        """There is something new of the run, or another run."""
        if not self.is_current:
            return
        if session.watched is not self._watched:
            self._another(session)
        watched = session.watched
        state = ("", 0) if watched is None else (watched.state, min(len(watched.by_epoch.get("loss", ())), 3))
        if state != self._state:
            self._state = state
            self._look_at_process()
        self.plot.tell()
        self.query_one(LogPane).tell(watched, session.run.path if session.run is not None else None)
        self._tell_progress()
        self.tell_answers()
        self.look_at_probes()

    def _another(self, session: Session) -> None:
        """Another run is watched."""
        self._watched, self._seen, self._compared, self._state = session.watched, {}, 0, ("?", 0)
        self.asked.clear()
        self.stop_said = ""
        self.plot.watch_run(session.watched)
        self.query_one(CardPane).forget()
        self.query_one(LayersPane).inside = Layers(_layer_names(session.run))
        self.query_one(BoundaryPane).forget()
        self.show_panes()

    def _each_second(self) -> None:
        if self.is_current and self._watched is not None:
            self._look_at_process()
            self._tell_progress()
            log = self.query_one(LogPane)
            if log.is_printed and self.session.run is not None:
                log.tell(self._watched, self.session.run.path)
            self.lease()

    def _look_at_process(self) -> None:
        """What does not stand in the events: whether its process lives, its memory; and what can be said."""
        session = self.session
        before, self.stands = self.stands, standing(session.run, session.watched, session.worker)
        if (before.state, before.refusal) != (self.stands.state, self.stands.refusal):
            self.refresh_bindings()
        self._diagnose()
        if session.watched is not None and session.run is not None:
            is_ours = (session.run.path / "project.json").exists()
            self.query_one(CardPane).tell(card_for(session.watched, self.stands, is_ours))
            self._with_card()

    def _diagnose(self) -> None:
        watched, layers = self._watched, self.query_one(LayersPane).inside
        if watched is None:
            self.query_one("#words", Line).say("")
            return
        if self.stands.state in ("failed", "crashed", "lost"):
            self.query_one("#words", Line).say(f"✖ {self.stands.reason}")
            return
        found = diagnosis(sighting(watched, self.stands, self.now(), layers.zeros, layers.norms))
        self.query_one("#words", Line).say(told(found))

    def _tell_progress(self) -> None:
        run, watched = self.session.run, self._watched
        if run is None or watched is None:
            self.query_one("#progress", Line).say(f"no run yet: {train_key()} trains the project")
            self.query_one("#tiny", Line).say(f"no run yet: {train_key()} trains the project")
            return
        self.query_one("#progress", Line).say(progress(watched, self.stands, run.id[16:], self.size.width - 2))
        self.query_one("#tiny", Line).say(one_line(watched, self.stands, self.size.width))

    def tell_answers(self) -> None:
        """How far it is, and what became of what was asked."""
        watched = self._watched
        said = self.answer(watched)
        refused = f"watched only: {self.stands.refusal}" if self.stands.is_under_way and self.stands.refusal else ""
        if self.stop_said and not self.stands.is_under_way:
            self.stop_said = ""
        is_narrow = self.has_class("-narrow")
        parts = [] if watched is None else [bar(watched, 12 if is_narrow else 24), best(watched)]
        if self.stop_said and is_narrow:
            parts = []  # what the next press does is to be read
        self.query_one("#answer", Line).say("  ".join(filter(None, [*parts, self.stop_said or said or refused])))

    # -- the panes -------------------------------------------------------------------------------

    def show_panes(self) -> None:
        """Show the panes that there is room for."""
        is_narrow, pane = self.has_class("-narrow"), PANES[self._pane]
        self.query_one("#side").set_class(is_narrow and pane not in ("#layers", "#boundary"), "-unseen")
        self.query_one("#curves").set_class(is_narrow and pane in ("#layers", "#boundary"), "-unseen")
        self.query_one("#layers").set_class(is_narrow and pane == "#boundary", "-unseen")
        self.query_one("#boundary").set_class(not self.has_plane or (is_narrow and pane == "#layers"), "-unseen")
        layers = self.query_one(LayersPane)
        layers.hint = "" if layers.inside.gradients or not self.stands.refusal else "(this run tells of no gradients)"
        layers.tell()

    def action_next_pane(self, by: int) -> None:
        """The next pane; in a narrow terminal it takes the place of the others."""
        panes = [n for n, pane in enumerate(PANES) if pane != "#boundary" or self.has_plane]
        at = panes.index(self._pane) if self._pane in panes else 0
        self._pane = panes[(at + by) % len(panes)]
        self.show_panes()
        self.query_one(PANES[self._pane]).focus()
        self.call_after_refresh(self.lease)

    def action_show_log(self) -> None:
        """What the process has printed, or what happened."""
        log = self.query_one(LogPane)
        log.toggle()
        log.tell(self._watched, self.session.run.path if self.session.run is not None else None)

    def on_resize(self, event: events.Resize) -> None:
        """Another size."""
        self.set_class(event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1], "-tiny")
        self.call_after_refresh(self.show_panes)
        self._tell_progress()

    def on_screen_resume(self) -> None:
        """It is seen again."""
        self.call_after_refresh(self._seen_again)

    def _seen_again(self) -> None:
        self.tell(self.session)
        self._each_second()

    def on_screen_suspend(self) -> None:
        """Nobody sees it: nothing needs to be computed for it."""
        self.leases.want(self.session.run, ())

    # -- keys ------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """The keys of a card come before all others."""
        card = self.query_one(CardPane).card
        key = USUAL if is_train_key(event.key) else event.key
        choice = card.keys.get(event.character or key) or card.keys.get(key) if card is not None else None
        if choice is None or isinstance(self.focused, Input):
            return
        event.stop()
        event.prevent_default()
        do = getattr(self, f"action_{choice.action}")
        do(choice.argument) if choice.argument else do()

    def action_close_card(self) -> None:
        """The card; else the cursor; else the card that was closed comes back: what it offers has no other keys."""
        pane = self.query_one(CardPane)
        if not pane.close():
            pane.open() if self.look.cursor is None else self.change(cursor=None)
        self._with_card()

    def _with_card(self) -> None:
        """There is a card, or none any more: the log is as high, and the key that trains does, as it asks for."""
        self.set_class(self.query_one(CardPane).card is not None, "-carded")
        self.main.tell_training()

    def action_extend(self) -> None:
        """Type how many epochs more; a run that is over goes on for them."""
        if self._can_go_on:
            self.query_one(Prompt).ask("epochs more", "10", self.go_on_for)
        else:
            super().action_extend()

    @property
    def _can_go_on(self) -> bool:
        run = self.session.run
        return run is not None and self.stands.state in ("done", "stopped") and (run.path / "project.json").exists()

    @property
    def training_does(self) -> str:
        """What the card has for the key that trains, while one is shown."""
        card = self.query_one(CardPane).card if self.is_mounted else None
        choice = card.keys.get(USUAL) if card is not None else None
        return choice.what if choice is not None else ""

    def refused(self, action: str) -> str:
        """What cannot be asked of this run."""
        if action == "extend" and self._can_go_on:
            return ""
        if action in ("look_inside", "open_screen") and self.session.run is None:
            return f"There is no run: {train_key()} trains the project."
        if action in steering.STEERED and self.stands.refusal:
            return f"This cannot be done: {self.stands.refusal}."
        return ""


def _layer_names(run: Run | None) -> list[str]:
    """Those of its project; none for a script's."""
    try:
        project = run.project() if run is not None else None
    except PlugkerasError:
        return []
    return [layer.name for layer in project.model.layers if not layer.bypassed] if project is not None else []
