"""Values inside a part, by the names of the fields that lead there; the part as it is with another one."""

from dataclasses import dataclass
from typing import Any

from plugkeras.errors import PlugkerasError
from plugkeras.forms import Control, Field, Form, Unset
from plugkeras.forms.nested import Items
from plugkeras.forms.of_kind import OfKind
from plugkeras.host import host
from plugkeras.project.values import Part, Value
from plugkeras_tui.strangers import may_be_imported

Path = tuple[str, ...]
"""``("learning_rate", "decay_steps")``; an item of a list by its number."""


@dataclass(frozen=True)
class Inside:
    """The form of a part that stands as a value."""

    form: Form
    part: Part
    control: OfKind


def arguments_of(form: Form, part: Part) -> dict[str, Value]:
    """The arguments of a part by today's names; as they are if they have none."""
    try:
        return dict(form.named(part).arguments)
    except PlugkerasError:
        return dict(part.arguments)


def part_control(field: Field, value: Value | Unset) -> OfKind | None:
    """The control of parts that a value is taken by; the first one for no value."""
    found = [control for control in field.controls if isinstance(control, OfKind)]
    if not isinstance(value, str | Part):
        return found[0] if found else None
    name = value if isinstance(value, str) else value.name
    return next((control for control in found if _knows(control, name)), None)


def _knows(control: OfKind, name: str) -> bool:
    try:
        return bool(control.kind_of(name))
    except PlugkerasError:
        return False


def inside(field: Field, value: Value | Unset) -> Inside | None:
    """The form of the part that a value names, if it has something to fill in."""
    control = part_control(field, value) if isinstance(value, str | Part) else None
    if control is None or control.form_of is None or isinstance(value, Unset):
        return None
    part = Part(value) if isinstance(value, str) else value
    assert isinstance(part, Part)
    try:
        kind = control.kind_of(part.name)
        if not may_be_imported(kind, part.name):
            return None
        form: Form = control.form_of(kind, part.name)
        takes = bool(form.fields) and isinstance(host().get(kind, form.name), type)
    except PlugkerasError:
        return None
    return Inside(form, part, control) if takes else None


def items_control(field: Field) -> Control | None:
    """What the items of a list of parts are asked by; None if the field is no such list."""
    for control in field.controls:
        if isinstance(control, Items) and isinstance(control.item, OfKind):
            return control.item
    return None


def item_field(field: Field, number: int, item: Control) -> Field:
    """One item of a list as a field of its own."""
    name = str(number)
    return Field(name, name, field.help, item, Unset.REQUIRED, "main", None, field.note, _nothing)


def _nothing(value: Value) -> None:
    """An item is checked with its list."""


def put(form: Form, part: Part, path: Path, value: Value | Unset) -> Part:
    """The part with ``value`` at ``path``; a default is not kept, and an `Unset` leaves it to the default.

    Raises:
        ArgumentError: there is no such place.
    """
    name, rest = path[0], path[1:]
    values = arguments_of(form, part)
    known = next((field for field in form.fields if field.name == name), None)
    if rest:
        old = values.get(name, known.default if known else None)
        value = _changed(form.field(name), old, rest, value)
    if isinstance(value, Unset):
        values.pop(name, None)
    else:
        values[name] = value
    made = form.part(values)
    return Part(part.name, made.arguments)


def _changed(field: Field, old: Any, path: Path, value: Value | Unset) -> Value:
    item = items_control(field)
    if item is not None:
        return _in_list(field, tuple(old) if isinstance(old, tuple) else (), path, value, item)
    found = inside(field, old)
    if found is None:
        return old  # type: ignore[no-any-return]
    return _shortest(put(found.form, found.part, path, value), found.control)


def _in_list(field: Field, old: tuple[Any, ...], path: Path, value: Value | Unset, item: Control) -> Value:
    number, rest = int(path[0]), path[1:]
    before = old[number] if number < len(old) else None
    new = _changed(item_field(field, number, item), before, rest, value) if rest else value
    return (*old[:number], *(() if isinstance(new, Unset) else (new,)), *old[number + 1 :])


def _shortest(part: Part, control: OfKind) -> Value:
    return part.name if control.by_name and not part.arguments else part


def same_part(new: Value | Unset, old: Value | Unset) -> bool:
    """Whether a name was given for a part of that name, which then keeps its arguments."""
    name = new.name if isinstance(new, Part) and not new.arguments else new
    return isinstance(old, Part) and name == old.name
