"""Inspect: a look inside the model, while it trains and afterwards."""

import time
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from plugkeras.errors import PlugkerasError
from plugkeras.runs import Run
from plugkeras_tui.cursor_list import CursorList
from plugkeras_tui.frame import ModeScreen
from plugkeras_tui.inside.looking import Arrays, Looking
from plugkeras_tui.inside.moments import Moment
from plugkeras_tui.inside.views.seen import Seen, sentence
from plugkeras_tui.inspect.leases import Leases
from plugkeras_tui.inspect.lists import LayerList, RowList
from plugkeras_tui.inspect.matrix import Matrix
from plugkeras_tui.inspect.predicting import Predicting
from plugkeras_tui.inspect.scrubber import Scrubber
from plugkeras_tui.inspect.showing import Look, history, look
from plugkeras_tui.inspect.tabs import VIEWS, View, ViewLine
from plugkeras_tui.pictures import Canvas
from plugkeras_tui.train_key import train_key

NO_RUN = """Nothing has been trained yet.

{key} trains the project that is open.
5 lists earlier runs: Enter on one, then 4, looks inside it."""

NOTHING = """This run has left nothing to look at: no snapshot, no kept epoch and no model.

R on the screen Runs (5) goes on with it. While it trains, what is shown here is computed as long as you look."""

LOOKING = "It is looked at; the first time, the data and the model are read."
NOT_YET = Look(View("", "", (), ""))
"""Nothing was looked at."""

COMING = "The training is asked for it: the first snapshot comes in a moment."


