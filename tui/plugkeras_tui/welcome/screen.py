"""Welcome: what to start, to go on with, to attach to; each row runs on Enter, F5 trains it at once."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from plugkeras.errors import PlugkerasError
from plugkeras.host import host
from plugkeras.project import Project
from plugkeras_tui.beside import beside, go
from plugkeras_tui.everywhere.screens import KEYS
from plugkeras_tui.frame import ModeScreen
from plugkeras_tui.names import shortest
from plugkeras_tui.welcome.asking import AskFile
from plugkeras_tui.welcome.choices import Choices
from plugkeras_tui.welcome.preview import Looking
from plugkeras_tui.welcome.rows import Row, beginnings, continued, fitting, started, under_way
from plugkeras_tui.welcome.searching import SearchBox

EVERY = 2.0
"""Seconds between two looks for runs to attach to, while the screen is shown."""


class Pane(Vertical):
    """Where the preview is; tells when it has another size, which it may have later than the screen."""

    class Resized(Message):
        """It has another size."""

    def on_resize(self) -> None:
        """Tell."""
        self.post_message(self.Resized())


class WelcomeScreen(ModeScreen):
    """What to begin with, or go on with."""

    title_: ClassVar[str] = "Welcome"
    key: ClassVar[str] = "0"
    AUTO_FOCUS = "Choices"  # a key that came before all is styled would be typed into the search that is not seen yet
    HELP = "Choose with ↑ ↓, open with Enter; the key that trains opens it and trains at once."
    DEFAULT_CSS = """
    WelcomeScreen #preview { width: 30; height: 1fr; border: round $border; padding: 0 1; overflow: hidden hidden; }
    WelcomeScreen #seen { height: auto; width: 1fr; }
    WelcomeScreen #list { width: 1fr; }
    WelcomeScreen #screens { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    WelcomeScreen Choices { padding: 0 1; }
    WelcomeScreen.-small #preview { display: none; }
    WelcomeScreen.-wide #preview { width: 50; }
    WelcomeScreen.-very-wide #preview { width: 76; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (72, "-narrow"), (100, "-wide"), (160, "-very-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "train", "open and train", id="welcome.train", tooltip="open it, and train it at once"),
        Binding("slash", "search", "search", id="welcome.search", tooltip="search what is listed"),
        Binding("delete,x", "discard", "forget", show=False, id="welcome.discard", tooltip="throw recovered work away"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._looking = Looking()
        self._facts: dict[str, str] = {}
        self._names = host().standard_names("templates")
        self._continued: list[Row] = []
        self._to_attach: list[Row] = []
        self._seen: tuple[Any, ...] = ()

    def body(self) -> ComposeResult:
        """The list, and what is under its cursor."""
        with Horizontal():
            with Vertical(id="list"):
                yield SearchBox()
                yield Choices(beginnings())
            with Pane(id="preview"):
                yield Static(id="seen")
        yield Static("  ".join(f"{key} {name}" for name, key in KEYS.items()), id="screens", markup=False)

    def on_mount(self) -> None:
        """What takes longer than a glance comes behind the first picture."""
        self.query_one(Choices).focus()
        self.session.run_changed.subscribe(self, lambda _: self._again())
        self.set_interval(EVERY, self._look_for_runs)
        self.call_after_refresh(self._begin)

    def on_screen_resume(self) -> None:
        """Others may have come, or ended."""
        if self.is_mounted:
            self._again()

    def on_pane_resized(self) -> None:
        """The preview has another size."""
        self._look()

    def _begin(self) -> None:
        self._look()
        self._again()
        go(self, "facts", self._find_facts)

    async def _find_facts(self) -> None:
        """What templates are, and how long they take; then those of plugins, whose manifests may take their time."""
        await self._find_facts_of(self._names)
        names = await beside(lambda: host().names("templates"))
        self._names = shortest(names)
        self._show()
        for name in [name for name in self._names if name not in self._facts]:
            go(self, f"facts {name}", self._find_facts_of, [name])  # apart: one may hang

    async def _find_facts_of(self, names: Sequence[str]) -> None:
        for name in names:
            self._facts[name] = await beside(partial(self._facts_of, name))
        self._show()

    def _facts_of(self, name: str) -> str:
        try:
            return self._looking.template(name).facts
        except Exception as error:  # a stranger's template
            return f"⚠ {error}"

    def _again(self) -> None:
        """Look for projects and runs, if anybody sees them."""
        if self.is_current:
            go(self, "rows", self._find, True)

    def _look_for_runs(self) -> None:
        if self.is_current:
            go(self, "rows", self._find, False)

    async def _find(self, all_of_them: bool) -> None:
        found = await beside(lambda: (continued() if all_of_them else self._continued, under_way()))
        if found != (self._continued, self._to_attach):
            self._continued, self._to_attach = found
            self._show()
        row = self.query_one(Choices).row
        if row is not None and row.kind == "run":
            self._look()

    def _show(self) -> None:
        there = [*started(self._names, self._facts), *self._continued, *self._to_attach]
        self.query_one(Choices).show(fitting(there, self.query_one(SearchBox).value))

    # -- searching ---------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Type what is searched."""
        self.query_one(SearchBox).open()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Those that fit."""
        self._show()

    def on_search_box_key(self, event: SearchBox.Key) -> None:
        """What the list does for a key; it has the focus again when nothing more is typed."""
        choices = self.query_one(Choices)
        if event.key in ("up", "down"):
            choices.action_move(1 if event.key == "down" else -1)
            return
        row = choices.row
        self.query_one(SearchBox).close()
        choices.focus()
        if event.key == "open" and row is not None:
            self._open(row)

    def on_choices_highlighted(self, event: Choices.Highlighted) -> None:
        """Show what it is."""
        self._look()

    def _look(self) -> None:
        row, pane = self.query_one(Choices).row, self.query_one("#preview")
        size = pane.content_size
        if row is not None and size.width > 8:
            go(self, "preview", self._preview, row, size.width, size.height)

    async def _preview(self, row: Row, width: int, height: int) -> None:
        ascii = bool(getattr(self.app, "ascii", False))
        text: Text = await beside(lambda: self._looking.preview(row, width, height, ascii))
        seen = (text.plain, width)
        if row == self.query_one(Choices).row and seen != self._seen:
            self._seen = seen
            self.query_one("#seen", Static).update(text)

    # -- opening -----------------------------------------------------------------------------------

    def refused(self, action: str) -> str:
        """Only recovered work can be thrown away."""
        row = self.query_one(Choices).row if self.query(Choices) else None
        if action == "discard" and (row is None or row.kind != "recovered"):
            return "Only recovered work can be thrown away here."
        return ""

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Open it."""
        self._open(event.row)

    def action_train(self) -> None:
        """Open what is under the cursor, and train it; a run is attached to."""
        row = self.query_one(Choices).row
        if row is None or self.main.opening.words:
            self.main.action_train()
        else:
            self._open(row, None if row.kind in ("file", "empty", "run") else self.main.action_train)

    def action_discard(self) -> None:
        """Throw recovered work away."""
        row = self.query_one(Choices).row
        if row is not None and row.kind == "recovered":
            try:
                row.what.discard()
            except PlugkerasError as error:
                self.notify(str(error), severity="error", markup=False)
            self._again()

    def _open(self, row: Row, then: Callable[[], None] | None = None) -> None:
        try:
            getattr(self, f"_open_{row.kind}")(row)
        except Exception as error:  # a stranger's template; a file that is damaged
            self.notify(str(error) or type(error).__name__, severity="error", markup=False)
            return
        if then is not None:
            self.call_later(then)

    def _open_template(self, row: Row) -> None:
        self._work_on(self._looking.project(row.what))

    def _open_empty(self, row: Row) -> None:
        self._work_on(Project())

    def _open_recent(self, row: Row) -> None:
        self.main.opening.open(row.what.path)

    def _open_recovered(self, row: Row) -> None:
        self.session.recover(row.what)
        self.main.switch_mode("Build")

    def _open_run(self, row: Row) -> None:
        if self.session.is_untouched and (project := row.what.project()) is not None:
            self.session.open(project)
        self.session.attach(row.what)
        self.main.switch_mode("Train")

    def _open_file(self, row: Row) -> None:
        self.app.push_screen(AskFile(Path.cwd()), self._asked)

    def _asked(self, path: Path | None) -> None:
        if path is not None:
            self.main.opening.open(path)

    def _work_on(self, project: Project) -> None:
        self.session.open(project)
        self.main.switch_mode("Build")

    def on_unmount(self) -> None:
        """End what previews have started."""
        self._looking.close()
