"""How far a run is, on one line: epoch, batch, bar, loss and metrics, pace and the time that is left."""

from math import isfinite

from plugkeras.runs import Watched
from plugkeras.runs.sentences import duration, in_order, number
from plugkeras_std.callbacks.line import BOLD, GREEN, WHITE, Piece, cut

BAR, SHORTEST = 20, 6


def bar_line(run: Watched, columns: int, colours: bool, unicode: bool) -> tuple[str, int]:
    """The line, which fits into ``columns``, and how wide it is; when there is little room, the last things go."""
    begin = _begin(run)
    used = sum(len(p.text) for p in begin)
    kept = BAR // 2 if run.steps and columns > 3 * BAR else 0
    rest = _rest(run, columns - used - kept)
    room = columns - used - sum(map(len, rest))
    pieces = [*begin, *_bar(run, min(BAR, room - 1), colours, unicode), *map(Piece, rest)]
    shown = cut(pieces, columns)
    return "".join(p.shown(colours) for p in shown), sum(len(p.text) for p in shown)


def state_line(run: Watched, columns: int = 1000) -> str:
    """The same without a bar."""
    begin = "".join(p.text for p in _begin(run))[: max(0, columns)]
    return begin + "".join(_rest(run, columns - len(begin)))


def _begin(run: Watched) -> list[Piece]:
    epochs = str(run.epochs or "?")
    pieces = [Piece(f"epoch {max(1, run.epoch):{len(epochs)}d}/{epochs}", BOLD)]
    if run.state != "running":
        pieces.append(Piece(f"  {run.state}" + (f" ({run.reason})" if run.reason else ""), BOLD))
    steps = str(run.steps or "?")
    return [*pieces, Piece(f"  {run.batch:{len(steps)}d}/{steps}")]


def _rest(run: Watched, room: int) -> list[str]:
    """What follows the bar, the most important first, as far as there is room for it."""
    rest = [f"  {name} {number(value)}" for name, value in in_order(run.logs)]
    pace = run.pace.steps_per_second
    if isfinite(pace):
        rest.insert(1, f"  {pace:,.0f}/s" if pace >= 10 else f"  {pace:.2g}/s")
    if isfinite(run.remaining):
        rest.insert(1, f"  {duration(run.remaining)} left")
    while rest and sum(map(len, rest)) > room:
        del rest[-1]
    return rest


def _bar(run: Watched, width: int, colours: bool, unicode: bool) -> list[Piece]:
    if width < SHORTEST or not run.steps:
        return []
    full = min(width, width * run.batch // run.steps)
    done, open_ = ("━", "━" if colours else "─") if unicode else ("=", ".")
    return [Piece(" "), Piece(done * full, GREEN), Piece(open_ * (width - full), WHITE)]
