"""The views that show rows of the data: mistakes, predictions, rows edited by hand."""

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np
from textual.strip import Strip

from plugkeras.errors import DataError, PlugkerasError
from plugkeras.runs.sentences import number
from plugkeras_tui.dialog import Line
from plugkeras_tui.inside.looking import Looking
from plugkeras_tui.inside.views.predictions import prediction
from plugkeras_tui.inside.views.rows import several
from plugkeras_tui.inside.views.seen import sentence
from plugkeras_tui.inspect.editing import as_text, chosen, edited, hint
from plugkeras_tui.inspect.lists import RowList
from plugkeras_tui.inspect.matrix import Matrix
from plugkeras_tui.inspect.showing import Look
from plugkeras_tui.pictures import Ink

if TYPE_CHECKING:
    from plugkeras_tui.frame import ModeScreen as _Screen
else:
    _Screen = object

HOW = "Enter on a cell of the matrix shows its rows, the surest mistakes first."

Mistakes = tuple[str, list[tuple[int, float]], int]


class Predicting(_Screen):
    """What the screen can do with rows, for its one class."""

    looking: Looking | None
    look_: Look
    view: Any
    mistakes_shown: Mistakes | None = None
    """The cell in words, the rows that are known with how sure the model was, and how many there are."""
    edited_row: tuple[np.ndarray, np.ndarray] | None = None
    """A row that was edited, and what the model makes of it."""
    typed_row: str = ""
    """The cells of a table that were typed last."""

    def beside(self, ink: Ink, width: int, height: int) -> list[Strip]:
        """What stands beside the matrix, or beside the list of rows."""
        if self.view.left == "matrix":
            return self._mistakes(ink, width, height)
        return self._prediction(ink, width, height)

    # -- mistakes ----------------------------------------------------------------------------------

    def on_matrix_chosen(self, event: Matrix.Chosen) -> None:
        """Find the rows of a cell, in a thread."""
        looking, moment = self.looking, self.look_.moment
        if looking is None or moment is None:
            return
        matrix = self.query_one(Matrix)
        words = f"{matrix.called(event.true)} taken for {matrix.called(event.predicted)}"
        count = int(matrix.counts[event.true, event.predicted]) if matrix.counts is not None else 0

        def find() -> None:
            try:
                found = looking.mistakes(moment, event.true, event.predicted)
            except Exception as error:  # as in `look`
                self.session.soon(self.session.tell, str(error), "warning")
                return
            self.session.soon(self._found, (words, found, count))

        self.session.behind(find, "mistakes")

    def _found(self, mistakes: Mistakes) -> None:
        self.mistakes_shown = mistakes
        self._draw()  # type: ignore[attr-defined]

    def _mistakes(self, ink: Ink, width: int, height: int) -> list[Strip]:
        if not self.look_.found:
            return []
        if self.mistakes_shown is None:
            return sentence(ink, HOW, width, height)
        words, rows, count = self.mistakes_shown
        of = f" of {count}, the surest" if len(rows) < count else ""
        title = ink.text(f"{words}: {len(rows)} {'row' if len(rows) == 1 else 'rows'}{of}", "strong")
        if not rows:
            return [title]
        captions = [f"row {row} · {sure:.0%}" for row, sure in rows]
        sample = self.look_.sample
        if sample is None:
            return [title, *(ink.text(f"row {caption}") for caption in captions[: height - 1])]
        return [title, *several(sample.x[[row for row, _ in rows]], captions, ink, width, height - 1)]

    # -- predictions -------------------------------------------------------------------------------

    def take_rows(self, now: Look) -> None:
        """Other predictions have come."""
        found = now.found.get("predictions")
        if found is None:
            self.query_one(RowList).take(np.empty(0), np.empty(0), (), ())
            return
        names = self._names()
        true = [self._target(one, names) for one in found["true"]] if "true" in found else []
        self.query_one(RowList).take(found["rows"], found["y"], true, names)

    def _names(self) -> tuple[str, ...]:
        sample = self.look_.sample
        return sample.class_names if sample is not None else ()

    def _target(self, y: np.ndarray, names: tuple[str, ...]) -> str:
        """A target in words: its class, or its first number."""
        flat = np.ravel(y)
        if flat.size > 1 and np.isclose(flat.sum(), 1) and (flat >= 0).all():
            flat = np.array([np.argmax(flat)])
        value = float(flat[0])
        if self._class_count() is None or value != int(value):
            return number(value)
        return names[int(value)] if int(value) < len(names) else str(int(value))

    def _class_count(self) -> int | None:
        """How many classes there are; None if the targets are no classes."""
        found, sample = self.look_.found.get("predictions"), self.look_.sample
        if found is None or found["y"].ndim != 2:
            return None
        classes = max(found["y"].shape[1], 2)
        if sample is None or found["y"].shape[1] == 1:
            true = np.asarray(found.get("true", 0.5))
            return classes if bool(np.isin(true, (0, 1)).all()) else None
        return classes if sample.labels(found["y"].shape[1]) is not None else None

    def _prediction(self, ink: Ink, width: int, height: int) -> list[Strip]:
        found, at = self.look_.found.get("predictions"), self.query_one(RowList).cursor
        if found is None or at >= len(found["rows"]):
            return sentence(ink, self.look_.trouble.get("predictions", ""), width, height)
        names, sample, row = self._names(), self.look_.sample, int(found["rows"][at])
        if self.edited_row is not None:
            typed, y = self.edited_row
            by = ": what the last checkpoint makes of it" if self.look_.is_live else ""
            title = [ink.text(f"row {row}, edited{by}", "warning")]
            if self.typed_row:
                title = [ink.text(line, "warning") for line in wrap(f"{self.typed_row}{by}", max(width, 8))]
            shown = None if self.typed_row else typed
            return [*title, *prediction(shown, y, None, names, ink, width, height - len(title))]
        x = sample.x[row] if sample is not None and row < len(sample.x) else None
        true = self._true(found["true"][at]) if "true" in found else None
        return [ink.text(f"row {row}", "strong"), *prediction(x, found["y"][at], true, names, ink, width, height - 1)]

    def _true(self, y: np.ndarray) -> int | str:
        flat = np.ravel(y)
        if self._class_count() is None:
            return "  ".join(number(float(v)) for v in flat[:4])
        return int(np.argmax(flat)) if flat.size > 1 else int(flat[0])

    def action_edit(self) -> None:
        """Change the numbers of the row under the cursor, and see what the model makes of it."""
        x = self._row()
        if x is None or self.refused_here("edit"):
            missing = "There is no row to edit yet: what the model makes of the rows is still being found out."
            self.session.tell(self.refused_here("edit") or missing, "warning")
            return

        cells = self.looking.cells if self.looking is not None else None

        def made(text: str) -> np.ndarray:
            return cells.inputs(text) if cells is not None else edited(text, x)

        def wrong(text: str) -> str:
            try:
                made(text)
            except DataError as error:
                return str(error)
            return ""

        def answered(text: str | None) -> None:
            if text is not None:
                self.typed_row = text if cells is not None else ""
                self._predict(made(text))

        if cells is None:
            self.app.push_screen(Line("Edit the row", as_text(x), hint(x), wrong), answered)
        else:
            question = f"A row of your own: {', '.join(cells.names)}"
            self.app.push_screen(Line(question, self.typed_row or cells.usual, "as in the table", wrong), answered)

    def _row(self) -> np.ndarray | None:
        """The row under the cursor, as it was edited last."""
        found, at, sample = self.look_.found.get("predictions"), self.query_one(RowList).cursor, self.look_.sample
        if found is None or sample is None or at >= len(found["rows"]):
            return None
        return self.edited_row[0] if self.edited_row is not None else sample.x[int(found["rows"][at])]

    def _predict(self, x: np.ndarray) -> None:
        looking, moment = self.looking, self.look_.moment
        if looking is None:
            return

        def ask() -> None:
            try:
                y = looking.predict(x[None], moment)[0]
            except Exception as error:  # a layer of somebody's may do anything
                self.session.soon(self.session.tell, str(error), "warning")
                return
            self.session.soon(self._predicted, x, y)

        self.session.behind(ask, "predict")

    def _predicted(self, x: np.ndarray, y: np.ndarray) -> None:
        self.edited_row = (x, y)
        self._draw()  # type: ignore[attr-defined]

    def action_rows(self) -> None:
        """Say which rows are to be seen."""
        looking, sample = self.looking, self.look_.sample
        reason = self.refused_here("rows")
        if reason or looking is None or sample is None:
            self.session.tell(reason or "There are no rows.", "warning")
            return

        def wrong(text: str) -> str:
            try:
                chosen(text, len(sample.x))
            except PlugkerasError as error:
                return str(error)
            return ""

        def answered(text: str | None) -> None:
            if text is not None:
                looking.rows = chosen(text, len(sample.x))
                self.start()  # type: ignore[attr-defined]

        self.app.push_screen(
            Line(f"Which rows, of 0 to {len(sample.x) - 1}?", "0-15", "as in 0-15, 40", wrong), answered
        )

    def refused_here(self, action: str) -> str:
        """Why nothing can be done with rows now."""
        if action not in ("edit", "rows"):
            return ""
        if self.view.left != "rows":
            return "p shows predictions: there rows can be chosen and edited."
        if self.look_.sample is None:
            return "The data of this run are not at hand, so that no row can be shown."
        if action == "rows" and self.look_.is_live:
            return "While it trains, the first 16 rows are shown; afterwards any can be chosen."
        return ""
