"""Words for what is trained: begin, steer, watch, wait; and what comes of it: predictions, a script."""

from pathlib import Path
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError, StateError
from plugkeras.project.data import inputs
from plugkeras.project.script import script
from plugkeras.runs import find
from plugkeras.runs.restoring import trained_model
from plugkeras.runs.words import USAGE, parse
from plugkeras.saving.files import replacing
from plugkeras_tui.plain.lines import Lines
from plugkeras_tui.plain.table import Word, word

ROWS = 20
"""So many predictions are said; all of them go to a file with ``plugkeras predict``."""


def train(work: Lines, rest: str) -> None:
    """Train the project as it is."""
    if work.is_training:
        raise StateError("Something is being trained: stop ends it, resume goes on if it is paused.")
    work.say(f"training, as the run {work.train()}")


def watch(work: Lines, rest: str) -> None:
    """Watch a run: the latest, or one by its id or name."""
    work.attach(find(rest or "latest"))
    work.say(f"{work.run}: {work.status()}")


def status(work: Lines, rest: str) -> None:
    """Say how far the training is."""
    work.say(work.status())


def steer(work: Lines, line: str) -> None:
    """Ask the training for what a line says.

    Raises:
        PlugkerasError: it makes no sense, or nobody would listen.
    """
    do, fields = parse(line)
    if work.run is None:
        raise StateError("There is no run: train begins one, watch attaches to one.")
    work.run.send(do, **fields)


CALLED = {"recover": "fallback"}
"""Controls with another name here, where the word means something else."""


def _control(usage: str, about: str, called: str | None) -> Word:
    """The command for a control of the training."""
    name, _, rest = usage.partition(" ")
    about = about[:1].upper() + about[1:].rstrip(".")
    usage = f"{called or name} {rest}".rstrip()
    return word(usage, lambda work, said: steer(work, f"{name} {said}"), about=about)


def predict(work: Lines, rest: str) -> None:
    """Say what the trained model makes of the rows in a file."""
    if not rest:
        raise ArgumentError("Say of which file, as in: predict new.csv")
    run = work.run or find("latest")
    model, project = trained_model(run)
    if project is None or project.data.source is None:
        raise StateError(f"The run {run} does not say how its data are prepared: plugkeras predict takes arrays.")
    x = inputs(project.data, Path(rest).expanduser())
    y = np.asarray(model.predict(x, verbose=0))
    said = project.data.learnt.get("class_names", ())
    names = [str(name) for name in said] if isinstance(said, tuple) else []
    for number, row in enumerate(y[:ROWS], 1):
        work.say(f"row {number}: {prediction(row, names)}")
    if len(y) > ROWS:
        work.say(f"and {len(y) - ROWS} more: plugkeras predict {run} {rest} -o FILE.csv has all")


def prediction(row: Any, names: list[str]) -> str:
    """A row that a model gave, in words: a class and how sure it is, or numbers."""
    flat = np.ravel(row)
    if len(names) == 2 and flat.size == 1:
        flat = np.array([1 - flat[0], flat[0]])
    if flat.size == len(names) and names:
        best = int(flat.argmax())
        return f"{names[best]}, {float(flat[best]):.0%} sure"
    return ", ".join(f"{float(value):.4g}" for value in flat[:8]) + (", …" if flat.size > 8 else "")


def export(work: Lines, rest: str) -> None:
    """Write a script that trains to the same losses; without FILE it is shown."""
    run = work.run
    changes = run.info["interventions"] if run is not None and run.project() == work.project else ()
    text = script(work.project, interventions=changes, origin=f"the project {work.project.name}", folder=work.folder)
    if not rest:
        for line in text.splitlines():
            work.say(line)
        return
    target = Path(rest).expanduser()
    with replacing(target, overwrite=False) as file:
        file.write_text(text, encoding="utf-8")
    work.say(f"written to {target}")


def is_over(work: Lines) -> bool:
    """Whether nothing more is to come of the run, its process having ended; or one that is paused waits for a word."""
    return work.watched is None or work.watched.state == "paused" or not work.is_training


COMMANDS = [
    word("train", train),
    word("watch [RUN]", watch, "attach"),
    word("status", status),
    *(_control(usage, about, CALLED.get(usage.split()[0])) for usage, about in USAGE if usage != "resume"),
    word("predict FILE", predict),
    word("export [FILE]", export),
]
