"""One argument as something to fill in: what it is called, what it takes, what it is if nobody says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from plugkeras import annotations
from plugkeras.annotations import Range, part_of
from plugkeras.errors import ArgumentError, FormatError, PlugkerasError
from plugkeras.forms import usual
from plugkeras.forms.controls import Choice, Control, Maybe, parts_in
from plugkeras.forms.docstrings import Told, beginning
from plugkeras.forms.hints import FormOf, control_of
from plugkeras.forms.nested import Items
from plugkeras.forms.of_kind import OfKind
from plugkeras.forms.several import OneOf, core, is_text, one_of
from plugkeras.forms.taken import REQUIRED, UNKNOWN, Argument, noted
from plugkeras.host import host
from plugkeras.host.kinds import FUNCTION_KINDS, kinds_of
from plugkeras.host.manifest import guard
from plugkeras.project.values import Value, frozen, thawed


class Unset(Enum):
    """Why a field has no default that could be written."""

    REQUIRED = "it has to be given"
    UNWRITTEN = "the default is an object that no text can write"


@dataclass(frozen=True)
class Field:
    """One argument of a part.

    ``group`` is "main" or "advanced"; ``note`` says what a form cannot know of it; ``annotation`` is the part's own,
    and ``entry`` the control that reads, checks and writes its values.
    """

    name: str
    label: str
    help: str
    entry: Control
    default: Value | Unset
    group: str
    annotation: Any
    note: str
    check: Callable[[Value], None]

    @property
    def control(self) -> str:
        """integer, number, toggle, choice, part, sizes, list, mapping, text, or json for what is not known."""
        inner = core(self.entry)
        return inner.options[0].name if isinstance(inner, OneOf) else inner.name

    @property
    def required(self) -> bool:
        """Whether it has to be given."""
        return self.default is Unset.REQUIRED

    @property
    def optional(self) -> bool:
        """Whether none is a value."""
        return isinstance(self.entry, Maybe)

    @property
    def controls(self) -> tuple[Control, ...]:
        """The controls of all that may stand here, without none."""
        inner = core(self.entry)
        return inner.options if isinstance(inner, OneOf) else (inner,)

    @property
    def choices(self) -> tuple[Value, ...]:
        """What may be chosen from; for parts, every name of the kind."""
        return tuple(c for control in self.controls for c in getattr(control, "choices", ()))

    @property
    def range(self) -> Range | None:
        """The bounds of a number."""
        return next((control.within for control in self.controls if hasattr(control, "within")), None)

    @property
    def kind(self) -> str | None:
        """The kind of the parts that may stand here, whose forms are nested ones."""
        return next((control.kind for control in self.controls if isinstance(control, OfKind)), None)

    def parse(self, text: str) -> Value:
        """The value that somebody typed; ``parse(format(value)) == value``.

        Raises:
            ArgumentError: one sentence that says what would be right.
        """
        value = self.entry.read(text)
        self.check(value)
        return value

    def take(self, value: Value) -> Value:
        """A value from a document, as ``parse`` would give it; raises as ``parse`` does."""
        value = self.entry.take(value)
        self.check(value)
        return value

    def format(self, value: Value | Unset) -> str:
        """The text for a value; nothing for a default that no text can write."""
        return "" if isinstance(value, Unset) else self.entry.write(value)

    def to_json(self) -> dict[str, Any]:
        """All that is known of the field; ``default`` is absent if there is none that JSON can hold."""
        known = {} if isinstance(self.default, Unset) else {"default": thawed(self.default)}
        plain = {"name": self.name, "label": self.label, "help": self.help, "group": self.group}
        said = {"required": self.required, "optional": self.optional, **known}
        return {**plain, **said, **self.entry.describe(), "note": self.note}


def field_of(owner: str, argument: Argument, docs: Sequence[Told], form_of: FormOf) -> Field:
    """The field of one argument of a part called ``owner``."""
    default = written_default(argument.default)
    help = noted(argument.annotation) or _described(argument, docs)
    entry, note = _entry(argument, default, help, form_of)
    advanced = argument.option or (argument.name in usual.ADVANCED and default is not Unset.REQUIRED)
    return Field(
        argument.name,
        argument.name.replace("_", " ").capitalize(),
        help,
        entry,
        default,
        "advanced" if advanced else "main",
        None if argument.annotation in (REQUIRED, UNKNOWN) else argument.annotation,
        note,
        _check(owner, argument),
    )


def written_default(default: Any) -> Value | Unset:
    """A default as a value: a registered function by its name; what cannot be written is `Unset`."""
    if default is REQUIRED:
        return Unset.REQUIRED
    if isinstance(default, Enum) and not isinstance(default, str | int):
        default = default.value
    try:
        return frozen(default)
    except FormatError:
        owners = (host().owner(kind, default) for kind in FUNCTION_KINDS) if callable(default) else ()
        return next((name for found in owners if found for name in [found[1]]), Unset.UNWRITTEN)


def _entry(argument: Argument, default: Value | Unset, help: str, form_of: FormOf) -> tuple[Control, str]:
    """The control, and a note if it had to be guessed at."""
    hint, note = argument.annotation, ""
    entry = None if hint in (REQUIRED, UNKNOWN) else control_of(hint, form_of)
    if entry is None or is_text(entry) or core(entry) == Items():
        entry = usual.by_name(argument.name, form_of) or entry
    if entry is None and hint in (REQUIRED, UNKNOWN):
        said = usual.by_words(help)
        entry = usual.by_default(argument.default, said) or _of_object(argument.default, form_of) or said
    if entry is None or type(core(entry)) is Control:
        entry, note = Control(), _note(argument)
    if default is None and not isinstance(entry, Maybe):
        entry = Maybe(entry)
    return _taking(entry, default), note


def _of_object(default: Any, form_of: FormOf) -> Control | None:
    """The control of parts like a default that is one itself."""
    kinds = [kind for kind in FUNCTION_KINDS if callable(default) and host().owner(kind, default)]
    kinds = kinds or list(kinds_of(type(default)))
    return OfKind(kinds[0], form_of) if kinds and default is not REQUIRED else None


def _note(argument: Argument) -> str:
    if argument.annotation is UNKNOWN:
        return f"its annotation '{argument.text}' means nothing when the part runs: any value is taken"
    if argument.annotation is REQUIRED:
        return "it has no type hint: any value is taken"
    if "Callable" in str(argument.annotation):
        return "a function is wanted, which only a script can give"
    return "any value is taken; the part itself says what it can use" if argument.declared else "any value is taken"


def _taking(entry: Control, default: Value | Unset) -> Control:
    """The control, or one that takes the default as well: a part may say int and mean \"auto\" too."""
    if isinstance(default, Unset):
        return entry
    try:
        entry.take(default)
    except (ArgumentError, PlugkerasError):
        other = Choice((default,)) if isinstance(default, str) else usual.by_default(default, None)
        combined = one_of([core(entry), other or Control()])
        return Maybe(core(combined)) if isinstance(entry, Maybe) else combined
    return entry


def _described(argument: Argument, docs: Sequence[Told]) -> str:
    """What is listed of an argument, a sentence on it, what is usually meant, or where else the part mentions it."""
    name = argument.name
    for told in docs:
        if found := told.listed.get(name) or told.beginning(name):
            return beginning(found) if len(found) > 300 else found
    return usual.HELP.get(name) or (docs[0].mentioning(name) if docs else "")


def _check(owner: str, argument: Argument) -> Callable[[Value], None]:
    """What the part's own annotation asks for besides: that of a declared argument is its constructor's."""

    def check(value: Value) -> None:
        plain = not any(parts_in(value)) and part_of(argument.annotation) is None
        if plain and argument.declared and argument.annotation is not UNKNOWN:
            with guard():
                annotations.checked(owner, argument.name, argument.annotation, value)

    return _in_a_sentence(check, f"{owner}: `{argument.name}` ")


def _in_a_sentence(check: Callable[[Value], None], beginning: str) -> Callable[[Value], None]:
    def checked(value: Value) -> None:
        try:
            check(value)
        except Exception as error:  # of somebody else's function
            said = " ".join(str(error).split()) or type(error).__name__
            raise ArgumentError(said.removeprefix(beginning).rstrip(".")) from None

    return checked
