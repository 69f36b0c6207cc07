"""Looking inside the model of a run: by the snapshots that it left, or by asking the model that it saved."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from plugkeras.errors import DataError, PlugkerasError, StateError
from plugkeras.project import Project
from plugkeras.project.data import Prepared, prepare
from plugkeras.runs import Run
from plugkeras.runs.forking import kept_epochs
from plugkeras.runs.probes import PROBES, Sample, read
from plugkeras.runs.probes.undisturbed import outputs, undisturbed
from plugkeras.runs.restoring import restore, trained_model
from plugkeras_tui.inside.cells import Cells
from plugkeras_tui.inside.moments import Moment

Arrays = Mapping[str, np.ndarray]

KEPT = 300
"""What was seen that is remembered."""


class Looking:
    """What can be seen of one run. Everything here may take a while: it is for threads, which take turns."""

    def __init__(self, run: Run, prepared: Prepared | None = None) -> None:
        """``prepared``: data that are at hand; used if they are those of the run."""
        self.run, self._at_hand = run, prepared
        self.rows: list[int] = []
        """The rows whose predictions are wanted; none: the first ones."""
        self._lock = Lock()
        self._seen: OrderedDict[Any, Arrays] = OrderedDict()
        self._model: Any = None
        self._moment: Moment | None = None  # whose weights the model has
        self._steps_since = 1
        self._sample: Sample | None = None
        self._prepared: Prepared | None = None

    def at(self, moment: Moment, probe: str) -> Arrays:
        """What a probe sees at a moment, as in docs/runs.md.

        Raises:
            PlugkerasError: it sees nothing there; the sentence says why.
        """
        with self._lock:
            key = (moment, probe, tuple(self.rows) if probe == "predictions" else ())
            if key not in self._seen:
                self._seen[key] = self._look(moment, probe)
            self._seen.move_to_end(key)
            while len(self._seen) > KEPT:
                self._seen.popitem(last=False)
            return self._seen[key]

    def _look(self, moment: Moment, probe: str) -> Arrays:
        if moment.kind == "snapshot":
            path = self.run.path / "snapshots" / f"{probe}-{moment.step:08d}.npz"
            if path.exists():
                return read(path)
            if Path(moment.name).stem.rpartition("-")[0] == probe:
                return read(self.run.path / "snapshots" / moment.name)
            raise DataError(f"No snapshot of the {probe} was taken at step {moment.step}.")
        before = self._before(moment) if probe == "weights" else {}
        model = self._model_at(moment)
        sample = self._sampled(needs_data=probe not in ("weights", "filters"))
        sample.rows = [row for row in self.rows if 0 <= row < len(sample.x)] or list(range(min(16, len(sample.x))))
        sample.before, sample.step_before, sample.step = before, 0, self._steps_since
        return self._asked(model, sample, probe)

    def _before(self, moment: Moment) -> dict[str, np.ndarray]:
        """The weights at the kept epoch before a moment, to tell how much they change; none for the first."""
        kept = kept_epochs(self.run)
        earlier = (
            kept[:-1] if moment.kind == "model" else [epoch for epoch in kept if f"epoch-{epoch:04d}" < moment.name]
        )
        if not earlier:
            return {}
        model = self._model if self._model is not None else self._model_at(None)
        step = restore(model, self.run, f"epoch-{earlier[-1]:04d}")
        self._moment, self._steps_since = None, max(moment.step - step, 1)  # it has other weights now
        return {variable.path: np.array(variable.numpy()) for variable in model.trainable_weights}

    def _asked(self, model: Any, sample: Sample, probe: str) -> Arrays:
        try:
            return PROBES[probe](model, sample)
        except PlugkerasError:
            raise
        except Exception as error:  # a layer of somebody's may do anything
            raise DataError(f"The {probe} cannot be seen: {type(error).__name__}: {error}") from error

    def predict(self, x: np.ndarray, moment: Moment | None = None) -> np.ndarray:
        """What the model makes of rows that somebody typed, (rows, …)."""
        with self._lock:
            model = self._model_at(moment if moment is not None and moment.kind != "snapshot" else None)
            with undisturbed(model):
                return outputs(model, x)

    def mistakes(self, moment: Moment, true: int, predicted: int, most: int = 60) -> list[tuple[int, float]]:
        """Rows of class ``true`` taken for ``predicted``, the surest first, with how sure the model was."""
        if moment.kind == "snapshot":
            seen = self.at(moment, "confusion")
            fits = (seen["true"] == true) & (seen["predicted"] == predicted)
            return [(int(row), float(sure)) for row, sure in zip(seen["rows"][fits], seen["sure"][fits], strict=True)]
        with self._lock:
            model, sample = self._model_at(moment), self._sampled(True)
            with undisturbed(model):
                y = outputs(model, sample.x)
        scores = np.concatenate([1 - y, y], 1) if y.shape[1] == 1 else y
        labels = sample.labels(scores.shape[1])
        labels = labels[: len(scores)] if labels is not None else np.full(len(scores), -1)
        rows = np.flatnonzero((labels == true) & (np.argmax(scores, 1) == predicted))
        order = rows[np.argsort(-scores[rows, predicted], kind="stable")][:most]
        return [(int(row), float(scores[row, predicted])) for row in order]

    # -- model and data ----------------------------------------------------------------------------

    def _model_at(self, moment: Moment | None) -> Any:
        """The model with the weights of that moment; None: as it was saved last."""
        if self._model is None or moment is None or (moment.kind == "model" and self._moment != moment):
            self._model, _ = trained_model(self.run)
            self._moment = moment
        if moment is not None and moment.kind == "checkpoint" and self._moment != moment:
            restore(self._model, self.run, moment.name)
        self._moment = moment
        return self._model

    @property
    def project(self) -> Project | None:
        """The run's project; None for a script's, or if it is damaged."""
        try:
            return self.run.project()
        except PlugkerasError:
            return None

    @property
    def cells(self) -> Cells | None:
        """What a row of the run's table is made of, once its data are there; None if they are of no table."""
        found = Cells(self._prepared.spec) if self._prepared is not None else None
        return found if found is not None and found.names else None

    def data(self) -> Sample:
        """The rows that are looked at: of the validation data, or else of the training data.

        Raises:
            PlugkerasError: there are none, or they cannot be loaded.
        """
        with self._lock:
            return self._sampled(True)

    def _sampled(self, needs_data: bool) -> Sample:
        if self._sample is None:
            if not needs_data:
                return Sample(np.zeros((0, 1)))
            data = self._loaded()
            x, y = data.validation or data.train
            self._sample = Sample(x, y, class_names=data.facts.class_names)
        return self._sample

    def _loaded(self) -> Prepared:
        project = self.run.project()
        if project is None:
            raise StateError("This is a run of a script: its data are in the script, and only snapshots can be shown.")
        hand = self._at_hand
        if self._prepared is None:
            folder = self.run.info.get("folder") or "."
            same = hand is not None and hand.spec == project.data
            self._prepared = hand if same and hand is not None else prepare(project.data, folder)
        return self._prepared


def layers_of(project: Project | None, names: Sequence[str]) -> list[tuple[str, str]]:
    """The layers, each with the name of its part; of a script's run, what its weights are called after."""
    if project is not None:
        return [(spec.name, spec.part.name) for spec in project.model.layers if not spec.bypassed]
    parts = [name.split("/") for name in names]
    return [(name, "") for name in dict.fromkeys(part[-2] if len(part) > 1 else part[0] for part in parts)]
