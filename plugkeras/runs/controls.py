"""The controls that there are, with their fields; and the words in which people ask for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from plugkeras.annotations import shortened
from plugkeras.errors import ArgumentError, UnknownArgument, UnknownName, did_you_mean

PROBES = ("weights", "gradients", "activations", "confusion", "boundary", "filters", "feature_maps", "predictions")


@dataclass(frozen=True)
class Field:
    """One field of a control: ``kind`` is int, float, str or list (of texts); numbers are above 0."""

    kind: type
    default: Any = None
    choices: tuple[str, ...] = ()

    def check(self, where: str, value: Any) -> Any:
        """``value``, if it is one; ArgumentError otherwise."""
        fine = {int: _is_count, float: _is_positive, str: _is_text, list: _is_texts}[self.kind](value)
        words = value if self.kind is list else [value]
        wrong = [w for w in words if self.choices and w not in self.choices] if fine else []
        if wrong:
            near = did_you_mean(str(wrong[0]), self.choices)
            raise ArgumentError(f"{where} is one of {', '.join(self.choices)}, not {shortened(wrong[0])}{near or '.'}")
        if not fine:
            raise ArgumentError(f"{where} must be {_KINDS[self.kind]}, not {shortened(value)}.")
        return float(value) if self.kind is float else value


_KINDS = {int: "a whole number above 0", float: "a number above 0", str: "a text", list: "a list of names"}


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53


def _is_positive(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 < value < 1e300 and isfinite(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 4000


def _is_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) <= 100 and all(_is_text(item) for item in value)


@dataclass(frozen=True)
class Control:
    """One control: what it does, its fields, and those of which it needs exactly one."""

    help: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    one_of: tuple[str, ...] = ()


_RECOVER = (
    "go back to the last finite checkpoint with a tenth of the rate, or the one that was set since; or with clipped "
    "gradients; or stop"
)

CONTROLS: dict[str, Control] = {
    "pause": Control("wait after this batch"),
    "resume": Control("go on"),
    "step": Control(
        "go on for n batches or epochs, then pause",
        {"n": Field(int, 1), "unit": Field(str, "batch", ("batch", "epoch"))},
    ),
    "stop": Control("end after this batch, and save"),
    "learning_rate": Control(
        "set the learning rate, or multiply it", {"set": Field(float), "times": Field(float)}, ("set", "times")
    ),
    "checkpoint": Control("save now"),
    "extend": Control("train for so many epochs more", {"epochs": Field(int, ...)}),
    "note": Control("write down a remark", {"text": Field(str, ...)}),
    "recover": Control(_RECOVER, {"how": Field(str, ..., ("rate", "clip", "stop"))}),
    "subscribe": Control(
        "compute probes for so many seconds from now, at most hz times a second",
        {"probes": Field(list, ..., PROBES), "hz": Field(float, 1.0), "seconds": Field(float, 30.0)},
    ),
    "unsubscribe": Control("compute these probes no more", {"probes": Field(list, ..., PROBES)}),
}
"""Every control. A field without a default (``...``) must be given."""


def checked(do: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a control with their defaults.

    Raises:
        UnknownName: there is no control ``do``.
        ArgumentError: a field is missing, unknown, or no such value.
    """
    control = CONTROLS.get(do) if isinstance(do, str) else None
    if control is None:
        near = did_you_mean(do, CONTROLS) if isinstance(do, str) else ""
        raise UnknownName(f"There is no control {shortened(do)}{near or ': there are ' + ', '.join(CONTROLS) + '.'}")
    for name in fields:
        if name not in control.fields:
            raise UnknownArgument(f"The control '{do}' has no `{name}`{did_you_mean(str(name), control.fields) or '.'}")
    given = {name: value for name, value in fields.items() if value is not None}
    if control.one_of and len(given) != 1:
        raise ArgumentError(f"The control '{do}' needs either {' or '.join(f'`{name}`' for name in control.one_of)}.")
    said = {name: given.get(name, f.default) for name, f in control.fields.items()}
    for name, value in said.items():
        if value is ...:
            raise ArgumentError(f"The control '{do}' needs `{name}`.")
    return {n: control.fields[n].check(f"`{n}` of the control '{do}'", v) for n, v in said.items() if v is not None}
