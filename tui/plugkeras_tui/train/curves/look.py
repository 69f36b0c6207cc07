"""How the curves are looked at: what the keys of the Train screen change."""

from dataclasses import dataclass, replace

SMOOTHING = (0.0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99)

WINDOWS = (0, 1000, 100)
"""How many of the last batches are shown; 0: all."""

POINTS = ("auto", "batches", "epochs")


@dataclass(frozen=True)
class Look:
    """Frozen, so that a picture is known by it."""

    smoothing: int = 0
    """Which of ``SMOOTHING``."""
    log_y: bool = False
    log_x: bool = False
    band: bool = True
    window: int = 0
    """Which of ``WINDOWS``."""
    points: str = "auto"
    """What is drawn of the training: one of ``POINTS``."""
    cursor: float | None = None
    """Where the cursor is, 0 to 1 along the axis; None: nowhere."""
    table: bool = False
    first: int = 0
    """The first panel behind that of the loss."""

    @property
    def weight(self) -> float:
        """How much of the moving average a point keeps."""
        return SMOOTHING[self.smoothing]

    @property
    def last(self) -> int:
        """How many of the last batches are shown; 0: all."""
        return WINDOWS[self.window]

    def smoother(self, by: int) -> "Look":
        """Some steps smoother."""
        return replace(self, smoothing=min(max(self.smoothing + by, 0), len(SMOOTHING) - 1))

    def next_window(self) -> "Look":
        """All, the last thousand, the last hundred."""
        return replace(self, window=(self.window + 1) % len(WINDOWS))

    def next_points(self) -> "Look":
        """By themselves, batches, epochs."""
        return replace(self, points=POINTS[(POINTS.index(self.points) + 1) % len(POINTS)])

    def moved(self, by: float) -> "Look":
        """The cursor along the axis, from its end if it was nowhere."""
        at = 1.0 if self.cursor is None else self.cursor + by
        return replace(self, cursor=min(max(at, 0.0), 1.0))

    @property
    def words(self) -> str:
        """What is not as usual, in few words."""
        said = [
            f"smoothed {self.weight:g}" if self.smoothing else "",
            {(1, 0): "log y", (0, 1): "log x", (1, 1): "log x, y"}.get((int(self.log_y), int(self.log_x)), ""),
            f"last {self.last}" if self.window else "",
            f"by {self.points}" if self.points != "auto" else "",
            "" if self.band else "no band",
        ]
        return " · ".join(word for word in said if word)
