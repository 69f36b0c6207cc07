"""Training a project as a run, from its beginning or from its last checkpoint: what the worker does."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from plugkeras.errors import StateError
from plugkeras.project.building import callbacks_of, compiled, model_of
from plugkeras.project.data import Prepared, prepare
from plugkeras.project.document import Project
from plugkeras.random import set_random_seed
from plugkeras.runs.engines import settled
from plugkeras.runs.failing import told
from plugkeras.runs.folder import Run
from plugkeras.runs.logger import RunLogger
from plugkeras.runs.restoring import MODEL
from plugkeras.runs.whereabouts import Whereabouts

BEGAN = time.time()
"""When this process began: unless the run says when it was asked for, what came before is not meant for it."""


def train(run: Run, epochs: int | None = None, engine: str | None = None, **options: Any) -> Any:
    """Train the run's project and return the model; a run that was begun goes on from its last checkpoint.

    ``epochs``: go on until there were so many. ``engine`` computes, whatever the project says. ``options`` are those of
    `RunLogger`.

    Raises:
        StateError: the run has no project, as those of scripts have none.
        PlugkerasError, or what a part raises: as told in the run's events too.
    """
    begun = (run.path / "events.jsonl").exists()
    since = run.info.get("queued") or BEGAN
    run.occupy(state="running", reason="", queued=None)
    with told(run):
        project = settled(_project(run, epochs, engine))
        if begun:
            _forget_the_stop(run)
        where = Whereabouts(run.path)
        with where.within("loading the data"):
            set_random_seed(project.fit.seed)
            data = prepare(project.data, Path(run.info.get("folder") or "."))
            run.keep(replace(project, data=data.spec))
        with where.within("building the model"):
            model = compiled(project, model_of(project, data.facts.input_shape))
            where.follow(model)
        own: dict[str, Any] = {"resuming": begun, "more": epochs is not None, "since": since, "where": where}
        logger = RunLogger.of(
            run, afterwards=lambda: _finish(run, model, data, project.fit.batch_size, where), **own, **options
        )
    with where.within("training"):
        _fit(model, project, data, logger)
    return model


def _project(run: Run, epochs: int | None, engine: str | None) -> Project:
    project = run.project()
    if project is None:
        raise StateError(f"The run {run} is of a script, and has no project: run the script again.")
    if epochs is not None:
        added = sum(change["epochs"] for change in run.info["interventions"] if change["do"] == "extend")
        project = replace(project, fit=replace(project.fit, epochs=max(epochs - added, 1)))
    return project if engine is None else replace(project, fit=replace(project.fit, engine=engine))


def _forget_the_stop(run: Run) -> None:
    changes = run.info["interventions"]
    if any(change["do"] == "stop" for change in changes):
        run.update(interventions=[change for change in changes if change["do"] != "stop"])


def _fit(model: Any, project: Project, data: Prepared, logger: RunLogger) -> None:
    fit = project.fit
    weights = {int(label): weight for label, weight in fit.class_weight.items()}
    model.fit(
        *data.train,
        batch_size=fit.batch_size,
        epochs=fit.epochs,
        verbose=0,
        callbacks=[*callbacks_of(project), logger],
        validation_data=data.validation,
        shuffle=fit.shuffle,
        class_weight=weights or None,
        validation_freq=fit.validation_freq,
    )


def _finish(run: Run, model: Any, data: Prepared, batch_size: int, where: Whereabouts) -> dict[str, float]:
    """What comes after the last epoch: the model as a file, and the test rows. Returns the logs of the test."""
    with where.within("saving the model"):
        model.save(run.path / MODEL)
    if data.test is None or data.test[1] is None:
        return {}
    fixed = model.input_shape[0]  # rows beyond the last whole batch do not fit then
    rows = len(data.test[0]) // fixed * fixed if fixed else None
    with where.within("testing"):
        x, y = (part[:rows] for part in data.test)
        logs: dict[str, float] = model.evaluate(x, y, batch_size=batch_size, verbose=0, return_dict=True)
    return logs
