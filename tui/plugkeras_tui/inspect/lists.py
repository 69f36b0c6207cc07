"""The lists on the left of the screen: the layers, and the rows whose predictions are shown."""

from collections.abc import Collection, Sequence

import numpy as np

from plugkeras_tui.cursor_list import Cell, CursorList
from plugkeras_tui.inside.views.predictions import predicted


class LayerList(CursorList):
    """The layers of the model, each with the name of its part."""

    headings = 0

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: Sequence[tuple[str, str]] = ()
        self.full: Collection[str] = ()
        self._is_moved = False  # by a person

    def go(self, index: int) -> None:
        """Put the cursor on a layer, where it stays from then on."""
        self._is_moved = True
        super().go(index)

    def take(self, layers: Sequence[tuple[str, str]], full: Collection[str]) -> None:
        """Other layers, or others of them with something to see (``full``). The cursor stays on a layer of the same
        name; at first it is on one with something to see.
        """
        if list(layers) == list(self.entries) and full == self.full:
            return
        here, names = self.layer_name if self._is_moved else "", [name for name, _ in layers]
        first = next((n for n, name in enumerate(names) if name in full), 0)
        self.entries, self.full = layers, full
        self.redraw(len(layers), names.index(here) if here in names else first)

    @property
    def layer_name(self) -> str:
        """The name of the one under the cursor; empty if there are none."""
        return self.entries[self.cursor][0] if self.cursor < len(self.entries) else ""

    def line(self, index: int, width: int) -> Sequence[Cell]:
        """A layer."""
        name, part = self.entries[index]
        room = max(width - len(name) - 2, 0)
        look = "" if name in self.full else "muted"
        return [(f" {name} ", look), (f"{part[:room]:>{room}}" if part.lower() != name else "", "muted")]


class RowList(CursorList):
    """Rows of the data: what they are, and what the model takes them for."""

    headings = 1

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[tuple[int, str, str]] = ()

    def take(self, rows: np.ndarray, y: np.ndarray, true: Sequence[str], names: tuple[str, ...]) -> None:
        """The numbers of the rows, the outputs for them, their targets in words (none if there are none)."""
        said = [predicted(one, names) for one in y]
        targets = list(true) or [""] * len(said)
        self.rows = list(zip(map(int, rows), targets, said, strict=True))
        self.redraw(len(self.rows))

    def heading(self, width: int) -> Sequence[Cell]:
        """The headings."""
        return [(f"{'row':>5} {'true':>8} {'predicted':>10}", "")]

    def line(self, index: int, width: int) -> Sequence[Cell]:
        """A row; a cross if it is taken for something else."""
        row, true, said = self.rows[index]
        wrong = bool(true) and true != said and not _are_numbers(true, said)
        cross = ("x" if getattr(self.app, "ascii", False) else "✖") if wrong else ""
        return [(f"{row:>5} {true[:8]:>8} {said[:10]:>10} ", ""), (cross, "bad")]


def _are_numbers(true: str, said: str) -> bool:
    return "." in true or "." in said
