"""What is seen beside the list: of a project its data and layers, of a run its curve. Made beside the app."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from rich.console import Console
from rich.text import Text

from plugkeras.errors import PlugkerasError, StateError
from plugkeras.host import Host, host
from plugkeras.project import Project
from plugkeras.project.checking import Checker, Report
from plugkeras.project.data import Prepared, prepare
from plugkeras.project.opening import open_project
from plugkeras.runs import Run
from plugkeras.runs.curves import SMALLEST, Series, draw
from plugkeras.runs.watched import Watched
from plugkeras.utils.fetch import offline
from plugkeras_tui.welcome.rows import Row, about_seconds, in_words, model_in_words
from plugkeras_tui.welcome.sketch import sketch

_CONSOLE = Console(width=80, color_system=None)  # only to count lines

NARROW = 40

FETCHED = "fetched first"

WORDS = {
    "file": "Open a file of yours.\n\nOf a table (CSV), arrays (NPZ, HDF5) or a folder of images, a project is made "
    "with a small model that fits: it can be trained at once.\n\nA project (.json) or a saved model (.keras, .h5) is "
    "opened as it is.",
    "empty": "Nothing yet: pick data with 2, add layers with a.",
}


@dataclass(frozen=True)
class Known:
    """A project with what could be found out about it without fetching anything."""

    project: Project
    data: Prepared | None
    report: Report
    is_away: bool = False
    """Whether its data would have to be fetched."""

    @property
    def facts(self) -> str:
        """``~2 s · 3 Dense``: for the list."""
        time = FETCHED if self.is_away else in_words(self.seconds) if self.data is not None else ""
        return " · ".join(filter(None, [time, model_in_words(self.project)]))

    @property
    def seconds(self) -> float:
        """About how long it trains."""
        rows = self.data.facts.rows if self.data is not None else 0
        return about_seconds(self.project, rows, self.report.totals.flops)


_TEMPLATES: WeakKeyDictionary[Host, dict[str, Known]] = WeakKeyDictionary()
"""What is known of templates, by name; they do not change."""


class Looking:
    """Looks at what rows stand for."""

    def __init__(self) -> None:
        self._checker, self._one = Checker(), Lock()

    def template(self, name: str) -> Known:
        """A template and its data, unless these have to be fetched. Raises what a stranger's template raises."""
        known = _TEMPLATES.setdefault(host(), {})
        if name not in known:
            made = host().get("templates", name)()  # which may hang, and keeps no other one waiting
            with self._one:
                known[name] = self._known(made, Path.cwd())
        return known[name]

    def project(self, name: str) -> Project:
        """The project of a template; a stranger's only once it was looked at, since it may take any time.

        Raises:
            StateError: it was not, or it could not be.
        """
        known = _TEMPLATES.setdefault(host(), {})
        if name in known:
            return known[name].project
        if name in host().standard_names("templates"):
            made: Project = host().get("templates", name)()
            return made
        raise StateError(f"The template {name} cannot be used, or is still being looked at: its line says so.")

    def preview(self, row: Row, width: int, height: int, ascii: bool = False) -> Text:
        """The lines beside the list; never raises for what is in a file."""
        try:
            return self._preview(row, width, height, ascii)
        except Exception as error:  # a stranger's template, a file that is damaged
            return Text(f"⚠ {error}", no_wrap=False)

    def close(self) -> None:
        """End what checks have started."""
        self._checker.close()

    def _preview(self, row: Row, width: int, height: int, ascii: bool) -> Text:
        if row.kind == "template":
            return project_lines(self.template(row.what), width, height, ascii)
        if row.kind == "recent":
            return self._file(row.what.path, width, height, ascii)
        if row.kind == "recovered" and not row.what.trouble:
            history = row.what.history()
            known = self._known(history.project, Path.cwd())
            said = [entry.label for entry in history.entries[1 : history.position + 1]][-5:]
            edits = "".join(f"\n  {label}" for label in said)
            return project_lines(known, width, height, ascii, f"{row.facts}{edits}")
        if row.kind == "run":
            return run_lines(row.what, width, height, ascii)
        return Text(WORDS.get(row.kind, row.facts), no_wrap=False)

    def _file(self, path: Path, width: int, height: int, ascii: bool) -> Text:
        return project_lines(self._known(open_project(path), path.parent), width, height, ascii, str(path))

    def _known(self, project: Project, folder: Path) -> Known:
        data, is_away = None, False
        source = project.data.source
        if source is not None and source.name == "Dataset":  # others may be large, or code
            try:
                with offline():
                    data = prepare(project.data, folder)
            except PlugkerasError as error:
                is_away = "fetched" in str(error)
        return Known(project, data, self._checker.check(project, data.facts if data else None), is_away)


