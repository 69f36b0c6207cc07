"""The keys that change how the curves are looked at; the training does not notice."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.binding import Binding, BindingType

from plugkeras.runs import Run, Watched, runs
from plugkeras_tui.afterwards.branching import ask_to_fork
from plugkeras_tui.train.curves.look import Look
from plugkeras_tui.train.curves.plot import CurvePlot
from plugkeras_tui.train_key import train_key

if TYPE_CHECKING:
    from plugkeras_tui.frame import ModeScreen as Screen
else:
    Screen = object

MOST_COMPARED = 5
"""The runs that ``o`` goes through before there is none again."""


def _quiet(key: str, action: str, what: str, id: str, tooltip: str = "") -> Binding:
    return Binding(key, action, what, id=f"train.{id}", show=False, tooltip=tooltip)


BINDINGS: list[BindingType] = [
    _quiet("minus", "smooth(-1)", "rougher", "rougher", "smooth the curves less, at last not at all"),
    _quiet("plus,equals_sign", "smooth(1)", "smoother", "smoother", "smooth the curves more"),
    Binding("y", "log_y", "log y", id="train.log_y", tooltip="logarithmic values, and back"),
    _quiet("Y", "log_x", "log x", "log_x", "logarithmic steps, and back"),
    _quiet("b", "band", "band", "band", "least and greatest loss, shown or not"),
    _quiet("w", "window", "window", "window", "all batches, the last 1000, the last 100"),
    _quiet("x", "points", "points", "points", "curves by batches, by epochs, or whichever are more"),
    _quiet("left", "cursor(-1)", "cursor left", "left", "move the cursor to earlier values"),
    _quiet("right", "cursor(1)", "cursor right", "right", "move the cursor to later values"),
    _quiet("shift+left", "cursor(-10)", "far left", "far_left"),
    _quiet("shift+right", "cursor(10)", "far right", "far_right"),
    _quiet("up", "panel(-1)", "panel before", "panel_before", "another metric under the loss"),
    _quiet("down", "panel(1)", "next panel", "panel_next", "another metric under the loss"),
    Binding("v", "values", "values", id="train.values", tooltip="the values as a table, and back"),
    _quiet("o", "overlay", "compare", "overlay", "lay the baseline (p in Runs), or another run, over the curves"),
    _quiet("f", "fork", "fork", "fork", "a run that begins where this one was at the cursor, with other settings"),
    _quiet("l", "show_log", "log", "log", "what the process has printed, and back"),
    _quiet("tab", "next_pane(1)", "next pane", "pane_next"),
    _quiet("shift+tab", "next_pane(-1)", "pane before", "pane_before"),
]


class Viewing(Screen):
    """The actions behind these keys."""

    _compared = 0  # which of the earlier runs is laid over

    @property
    def plot(self) -> CurvePlot:
        """The curves."""
        return self.query_one(CurvePlot)

    def change(self, **how: Any) -> None:
        """Look at the curves in another way."""
        self.plot.look = replace(self.plot.look, **how)

    @property
    def look(self) -> Look:
        """How they are looked at."""
        return self.plot.look

    def action_smooth(self, by: int) -> None:
        """Smoother or rougher."""
        self.plot.look = self.look.smoother(by)

    def action_log_y(self) -> None:
        """Logarithmic values."""
        self.change(log_y=not self.look.log_y)

    def action_log_x(self) -> None:
        """Logarithmic steps."""
        self.change(log_x=not self.look.log_x)

    def action_band(self) -> None:
        """Least and greatest loss."""
        self.change(band=not self.look.band)

    def action_window(self) -> None:
        """All, or the last ones."""
        self.plot.look = self.look.next_window()

    def action_points(self) -> None:
        """Batches or epochs."""
        self.plot.look = self.look.next_points()

    def action_cursor(self, by: int) -> None:
        """Along the curves by so many characters; in the table by epochs."""
        self.plot.look = self.look.moved(by / max(self.plot.size.width - 10, 1))

    def action_panel(self, by: int) -> None:
        """Another metric under the loss."""
        self.change(first=self.look.first + by)

    def action_values(self) -> None:
        """Curves or values."""
        self.change(table=not self.look.table)

    def action_overlay(self) -> None:
        """Lay the baseline over these curves, and again nothing; without one, earlier runs in turn, and then none."""
        run, number = self.session.run, self._compared
        if run is None:
            self.notify("There is no run to compare with another one.", severity="warning")
            return
        self.session.behind(lambda: self._find_other(run, number), "overlay")

    def action_fork(self) -> None:
        """Fork the run at the kept epoch that is next to the cursor."""
        run, watched = self.session.run, self.session.watched
        if run is None or watched is None:
            self.notify(f"There is no run to fork: {train_key()} trains the project.", severity="warning")
            return
        step = self.plot.step_at_cursor
        epoch = None if step is None or not watched.steps else step / watched.steps
        ask_to_fork(self, run, run.id[16:], epoch)

    def _find_other(self, run: Run, number: int) -> None:
        """Read the run that comes next; in a thread, for it may be a long one."""
        others = self._others(run)
        if number >= min(len(others), MOST_COMPARED):
            said = "No run is laid over the curves." if others else "There is no other run to compare with."
            self.session.soon(self._overlaid, run, None, said)
            return
        watched = Watched(others[number])
        watched.look()
        watched.reader.close()
        self.session.soon(self._overlaid, run, watched, others[number].id)

    def _others(self, run: Run) -> list[Run]:
        """The baseline alone, if there is one; else the runs beside this one, those of its name first."""
        baseline = self.session.baseline
        if baseline is not None and baseline != run and _has_told(baseline):
            return [baseline]
        others = [one for one in reversed(runs(run.path.parent)) if one != run and _has_told(one)]
        return sorted(others, key=lambda one: one.name != run.name)

    def _overlaid(self, run: Run, watched: Watched | None, said: str) -> None:
        if run != self.session.run:
            return
        self._compared = self._compared + 1 if watched is not None else 0
        self.plot.compare(watched, said if watched is not None else "")
        pinned = self.session.baseline is not None and self.session.baseline.id == said
        how = ", the baseline" if pinned else "; p in Runs (5) pins the one to be compared with"
        self.notify(said if watched is None else f"compared with {said}{how}", markup=False, timeout=3)


def _has_told(run: Run) -> bool:
    return (run.path / "events.jsonl").exists()
