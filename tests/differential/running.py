"""What a case says, done by real Keras or by plugkeras: the same script for both.

    python running.py keras|plugkeras CASES FOLDER JOB ...

A job is ``write``, which puts the numbers of each case and the file of its model into FOLDER/LIBRARY; or the name of
a library, which reads the files that this one has written and puts numbers into FOLDER/LIBRARY-reads-THAT.
CASES is a JSON list. Each case's numbers are an ``.npz`` named by its seed; what went wrong is a text beside it.
"""

import copy
import importlib
import json
import os
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

import numpy as np

QUIET = {"shuffle": False, "verbose": 0}


def keras_of(name: str) -> Any:
    """The library, with what real Keras needs so that float64 is float64."""
    if name == "plugkeras":
        return importlib.import_module("plugkeras")
    os.environ["KERAS_BACKEND"] = "torch"
    keras, torch = importlib.import_module("keras"), importlib.import_module("torch")
    torch.set_num_threads(1)
    # On torch Keras's promotion of types turns every float64 into a float32.
    importlib.import_module("keras.src.backend.common.dtypes").BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    return keras


def array(random: np.random.RandomState, data: dict[str, Any] | None, dtype: str) -> Any:
    """The numbers that a case describes."""
    if data is None:
        return None
    kind, shape = data["kind"], data["shape"]
    if kind in ("words", "numbers") and "classes" not in data:
        return random.randint(0, 7, shape)
    if kind == "steps":
        return (random.uniform(-1, 1, shape) * _lasting(random, shape)[..., None]).astype(dtype)
    if kind in ("numbers", "embedded"):
        return random.randint(0, data["classes"] if kind == "numbers" else 3, shape)
    if kind == "written":
        return random.randint(1, 3, shape)  # class 0 is the blank
    made = {
        "large": lambda: random.uniform(0.5, 3, shape),
        "positive": lambda: random.uniform(0, 3, shape),
        "weights": lambda: random.uniform(0, 2, shape),
        "pixels": lambda: random.uniform(0, 255, shape),
        "signs": lambda: random.randint(0, 2, shape) * 2.0 - 1.0,
        "labels": lambda: random.randint(0, 2, shape) * 1.0,
        "classes": lambda: np.eye(shape[-1])[random.randint(0, shape[-1], shape[:-1])],
        "shares": lambda: random.dirichlet(np.ones(shape[-1]), shape[:-1]),
    }.get(kind, lambda: random.uniform(-1, 1, shape))()
    return made.astype(dtype)


def _lasting(random: np.random.RandomState, shape: list[int]) -> Any:
    """Which steps are there: rows end early, or have holes."""
    ends = np.arange(shape[1]) < random.randint(2, shape[1] + 1, (shape[0], 1))
    return ends & (random.uniform(size=shape[:2]) < 0.9) if random.randint(2) else ends


def start(random: np.random.RandomState, weight: Any) -> Any:
    """Starting weights of a sensible size; vectors are positive, as variances must be; counts stay."""
    shape, dtype = tuple(weight.shape), str(weight.dtype).rpartition(".")[2]
    if "int" in dtype or not shape:
        return None
    size = 0.3 if len(shape) < 2 else np.sqrt(3 / np.prod(shape[:-1]))
    return (random.uniform(0.1, 0.5, shape) if len(shape) < 2 else random.uniform(-size, size, shape)).astype(dtype)


