"""Layer by layer: how strong the gradients are, and how much a step changes the weights."""

from collections import defaultdict, deque
from collections.abc import Mapping
from math import isfinite, nan
from typing import Any

import numpy as np
from textual.widgets import Static

from plugkeras.runs.texts import printable
from plugkeras_tui.train.header import sparkline

HISTORY = 6
"""The gradients that are drawn of a layer."""

USUAL = (1e-5, 3e-2)
"""A step that changes weights by a share outside of this is worth a sign."""

Snapshot = Mapping[str, np.ndarray]


class Layers:
    """What probes have told of each layer; the names in the order of the model."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.gradients: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=HISTORY))
        self.ratios: dict[str, float] = {}
        self.zeros: dict[str, float] = {}

    def take(self, probe: str, seen: Snapshot) -> None:
        """Take in a snapshot of one of the probes gradients, weights, activations."""
        if probe == "gradients":
            for layer, norm in _by_layer(seen, "norm", lambda values: float(np.sqrt(np.sum(values**2)))).items():
                self.gradients[layer].append(norm)
        elif probe == "weights" and "ratio" in seen:
            self.ratios = _by_layer(seen, "ratio", lambda values: float(np.max(values)))
        elif probe == "activations":
            self.zeros = _by_layer(seen, "zeros", lambda values: float(np.max(values)), whole=True)

    @property
    def norms(self) -> dict[str, float]:
        """The last gradients."""
        return {name: values[-1] for name, values in self.gradients.items() if values}

    def rows(self, width: int) -> list[str]:
        """A line a layer, under a head."""
        names = [*self.names, *(name for name in {**self.gradients, **self.ratios} if name not in self.names)]
        if not names:
            return ["no layers are known"]
        history = HISTORY if width >= 40 else HISTORY // 2
        room = max(width - history - 20, 5)
        lines = [f"   {'layer':<{room}} {'gradient':>{history + 7}} {'update':>6}"]
        for n, name in enumerate(names, 1):
            past, ratio = self.gradients.get(name, ()), self.ratios.get(name, nan)
            norm = past[-1] if past else nan
            sign = " ⚠" if isfinite(ratio) and not USUAL[0] <= ratio <= USUAL[1] and ratio else ""
            said = printable(name, 40)
            said = said if len(said) <= room else said[: room - 1] + "…"
            bars = sparkline([*past], history)
            lines.append(f"{n:>2} {said:<{room}} {bars:>{history}} {_number(norm):>6} {_number(ratio):>6}{sign}")
        return lines


def _by_layer(seen: Snapshot, column: str, joined: Any, whole: bool = False) -> dict[str, float]:
    """By layer: the values of its variables, joined. ``whole``: the names are of layers, not of variables."""
    found: dict[str, list[float]] = defaultdict(list)
    for path, value in zip(seen.get("names", ()), seen.get(column, ()), strict=False):
        parts = str(path).split("/")
        found[parts[-1] if whole or len(parts) < 2 else parts[-2]].append(float(value))
    return {layer: joined(np.array(values)) for layer, values in found.items()}


def _number(value: float) -> str:
    return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e") if isfinite(value) else "-"


class LayersPane(Static, can_focus=True):
    """The list, told anew only when it is another."""

    DEFAULT_CSS = "LayersPane { height: auto; max-height: 16; text-wrap: nowrap; }"

    def __init__(self, **options: Any) -> None:
        super().__init__("", markup=False, **options)
        self.inside = Layers([])
        self.hint = ""
        self._text = ""

    def tell(self) -> None:
        """There may be something new."""
        text = "\n".join([*self.inside.rows(self.size.width or 38), *([self.hint] if self.hint else [])])
        if text != self._text:
            is_as_high = text.count("\n") == self._text.count("\n") and bool(self._text)
            self._text = text
            self.update(text, layout=not is_as_high)

    def on_resize(self) -> None:
        """Another width."""
        self.tell()
