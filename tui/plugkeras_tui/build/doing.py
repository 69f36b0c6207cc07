"""What the keys of the build screen do to the project: every one an edit of the session, by name."""

from collections.abc import Callable
from typing import Any

from textual import on

from plugkeras.errors import PlugkerasError
from plugkeras.project import Project, edits
from plugkeras.project.checking import Problem
from plugkeras.project.values import Part
from plugkeras_tui.beside import beside, go
from plugkeras_tui.build import layers, rows, telling, totals
from plugkeras_tui.build.fixes import Fixes
from plugkeras_tui.build.stack import Stack
from plugkeras_tui.build.templates import Templates
from plugkeras_tui.exporting.writing import Writing

NEEDS_LAYER = ("edit", "shift", "duplicate", "remove", "bypass", "copy", "range")


class Doing(Writing):
    """The actions on the layers that are selected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted: str | None = None
        self._history: Any = None  # of the project that was shown last
        self._refused: tuple[bool, ...] = ()

    @property
    def stack(self) -> Stack:
        """The list of the layers."""
        return self.query_one(Stack)

    @property
    def fixes(self) -> Fixes:
        """The list of the fixes."""
        return self.query_one(Fixes)

    def refused(self, action: str) -> str:
        """Why something cannot be done now."""
        session = self.session
        if action in NEEDS_LAYER and not session.project.model.layers:
            return "There is no layer yet: a adds one."
        if action == "auto_head" and session.facts is None:
            return "The last layer is fitted to data, and there are none: choose some first."
        if action == "fixes" and self._problem() is None and not self._is_on_data:
            return "Nothing is wrong that could be mended here."
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dimmed, not hidden, if it is refused."""
        return super().check_action(action, parameters) if self.is_mounted else True

    def edit(self, edit: Callable[[Project], Project], field: Any = None, label: str | None = None) -> bool:
        """Change the project, by an edit with a name of its own if none is given; whether it changed."""
        return self.session.edit(edit, label, field)

    # -- layers ------------------------------------------------------------------------------------

    def add(self, part: Part) -> None:
        """Put a layer behind the one that the cursor is on."""
        number = self.stack.number
        at = 0 if number is None else number + 1

        def adding(project: Project) -> Project:
            made = edits.add_layer(project, part, at)
            self.wanted = made.model.layers[at].name
            return made

        self.edit(adding, label=f"add {telling.title(part)}")

    def action_shift(self, by: int) -> None:
        """Move what is selected."""
        names = self.stack.selected
        self.edit(lambda project: layers.moved(project, names, by), ("move", *names))

    def action_duplicate(self) -> None:
        """Copy what is selected behind itself."""
        self._insert(self.stack.specs, "duplicate")

    def _insert(self, specs: Any, what: str) -> None:
        places = [n for n, spec in enumerate(self.session.project.model.layers) if spec.name in self.stack.selected]
        at = places[-1] + 1 if places else 0

        def inserting(project: Project) -> Project:
            made, names = layers.inserted(project, specs, at)
            self.wanted = names[-1] if names else None
            return made

        self._leave_range()
        said = specs[0].name if len(specs) == 1 else f"{len(specs)} layers"
        self.edit(inserting, label=f"{what} {said}")

    def action_remove(self) -> None:
        """Take out what is selected."""
        names = self.stack.selected
        self._leave_range()
        said = names[0] if len(names) == 1 else f"{len(names)} layers"
        self.edit(lambda project: layers.without(project, names), label=f"remove {said}")

    def action_bypass(self) -> None:
        """Leave out what is selected, or take it in again."""
        names = self.stack.selected
        self.edit(lambda project: layers.bypassing(project, names))

    def action_copy(self) -> None:
        """To the clipboard, as text."""
        specs = self.stack.specs
        self.app.copy_to_clipboard(layers.as_text(specs))
        self._leave_range()
        self.notify(f"copied {specs[0].name if len(specs) == 1 else f'{len(specs)} layers'}", timeout=2, markup=False)

    def action_paste(self) -> None:
        """From the clipboard, behind the cursor."""
        try:
            specs = layers.from_text(self.app.clipboard)
        except PlugkerasError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        self._insert(specs, "paste")

    def action_range(self) -> None:
        """Begin a range, or forget it."""
        if self.stack.toggle_range():
            self.notify("Range: move the cursor, then J K d x space c; V ends it.", timeout=3)

    def _leave_range(self) -> None:
        if self.stack.range_from is not None:
            self.stack.toggle_range()

    def action_auto_head(self) -> None:
        """The last layer, the loss and the metrics that go with the data."""
        self.session.when_settled(self._auto_head)

    def _auto_head(self) -> None:
        if not self.edit(self.session.auto_head, label="fit the head to the data"):
            self.notify("The head fits the data as it is.", timeout=3)

    # -- fixes -------------------------------------------------------------------------------------

    def _problem(self) -> Problem | None:
        """The problem at the cursor, else the first one that has fixes."""
        report = self.session.report
        here = rows.problems_of(report, self.stack.key) if self.stack.key else []
        found = [*here, *(report.problems if report is not None else ()), *totals.elsewhere(report)]
        errors = [problem for problem in found if problem.severity == "error"]
        return next((problem for problem in (*here, *errors, *found) if problem.fixes), None)

    @property
    def _is_on_data(self) -> bool:
        """Whether something is wrong that is set on the screen of the data."""
        return bool(self.session.trouble or totals.elsewhere(self.session.report))

    def action_fixes(self) -> None:
        """Show the ways out of what is wrong: here, or with the first layer that fails; or go to the data that do."""
        problem = self._problem()
        if problem is None:
            self.main.action_go("Data")
            return
        name, what, fixes = problem.where[1:2], problem.what, problem.fixes
        if problem.where[0] == "layers" and isinstance(name[0], str):
            self.stack.put(name[0])
            fixes = rows.fixes_of(self.session.report, name[0]) or fixes
        self.fixes.open(what, fixes[: rows.FIXES], self.session.project)

    def show_problem(self, problem: Problem) -> None:
        """Go to the layer that a problem is of, and show its ways out."""
        if problem.where[0] == "layers" and problem.fixes:
            self.stack.put(problem.where[1])
            self.action_fixes()

    @on(Fixes.Taken)
    def _taken(self, message: Fixes.Taken) -> None:
        self.fixes.close()
        self.stack.focus(scroll_visible=False)
        fix = message.fix
        if fix is not None:
            self.edit(fix.apply, label=fix.label)

    # -- templates ---------------------------------------------------------------------------------

    def action_templates(self) -> None:
        """Choose what to begin with."""
        self.app.push_screen(Templates(), self._begin)

    def _begin(self, project: Project | None) -> None:
        """A file's project is closed; one of no file is changed, so that it can be undone."""
        if project is None:
            return
        if self.session.path is not None:
            self.session.open(project)
        else:
            self.edit(lambda _: project, label=f"template {project.name}")

    # -- the script --------------------------------------------------------------------------------

    def action_export(self) -> None:
        """The project as a script, beside it."""
        go(self, "script", self._with_script, self.write)

    def action_script(self) -> None:
        """A copy of the script in an editor."""
        go(self, "script", self._with_script, self.open_editor)

    async def _with_script(self, then: Callable[[str], None]) -> None:
        project = self.session.project
        try:
            text = await beside(lambda: _script(project))
        except Exception as error:  # a stranger's part, say
            self.notify(str(error) or type(error).__name__, severity="error", markup=False)
        else:
            then(text)


def _script(project: Project) -> str:
    from plugkeras_tui.exporting.text import of_project  # with all that colours need, which the first picture needs not

    return of_project(project)
