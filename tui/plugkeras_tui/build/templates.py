"""The templates to begin with."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from plugkeras.errors import PlugkerasError
from plugkeras.host import host
from plugkeras.project import Project
from plugkeras_tui.beside import beside, go
from plugkeras_tui.build import telling
from plugkeras_tui.form.items import Item, cut
from plugkeras_tui.form.lines import LineList
from plugkeras_tui.names import shortest


class TemplateLines(LineList):
    """A line a template: its name, and what its note says."""

    def __init__(self) -> None:
        super().__init__()
        self.projects: dict[str, Project | str] = {}

    def items(self, width: int) -> list[Item]:
        """Those that can be read, and why others cannot."""
        return [
            Item(name, (((f" {name:<16}", ""), _about(project, width - 17)),))
            for name, project in self.projects.items()
        ]


def _about(project: Project | str, width: int) -> tuple[str, str]:
    if isinstance(project, str):
        return f"⚠ {project}", "warning"
    layers = ", ".join(telling.title(spec.part) for spec in project.model.layers)
    return cut(project.note or layers, width), "shade"


def _project(name: str) -> Project | str:
    try:
        made = host().get("templates", name)()
    except PlugkerasError as error:
        return str(error)
    except Exception as error:  # of somebody else
        return f"it fails: {error}"
    return made if isinstance(made, Project) else "it makes no project"


class Templates(ModalScreen["Project | None"]):
    """Choose a template; None if none is wanted."""

    DEFAULT_CSS = """
    Templates { align: center middle; }
    Templates > Static { width: 90%; max-width: 100; height: 1; padding: 0 1; background: $panel; text-style: bold; }
    Templates > TemplateLines { width: 90%; max-width: 100; height: auto; max-height: 80%; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,t", "leave", "leave")]

    def compose(self) -> ComposeResult:
        """A title and the list."""
        yield Static("Begin with a template (Enter; ctrl+z brings back what was there)", markup=False)
        yield TemplateLines()

    def on_mount(self) -> None:
        """The standard ones at once; those of other people, which may take any time, as they come."""
        for name in host().standard_names("templates"):
            self._put(name, _project(name))
        self.query_one(TemplateLines).focus()
        go(self, "templates", self._look)

    async def _look(self) -> None:
        names = await beside(lambda: shortest(host().names("templates")))
        for name in [name for name in names if name not in self.query_one(TemplateLines).projects]:
            self._put(name, "it is still being looked at")
            go(self, f"template {name}", self._look_at, name)

    async def _look_at(self, name: str) -> None:
        self._put(name, await beside(partial(_project, name)))

    def _put(self, name: str, project: Project | str) -> None:
        """One more; the list is as high as it is long."""
        lines = self.query_one(TemplateLines)
        lines.projects[name] = project
        lines.styles.height = len(lines.projects)
        lines.rebuild()

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        """This one."""
        found = self.query_one(TemplateLines).projects.get(message.key)
        if isinstance(found, Project):
            self.dismiss(found)
        else:
            self.notify(str(found), severity="warning", markup=False)

    def action_leave(self) -> None:
        """None."""
        self.dismiss(None)
