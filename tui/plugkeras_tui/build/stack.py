"""The layers as a stack: one list with a cursor, and a range of them if one is marked."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from plugkeras.project import Project
from plugkeras.project.checking import Report
from plugkeras.project.document import LayerSpec
from plugkeras_tui.build import rows
from plugkeras_tui.form.lines import Item, LineList

EMPTY = ("No layers yet.", "", "a  adds one", "t  begins with a template", "A  makes a head for the data")


class Stack(LineList):
    """Shows a project and what checking said of it. ``selected`` are the names that an edit is of."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "edit", id="build.edit"),
        Binding("k", "move(-1)", "up", show=False),
        Binding("j", "move(1)", "down", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.project = Project()
        self.report: Report | None = None
        self.range_from: str | None = None

    def items(self, width: int) -> list[Item]:
        """A row a layer."""
        if not self.project.model.layers:
            return [Item(None, tuple(((f"    {line}", "shade"),) for line in EMPTY), False)]
        return list(rows.items(self.project, self.report, width))

    def show(self, project: Project, report: Report | None, key: str | None = None) -> None:
        """Show a project; the cursor goes to the layer called ``key``, or stays."""
        self.project, self.report = project, report
        if self.range_from is not None and all(spec.name != self.range_from for spec in project.model.layers):
            self.range_from = None
        self.rebuild(key)
        self.mark(self.selected if self.range_from is not None else ())

    @property
    def spec(self) -> LayerSpec | None:
        """The layer that the cursor is on."""
        return next((spec for spec in self.project.model.layers if spec.name == self.key), None)

    @property
    def number(self) -> int | None:
        """Its place."""
        return next((n for n, spec in enumerate(self.project.model.layers) if spec.name == self.key), None)

    @property
    def selected(self) -> list[str]:
        """The layer that the cursor is on; or all of the range."""
        names = [spec.name for spec in self.project.model.layers]
        if self.key not in names:
            return []
        ends = sorted((names.index(self.key), names.index(self.range_from if self.range_from in names else self.key)))
        return names[ends[0] : ends[1] + 1]

    @property
    def specs(self) -> list[LayerSpec]:
        """The layers that are selected."""
        return [spec for spec in self.project.model.layers if spec.name in self.selected]

    def toggle_range(self) -> bool:
        """Begin a range here, or forget it; whether there is one now."""
        self.range_from = self.key if self.range_from is None else None
        self.mark(self.selected if self.range_from is not None else ())
        return self.range_from is not None

    def _go(self, number: int) -> None:
        super()._go(number)
        if self.range_from is not None:
            self.mark(self.selected)
