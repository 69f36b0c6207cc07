"""What was seen at one moment, for the views to draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from textual.strip import Strip

from plugkeras.runs.probes import Sample
from plugkeras_tui.pictures import Ink

Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Seen:
    """``found``: the arrays by probe; ``trouble``: why a probe saw nothing; ``history``: labels and arrays of the first
    probe at several moments; ``sample``: the rows that were looked at, if they are at hand.
    """

    layer: str = ""
    found: Mapping[str, Arrays] = field(default_factory=dict)
    trouble: Mapping[str, str] = field(default_factory=dict)
    history: Sequence[tuple[str, Arrays]] = ()
    sample: Sample | None = None
    at: Any = None
    """The moment itself."""

    def names_of_layer(self, arrays: Arrays) -> list[int]:
        """The numbers of the rows that belong to the chosen layer; all of them if none is chosen."""
        names = [str(name) for name in arrays.get("names", ())]
        if not self.layer:
            return list(range(len(names)))
        return [n for n, name in enumerate(names) if self.layer in (name, *name.split("/")[:-1])]


def sentence(ink: Ink, text: str, width: int, height: int, look: str = "muted") -> list[Strip]:
    """A few words in the middle of nothing."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            if line and len(line) + 1 + len(word) > max(width - 6, 10):
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    blank = [ink.text("")] * max(0, (height - len(lines)) // 3)
    return [*blank, *(ink.text(f"   {line}", look) for line in lines)]


def beside(left: Sequence[Strip], right: Sequence[Strip], width: int, gap: int = 2) -> list[Strip]:
    """Two drawings side by side; the left one is ``width`` wide."""
    found = []
    for n in range(max(len(left), len(right))):
        one = left[n] if n < len(left) else Strip.blank(0)
        other = right[n] if n < len(right) else Strip.blank(0)
        found.append(Strip.join([one.crop(0, width).extend_cell_length(width + gap), other]))
    return found
