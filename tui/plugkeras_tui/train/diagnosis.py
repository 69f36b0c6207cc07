"""What a training suffers from, in words: rules over its curves, each a function, told with the worst first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

SEVERITIES = ("bad", "warn", "hint", "fine")

STALLED = 10.0
"""How many times as long as usual a batch takes until it is worth a word."""

FLAT = 0.01
"""A loss that falls less than this share over a fifth of the epochs stands still."""

SMALL = 0.03
"""A loss below this share of its greatest is small: what it does there is of little interest."""

DEAD = 0.95
"""The share of zeros in what a layer makes from which on most of its units are dead."""


@dataclass(frozen=True)
class Finding:
    """One thing that can be said: ``text`` is a sentence without its full stop, ``severity`` one of ``SEVERITIES``."""

    severity: str
    text: str


@dataclass(frozen=True)
class Sighting:
    """What the rules look at: losses by epoch from the first on, of the last batches, and what probes have seen."""

    loss: Sequence[float] = ()
    val_loss: Sequence[float] = ()
    """As many as there are epochs, NaN where there was no validation; or none at all."""
    batches: Sequence[float] = ()
    """The mean losses of the last batches, the latest at the end."""
    is_running: bool = True
    is_over: bool = False
    silence: float = 0.0
    """Seconds since the last batch."""
    usual: float = 0.0
    """Seconds between two batches, the median; 0 if that is not known."""
    zeros: Mapping[str, float] = field(default_factory=dict)
    """By layer: the share of zeros in what it makes."""
    gradients: Mapping[str, float] = field(default_factory=dict)
    """By layer: the norm of the gradients of its weights."""
    first: int = 1
    every: int = 1
    """Of which epoch the first loss is, and how many epochs there are from one to the next."""

    def epoch(self, n: int) -> int:
        """Of which epoch a loss is."""
        return self.first + n * self.every


def diagnosis(seen: Sighting) -> list[Finding]:
    """All that can be said, the worst first; never empty."""
    found = [finding for rule in RULES for finding in rule(seen)]
    if not any(finding.severity in ("bad", "warn") for finding in found):
        found.append(_in_general(seen))
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def _not_finite(seen: Sighting) -> Iterator[Finding]:
    if seen.batches and not isfinite(seen.batches[-1]):
        yield Finding("bad", "the loss is no number any more: go back with a smaller rate, or clip the gradients")
        return
    bad = next((n for n, loss in enumerate(seen.loss) if not isfinite(loss)), None)
    if bad is not None and not isfinite(seen.loss[-1]):
        yield Finding("bad", f"the loss is no number since epoch {seen.epoch(bad)}: go back with a smaller rate")


def _exploding(seen: Sighting) -> Iterator[Finding]:
    losses = [loss for loss in (*seen.loss, *seen.batches[-3:]) if isfinite(loss)]
    if len(losses) < 3 or not seen.batches or not all(isfinite(loss) for loss in seen.batches[-3:]):
        return
    best, last = min(losses), min(losses[-3:])
    if last > 10 * max(best, 1e-3) and last > losses[0]:
        yield Finding("bad", f"exploding: the loss is {last / max(best, 1e-3):.0f} times its best; lower the rate ([)")


def _stalled(seen: Sighting) -> Iterator[Finding]:
    if seen.is_running and seen.usual > 0 and seen.silence > max(STALLED * seen.usual, 2.0):
        yield Finding("warn", f"stalled: no batch for {seen.silence:.0f} s, usual are {_seconds(seen.usual)}")


def _overfitting(seen: Sighting) -> Iterator[Finding]:
    values = [value if isfinite(value) else float("inf") for value in seen.val_loss]
    if len(values) < 4 or not isfinite(min(values)):
        return
    best = values.index(min(values))
    since, tail = len(values) - 1 - best, [value for value in values[-3:] if isfinite(value)]
    if since < max(3, len(values) // 10) or not tail or min(tail) < values[best] * 1.02:
        return
    is_small = tail[-1] < SMALL * max(value for value in values if isfinite(value))
    if seen.loss[-1] < seen.loss[best] and not is_small:
        now = f"val_loss {values[best]:.4g} → {tail[-1]:.4g} while loss falls"
        yield Finding("warn", f"overfitting since epoch {seen.epoch(best)}: {now}")


def _validation_flat(seen: Sighting) -> Iterator[Finding]:
    values = [value if isfinite(value) else float("inf") for value in seen.val_loss]
    if len(values) < 8 or not isfinite(min(values)) or any(_overfitting(seen)):
        return
    since = len(values) - 1 - values.index(min(values))
    is_small = min(values) < SMALL * max(value for value in values if isfinite(value))
    if since >= max(5, len(values) // 5) and not is_small:
        yield Finding("hint", f"val_loss flat for {since * seen.every} epochs")


def _validation_below(seen: Sighting) -> Iterator[Finding]:
    pairs = [(loss, val) for loss, val in zip(seen.loss[-3:], seen.val_loss[-3:], strict=False) if isfinite(val)]
    least = SMALL * max((loss for loss in seen.loss if isfinite(loss)), default=0.0)
    if len(pairs) == 3 and len(set(pairs)) > 1 and all(0 < val < 0.8 * loss and loss > least for loss, val in pairs):
        yield Finding("hint", "val_loss is below loss: dropout rests in validation, or its rows are easier")


def _plateau(seen: Sighting) -> Iterator[Finding]:
    losses = list(seen.loss)
    span = max(5, len(losses) // 5)
    if len(losses) < 2 * span or not all(isfinite(loss) for loss in losses):
        return
    before, now = min(losses[:-span]), min(losses[-span:])
    if before > 0 and now > before * (1 - FLAT) and before > SMALL * max(losses):
        if len(set(losses[1:])) == 1:
            yield Finding(
                "warn", "stuck: the loss does not change at all, as without a gradient; train anew, lower rate"
            )
            return
        worse = next(n for n, loss in enumerate(losses) if loss <= before * (1 + FLAT))
        yield Finding("warn", f"plateau: the loss has not fallen since epoch {seen.epoch(worse)}")


def _unstable(seen: Sighting) -> Iterator[Finding]:
    last = [loss for loss in seen.batches if isfinite(loss)]
    if len(last) < 20 or len(last) < len(seen.batches) or any(_exploding(seen)):
        return
    middle = sorted(last)[len(last) // 2]
    jumps = sum(loss > 5 * middle for loss in last)
    if 0 < jumps <= len(last) // 4 and max(last) > SMALL * max((x for x in seen.loss if isfinite(x)), default=0.0):
        yield Finding(
            "hint", f"jumping: the loss was up to {max(last) / middle:.0f} times the usual; a lower rate ([) calms"
        )


def _dead(seen: Sighting) -> Iterator[Finding]:
    for layer, share in seen.zeros.items():
        if share > DEAD:
            yield Finding("warn", f"dead units: {share:.0%} of what '{layer}' makes is zero")


def _vanishing(seen: Sighting) -> Iterator[Finding]:
    strongest = max(seen.gradients.values(), default=0.0)
    for layer, norm in seen.gradients.items():
        if isfinite(norm) and norm < 1e-6 * strongest:
            yield Finding("warn", f"next to no gradient reaches '{layer}'")


RULES: tuple[Callable[[Sighting], Iterator[Finding]], ...] = (
    *(_not_finite, _exploding, _stalled, _overfitting, _plateau, _dead, _vanishing),
    *(_validation_flat, _validation_below, _unstable),
)


def _in_general(seen: Sighting) -> Finding:
    """What to say if nothing is wrong."""
    losses = [loss for loss in seen.loss if isfinite(loss)]
    if len(losses) < 3:
        return Finding("fine", "too early to say more")
    span = max(len(losses) // 5, 1)
    gain = 1 - losses[-1] / losses[-1 - span] if losses[-1 - span] > 0 else 0.0
    if gain > 0.02 and seen.is_over:
        return Finding("hint", "the loss was still falling: train more (E)")
    return Finding("fine", "healthy: the loss is still falling" if gain > 0.02 else "healthy")


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 0.1 else f"{seconds * 1000:.0f} ms"
