"""Build: put a model together of whatever layers are installed, and see what it costs and what is wrong."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from plugkeras.project.values import Value
from plugkeras_tui.build import layers, rows, totals
from plugkeras_tui.build.doing import Doing
from plugkeras_tui.build.fixes import Fixes
from plugkeras_tui.build.palette import Palette
from plugkeras_tui.build.properties import Properties
from plugkeras_tui.build.stack import Stack
from plugkeras_tui.form import PropertyList
from plugkeras_tui.form.lines import LineList
from plugkeras_tui.session import Session


class Pile(Vertical):
    """The layers under their head, which goes with them when they have the whole screen."""

    ALLOW_MAXIMIZE = True


class BuildScreen(Doing):
    """Palette, stack and properties side by side; on a narrow terminal the stack, and the others slide over it."""

    title_: ClassVar[str] = "Build"
    key: ClassVar[str] = "1"
    DEFAULT_CSS = """
    BuildScreen {
        & #panes { layers: base over; height: 1fr; }
        & #pile { width: 1fr; }
        & #head { height: 1; background: $panel; }
        & #costs { height: 1; background: $panel; padding: 0 1; }
        & #fit { height: auto; max-height: 2; background: $panel; padding: 0 1; }
        & #fit.-error { color: $text-error; }
        & #fit.-warning { color: $text-warning; }
        & #fit.-good { color: $text-success; }
        & Palette { width: 24; border-right: solid $foreground-disabled; }
        & Properties { width: 36; border-left: solid $foreground-disabled; }
    }
    BuildScreen.-very-wide { & Palette { width: 38; } & Properties { width: 60; } }
    BuildScreen.-narrow {
        & Palette, & Properties { layer: over; display: none; background: $surface; }
        & Palette { dock: left; width: 44; max-width: 90%; border-right: thick $accent; }
        & Properties { dock: right; width: 46; max-width: 90%; border-left: thick $accent; }
        & Palette.-open, & Properties.-open { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "add", id="build.add", tooltip="add a layer after this one"),
        Binding("f", "fixes", "fix", id="build.fix", tooltip="what would mend what is wrong"),
        Binding("A", "auto_head", "head", id="build.auto_head", tooltip="fit last layer, loss and metrics to the data"),
        Binding("J,shift+down", "shift(1)", "down", id="build.down", show=False, tooltip="move the layer down"),
        Binding("K,shift+up", "shift(-1)", "up", id="build.up", show=False, tooltip="move the layer up"),
        Binding("d", "duplicate", "dup", id="build.duplicate", show=False, tooltip="duplicate the layer"),
        Binding("x,delete", "remove", "del", id="build.remove", tooltip="remove the layer"),
        Binding(
            "space", "bypass", "bypass", id="build.bypass", show=False, tooltip="bypass the layer, or use it again"
        ),
        Binding("t", "templates", "templates", id="build.templates", tooltip="begin with a template"),
        Binding("c", "copy", "copy", id="build.copy", show=False, tooltip="copy the layer"),
        Binding("v", "paste", "paste", id="build.paste", show=False, tooltip="paste layers"),
        Binding("V", "range", "range", id="build.range", show=False, tooltip="mark a range of layers"),
        Binding("e", "export", "export", id="build.export", show=False, tooltip="write it as a script"),
        Binding("E", "script", "$EDITOR", id="build.script", show=False, tooltip="open its script in $EDITOR"),
        Binding("tab", "pane(1)", "next pane", id="build.next_pane", show=False, tooltip="next pane"),
        Binding("shift+tab", "pane(-1)", "pane before", id="build.pane_before", show=False, tooltip="pane before"),
        Binding("escape", "back", "back", show=False, tooltip="back to the layers"),
    ]

    def body(self) -> ComposeResult:
        """The three panes."""
        with Horizontal(id="panes"):
            yield Palette()
            with Pile(id="pile"):
                yield Static(id="head", markup=False)
                yield Stack()
                yield Fixes()
                yield Static(id="costs", markup=False)
                yield Static(id="fit", markup=False)
            yield Properties()

    def on_mount(self) -> None:
        """Listen to the session."""
        session = self.session
        for signal in (session.project_changed, session.report_changed, session.data_changed):
            signal.subscribe(self, self._changed)
        self.stack.focus()
        self._show()

    def on_screen_resume(self) -> None:
        """What happened while another screen was shown."""
        self._show()

    def on_resize(self) -> None:
        """Other columns, and other room for what is said under them."""
        self.call_after_refresh(self._show)

    # -- showing -----------------------------------------------------------------------------------

    def _changed(self, session: Session) -> None:
        if self.is_current:
            self._show()

    def _show(self, key: str | None = None) -> None:
        session = self.session
        if session.history is not self._history:
            self._history, self.stack.range_from = session.history, None  # layers of the same names are others now
        self.stack.show(session.project, session.report, key or self.wanted)
        self.wanted = None
        self._subject()
        self._heads()
        self.call_after_refresh(self._heads)  # as wide as the list is once it has its place
        costs, fit = self.query_one("#costs", Static), self.query_one("#fit", Static)
        costs.update(totals.costs(session.report), layout=False)
        said, kind = totals.fit(session.project, session.report, session.facts, session.trouble)
        if said != fit.content:
            fit.update(said)
        for one in ("error", "warning", "good"):
            fit.set_class(kind == one, f"-{one}")
        self._dim()

    def _dim(self) -> None:
        """What is refused now is dimmed; the footer is not made anew while nothing of that changes."""
        refused = tuple(bool(self.refused(action)) for action in ("edit", "auto_head", "fixes"))
        if refused != self._refused:
            self._refused = refused
            self.refresh_bindings()

    def _heads(self) -> None:
        width = self.stack.scrollable_content_region.width
        line = rows.head(width) if self.stack.project.model.layers else ()
        head, text = self.query_one("#head", Static), "".join(text for text, _ in line)
        if text != head.content:
            head.update(text, layout=False)

    def _subject(self) -> None:
        """The properties of the layer that the cursor is on; those of a stranger once its import has been tried."""
        spec = self.stack.spec
        offer = self.palette.offer_of(spec.part.name) if spec is not None else None
        wait = offer.wait if offer is not None else ""
        self.properties.show(spec, self.session.report, wait)

    @on(LineList.Moved, "Stack")
    def _moved(self) -> None:
        self._subject()
        self._dim()

    @on(LineList.Chosen, "Stack")
    def _chosen(self) -> None:
        self.action_edit()

    # -- panes -------------------------------------------------------------------------------------

    def open_pane(self, name: str) -> None:
        """Give the focus to "palette", "stack" or "properties"; on a narrow terminal the others are out of the way."""
        self.palette.set_class(name == "palette", "-open")
        self.properties.set_class(name == "properties", "-open")
        target = {"palette": self.palette.input, "properties": self.properties.list.lines}.get(name, self.stack)
        target.focus(scroll_visible=False)

    @property
    def pane(self) -> str:
        """The pane that has the focus."""
        nodes = self.focused.ancestors_with_self if self.focused is not None else []
        return next((name for name in ("palette", "properties") if getattr(self, name) in nodes), "stack")

    def action_pane(self, by: int) -> None:
        """The next pane, or the one before."""
        names = ("palette", "stack", "properties")
        self.fixes.close()
        self.open_pane(names[(names.index(self.pane) + by) % 3])

    def action_back(self) -> None:
        """To the stack; there, out of a range."""
        if self.pane != "stack":
            self.open_pane("stack")
        elif self.stack.range_from is not None:
            self.stack.toggle_range()

    # -- adding and editing ------------------------------------------------------------------------

    def action_add(self) -> None:
        """Open the palette."""
        self.open_pane("palette")
        self.palette.open(self._rank(), self._known())

    def add_named(self, name: str) -> None:
        """Add a layer by its name; what it needs is asked first."""
        self.action_add()
        self.palette.pick(name)

    def _rank(self) -> int | None:
        """The axes of what comes out at the cursor."""
        number, report = self.stack.number, self.session.report
        if number is not None and report is not None and number < len(report.layers):
            shape = report.layers[number].output_shape
            return len(shape) if shape is not None else None
        return len(self.session.facts.input_shape) + 1 if self.session.facts is not None else None

    def _known(self) -> dict[str, Value]:
        facts = self.session.facts
        return {"shape": facts.input_shape} if facts is not None else {}

    @on(Palette.Picked)
    def _picked(self, message: Palette.Picked) -> None:
        self.add(message.part)
        self.open_pane("stack")

    @on(Palette.Left)
    def _left(self) -> None:
        self.open_pane("stack")

    @on(Palette.Found)
    def _surveyed(self) -> None:
        self._subject()

    def action_edit(self) -> None:
        """Into the properties, to what is missing or wrong if something is."""
        if self.refused("edit"):
            return
        self.open_pane("properties")
        found = self.properties.list
        wrong = next((row.path for row in found.rows if found.problem(row)), None)
        if wrong is not None:
            found.lines.put(wrong)

    @on(PropertyList.Changed)
    def _edited(self, message: PropertyList.Changed) -> None:
        name = str(message.properties.subject)
        wanted = message.part.arguments.get("name")
        self.wanted = wanted if isinstance(wanted, str) else None
        done = self.edit(lambda project: layers.with_part(project, name, message.part), ("layers", name, *message.path))
        if not done:  # refused, so that the list shows what is not so
            self.wanted = None
            self._show()

    @property
    def palette(self) -> Palette:
        """The palette."""
        return self.query_one(Palette)

    @property
    def properties(self) -> Properties:
        """The properties."""
        return self.query_one(Properties)
