"""What a model makes of one row: the row, and the probabilities or numbers that it gives."""

import numpy as np
from textual.strip import Strip

from plugkeras.runs.sentences import number
from plugkeras_tui.inside.views.rows import is_picture, row
from plugkeras_tui.inside.views.seen import beside
from plugkeras_tui.pictures import Ink


def prediction(
    x: np.ndarray | None,
    y: np.ndarray,
    true: int | str | None,
    names: tuple[str, ...],
    ink: Ink,
    width: int,
    height: int,
) -> list[Strip]:
    """``x``, if it is at hand, and ``y``, the model's output for it; ``true``: its class, or its target in words."""
    told = _told(np.asarray(y), true, names, ink, width if x is None or width < 60 else width // 2 - 2, height)
    if x is None:
        return told
    if width >= 60:
        return beside(row(x, ink, width // 2 - 2, height), told, width // 2)
    room = max(height - len(told) - 1, 4 if is_picture(x) else 2)
    return [*row(x, ink, width, room), ink.text(""), *told][:height]


def _told(
    y: np.ndarray, true: int | str | None, names: tuple[str, ...], ink: Ink, width: int, height: int
) -> list[Strip]:
    flat = y.ravel()
    if not is_shares(flat):
        said = [f"{n:>4}  {number(float(v))}" for n, v in enumerate(flat[: height - 1])]
        return [ink.text(f"target {true}" if true is not None else "predicted", "muted"), *map(ink.text, said)]
    shares = np.array([1 - flat[0], flat[0]]) if len(flat) == 1 else flat
    order = np.arange(len(shares)) if len(shares) <= height else np.argsort(-shares, kind="stable")[:height]
    return [_bar(shares, int(n), true, names, ink, width) for n in order]


def _bar(shares: np.ndarray, n: int, true: int | str | None, names: tuple[str, ...], ink: Ink, width: int) -> Strip:
    """A class: its name, how probable it is, and whether it is predicted or true."""
    name, best = (names[n] if n < len(names) else str(n)), int(np.argmax(shares)) == n
    room, share = max(width - 32, 4), float(np.nan_to_num(shares[n]))
    bar = ("#" if ink.ascii else "█") * round(min(share, 1.0) * room)
    right = "true" if n == true else ""
    said = (
        (("predicted, true" if right else "predicted, wrong") if true is not None else "predicted") if best else right
    )
    look = ("good" if right or true is None else "bad") if best else ""
    return ink.line(
        (f"{name[:8]:>8} ", "strong" if best else ""), (f"{share:6.1%} ", ""), (f"{bar:<{room}} ", look), (said, look)
    )


def is_shares(y: np.ndarray) -> bool:
    """Whether outputs are probabilities: one from 0 to 1, or several that sum to 1."""
    flat = np.ravel(y)
    inside = bool((flat >= 0).all() and (flat <= 1 + 1e-5).all()) and flat.size > 0
    return inside and (flat.size == 1 or bool(abs(flat.sum() - 1) < 1e-3))


def predicted(y: np.ndarray, names: tuple[str, ...]) -> str:
    """An output in a word: the class, or the numbers."""
    flat = np.ravel(y)
    if not is_shares(flat):
        return "  ".join(number(float(v)) for v in flat[:3]) + (" …" if flat.size > 3 else "")
    n = int(flat[0] >= 0.5) if flat.size == 1 else int(np.argmax(flat))
    return names[n] if n < len(names) else str(n)