class Run:
    """A case, in a dtype, with a library."""

    def __init__(self, keras: Any, case: dict[str, Any], dtype: str) -> None:
        self.keras, self.case = keras, copy.deepcopy(case)  # Keras takes configs apart
        keras.config.set_floatx(dtype)
        if hasattr(keras.config, "set_dtype_policy"):
            keras.config.set_dtype_policy(dtype)
        random = np.random.RandomState(case["seed"])
        self.x, self.y, self.weight = (array(random, case.get(name), dtype) for name in ("x", "y", "weight"))
        self.random = random
        self.found: dict[str, Any] = {}

    def made(self) -> Any:
        """The model, with weights, compiled."""
        keras, objects = self.keras, self.case["compile"]
        model = keras.Sequential.from_config(self.case["model"]["config"])
        model.set_weights([
            w if (new := start(self.random, w)) is None else new
            for w in model.get_weights()
        ])  # fmt: skip
        model.compile(**{key: self.objects(value) for key, value in objects.items()})
        return model

    def objects(self, value: Any) -> Any:
        """What JSON stands for. (Keras's ``get`` does not know all that it has: Lamb, for one.)"""
        if isinstance(value, list):
            return [self.objects(one) for one in value]
        if not isinstance(value, dict):
            return value
        module = value["module"].removeprefix("keras.")
        return getattr(getattr(self.keras, module), value["class_name"]).from_config(value["config"])

    def look(self, model: Any, name: str) -> None:
        """What a model predicts, how it is evaluated, and its weights."""
        batch = self.case["batch"]
        self.found[f"{name}/predict"] = model.predict(self.x, batch_size=batch, verbose=0)
        logs = model.evaluate(self.x, self.y, batch_size=batch, sample_weight=self.weight, verbose=0, return_dict=True)
        self.found |= {f"{name}/evaluate/{key}": np.asarray(value, "float64") for key, value in logs.items()}
        self.found |= {f"{name}/weight/{i}": np.array(w) for i, w in enumerate(model.get_weights())}

    def train(self, model: Any, name: str, epochs: int) -> None:
        """The logs of some epochs, and what becomes of the model."""
        options = {"sample_weight": self.weight, "batch_size": self.case["batch"], "epochs": epochs}
        if "class_weight" in self.case:
            options["class_weight"] = {int(key): value for key, value in self.case["class_weight"].items()}
        history = model.fit(self.x, self.y, **options, **QUIET).history
        self.found |= {f"{name}/fit/{key}": np.asarray(value, "float64") for key, value in history.items()}
        self.look(model, name)

    def write(self, file: Path | None) -> None:
        """All of a case; the model is saved after two epochs and trained for one more."""
        model = self.made()
        trained = {id(w) for w in model.trainable_weights}
        described = [[w.name, list(w.shape), id(w) in trained] for w in model.weights]
        self.found["weights"] = np.array(json.dumps(described))
        self.found["shape"] = np.array(json.dumps(list(model.output_shape)))
        self.look(model, "before")
        if self.case["train"]:
            self.train(model, "trained", 2)
        if file is not None:
            model.save(file)
        if self.case["train"]:
            self.train(model, "resumed", 1)

    def read(self, file: Path) -> None:
        """The same, from a file."""
        model = self.keras.models.load_model(file)
        if self.case["train"]:
            self.train(model, "resumed", 1)
        else:
            self.look(model, "before")


def one(keras: Any, job: str, case: dict[str, Any], source: Path, target: Path, dtype: str) -> None:
    """A case's numbers, or what went wrong."""
    file = source / f"{case['seed']}.keras"
    try:
        run = Run(keras, case, dtype)
        if job == "write":
            run.write(file if dtype == case["dtype"] else None)
        else:
            run.read(file)
        np.savez(target / f"{case['seed']}-{dtype}.npz", **run.found)
    except Exception:
        (target / f"{case['seed']}-{dtype}.txt").write_text(traceback.format_exc())


def main(library: str, cases: str, folder: str, *jobs: str) -> None:
    """Do the jobs with all cases."""
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    keras = keras_of(library)
    for job in jobs:
        target = Path(folder) / (library if job == "write" else f"{library}-reads-{job}")
        source = Path(folder) / (library if job == "write" else job)
        target.mkdir(parents=True, exist_ok=True)
        for case in json.loads(Path(cases).read_text()):
            for dtype in ("float32", "float64") if job == "write" else (case["dtype"],):
                keras.utils.clear_session() if hasattr(keras.utils, "clear_session") else keras.backend.clear_session()
                one(keras, job, case, source, target, dtype)


if __name__ == "__main__":
    main(*sys.argv[1:])
