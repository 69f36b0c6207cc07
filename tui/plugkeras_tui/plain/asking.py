"""Words that say what is there: layers, problems and their fixes, data, settings, parts, runs."""

from pathlib import Path

from plugkeras.errors import ArgumentError, StateError
from plugkeras.forms import form_of
from plugkeras.hookspecs import KINDS
from plugkeras.host import host
from plugkeras.project import Part, Table
from plugkeras.project.edits import set_value as set_at
from plugkeras.project.edits import unset_value
from plugkeras.project.starting import project_for
from plugkeras.project.summary import summary_of
from plugkeras_tui.plain.layers import layer_line
from plugkeras_tui.plain.lines import Lines
from plugkeras_tui.plain.table import number_of, parts_of, word


def layers(work: Lines, rest: str) -> None:
    """Say the layers, what each gives, and how many parameters there are."""
    for spec in work.project.model.layers:
        work.say(layer_line(work, spec.name))
    total = work.report.totals.parameters if work.report else 0
    work.say(f"{total:,} parameters in all" if work.project.model.layers else "the model has no layers: add dense 64")


def show(work: Lines, rest: str) -> None:
    """Say the settings, or the arguments of a layer."""
    project = work.project
    if rest:
        _arguments(work, rest)
        return
    metrics = ", ".join(part.name for part in project.compile.metrics) or "none"
    loss = project.compile.loss.name if project.compile.loss else "none"
    work.say(f"{project.name}{', not saved' if work.is_dirty else ''}{': ' + project.note if project.note else ''}")
    work.say(f"{len(project.model.layers)} layers, optimizer {_said(project.compile.optimizer)}, loss {loss}")
    work.say(f"metrics {metrics}, {project.fit.epochs} epochs in batches of {project.fit.batch_size}")


def _said(part: Part) -> str:
    words = [f"{name} {value}" for name, value in part.arguments.items()]
    return f"{part.name} ({', '.join(words)})" if words else part.name


def _arguments(work: Lines, layer: str) -> None:
    spec = next((spec for spec in work.project.model.layers if spec.name == layer), None)
    if spec is None:
        raise ArgumentError(f"There is no layer '{layer}': layers says which there are.")
    form = form_of("layers", spec.part.name)
    given = form.values_from(spec.part)
    for field in form.fields:
        is_default = field.name not in spec.part.arguments
        work.say(f"{field.name}: {field.format(given[field.name])}{' (default)' if is_default else ''}")


def check(work: Lines, rest: str) -> None:
    """Say what is wrong, and what would mend it."""
    problems = work.report.problems if work.report else ()
    for number, problem in enumerate(problems, 1):
        work.say(f"{number}: {problem.severity}: {problem.what}")
        for n, fix in enumerate(problem.fixes, 1):
            work.say(f"   fix {number}{f' {n}' if n > 1 else ''}: {fix.label}")
    if work.trouble:
        work.say(f"data: {work.trouble}")
    if not problems and not work.trouble:
        work.say("nothing is wrong")


def fix(work: Lines, rest: str) -> None:
    """Mend a problem by its number; a second number takes another of its fixes."""
    problems = work.report.problems if work.report else ()
    said = parts_of(rest) or ["1"]
    problem = problems[number_of(said[0], len(problems), "check lists what is wrong") - 1]
    which = number_of(said[1] if len(said) > 1 else "1", len(problem.fixes), "nothing is known that mends it so")
    chosen = problem.fixes[which - 1]
    if work.edit(chosen.apply, chosen.label):
        work.say(f"done: {chosen.label}")
        left = len(work.report.problems) if work.report else 0
        work.say(f"{left} left: check lists them" if left else "nothing is wrong any more")


def data(work: Lines, rest: str) -> None:
    """Say what the data are, or take others: data digits, data titanic.csv."""
    if rest:
        _take(work, rest)
    if work.trouble:
        work.say(f"error: {work.trouble}")
    elif work.loaded is None:
        work.say("there are no data yet: data digits, or data FILE.csv")
    else:
        for line in summary_of(work.loaded.spec, work.loaded.rows).lines(72):
            work.say(line)


def _take(work: Lines, rest: str) -> None:
    """Data of a file, or a data set by name."""
    path = Path(rest).expanduser()
    if path.exists():
        said = project_for(path, work.folder).data
        source, scaling = said.source, said.scaling
    else:
        name = host().spelt("datasets", rest)
        host().plugin_of("datasets", name)  # says the near name
        source, scaling = Part("Dataset", Table({"name": name})), work.project.data.scaling
    work.edit(lambda project: set_at(set_at(project, "data.source", source), "data.scaling", scaling), f"data {rest}")


def auto(work: Lines, rest: str) -> None:
    """Fit the last layer, the loss and the metrics to the data."""
    if work.facts is None:
        raise StateError(work.trouble or "There are no data yet: data digits, or data FILE.csv")
    if work.edit(work.auto_head, "fitted to the data"):
        layers(work, "")
    else:
        work.say("it fits already")


def trust(work: Lines, rest: str) -> None:
    """Let the project import the code that its data name, as it is now."""
    code = work.untrusted
    if not code:
        raise StateError("There is nothing to be allowed: the data come from no code that was not.")
    work.trust()
    for name, file in code:
        work.say(f"allowed: {name} ({file or 'not found'})")


def parts(work: Lines, rest: str) -> None:
    """List the names of a kind: parts layers, parts optimizers."""
    kind = rest.lower() or "layers"
    if kind not in KINDS:
        raise ArgumentError(f"There is no kind '{kind}': {', '.join(KINDS)}.")
    work.say(", ".join(host().names(kind)) or "there are none")


def about(work: Lines, rest: str) -> None:
    """Say what a layer, or another part, takes: about dense, about optimizers adam."""
    said = parts_of(rest)
    if not said:
        raise ArgumentError("Say of what, as in: about dense")
    kind, name = said if len(said) == 2 else ("layers", said[0])
    form = form_of(kind, host().spelt(kind, name))
    work.say(f"{form.name}: {form.summary}")
    for field in form.fields:
        must = "needed" if field.required else f"default {field.format(field.default) or 'none'}"
        work.say(f"{field.name}, {must}{': ' + field.help if field.help else ''}")


def balance(work: Lines, rest: str) -> None:
    """Weigh the classes so that the rows of each count the same in all; balance none takes that back."""
    if rest == "none":
        work.edit(lambda project: unset_value(project, "fit.class_weight"), "classes not weighed")
    else:
        found = work.loaded
        summary = summary_of(found.spec, found.rows) if found is not None else None
        if summary is None or not summary.classes:
            raise StateError(work.trouble or "There are no data with classes that could be balanced.")
        weights = Table(summary.even_weights)
        work.edit(lambda project: set_at(project, "fit.class_weight", weights), "classes balanced")
        for (name, count), weight in zip(summary.classes, weights.values(), strict=True):
            work.say(f"{name}: {count} rows, weight {weight}")
    work.say(work.history.undoable or "nothing was changed")


COMMANDS = [
    word("layers", layers, "model"),
    word("show [LAYER]", show),
    word("check", check, "why"),
    word("fix NUMBER [OTHER]", fix),
    word("data [NAME|FILE]", data),
    word("auto", auto),
    word("trust", trust),
    word("parts [KIND]", parts),
    word("about PART", about),
    word("balance [none]", balance),
]
