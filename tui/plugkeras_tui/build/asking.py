"""What has to be given of a layer before it is added, asked one field after another."""

from plugkeras.errors import ArgumentError
from plugkeras.forms import Field, Form
from plugkeras.project.values import Part, Table, Value
from plugkeras_tui.strangers import first_value, required


class Asking:
    """The fields of a form that have to be given; ``part`` is the layer once all of them are."""

    def __init__(self, form: Form, known: dict[str, Value] | None = None) -> None:
        self.form, self.known = form, known or {}
        self.values: dict[str, Value] = {}
        self._fields: list[Field] = required(form)

    @property
    def field(self) -> Field | None:
        """What is asked now; None if all is known."""
        return next((field for field in self._fields if field.name not in self.values), None)

    @property
    def first(self) -> str:
        """What may be taken as it is: from the data, or what is usual."""
        field = self.field
        if field is None:
            return ""
        value = self.known.get(field.name)
        value = first_value(self.form, field.name) if value is None else value
        return "" if value is None else field.format(value)

    @property
    def part(self) -> Part:
        """The layer with what was given."""
        return Part(self.form.name, Table(self.values))

    def take(self, text: str) -> str:
        """Take in what was typed; what is wrong with it, or nothing."""
        field = self.field
        if field is None:
            return ""
        try:
            self.values[field.name] = field.parse(text)
        except ArgumentError as error:
            return str(error)
        return ""

    def back(self) -> bool:
        """Ask the one before again; whether there is one."""
        if not self.values:
            return False
        self.values.popitem()
        return True
