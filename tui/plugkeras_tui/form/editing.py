"""What becomes of a row's value while it is typed: what could be chosen, what is wrong, what is meant."""

from plugkeras.errors import ArgumentError
from plugkeras.forms import Field, Unset
from plugkeras.project.values import Part, Value
from plugkeras_tui.form.nudging import choices_of, folded
from plugkeras_tui.form.rows import Row
from plugkeras_tui.form.told import matches, named

LISTED = ("part", "choice")
"""Controls whose values are names: they are listed before anything is typed."""


class Editing:
    """A row that is edited; ``matches`` are the choices that fit, ``match`` the number of one of them."""

    def __init__(self, row: Row, field: Field, typed: str = "") -> None:
        self.row, self.field = row, field
        self.wrong = ""
        """Why what is typed cannot be taken, in a sentence."""
        self.matches: list[Value] = []
        self.match: int | None = None
        if typed:
            self.type(typed)
        elif field.control in LISTED:
            self._list_all()

    def _list_all(self) -> None:
        """All that can be chosen, the mark on what is there."""
        self.matches = choices_of(self.field)
        now = self.row.value.name if isinstance(self.row.value, Part) else self.row.value
        self.match = next((n for n, choice in enumerate(self.matches) if folded(choice) == folded(now)), None)

    def type(self, text: str) -> None:
        """Something else is typed."""
        self.matches, self.match = matches(choices_of(self.field), text), None
        self.wrong = "" if self.matches else self._wrong(text)

    def step(self, by: int) -> None:
        """To the next of the choices, or the one before."""
        self.match = ((-1 if self.match is None and by > 0 else self.match or 0) + by) % len(self.matches)

    def _wrong(self, text: str) -> str:
        try:
            self._value(text)
        except ArgumentError as error:
            said, in_shell, _ = str(error).partition(": `plugkeras parts ")
            return f"{said}: with nothing typed, all that there is is listed" if in_shell else said
        return ""

    def _value(self, text: str) -> Value | Unset:
        """What was typed; nothing leaves it to the default."""
        if not text.strip() and not self.field.required and not self.field.optional:
            return Unset.UNWRITTEN
        return self.field.parse(text)

    def meant(self, text: str) -> Value | Unset:
        """What was chosen below; what was typed, if that is right; else the first that begins like it.

        Raises:
            ArgumentError: it is none of these.
        """
        chosen = named(self.field, text) if self.match is None else self.matches[self.match]
        if chosen is not None:
            return self.field.take(chosen)
        try:
            return self._value(text)
        except ArgumentError:
            if self.matches and text.strip():
                return self.field.take(self.matches[0])
            raise
