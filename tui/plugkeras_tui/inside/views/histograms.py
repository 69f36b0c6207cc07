"""Weights, activations and gradients: how their values are spread, now and over time."""

from math import isfinite, log10

import numpy as np
from textual.strip import Strip

from plugkeras.runs.ticks import label
from plugkeras_tui.inside.views.bars import bars, over_time
from plugkeras_tui.inside.views.seen import Arrays, Seen, beside, sentence
from plugkeras_tui.pictures import Ink

LEAST = 6
"""Lines that a histogram needs."""


def spread(probe: str, what: str) -> "Spread":
    """The drawing of a probe that tells histograms; ``what`` is what a row is called if the layer has none."""
    return Spread(probe, what)


class Spread:
    """Draws histograms of one probe: of each array of the chosen layer, and how they came about."""

    def __init__(self, probe: str, what: str) -> None:
        self.probe, self.what = probe, what

    def __call__(self, seen: Seen, ink: Ink, width: int, height: int) -> list[Strip]:
        """The lines."""
        arrays = seen.found.get(self.probe)
        if arrays is None:
            return sentence(ink, seen.trouble.get(self.probe, ""), width, height)
        rows = seen.names_of_layer(arrays)
        if not rows:
            return sentence(
                ink, f"{seen.layer} has no {self.what}: choose another layer with the arrows.", width, height
            )
        shown = rows[: max(1, height // LEAST)]
        tall = height // len(shown)
        drawn: list[Strip] = []
        for n in shown:
            drawn += self._one(seen, arrays, n, ink, width, tall)
        if len(shown) < len(rows):
            drawn[-1] = ink.text(f"and {len(rows) - len(shown)} more: a taller window shows them", "muted")
        return drawn

    def _one(self, seen: Seen, arrays: Arrays, n: int, ink: Ink, width: int, height: int) -> list[Strip]:
        name, counts, edges = str(arrays["names"][n]), arrays["counts"][n], arrays["edges"][n]
        now = seen.at.label if seen.at is not None else ""
        rest = height - 2  # the title, and a blank line below
        if width >= 52:
            half = len(counts) * max(1, width // 2 // len(counts))
            left = bars(ink, counts, edges, half, rest)
            right = over_time(ink, seen.history, name, now, width - half - 2, rest)
            body = beside(left, right, half)
        else:
            right = over_time(ink, seen.history, name, now, width, rest // 2) if rest >= 10 else []
            body = [*bars(ink, counts, edges, width, rest - len(right)), *right]
        return [title(ink, arrays, n), *body, ink.text("")][:height]


def title(ink: Ink, arrays: Arrays, n: int) -> Strip:
    """The name of an array, and what can be said of it in numbers."""
    name = str(arrays["names"][n])
    facts = {key: float(arrays[key][n]) for key in ("mean", "std", "norm", "ratio") if key in arrays}
    said = "  ".join(f"{key} {label(value)}" for key, value in facts.items() if isfinite(value))
    zeros, bad = float(arrays["zeros"][n]), int(arrays["nonfinite"][n])
    more = f"  {zeros:.0%} zeros" if zeros >= 0.005 else ""
    wrong = f"  {'x' if ink.ascii else '✖'} {bad} not finite" if bad else ""
    return ink.line(
        (name.split("/", 1)[-1] if name.count("/") > 1 else name, "strong"),
        (f"  {said}{more}", "muted"),
        (wrong, "bad"),
    )


# -- gradients ---------------------------------------------------------------------------------------


def gradients(seen: Seen, ink: Ink, width: int, height: int) -> list[Strip]:
    """A row a weight: how large its gradient is, how much it changes a step; below, the chosen layer's histograms."""
    arrays = seen.found.get("gradients")
    if arrays is None:
        return sentence(ink, seen.trouble.get("gradients", ""), width, height)
    table = [_heading(ink, width), *(_norm(seen, arrays, n, ink, width) for n in range(len(arrays["names"])))]
    room = height - len(table) - 1
    if room < LEAST:
        return table[:height]
    return [*table, ink.text(""), *Spread("gradients", "gradients")(seen, ink, width, room)]


NAME, NUMBER = 22, 9


def _heading(ink: Ink, width: int) -> Strip:
    return ink.text(
        f"{'gradient of':<{NAME}}{'norm':>{NUMBER}}{'change':>{NUMBER}}{'  (of the weight, a step)' * (width >= 70)}",
        "muted",
    )


def _norm(seen: Seen, arrays: Arrays, n: int, ink: Ink, width: int) -> Strip:
    name, norm = str(arrays["names"][n]), float(arrays["norm"][n])
    short = name.split("/", 1)[-1] if name.count("/") > 1 else name
    ratio = _ratio(seen, name)
    word, look = _word(norm, int(arrays["nonfinite"][n]), ratio, ink.ascii)
    mine = seen.layer in name.split("/")
    room = max(width - NAME - 2 * NUMBER - 2 - len(word) - 2, 0)
    share = (log10(norm) + 6) / 8 if norm > 0 else 0.0  # from a millionth to a hundred
    bar = ("#" if ink.ascii else "█") * round(max(0.0, min(share, 1.0)) * min(room, 30))
    told = label(ratio) if isfinite(ratio) else "-"
    return ink.line(
        (f"{short[: NAME - 1]:<{NAME}}", "strong" if mine else ""),
        (f"{label(norm):>{NUMBER}}{told:>{NUMBER}}  ", ""),
        (f"{bar:<{min(room, 30)}}  ", "good"),
        (word, look),
    )


def _ratio(seen: Seen, name: str) -> float:
    weights = seen.found.get("weights", {})
    names = [str(one) for one in weights.get("names", ())]
    ratios = weights.get("ratio", np.empty(0))
    return float(ratios[names.index(name)]) if name in names and len(ratios) == len(names) else float("nan")


def _word(norm: float, bad: int, ratio: float, ascii: bool) -> tuple[str, str]:
    """What the numbers say, if they say something is wrong."""
    cross, careful = ("x", "!") if ascii else ("✖", "⚠")
    if bad or not isfinite(norm):
        return f"{cross} not finite", "bad"
    if norm > 100:
        return f"{careful} exploding", "warning"
    if norm < 1e-7:
        return f"{careful} no gradient" if norm == 0 else f"{careful} vanishing", "warning"
    if isfinite(ratio) and ratio > 0.05:
        return f"{careful} changes fast", "warning"
    return "", ""
