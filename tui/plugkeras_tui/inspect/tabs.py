"""The views of the screen, and the line that names them."""

from collections.abc import Callable
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from plugkeras_tui.inside.views.boundary import boundary
from plugkeras_tui.inside.views.histograms import Spread, gradients
from plugkeras_tui.inside.views.images import images
from plugkeras_tui.inside.views.seen import Seen
from plugkeras_tui.pictures import Canvas, Ink


class View(NamedTuple):
    """A view: the key that opens it, its name, the probes that it needs, the list on its left, and its drawing."""

    key: str
    name: str
    probes: tuple[str, ...]
    left: str
    drawing: Callable[[Seen, Ink, int, int], list[Strip]] | None = None
    has_history: bool = False
    needs_data: bool = False


VIEWS = (
    View("w", "Weights", ("weights",), "layers", Spread("weights", "weights"), has_history=True),
    View("a", "Activations", ("activations",), "layers", Spread("activations", "activations"), has_history=True),
    View("g", "Gradients", ("gradients", "weights"), "layers", gradients, has_history=True),
    View("f", "Filters", ("filters", "feature_maps"), "layers", images),
    View("c", "Confusion", ("confusion",), "matrix", needs_data=True),
    View("p", "Predict", ("predictions",), "rows", needs_data=True),
    View("b", "Boundary", ("boundary",), "", boundary, needs_data=True),
)


class ViewLine(Canvas):
    """Names the views, their keys underlined, and the run that is looked into; a click opens a view."""

    DEFAULT_CSS = "ViewLine { height: 1; background: $boost; }"

    class Chosen(Message):
        """A view was clicked, by its number."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._index, self._run = 0, ""

    def take(self, index: int, run: str) -> None:
        """Another view, or another run."""
        if (index, run) != (self._index, self._run):
            self._index, self._run = index, run
            self.show(self._drawn)

    def on_mount(self) -> None:
        """At once."""
        self.show(self._drawn)

    def _drawn(self, ink: Ink, width: int, height: int) -> list[Strip]:
        cells = []
        for n, view in enumerate(VIEWS):
            left, right = ("[", "]") if n == self._index else (" ", " ")
            look = "strong" if n == self._index else ""
            key = Strip([Segment(view.name[0], Style(underline=True, bold=n == self._index))], 1)
            cells += [ink.text(left, look), key, ink.text(view.name[1:] + right, look)]
        line = Strip.join(cells)
        rest = width - line.cell_length - 1
        told = self._run if len(self._run) < rest else ""
        return [Strip.join([line, ink.text(f"{told:>{max(rest, 0)}}", "muted")])]

    def on_click(self, event: events.Click) -> None:
        """Open the view under the pointer."""
        x = event.x
        for n, view in enumerate(VIEWS):
            if 0 <= x < len(view.name) + 2:
                self.post_message(self.Chosen(n))
                return
            x -= len(view.name) + 2
