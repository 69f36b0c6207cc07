"""The properties of the layer that the cursor is on."""

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from plugkeras.errors import PlugkerasError
from plugkeras.forms import Form, form_of
from plugkeras.project.checking import Report
from plugkeras.project.document import LayerSpec
from plugkeras_tui.build import rows
from plugkeras_tui.build.layers import named
from plugkeras_tui.form import PropertyList
from plugkeras_tui.form.within import Path


class Properties(Vertical):
    """What it is called, and its property list."""

    DEFAULT_CSS = """
    Properties {
        & > #subject { height: 1; padding: 0 1; color: $text-muted; }
        & > #without { height: auto; padding: 0 1; color: $text-warning; display: none; }
        &.-without > #without { display: block; }
    }
    """

    def compose(self) -> ComposeResult:
        """A title, why there is no form if there is none, the form."""
        yield Static(id="subject", markup=False)
        yield Static(id="without", markup=False)
        yield PropertyList()

    @property
    def list(self) -> PropertyList:
        """The property list."""
        return self.query_one(PropertyList)

    def show(self, spec: LayerSpec | None, report: Report | None, wait: str = "") -> None:
        """Show a layer; ``wait`` says why its form is not asked for."""
        form, without = (None, wait) if spec is None or wait else _form(spec)
        if spec is not None and not without:
            without = _of_the_whole(report, spec.name, form)
        self.query_one("#subject", Static).update(_title(spec, form), layout=False)
        self.set_class(bool(without), "-without")
        if without:
            self.query_one("#without", Static).update(without)
        if spec is None or form is None:
            self.list.show(None, None)
        else:
            self.list.show(form, named(spec), _problems(report, spec.name, form), spec.name)


def _form(spec: LayerSpec) -> tuple[Form | None, str]:
    try:
        return form_of("layers", spec.part.name), ""
    except PlugkerasError as error:
        return None, str(error)
    except Exception as error:  # of somebody else's class
        return None, f"{spec.part.name} fails: {error}"


def _of_the_whole(report: Report | None, name: str, form: Form | None) -> str:
    """What is wrong with the layer and is said of none of its arguments."""
    names = {field.name for field in form.fields} if form is not None else set()
    found = (p for p in rows.problems_of(report, name) if p.severity == "error" and not names & set(p.where[2:3]))
    return next((f"✖ {problem.what}" for problem in found), "")


def _title(spec: LayerSpec | None, form: Form | None) -> str:
    if spec is None:
        return "Properties"
    whose = f"  ({form.plugin})" if form is not None and not form.standard else ""
    return f"{spec.part.name.rpartition('>')[2]} · {spec.name}{whose}"


def _problems(report: Report | None, name: str, form: Form) -> dict[Path, str]:
    """What checking says of each argument, the worst first."""
    found: dict[Path, Any] = {}
    for problem in rows.problems_of(report, name):
        path = tuple(map(str, problem.where[2:]))
        if path and problem.severity == "error" and any(field.name == path[0] for field in form.fields):
            found.setdefault(path, problem.what)
    return found