def project_lines(known: Known, width: int, height: int, ascii: bool, note: str = "") -> Text:
    """A project: its note, a picture of its data, its layers with shapes and parameters, sums."""
    project, report = known.project, known.report
    found = Text(no_wrap=False)
    found.append(f"{project.name}\n", "bold")
    if note or project.note:
        found.append(f"{note or _short(project.note, width)}\n", "dim")
    layers = [_layer(row.name, project, row.parameters, width) for row in report.layers]
    sums = _sums(known)
    room = height - len(found.wrap(_CONSOLE, width)) - len(layers) - len(sums) - 3
    picture = sketch(known.data, width, min(room, 16), ascii) if known.data is not None else []
    found.append("".join(f"\n{line}" for line in picture) + ("\n" if picture else ""))
    found.append("".join(f"\n{line}" for line in layers[: max(height - 8, 3)]))
    found.append("".join(f"\n{line}" for line in ["", *sums]), "dim")
    return found


def _short(note: str, width: int) -> str:
    """What it says; where there is little room, only until it goes into details."""
    return note.partition(":")[0] if width < NARROW else note


def _layer(name: str, project: Project, parameters: int | None, width: int) -> str:
    part = next(layer.part for layer in project.model.layers if layer.name == name)
    said = next((str(part.arguments[key]) for key in ("units", "filters") if key in part.arguments), "")
    left = f"{part.name} {said}".strip()
    activation = part.arguments.get("activation")
    left += f" {activation}" if isinstance(activation, str) else ""
    right = f"{parameters:,}".replace(",", " ") if parameters else "-"
    return f"{left[: width - len(right) - 1]:<{max(width - len(right), 1)}}{right}"


def _sums(known: Known) -> list[str]:
    fit = known.project.fit
    found = [f"{known.report.totals.parameters:,} parameters".replace(",", " ")]
    if known.data is not None:
        found += [f"{known.data.facts.rows:,} rows, {in_words(known.seconds)}".replace(",", " ", 1)]
    elif known.is_away:
        found += [FETCHED]
    return [*found, f"{fit.epochs} epochs, batches of {fit.batch_size}"]


def run_lines(run: Run, width: int, height: int, ascii: bool) -> Text:
    """A run: its losses so far, and where it stands."""
    watched = Watched(run)
    with suppress(PlugkerasError):
        watched.look()
    watched.reader.close()
    found = Text(no_wrap=False)
    found.append(f"{run.id}\n", "bold")
    found.append(f"{run.state} · epoch {watched.epoch}/{watched.epochs or '?'}\n\n", "dim")
    names = [name for name in ("loss", "val_loss") if name in watched.by_epoch]
    series = [Series(name, watched.by_epoch[name]["step"], watched.by_epoch[name]["value"]) for name in names]
    if not series and len(watched.batches):
        series = [Series("loss", watched.batches["step"], watched.batches["mean"])]
    room = min(height - 8, 14)
    if series and width >= SMALLEST[0] and room >= SMALLEST[1]:
        found.append("\n".join(draw(series, width, room, ascii=ascii)) + "\n\n")
    found.append("\n".join(f"{name} {value:.4g}" for name, value in watched.logs.items()), "dim")
    return found
