"""``plugkeras predict RUN|MODEL INPUT``: what a trained model says of new rows."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from plugkeras.errors import DataError, FileError, cause
from plugkeras.project.data import inputs
from plugkeras.runs.restoring import trained_model
from plugkeras.saving import load_model
from plugkeras.saving.files import replacing
from plugkeras_std.callbacks import output
from plugkeras_std.commands.options import Options, refusing, tell
from plugkeras_std.commands.subjects import run_at

ABOUT = """\
Let a trained model predict: a run's, with the rows prepared as those that it was trained on, or a saved model's.

For classes each row has the class, its probability, and the probability of every class; for numbers, the numbers.
The output is CSV, or NPZ (an array "predictions") where -o FILE.npz says so."""

MODELS = (".keras", ".h5", ".hdf5")
ARRAYS = (".npz", ".npy")


class Trained(NamedTuple):
    """A model, how its inputs are prepared (None: as they are), and the names of its classes, if it has some."""

    model: Any
    spec: Any
    classes: tuple[str, ...]
    is_classifier: bool


@refusing
def predict(argv: list[str]) -> int:
    """Predict with a run's model or a saved one: rows of a table or of arrays in, CSV or NPZ out."""
    options = Options("predict", description=ABOUT)
    options.add_argument("trained", metavar="RUN|MODEL", help="a run (id, name, folder, latest) or a saved model")
    options.add_argument("input", metavar="INPUT", help="rows: .csv, .npz, .npy, .h5, or images, as the project's data")
    options.add_argument("-o", "--output", metavar="OUT", help="a .csv or .npz file (CSV on the output)")
    args = options.parse_args(argv)
    target = Path(args.output) if args.output else None
    if target is not None and target.suffix.lower() not in (".csv", ".npz"):
        options.error(f"the output is a .csv or .npz file, not {args.output}")
    trained = found(args.trained)
    y = predicted(trained.model, rows(trained, Path(args.input)))
    if target is None:
        for line in lines(trained, y):
            output.write(line)
        return 0
    with replacing(target, overwrite=True) as file:
        write(file, target.suffix.lower(), trained, y)
    tell(f"{target}: {len(y)} predictions")
    return 0


def found(name: str) -> Trained:
    """The trained model that ``name`` means.

    Raises:
        FileError: there is no such file or run, or nothing was saved.
    """
    path = Path(name)
    if path.is_file() and path.suffix.lower() in MODELS:
        model = load_model(path)
        return Trained(model, None, (), classifies(model))
    run = run_at(name)
    model, project = trained_model(run)
    names = project.data.learnt.get("class_names", ()) if project is not None else ()
    spec = project.data if project is not None and project.data.source is not None else None
    return Trained(model, spec, tuple(map(str, names)), bool(names) or classifies(model))


def predicted(model: Any, x: Any) -> Any:
    """The outputs for ``x``; a model of a fixed batch size gets the last batch filled with its last row."""
    size = model.input_shape[0] if model.built else None
    if size is None:
        return np.asarray(model.predict(x, verbose=0))
    filled = np.concatenate([x, np.repeat(x[-1:], -len(x) % size, axis=0)])
    return np.asarray(model.predict(filled, batch_size=size, verbose=0))[: len(x)]


def classifies(model: Any) -> bool:
    """Whether the outputs are probabilities of classes: the last activation says so."""
    layers = [layer for layer in model.layers if layer.weights or getattr(layer, "activation", None) is not None]
    last = getattr(layers[-1], "activation", None) if layers else None
    return getattr(last, "__name__", "") in ("softmax", "sigmoid") or type(model.layers[-1]).__name__ == "Softmax"


def rows(trained: Trained, path: Path) -> Any:
    """The inputs in a file, prepared as those that the model was trained on.

    Raises:
        DataError: they are not such as the model takes.
        FileError: the file cannot be read.
    """
    if not path.exists():
        raise FileError(f"There is no file {path}.")
    x = _raw(path) if trained.spec is None else inputs(trained.spec, path)
    wanted = trained.model.input_shape if trained.model.built else None
    if wanted is not None and not _fits(wanted[1:], x.shape[1:]):
        raise DataError(f"{path} has rows of the shape {tuple(x.shape[1:])}, and the model takes {wanted[1:]}.")
    return x


def _fits(wanted: Sequence[int | None], shape: Sequence[int]) -> bool:
    """Whether rows of this shape can go in; where the number of axes differs, the model says what it makes of it."""
    return len(wanted) != len(shape) or all(a in (None, b) for a, b in zip(wanted, shape, strict=True))


def _raw(path: Path) -> Any:
    """The numbers in a file as they are: an array, or a table of numbers with or without a row of names."""
    try:
        if path.suffix.lower() == ".npy":
            return np.load(path, allow_pickle=False)
        if path.suffix.lower() == ".npz":
            with np.load(path, allow_pickle=False) as arrays:
                return arrays["x" if "x" in arrays.files else arrays.files[0]]
        return _table(path)
    except (OSError, ValueError, IndexError, EOFError) as error:
        reason = getattr(error, "strerror", None) or "it holds no array of numbers"
        raise FileError(f"{path} cannot be read: {reason}.") from cause(error)


def _table(path: Path) -> Any:
    with open(path, newline="", encoding="utf-8-sig") as file:
        cells = [row for row in csv.reader(file) if row]
    if cells and not all(_is_number(cell) for cell in cells[0]):
        del cells[0]
    if not cells:
        raise ValueError("no rows")
    return np.array(cells, np.float32)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


# -- what comes out ------------------------------------------------------------------------------------


def write(file: Path, suffix: str, trained: Trained, y: Any) -> None:
    """Write the predictions as the suffix says."""
    if suffix == ".npz":
        with open(file, "wb") as stream:
            np.savez(stream, predictions=y)
    else:
        file.write_text("".join(lines(trained, y)), encoding="utf-8", newline="")


def lines(trained: Trained, y: Any) -> Iterator[str]:
    """The predictions as lines of CSV, with a first line of names."""
    flat = y.reshape(len(y), -1)
    if trained.is_classifier and y.ndim == 2:
        header, table = classes(flat, trained.classes)
    else:
        width = flat.shape[1]
        header = ["prediction"] if width == 1 else [f"prediction_{n + 1}" for n in range(width)]
        table = ([_number(value) for value in row] for row in flat)
    yield _line(header)
    yield from map(_line, table)


def classes(y: Any, names: Sequence[str]) -> tuple[list[str], Iterator[list[str]]]:
    """Header and rows for probabilities; one output is the probability of the second of two classes."""
    if y.shape[1] == 1:
        y = np.concatenate([1 - y, y], axis=1)
    known = list(names) if len(names) == y.shape[1] else [str(n) for n in range(y.shape[1])]
    best = y.argmax(axis=1)
    table = ([known[k], _number(row[k]), *map(_number, row)] for k, row in zip(best, y, strict=True))
    return ["class", "probability", *known], table


def _number(value: Any) -> str:
    return f"{float(value):.6g}"


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
