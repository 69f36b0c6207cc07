"""The control of parts of a kind, by name or with arguments."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from plugkeras.annotations import shortened
from plugkeras.errors import ArgumentError, PluginError, UnknownName
from plugkeras.forms import notation
from plugkeras.forms.controls import Control, near, refuse, safely
from plugkeras.forms.nested import read_value
from plugkeras.host import host
from plugkeras.project.values import Part, Value

_BARE = re.compile(r"[^\W\d][\w.-]*(>[^\W\d][\w.-]*)?")


@dataclass(frozen=True)
class OfKind(Control):
    """A part of a kind: its name, or a Part with arguments. ``form_of`` finds the form of a nested one.

    ``by_name``: whether the name alone, as a text, means the part to whoever takes the argument.
    """

    name: ClassVar[str] = "part"
    kind: str = "layers"
    form_of: Callable[[str, str], Any] | None = field(default=None, repr=False, compare=False)
    by_name: bool = True

    @property
    def choices(self) -> tuple[str, ...]:
        """Every name of the kind; imports no part."""
        return tuple(host().names(self.kind))

    def take(self, value: Value) -> Value:
        """A known name, or a Part of which each argument is known and takes its value."""
        if isinstance(value, str):
            self.kind_of(value)
            return value if self.by_name else Part(value)
        if not isinstance(value, Part):
            refuse(f"name of one of the {self.kind}, e.g. {self.choices[0] if self.choices else 'Name'},", value)
        assert isinstance(value, Part)
        kind = self.kind_of(value.name)
        try:
            return value if self.form_of is None else self.form_of(kind, value.name).taken(value)
        except PluginError as error:
            raise ArgumentError(str(error).rstrip(".")) from None

    def kind_of(self, name: str) -> str:
        """The kind of the part of that name: a layer may stand for an activation, too.

        Raises:
            ArgumentError: there is no such part.
        """
        known = host()
        if self.kind == "activations" and not known.offering(self.kind, name) and known.offering("layers", name):
            return "layers"
        try:
            known.plugin_of(self.kind, known.spelt(self.kind, name))
            return self.kind
        except UnknownName as error:
            hint = near(name, self.choices) or f": `plugkeras parts {self.kind}` lists what there is"
            said = f"unknown {shortened(name)}{hint}" if str(error).startswith("no ") else str(error).rstrip(".")
            raise ArgumentError(said) from None

    def read(self, text: str) -> Value:
        """``relu``, ``acme>Swish``, ``ExponentialDecay(0.1, decay_steps=100)``."""
        text = text.strip()
        bare = _BARE.fullmatch(text) and text.lower() not in notation.WORDS
        return self.take(text if bare else read_value(text, f"name of one of the {self.kind}"))

    def write(self, value: Value) -> str:
        """A name bare, a Part as a call."""
        return safely(self, value, value) if isinstance(value, str) else notation.written(value)

    def describe(self) -> dict[str, Any]:
        """With the ``kind``, whose names are the choices."""
        return {"control": self.name, "kind": self.kind}
