"""Which list of choices goes with which row, and what becomes of what is chosen."""

from collections.abc import Sequence
from typing import Any

from plugkeras.project.checking import Checker, Problem
from plugkeras.project.values import Part, Table
from plugkeras_tui.data import candidates, sources
from plugkeras_tui.data.chooser import Chooser, Find
from plugkeras_tui.data.looking import Look
from plugkeras_tui.data.schedule import filled, steps_of
from plugkeras_tui.data.settings import Settings
from plugkeras_tui.data.sources import Offer
from plugkeras_tui.data.weights import WEIGHTS
from plugkeras_tui.form.rows import Row
from plugkeras_tui.frame import ModeScreen

TITLES = {
    "sources": "Where the rows come from: a name, a path, or module:function",
    "optimizers": "Optimizer",
    "losses": "Loss",
    "metrics": "Metric",
    "callbacks": "Callback",
    "schedules": "Schedule of the learning rate",
}


class Choosing:
    """Opens choosers over a screen, which has taken a ``look`` at the data; ``asker`` tries parts of other people."""

    def __init__(self, screen: ModeScreen, look: Look, checker: Checker, asker: Any) -> None:
        self.screen, self.session = screen, screen.session
        self.look, self.checker, self.asker = look, checker, asker

    def ask(self, settings: Settings, row: Row, typed: str) -> None:
        """What there is to choose for a row; what is chosen is put there."""
        if row.path == ("source", "target"):
            self._open(settings, row, typed, "Which column is to be predicted", self._columns(), None, self._target())
        elif row.path == WEIGHTS:
            self._open(settings, row, typed, "How much the rows of each class count", self._weights(), None)
        else:
            kind = settings.kind_of(row)
            find = self._find(kind)
            first = sources.offers(self.session.folder) if kind == "sources" else candidates.named(kind)
            self._open(settings, row, typed, TITLES.get(kind, kind), first, find)

    def _open(
        self,
        settings: Settings,
        row: Row,
        typed: str,
        title: str,
        first: Sequence[Offer],
        find: Find | None,
        now: Any = None,
    ) -> None:
        def take(value: Any) -> None:
            if value is not None:
                settings.take(row, self._filled(settings, row, value))

        asks = find is not None and settings.kind_of(row) == "sources"
        chooser = Chooser(title, first, find or (lambda _: first), typed, asks, now if row.value is None else row.value)
        self.screen.app.push_screen(chooser, take)

    def _find(self, kind: str) -> Find:
        """Looked for in a thread; only a chooser of sources asks again for what is typed."""
        project, facts, folder = self.session.project, self.session.facts, self.session.folder
        asker = self.asker
        if kind == "sources":
            return lambda typed: sources.offers(folder, typed, asker)
        if kind in candidates.CHECKED:
            return lambda _: candidates.fitting(kind, project, facts, self.checker, asker)
        return lambda _: candidates.plain(kind, asker)

    def _filled(self, settings: Settings, row: Row, value: Any) -> Any:
        """A schedule with what it needs: where the rate is now, and the length of the training."""
        if settings.kind_of(row) == "schedules" and isinstance(value, str):
            rate = row.value.arguments.get("initial_learning_rate") if isinstance(row.value, Part) else row.value
            return filled(value, rate, steps_of(self.session.project, self.session.facts))
        return value

    # -- the rows of the data ----------------------------------------------------------------------

    def _columns(self) -> list[Offer]:
        summary = self.look.summary
        if summary is None:
            return []
        return [Offer(column.name, column.name, column.kind) for column in summary.columns]

    def _target(self) -> str | None:
        """The column that is predicted while none is said."""
        summary = self.look.summary
        return next((one.name for one in summary.columns if one.is_target), None) if summary is not None else None

    def _weights(self) -> list[Offer]:
        summary = self.look.summary
        offers = [Offer(Table(), "none", "every row counts the same")]
        if summary is None or not summary.classes:
            return offers
        even = summary.even_weights
        note = ", ".join(f"{name}: {even[str(n)]:g}" for n, (name, _) in enumerate(summary.classes))
        return [*offers, Offer(Table(even), "balanced", f"all classes count the same: {note}")]

    # -- fixes -------------------------------------------------------------------------------------

    def fix(self, problem: Problem) -> None:
        """Choose one of the ways to mend something."""
        ways = [Offer(n, fix.label) for n, fix in enumerate(problem.fixes)]

        def take(number: Any) -> None:
            if number is not None:
                self.session.edit(problem.fixes[number].apply, problem.fixes[number].label)

        self.screen.app.push_screen(Chooser(problem.what, ways, lambda _: ways), take)
