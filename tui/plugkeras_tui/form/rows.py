"""The rows of a form: a field each, those of the parts within indented below it, the advanced ones folded."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from plugkeras.errors import PlugkerasError
from plugkeras.forms import Field, Form, Unset
from plugkeras.project.difference import shown
from plugkeras.project.values import Part, Value
from plugkeras_tui.form.within import Path, arguments_of, inside, item_field, items_control

ADVANCED = ""
"""The last name in the path of the row that folds the advanced fields."""


@dataclass(frozen=True)
class Row:
    """One line: ``path`` leads to its value, which is ``given`` or the default; ``opens`` if there is more inside."""

    path: Path
    label: str
    field: Field | None = None
    value: Value | Unset = Unset.UNWRITTEN
    given: bool = False
    depth: int = 0
    opens: bool = False
    opened: bool = False
    count: int = 0

    @property
    def missing(self) -> bool:
        """Whether it has to be given and is not."""
        return self.value is Unset.REQUIRED and not self.is_new_item

    @property
    def is_new_item(self) -> bool:
        """Whether it is where an item is added to a list."""
        return self.label == "+"

    @property
    def text(self) -> str:
        """The value as it is shown."""
        if self.field is None:
            return "" if isinstance(self.value, Unset) else shown(self.value)
        if isinstance(self.value, Unset):
            return ""
        if isinstance(self.value, Part):
            return self.value.name if self.opened else shown(self.value)
        if isinstance(self.value, tuple) and self.opens:
            return ", ".join(map(shown, self.value)) or "none yet"
        try:
            return " ".join(self.field.format(self.value).split())
        except PlugkerasError:
            return shown(self.value)


def rows_of(form: Form, part: Part, opened: Collection[Path], base: Path = ()) -> Iterator[Row]:
    """The rows; ``opened`` are the paths of those that are unfolded."""
    values = arguments_of(form, part)
    more = [field for field in form.fields if field.group == "advanced" and field.name not in values]
    names = {field.name for field in form.fields}
    for field in form.fields:
        if field not in more:
            yield from _field(field, values, opened, base)
    for name in (name for name in values if name not in names):
        yield Row((*base, name), name, None, values[name], True, len(base))
    if more:
        path = (*base, ADVANCED)
        yield Row(path, "advanced", depth=len(base), opens=True, opened=path in opened, count=len(more))
        for field in more if path in opened else ():
            yield from _field(field, values, opened, base)


def _field(field: Field, values: dict[str, Value], opened: Collection[Path], base: Path) -> Iterator[Row]:
    path, given = (*base, field.name), field.name in values
    value = values.get(field.name, field.default)
    yield from _value(field, value, given, opened, path, field.name)


def _value(
    field: Field, value: Value | Unset, given: bool, opened: Collection[Path], path: Path, label: str
) -> Iterator[Row]:
    item, within = items_control(field), inside(field, value)
    opens, depth = item is not None or within is not None, len(path) - 1
    yield Row(path, label, field, value, given, depth, opens, opens and path in opened)
    if path not in opened:
        return
    if within is not None:
        yield from rows_of(within.form, within.part, opened, path)
    elif item is not None:
        values = value if isinstance(value, tuple) else ()
        for number, one in enumerate(values):
            yield from _value(
                item_field(field, number, item), one, True, opened, (*path, str(number)), f"{number + 1}."
            )
        new = item_field(field, len(values), item)
        yield Row((*path, str(len(values))), "+", new, Unset.REQUIRED, False, depth + 1)