class InspectScreen(Predicting, ModeScreen):
    """A look inside the model."""

    title_: ClassVar[str] = "Inspect"
    key: ClassVar[str] = "4"
    DEFAULT_CSS = """
    InspectScreen #split { height: 1fr; }
    InspectScreen #layers { width: 22; border-right: solid $panel; }
    InspectScreen #rows { width: 29; border-right: solid $panel; }
    InspectScreen #canvas { width: 1fr; padding: 0 0 0 1; }
    InspectScreen.-very-wide #layers { width: 32; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(view.key, f"view('{view.name}')", view.name, id=f"inspect.{view.name.lower()}", show=False)
            for view in VIEWS
        ),
        Binding("tab", "turn(1)", "next view", id="inspect.next"),
        Binding("shift+tab", "turn(-1)", "view before", id="inspect.previous", show=False),
        Binding("left,comma", "scrub(-1)", "earlier", id="inspect.earlier", tooltip="look at an earlier moment"),
        Binding("right,full_stop", "scrub(1)", "later", id="inspect.later", tooltip="look at a later moment"),
        Binding("home", "scrub(-1000000)", "first", id="inspect.first", tooltip="look at the first moment", show=False),
        Binding(
            "end",
            "scrub(1000000)",
            "newest",
            id="inspect.newest",
            tooltip="look at the newest moment, and follow it",
            show=False,
        ),
        Binding(
            "e", "edit", "edit row", id="inspect.edit", tooltip="edit a row by hand and see what the model makes of it"
        ),
        Binding("r", "rows", "rows", id="inspect.rows", tooltip="choose the rows that are predicted"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.looking: Looking | None = None
        self.look_ = Look(VIEWS[0])
        self.view: View = VIEWS[0]
        self.chosen: Moment | None = None  # None: the newest
        self.past: list[tuple[str, Arrays]] = []
        self.leases = Leases()
        self._is_looking, self._again = False, False
        self._dimmed: list[bool] = []
        self._seen_probes: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """The views, the list of the one that is open, its drawing, and the moments."""
        yield ViewLine(id="views")
        with Horizontal(id="split"):
            yield LayerList(id="layers")
            yield Matrix(id="matrix")
            yield RowList(id="rows")
            yield Canvas(id="canvas")
        yield Scrubber(id="scrubber")

    def on_mount(self) -> None:
        """Listen; renew the lease while somebody looks."""
        self.session.run_changed.subscribe(self, self._run_changed)
        self.set_interval(2.0, self._renew)
        self._open()

    def on_screen_resume(self) -> None:
        """Somebody looks."""
        self._run_changed(self.session)
        self._open()

    def on_screen_suspend(self) -> None:
        """Nobody looks: a hidden screen costs the training nothing."""
        self.leases.want(None, (), time.monotonic())

    def on_unmount(self) -> None:
        """Nor now."""
        self.leases.want(None, (), time.monotonic())

    # -- the run -----------------------------------------------------------------------------------

    def _run_changed(self, session: Any) -> None:
        run = session.run
        if run is None or not self.is_current:
            return
        if self.looking is None or self.looking.run != run:
            self.looking = Looking(run, session.prepared)
            self.look_, self.chosen, self.past, self._seen_probes = NOT_YET, None, [], {}
            self.edited_row, self.typed_row = None, ""
            self.start()
        elif self._is_news(session.watched):
            self.start()

    def _is_news(self, watched: Any) -> bool:
        """Whether what is shown has a newer snapshot, or the run is over."""
        now = {probe: watched.probes.get(probe, "") for probe in self.view.probes} | {"state": watched.state}
        news, self._seen_probes = now != self._seen_probes, now
        return news

    def _renew(self) -> None:
        if self.is_current and self.looking is not None:
            run = self.looking.run if self.look_.is_live else None
            self.leases.want(run, self.view.probes, time.monotonic())

    def start(self) -> None:
        """Look, in a thread; if it is looked already, once more when that is done."""
        if self.looking is None or self._is_looking:
            self._again = True
            return
        self._is_looking, self._again = True, False
        looking, view, chosen = self.looking, self.view, self.chosen
        self.session.behind(lambda: self._look(looking, view, chosen), "inspect")

    def _look(self, looking: Looking, view: View, chosen: Moment | None) -> None:
        try:
            found = look(looking, view, chosen)
            self.session.soon(self._take, looking, found)
            past = history(looking, found.moments, view.probes[0]) if view.has_history else []
            self.session.soon(self._take_past, looking, view, past)
        finally:
            self._is_looking = False
            self.session.soon(self._next)

    def _next(self) -> None:
        if self._again:
            self.start()

    def _take(self, looking: Looking, found: Look) -> None:
        if looking is self.looking and found.view is self.view:
            self.look_ = found
            self._renew()
            self._show()

    def _take_past(self, looking: Looking, view: View, past: list[tuple[str, Arrays]]) -> None:
        if looking is self.looking and view is self.view:
            self.past = past
            self._draw()

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def seen(self) -> Seen:
        """What the views draw."""
        now, layer = self.look_, self.query_one(LayerList).layer_name
        return Seen(layer, now.found, now.trouble, self.past, now.sample, now.moment)

    def _open(self) -> None:
        """Show the widgets of the view, and give the keys to its list."""
        for name in ("layers", "matrix", "rows"):
            self.query_one(f"#{name}").display = self.view.left == name and self.looking is not None
        if self.view.left and self.looking is not None:
            self.query_one(f"#{self.view.left}").focus()
        self._show()

    def _show(self) -> None:
        now, run = self.look_, self.looking.run if self.looking is not None else None
        self.query_one(ViewLine).take(VIEWS.index(self.view), _called(run))
        words = "no moments to go to" if run is not None else "no run"
        self.query_one(Scrubber).take(now.moments, now.index, now.is_live, words)
        if now.layers:
            self.query_one(LayerList).take(now.layers, full_of(now))
        if self.view.left == "matrix":
            self.query_one(Matrix).take(self.seen)
            self.mistakes_shown = None
        if self.view.left == "rows":
            self.take_rows(now)
        self._draw()
        refused = [bool(self.refused(action)) for action in ("scrub", "edit", "rows")]
        if refused != self._dimmed:
            self._dimmed = refused
            self.refresh_bindings()

    def _draw(self) -> None:
        canvas, words = self.query_one("#canvas", Canvas), self._empty()
        if words or now_is_other(self.look_, self.view):
            canvas.show(lambda ink, width, height: sentence(ink, words, width, height))
            return
        seen, drawing = self.seen, self.view.drawing
        if drawing is not None:
            canvas.show(lambda ink, width, height: drawing(seen, ink, width, height))
        else:
            canvas.show(self.beside)

    def _empty(self) -> str:
        """What is to be done where there is nothing to see."""
        if self.looking is None:
            return NO_RUN.format(key=train_key())
        if now_is_other(self.look_, self.view):
            return LOOKING
        if self.look_.moments:
            return ""
        told = next(iter(self.look_.trouble.values()), "")
        return told or (self.leases.trouble or COMING if self.look_.is_live else NOTHING)

    def on_cursor_list_moved(self, event: CursorList.Moved) -> None:
        """Another layer, or another row."""
        self.edited_row = None
        self._draw()

    # -- what can be done --------------------------------------------------------------------------

    def action_view(self, name: str) -> None:
        """Open the view of that name."""
        wanted = next(view for view in VIEWS if view.name == name)
        if wanted is not self.view:
            self.view, self.past, self._seen_probes = wanted, [], {}
            self.look_ = replace(self.look_, found={}, trouble={})
            self._open()
            self.start()

    def action_turn(self, by: int) -> None:
        """The next view."""
        self.action_view(VIEWS[(VIEWS.index(self.view) + by) % len(VIEWS)].name)

    def action_scrub(self, by: int) -> None:
        """So many moments on; at the last one, what comes is followed."""
        self._go(self.look_.index + by)

    def _go(self, index: int) -> None:
        there = self.look_.moments
        if not there:
            return
        index = max(0, min(index, len(there) - 1))
        self.chosen = None if index == len(there) - 1 else there[index]
        if index != self.look_.index:
            self.start()

    def on_scrubber_went(self, event: Scrubber.Went) -> None:
        """A moment was clicked."""
        self._go(event.index)

    def on_view_line_chosen(self, event: ViewLine.Chosen) -> None:
        """A view was clicked."""
        self.action_view(VIEWS[event.index].name)

    def refused(self, action: str) -> str:
        """Why an action cannot be done now; empty if it can."""
        if action == "scrub" and not self.look_.moments:
            return "There are no moments to go to yet."
        return self.refused_here(action)


def full_of(now: Look) -> list[str]:
    """The layers of which something was found."""
    found = [str(name) for arrays in now.found.values() for name in arrays.get("names", arrays)]
    words = {word for name in found for word in (name, *name.split("/")[:-1])}
    return [name for name, _ in now.layers if name in words]


def now_is_other(now: Look, view: View) -> bool:
    """Whether what was found is for another view: it comes at once."""
    return now.view is not view


def _called(run: Run | None) -> str:
    try:
        return f"{run.name} {run.id[-4:]}" if run is not None else ""
    except PlugkerasError:
        return run.id if run is not None else ""
