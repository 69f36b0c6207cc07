"""Which curves a run has, panel by panel: the loss first, each with its validation, and those of a baseline."""

from dataclasses import dataclass, field
from typing import Any

from plugkeras.runs.growing import Growing
from plugkeras.runs.texts import printable
from plugkeras.runs.watched import Watched
from plugkeras_tui.train.curves.thinning import Thinned

LETTERS = "abcdefghijklmnopqrstuvwxyz"

BY_BATCH, BY_EPOCH, OF_LOSS = ("step", *["value"] * 3), ("step", *["value"] * 3), ("step", "min", "max", "mean")


@dataclass(frozen=True)
class Line:
    """One curve: what it is called, its letter, and its points."""

    name: str
    letter: str
    points: Thinned
    has_band: bool = False


@dataclass(frozen=True)
class Panel:
    """Curves over one another with one axis."""

    name: str
    lines: tuple[Line, ...]


@dataclass
class Lines:
    """The curves of a run that is watched; what was thinned is kept from one time to the next."""

    watched: Watched
    baseline: Watched | None = None
    baseline_name: str = ""
    _thinned: dict[int, Thinned] = field(default_factory=dict)

    def panels(self, points: str = "auto") -> list[Panel]:
        """All panels, up to date; ``points``: "batches", "epochs", or "auto" for those of which there are more."""
        names = list(dict.fromkeys(name.removeprefix("val_") for name in self._names()))
        names.sort(key=lambda name: (name != "loss", not name.endswith("loss")))
        return [Panel(printable(name, 40).replace("\n", " "), self._lines(name, points)) for name in names or ["loss"]]

    def _names(self) -> list[str]:
        told = [*self.watched.by_epoch, *self.watched.running]
        return [*(["loss"] if len(self.watched.batches) else []), *told]

    def _lines(self, name: str, points: str) -> tuple[Line, ...]:
        found: list[Line] = []
        for watched, of in ((self.watched, ""), (self.baseline, f" of {self.baseline_name}")):
            if watched is None:
                continue
            trained, has_band = self._trained(watched, name, points)
            for said, curve in ((name, trained), (f"val_{name}", watched.by_epoch.get(f"val_{name}"))):
                if curve is not None and len(curve):
                    columns = OF_LOSS if "mean" in curve.columns else BY_EPOCH
                    letter = LETTERS[len(found) % len(LETTERS)]
                    is_band = has_band and curve is trained and not of
                    label = printable(said + of, 60).replace("\n", " ")
                    found.append(Line(label, letter, self._thin(curve, columns), is_band))
        return tuple(found)

    def _trained(self, watched: Watched, name: str, points: str) -> tuple[Growing | None, bool]:
        """The curve of the training itself, and whether its points have a range."""
        by_batch = watched.batches if name == "loss" and len(watched.batches) else watched.running.get(name)
        by_epoch = watched.by_epoch.get(name)
        more = len(by_epoch or ()) > len(by_batch or ())
        wanted = by_epoch if points == "epochs" or (points == "auto" and more) else by_batch
        curve = wanted if wanted is not None and len(wanted) else by_batch or by_epoch
        return curve, curve is watched.batches

    def _thin(self, curve: Growing, columns: Any) -> Thinned:
        if id(curve) not in self._thinned:
            self._thinned[id(curve)] = Thinned(curve, *columns)
        thinned = self._thinned[id(curve)]
        thinned.catch_up()
        return thinned
