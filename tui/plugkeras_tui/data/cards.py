"""The two cards of the screen: a list of what can be set, and beside or below it what that leads to."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import Static

from plugkeras.project.checking import Problem
from plugkeras.project.summary_lines import wrapped
from plugkeras.runs.curves import SMALLEST, Series, draw
from plugkeras_tui.data.preview import Preview
from plugkeras_tui.data.schedule import Rate
from plugkeras_tui.data.sections import Section, compile_section, data_section
from plugkeras_tui.data.settings import Settings
from plugkeras_tui.form.within import Path
from plugkeras_tui.session import Session
from plugkeras_tui.train_key import train_key

MARKS = {"error": "✖", "warning": "⚠"}


class Card(Container):
    """A section of the project; ``problems`` are those of its rows, by path."""

    DEFAULT_CSS = """
    Card {
        border: round $foreground-disabled; border-title-color: $foreground;
        padding: 0; height: 1fr; width: 1fr; layout: vertical;
        &:focus-within { border: round $primary; }
        & > Settings { height: 1fr; }
        & > .side { width: 1fr; height: 1fr; border-top: solid $foreground-disabled; padding: 0 1; }
    }
    """

    section: Section

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.problems: dict[Path, Problem] = {}

    @property
    def settings(self) -> Settings:
        """What can be set."""
        return self.query_one(Settings)

    def fill(self, session: Session) -> None:
        """Show the project as it is, with what is wrong in it."""
        found = session.report.problems if session.report is not None else ()
        self.problems = self._problems(found)
        said = {path: problem.what for path, problem in self.problems.items()}
        warnings = [path for path, problem in self.problems.items() if problem.severity == "warning"]
        self.settings.fill(self.section.form, self.section.part(session.project), said, warnings)

    def _problems(self, found: Sequence[Problem]) -> dict[Path, Problem]:
        """The first problem of each place; on the row of what holds it, where it has none of its own."""
        placed: dict[Path, Problem] = {}
        for problem in found:
            path = self.section.path(problem.where)
            if path is not None:
                placed.setdefault(path[:1] if path[0] == "loss" else path, problem)
        return placed

    @property
    def problem(self) -> Problem | None:
        """What is wrong with the row that the cursor is on."""
        row = self.settings.row
        return self.problems.get(row.path) if row is not None else None

    @property
    def hint(self) -> str:
        """What can be done about the row that the cursor is on, or what it is, and the keys for it."""
        row, problem = self.settings.row, self.problem
        if row is None:
            return ""
        if problem is not None and problem.fixes:
            others = len(problem.fixes) - 1
            more = f" (or {f'{others} other ways' if others > 1 else 'another way'})" if others else ""
            return f"f: {problem.fixes[0].label}{more}"
        said = " ".join(row.field.help.replace("`", "").split()) if row.field is not None else ""
        return f"{said} ({', '.join(keys)})" if (keys := self.settings.keys_of(row)) else said


class DataCard(Card):
    """Where the rows come from, what is done to them, what they look like."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.section = data_section()
        self.border_title = "Data"

    def fill(self, session: Session) -> None:
        """Show the project as it is; the classes by their names, once the data say them."""
        facts = session.facts
        count = (facts.classes or 0) if facts is not None else 0
        names = tuple(facts.class_names) if facts is not None else ()
        self.settings.weighed = names if len(names) == count else tuple(map(str, range(count)))
        super().fill(session)

    def compose(self) -> ComposeResult:
        """The settings, and the data as they are."""
        yield Settings(("source",), id="data-settings")
        yield Preview(id="preview", classes="side")


class CompileCard(Card):
    """How the model is compiled and watched, and how its learning rate goes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.section = compile_section()
        self.border_title = "Compile"

    def compose(self) -> ComposeResult:
        """The settings, and the learning rate over the training."""
        opened = [("optimizer",), ("metrics",), ("callbacks",)]
        yield Settings(tuple(self.section.places), opened, id="compile-settings")
        yield RateCurve(id="rate", classes="side")


def elsewhere(session: Session, cards: Iterable[Card]) -> list[str]:
    """What is wrong with the model, which is mended where it is built; that all is well, if it is."""
    report = session.report
    if report is None:
        return []
    sections = [card.section for card in cards]
    found = [p for p in report.problems if not any(section.path(p.where) for section in sections)]
    if not report.problems and session.facts is not None:
        return [f"✓ model, data and loss go together: {train_key()} trains"]
    return [f"{MARKS[problem.severity]} {problem.what} (1: Build)" for problem in found]


class RateCurve(Widget):
    """Whether all goes together, and the learning rate over the steps; without a schedule, in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._rate, self._told = Rate(""), list[str]()

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(markup=False)

    def show(self, rate: Rate) -> None:
        """Draw another one."""
        self._rate = rate
        self._draw()

    def tell(self, told: list[str]) -> None:
        """Say something else below: sentences."""
        if told != self._told:
            self._told = told
            self._draw()

    def on_resize(self) -> None:
        """Drawn for the room that there is."""
        self._draw()

    def _draw(self) -> None:
        self.query_one(Static).update("\n".join(self._lines()))

    def _lines(self) -> list[str]:
        rate, width = self._rate, max(20, self.content_size.width)
        said = f"✖ {rate.trouble}" if rate.trouble else rate.told
        told = [line for text in (*self._told, said) if text for line in wrapped(text, width)]
        height = min(14, self.content_size.height - len(told))
        if rate.steps is None or self.content_size.width < SMALLEST[0] or height < SMALLEST[1]:
            return told
        ascii = bool(getattr(self.app, "ascii", False))
        series = Series("learning rate by step", rate.steps, np.asarray(rate.values))
        return [*told, *draw([series], min(width, 90), height, ascii=ascii)]
