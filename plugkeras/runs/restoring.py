"""The model of a run with what it has learnt: as saved at its end, or from a checkpoint."""

from typing import Any

from plugkeras.errors import StateError
from plugkeras.project.building import compiled, model_of
from plugkeras.project.document import Project
from plugkeras.runs.folder import Run
from plugkeras.saving import load_model
from plugkeras.training.lasting import lasting, set_value
from plugkeras.training.snapshot import Snapshot

MODEL = "model.keras"


def trained_model(run: Run) -> tuple[Any, Project | None]:
    """The model that the run has saved, else with the weights of its last checkpoint; and the run's project.

    Raises:
        StateError: nothing has been saved yet, or the checkpoint is of another model.
        FileError: it cannot be read.
    """
    project, file = run.project(), run.path / MODEL
    if file.is_file():
        return load_model(file), project
    if project is None or "last" not in run.checkpoints:
        raise StateError(f"The run {run} has saved no model yet.")
    shape = project.data.learnt.get("input_shape")
    model = compiled(project, model_of(project, shape))
    restore(model, run, "last")
    return model, project


def restore(model: Any, run: Run, name: str) -> int:
    """Give a model of the run the weights of its checkpoint ``name``, and return how many batches they had seen.

    What else lasts in a training plays no part here.

    Raises:
        StateError: there is no such checkpoint, or it is of another model.
        FileError: it cannot be read.
    """
    file = run.checkpoints.get(name)
    if file is None:
        raise StateError(f"The run {run} has no checkpoint '{name}'.")
    snapshot = Snapshot.read(file)
    weights = {id(weight) for weight in model.weights}
    for path, leaf in lasting({"model": model}):
        if id(leaf) not in weights:
            continue
        if path not in snapshot.lasting:
            raise StateError(f"The checkpoint of the run {run} is of another model: it has no '{path}'.")
        set_value(leaf, snapshot.lasting[path])
    return snapshot.step
