"""From numbers to few colours: terminals draw 24 of them several times as fast as any."""

from dataclasses import dataclass

import numpy as np
from textual.color import Color

from plugkeras_tui.luminance import luminance

LEVELS = 24


@dataclass(frozen=True)
class Palette:
    """``colours`` from the least to the greatest, ``LEVELS`` of them; ``letters`` that stand for them in ASCII.

    ``around``: the number that has the middle colour, so that what is below and above it can be told apart; None if
    the least and the greatest number have the first and the last colour.
    """

    name: str
    colours: tuple[str, ...]
    letters: str
    around: float | None = None

    def levels(self, values: np.ndarray, low: float | None = None, high: float | None = None) -> np.ndarray:
        """The number of the colour of each value, of the same shape; -1 for what is not finite.

        ``low`` and ``high``: what has the first and the last colour; by default the least and greatest value.
        """
        begin, end = self.reach(values, low, high)
        with np.errstate(all="ignore"):
            place = (np.asarray(values, np.float64) / 2 - begin / 2) / (end / 2 - begin / 2)
        fine = np.isfinite(place)
        found = np.clip(np.where(fine, place, 0) * len(self.colours), 0, len(self.colours) - 1).astype(np.int16)
        return np.where(fine, found, np.int16(-1))

    def reach(self, values: np.ndarray, low: float | None = None, high: float | None = None) -> tuple[float, float]:
        """The numbers that have the first and the last colour."""
        array = np.asarray(values)
        fine = array[np.isfinite(array)]
        begin = float(fine.min() if low is None and fine.size else low or 0.0)
        end = float(fine.max() if high is None and fine.size else high or 0.0)
        if self.around is not None:
            most = max(abs(begin - self.around), abs(end - self.around)) or 1.0
            return self.around - most, self.around + most
        return (begin, end) if end > begin else (begin, begin + 1.0)


def _between(*stops: tuple[int, int, int]) -> tuple[str, ...]:
    """``LEVELS`` colours on the way through these."""
    at = np.linspace(0, len(stops) - 1, LEVELS)
    channels = [np.interp(at, range(len(stops)), [stop[n] for stop in stops]) for n in range(3)]
    return tuple("#{:02x}{:02x}{:02x}".format(*(round(float(v)) for v in one)) for one in zip(*channels, strict=True))


GREY = Palette("grey", _between((12, 12, 12), (242, 242, 242)), " .:-=+*#%@")
"""From black to white: pictures."""

HEAT = Palette("heat", _between((20, 20, 40), (0, 80, 140), (0, 150, 150), (240, 228, 66)), " .:-=+*#%@")
"""From dark blue to yellow: how much of something there is. It rises in lightness, so it is right without colour."""

TWO_COLOUR = Palette(
    "two colours", _between((0, 114, 178), (40, 70, 90), (38, 38, 38), (110, 70, 20), (230, 130, 0)), "@o- +x#", 0.0
)
"""Blue below zero, orange above, dark between (colours that the colour-blind tell apart): weights, boundaries."""

_DARK = ("#56B4E9", "#E69F00", "#009E73", "#CF80AC", "#F0E442", "#D55E00")
_LIGHT = ("#0072B2", "#B35900", "#00724F", "#A6417C", "#6B6300", "#000000")
"""Colours that the colour-blind can tell apart (Okabe and Ito), on dark, where their purple is lighter, and light."""


def lines_of(is_dark: bool) -> tuple[str, ...]:
    """The colours of curves, on dark or on light."""
    return _DARK if is_dark else _LIGHT


def over(colour: str) -> str:
    """Black or white, whichever can be read on a colour."""
    return "#000000" if luminance(Color.parse(colour)) > 0.179 else "#ffffff"
