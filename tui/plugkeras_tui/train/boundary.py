"""What the model makes of the plane, for models of two inputs, as a picture of half blocks."""

from typing import Any

import numpy as np
from textual.app import ComposeResult
from textual.containers import Vertical

from plugkeras_tui.pictures import HEAT, TWO_COLOUR, Palette, Picture
from plugkeras_tui.train.header import Line


def picture(y: np.ndarray) -> tuple[np.ndarray, Palette, dict[str, float], str]:
    """Outputs over a grid (rows, columns, …) as numbers, with their palette, its reach, and what they say in words.

    The first row of a grid is the lowest; of a picture it is the highest.
    """
    values = np.asarray(y, np.float64)[::-1]
    flat = values.reshape(*values.shape[:2], -1)
    if flat.shape[2] > 1:
        classes = np.argmax(np.nan_to_num(flat, nan=-np.inf), 2)
        if flat.shape[2] > 2:
            return (
                classes.astype(float),
                HEAT,
                {"low": 0, "high": flat.shape[2] - 1},
                f"the surest of {flat.shape[2]} classes",
            )
        return flat[:, :, 1] - 0.5, TWO_COLOUR, {"low": -0.5, "high": 0.5}, TWO_CLASSES
    one = flat[:, :, 0]
    fine = one[np.isfinite(one)]
    if len(fine) and fine.min() >= 0 and fine.max() <= 1:
        return one - 0.5, TWO_COLOUR, {"low": -0.5, "high": 0.5}, TWO_CLASSES
    low, high = (float(fine.min()), float(fine.max())) if len(fine) else (0.0, 1.0)
    return one, HEAT, {"low": low, "high": max(high, low + 1e-9)}, f"from {low:.3g} (dark) to {high:.3g} (light)"


TWO_CLASSES = "blue (@): the first class, orange (#): the second"


class BoundaryPane(Vertical, can_focus=True):
    """The last picture that the training sent."""

    DEFAULT_CSS = """
    BoundaryPane { height: 1fr; min-height: 4; }
    BoundaryPane Picture { height: 1fr; }
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.caption = Line()
        self.caption.say("the decision boundary is told while it trains")
        self.shown = Picture(stretch=True)

    def compose(self) -> ComposeResult:
        """Picture and caption."""
        yield self.shown
        yield self.caption

    def take(self, seen: Any) -> None:
        """Show a snapshot of the probe boundary."""
        y = seen.get("y")
        if y is None or np.ndim(y) < 2:
            return
        values, palette, reach, words = picture(y)
        self.shown.show(values, palette, **reach)
        self.caption.say(words)
