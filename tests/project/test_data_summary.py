"""The summary of a project's data: what there is, and what is suspicious."""

import numpy as np
import pytest

from plugkeras.project import DataSpec, Part, Table
from plugkeras.project.data import summarize
from plugkeras.project.summary_lines import cells
from plugkeras.project.values import frozen

N = 100
RNG = np.random.default_rng(2)
NOISE = RNG.normal(size=N)
CLASSES = np.arange(N) % 2
LINES = [
    (n, f"{NOISE[n]:.3f}", ("red", "green")[CLASSES[n]], "" if n % 10 == 0 else n % 7, 5, ("no", "yes")[CLASSES[n]])
    for n in range(N)
]
TEXT = "\n".join(",".join(map(str, line)) for line in [("nr", "noise", "colour", "some", "same", "y"), *LINES])


def of(part, folder, **arguments):
    own = {k: v for k, v in arguments.items() if k in DataSpec.__dataclass_fields__}
    rest = {k: v for k, v in arguments.items() if k not in own}
    return summarize(DataSpec(Part(part, Table(frozen(rest))), **own), folder)


@pytest.fixture
def table(tmp_path):
    (tmp_path / "table.csv").write_text(TEXT)
    return of("CSV", tmp_path, path="table.csv")


def test_a_table_is_told_column_by_column(table):
    found = {column.name: column for column in table.columns}
    assert list(found) == ["nr", "noise", "colour", "some", "same", "y"]
    assert (found["nr"].kind, found["nr"].is_used, found["nr"].distinct) == ("identifier", False, 100)
    assert (found["some"].missing, found["some"].distinct, found["some"].low, found["some"].high) == (10, 7, 0, 6)
    assert found["noise"].mean == pytest.approx(NOISE.mean(), abs=1e-3)
    assert (found["same"].is_constant, found["same"].is_used) == (True, False)
    assert found["y"].is_target
    assert (table.rows, table.validation, table.test, table.input_shape) == (100, 20, 0, (4,))
    assert (table.target, table.classes, table.balance) == ("classes", (("no", 50), ("yes", 50)), 1.0)


def test_a_column_that_gives_the_target_away_is_told(table):
    assert {c.name: c.leaking for c in table.columns if c.leaking} == {"colour": "each class has a value of its own"}
    assert any("'colour' gives the target away" in warning for warning in table.warnings)


@pytest.mark.parametrize(
    ("column", "y", "leaking"),
    [
        (CLASSES, CLASSES, "it is equal to it"),
        (5 - 3.0 * CLASSES, CLASSES, "the correlation is -1.0000"),
        (np.arange(N) % 4, CLASSES, "each value belongs to one class"),
        (NOISE, NOISE, "it is equal to it"),
        (NOISE * 2 + 1, NOISE, "the correlation is 1.0000"),
        (NOISE, CLASSES, ""),
        (NOISE + RNG.normal(size=N), NOISE, ""),
        (np.arange(N) % 3, CLASSES, ""),
        (np.ones(N), CLASSES, ""),
        (CLASSES, np.eye(2)[CLASSES], "it is equal to it"),
    ],
)
def test_leaks_are_equality_correlation_or_a_value_for_each_class(tmp_path, column, y, leaking):
    np.savez(tmp_path / "x.npz", x=np.stack([column, NOISE**2], axis=1), y=y.astype(np.float32) if y is NOISE else y)
    if y is NOISE:
        column = np.float32(column)
        np.savez(tmp_path / "x.npz", x=np.stack([column, np.float32(NOISE**2)], axis=1), y=np.float32(y))
    assert [c.leaking for c in of("NPZ", tmp_path, path="x.npz").columns] == [leaking, ""]


def test_rows_that_are_in_both_parts_are_counted(tmp_path):
    x = RNG.normal(size=(50, 2))
    test = np.concatenate([x[:7], x[10:13] + 1])
    np.savez(tmp_path / "x.npz", x=x, y=np.arange(50) % 2, x_test=test, y_test=np.arange(10) % 2)
    summary = of("NPZ", tmp_path, path="x.npz", validation=0.0)
    assert (summary.duplicates, summary.test) == (7, 10)
    assert "7 of the test rows are among the training rows too." in summary.warnings
    np.savez(tmp_path / "x.npz", x=np.concatenate([x[:40], x[:10]]), y=np.arange(50) % 2)
    assert of("NPZ", tmp_path, path="x.npz", split="last").duplicates == 10


def test_a_rare_class_is_told(tmp_path):
    np.savez(tmp_path / "x.npz", x=NOISE[:, None], y=(np.arange(N) < 3).astype(int))
    summary = of("NPZ", tmp_path, path="x.npz")
    assert summary.classes == (("0", 97), ("1", 3))
    assert any("The class '1' has only 3 rows" in warning for warning in summary.warnings)


def test_missing_values_of_arrays_are_counted(tmp_path):
    x = np.stack([NOISE, NOISE], axis=1)
    x[:5, 1] = np.nan
    np.savez(tmp_path / "x.npz", x=x, y=CLASSES)
    columns = of("NPZ", tmp_path, path="x.npz").columns
    assert [column.missing for column in columns] == [0, 5]
    assert columns[1].low == pytest.approx(NOISE[5:].min())


def test_what_is_nan_or_infinite_is_told_by_rows_and_classes_can_be_balanced(tmp_path):
    x = np.ones((20, 2), np.float32)
    x[3], x[5, 1] = np.nan, np.inf
    np.savez(tmp_path / "some.npz", x=x, y=np.repeat([0, 1], [15, 5]))
    found = of("NPZ", tmp_path, path="some.npz")
    assert any("2 rows have inputs that are NaN or infinite" in warning for warning in found.warnings)
    assert found.even_weights == {"0": 0.6667, "1": 2.0}


def test_images_are_told_as_one_and_files_in_part(tmp_path):
    digits = of("Dataset", tmp_path, name="digits")
    assert [(c.name, c.low, c.high) for c in digits.columns] == [("all inputs", 0, 16)]
    assert (digits.rows, digits.test, digits.input_dtype, len(digits.classes)) == (1438, 359, "uint8", 10)
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["x"], file["y"] = NOISE[:, None], CLASSES
    summary = of("HDF5", tmp_path, path="x.h5")
    assert (summary.sampled, summary.columns[0].distinct, summary.duplicates) == (False, 100, None)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_lines_fit_into_the_terminal_and_show_no_controls(tmp_path, width):
    text = TEXT.replace("colour", "colour\x1b[31m and a very long name 漢字漢字漢字").replace("red", "re\x07d")
    (tmp_path / "table.csv").write_text(text)
    lines = of("CSV", tmp_path, path="table.csv").lines(width)
    assert all(line.isprintable() for line in lines)
    assert max(map(cells, lines)) <= width
    assert any("yes" in line and "50" in line for line in lines)
