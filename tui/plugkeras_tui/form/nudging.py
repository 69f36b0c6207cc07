"""The next value and the one before: of numbers along a ladder, of choices in a ring."""

from math import floor, log10

from plugkeras.errors import ArgumentError
from plugkeras.forms import Field, Unset
from plugkeras.project.values import Part, Value

LADDER = (1, 2, 5, 10)


def nudged(field: Field, value: Value | Unset, by: int) -> Value | None:
    """The value that the arrow keys lead to; None if there is none.

    Raises:
        ArgumentError: the field does not take it; one sentence that says what it takes.
    """
    if isinstance(value, bool) or (field.control == "toggle" and value in (None, Unset.UNWRITTEN)):
        return not value
    if isinstance(value, int | float):
        number = _number(value, by, whole=field.control != "number", field=field)
        return field.take(number)
    if isinstance(value, tuple) and value and all(isinstance(n, int) and not isinstance(n, bool) for n in value):
        return field.take(tuple(_whole(n, by) for n in value))  # type: ignore[arg-type]
    return _choice(field, value, by)


def choices_of(field: Field) -> list[Value]:
    """What can be chosen from, none included."""
    found = list(dict.fromkeys(field.choices))
    return [None, *(c for c in found if c is not None)] if field.optional and found else found


def _choice(field: Field, value: Value | Unset, by: int) -> Value | None:
    choices = choices_of(field)
    if not choices:
        return None
    name = value.name if isinstance(value, Part) else value
    at = next((n for n, choice in enumerate(choices) if folded(choice) == folded(name)), None)
    number = (0 if by > 0 else -1) if at is None else (at + by) % len(choices)
    return choices[number]


def folded(value: object) -> object:
    """A name as it is compared: ``glorot_uniform`` is ``GlorotUniform``."""
    return value.replace("_", "").lower() if isinstance(value, str) else value


def _number(value: float, by: int, whole: bool, field: Field) -> Value:
    if whole and isinstance(value, int):
        return _bounded(_whole(value, by), field) if field.name != "seed" else value + by
    within = field.range
    share = within is not None and within.low == 0 and within.high == 1
    if share and value + by * 0.05 >= 0.05 - 1e-9:
        return min(1.0, round(round(value / 0.05) * 0.05 + by * 0.05, 4))
    return _on_ladder(value, by)


def _bounded(value: int, field: Field) -> int:
    low = field.range.low if field.range is not None else None
    return max(value, int(low)) if low is not None else value


def _whole(value: int, by: int) -> int:
    """By one up to 8, then 12, 16, 24, 32, …: as layers are usually sized."""
    if value + (by > 0) <= 8:
        return value + by
    steps = sorted(step for n in range(2, 40) for step in (2 << n, 3 << n))
    if by > 0:
        return next(step for step in steps if step > value)
    return next(step for step in reversed(steps) if step < value)


def _on_ladder(value: float, by: int) -> float:
    """Along 0.001, 0.002, 0.005, 0.01."""
    if value <= 0:
        if value == 0 and by < 0:
            raise ArgumentError("type a number below 0: the arrow stops there")
        return 0.001 if value == 0 else round(-_on_ladder(-value, -by), 12)
    ten = floor(log10(value) + 1e-9)
    rungs = [step * 10.0**power for power in (ten - 1, ten, ten + 1) for step in LADDER[:3]]
    if by > 0:
        return float(f"{next(r for r in rungs if r > value * (1 + 1e-9)):.6g}")
    return float(f"{next(r for r in reversed(rungs) if r < value * (1 - 1e-9)):.6g}")
