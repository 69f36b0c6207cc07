"""How much the rows of each class count: a row a class, under the one for all of them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from plugkeras.annotations import NotNegative
from plugkeras.forms import Field, Unset, form_of
from plugkeras.forms.fields import field_of
from plugkeras.forms.taken import Argument
from plugkeras.project.values import Table, Value
from plugkeras_tui.form.rows import Row
from plugkeras_tui.form.within import Path

WEIGHTS: Path = ("class weights",)
EVEN = 1.0


@dataclass(frozen=True)
class Weights(Row):
    """All of them in a line, by the names of the classes."""

    names: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """``no 0.54, yes 7.5``."""
        table = self.value if isinstance(self.value, Table) else Table()
        return ", ".join(f"{name_of(number, self.names)} {value}" for number, value in table.items()) or "none"


def rows_of_weights(row: Row, names: Sequence[str], opened: Collection[Path]) -> Iterator[Row]:
    """The row of all weights, and one for each class if it is unfolded; ``names`` are those of the classes."""
    table = row.value if isinstance(row.value, Table) else Table()
    numbers = list(dict.fromkeys([*map(str, range(len(names))), *table]))
    opens = bool(numbers)
    made = {**vars(row), "opens": opens, "opened": opens and row.path in opened}
    yield Weights(**made, names=tuple(names))
    if not made["opened"]:
        return
    for number in numbers:
        label, value = name_of(number, names), table.get(number, EVEN)
        yield Row((*row.path, number), label, _field(number, label), value, number in table, row.depth + 1)


def name_of(number: str, names: Sequence[str]) -> str:
    """The class of that number by its name, if it is known."""
    return names[int(number)] if number.isdecimal() and int(number) < len(names) else number


def weighted(table: Value | Unset, number: str, value: Value | Unset) -> Table:
    """The weights with another one; what counts as usual is not kept."""
    before = table if isinstance(table, Table) else Table()
    kept = {name: said for name, said in before.items() if name != number}
    if not isinstance(value, Unset) and value is not None and value != EVEN:
        kept[number] = value
    return Table(dict(sorted(kept.items(), key=lambda item: (len(item[0]), item[0]))))


def _field(number: str, label: str) -> Field:
    found = field_of("data", Argument(number, NotNegative, EVEN), (), form_of)
    said = f"How much a row of the class {label} counts: 2 is as much as two rows of another one."
    return Field(number, label, said, found.entry, EVEN, "main", NotNegative, "", found.check)
