"""What the model makes of the plane, for models of two inputs, with the rows on both sides of it."""

from typing import Any

from plugkeras.runs.probes import Sample
from plugkeras_tui.inside.views.boundary import boundary
from plugkeras_tui.inside.views.seen import Seen, sentence
from plugkeras_tui.pictures import Canvas


class BoundaryPane(Canvas, can_focus=True):
    """The last picture that the training sent; the signs of the classes differ in form, not in colour alone."""

    DEFAULT_CSS = "BoundaryPane { height: 1fr; min-height: 4; }"

    def on_mount(self) -> None:
        """Say what will be here."""
        self.forget()

    def forget(self) -> None:
        """It is another run."""
        words = "the decision boundary is told while it trains"
        self.show(lambda ink, width, height: sentence(ink, words, width, height))

    def take(self, found: Any, sample: Sample | None) -> None:
        """Show a snapshot of the probe boundary, and the rows, if they are at hand."""
        if "y" in found and found["y"].ndim >= 2:
            seen = Seen(found={"boundary": found}, sample=sample)
            self.show(lambda ink, width, height: boundary(seen, ink, width, height))
