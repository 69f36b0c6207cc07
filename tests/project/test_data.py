"""The data of a project, prepared: split, scaled, the same each time; and other files prepared as they were."""

import random

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.errors import DataError, UnknownName
from plugkeras.parts import memory
from plugkeras.project import DataSpec, Part, Project, Table
from plugkeras.project.data import inputs, prepare, prepared
from plugkeras.project.values import frozen
from plugkeras.sources import CSV, HDF5, NPZ, Dataset

RNG = np.random.default_rng(1)
X = RNG.normal(3, 5, (200, 3)).astype(np.float32)
X[:, 2] = 7
Y = (np.arange(200) % 4 == 0).astype(np.int64)


def spec_of(part, **arguments):
    own = {k: v for k, v in arguments.items() if k in DataSpec.__dataclass_fields__}
    rest = {k: v for k, v in arguments.items() if k not in own}
    return DataSpec(Part(part, Table(frozen(rest))), **own)


@pytest.fixture
def folder(tmp_path):
    np.savez(tmp_path / "data.npz", x=X, y=Y)
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "data.h5", "w") as file:
        file.create_dataset("x", data=X, chunks=(16, 3))
        file.create_dataset("y", data=Y)
    lines = [",".join(map(repr, row)) for row in np.column_stack([X.astype(float), Y]).tolist()]
    (tmp_path / "data.csv").write_text("\n".join(["a,b,c,y", *lines]))
    return tmp_path


def halves(data):
    return [*data.train, *data.validation]


def same(a, b):
    return all(
        np.array_equal(np.asarray(one), np.asarray(other)) for one, other in zip(halves(a), halves(b), strict=True)
    )


# -- splitting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["random", "last"])
@pytest.mark.parametrize(("share", "train"), [(0.2, 160), (0.25, 150), (0.01, 198), (0.0, 200)])
def test_every_row_is_on_one_side(folder, how, share, train):
    data = prepare(spec_of("NPZ", path="data.npz", validation=share, split=how), folder)
    held = data.validation[0] if share else X[:0]
    assert (len(data.train[0]), len(held)) == (train, 200 - train)
    assert (data.validation is None) == (share == 0)
    both = np.concatenate([data.train[0], held])
    assert sorted(map(tuple, both.tolist())) == sorted(map(tuple, X.tolist()))
    assert data.facts.rows == train


def test_the_last_rows_are_those_that_keras_takes(folder):
    data = prepare(spec_of("NPZ", path="data.npz", split="last"), folder)
    assert np.array_equal(data.validation[0], X[160:])
    assert np.array_equal(data.train[1], Y[:160])


def test_classes_have_the_same_shares_on_both_sides(folder):
    data = prepare(spec_of("NPZ", path="data.npz"), folder)
    assert (data.train[1].sum(), data.validation[1].sum()) == (40, 10)


def test_the_seed_decides_and_global_random_numbers_do_not_matter(folder):
    states = np.random.get_state()[1].tolist(), random.getstate()
    first = prepare(spec_of("NPZ", path="data.npz", seed=3), folder)
    assert (np.random.get_state()[1].tolist(), random.getstate()) == states
    np.random.seed(99)
    assert same(first, prepare(spec_of("NPZ", path="data.npz", seed=3), folder))
    assert not same(first, prepare(spec_of("NPZ", path="data.npz", seed=4), folder))


@pytest.mark.parametrize("how", ["random", "last"])
def test_rows_can_be_limited(folder, how):
    data = prepare(spec_of("NPZ", path="data.npz", rows=50, split=how), folder)
    assert (len(data.train[0]), len(data.validation[0])) == (40, 10)
    assert set(map(tuple, data.train[0].tolist())) <= set(map(tuple, (X[:50] if how == "last" else X).tolist()))
    assert data.facts.classes == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"validation": 0.999}, "one side is empty"),
        ({"validation": 1.0}, "from 0 to below 1"),
        ({"rows": 0}, "at least 1"),
        ({"rows": 1}, "one side is empty"),
    ],
)
def test_a_split_that_leaves_nothing_is_told(folder, arguments, message):
    with pytest.raises(DataError, match=message):
        prepare(spec_of("NPZ", path="data.npz", **arguments), folder)


# -- scaling -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["NPZ", "HDF5", "CSV"])
@pytest.mark.parametrize("scaling", ["standard", "minmax", "unit", "none"])
def test_scaling_is_learnt_from_the_training_rows_alone_and_applied_to_all(folder, part, scaling):
    path = {"NPZ": "data.npz", "HDF5": "data.h5", "CSV": "data.csv"}[part]
    extra = {"columns": {"c": "number"}} if part == "CSV" else {}
    data = prepare(spec_of(part, path=path, scaling=scaling, **extra), folder)
    raw = prepare(spec_of(part, path=path, **extra), folder)
    train, held = np.asarray(raw.train[0], np.float64), np.asarray(raw.validation[0], np.float64)
    shift, scale = {
        "standard": (train.mean(0), train.std(0)),
        "minmax": (train.min(0), np.ptp(train, axis=0)),
        "unit": (0, np.full(3, 255.0)),
        "none": (0, np.ones(3)),
    }[scaling]
    scale = np.where(scale < 1e-6, 1, scale)
    for found, expected in ((data.train[0], train), (data.validation[0], held)):
        assert found.dtype == np.float32
        np.testing.assert_allclose(np.asarray(found), (expected - shift) / scale, atol=1e-5)
    assert data.facts.low == pytest.approx(np.asarray(data.train[0]).min())
    assert data.facts.high == pytest.approx(np.asarray(data.train[0]).max())
    new = inputs(data.spec, folder / path)
    np.testing.assert_allclose(np.asarray(new), (X.astype(float) - shift) / scale, atol=1e-5)


def test_what_was_learnt_lasts_through_the_document_and_is_applied_as_it_is(folder):
    data = prepare(spec_of("NPZ", path="data.npz", scaling="standard"), folder)
    again = Project.from_text(Project(data=data.spec).to_text()).data
    assert again == data.spec
    np.savez(folder / "data.npz", x=X * 2, y=Y)
    learnt = prepare(again, folder).spec.learnt
    assert learnt == data.spec.learnt
    other = prepare(spec_of("NPZ", path="data.npz", scaling="standard"), folder)
    assert other.spec.learnt != data.spec.learnt


@pytest.mark.parametrize(
    "learnt",
    [
        {"shift": 0.0},
        {"scale": 1.0},
        {"shift": 0.0, "scale": 0.0},
        {"shift": "a", "scale": 1.0},
        {"shift": [[1.0]], "scale": 1.0},
        {"shift": [1.0, 2.0], "scale": [1.0, 2.0]},
        {"shift": [1.0, 2.0, 3.0], "scale": [1.0, 0.0, 2.0]},
        {"shift": {"a": 1}, "scale": 1.0},
    ],
)
def test_a_document_that_learnt_nonsense_is_told_or_learns_anew(folder, learnt):
    learnt = {"scaling": "standard", "input_shape": [3], **learnt}
    spec = spec_of("NPZ", path="data.npz", scaling="standard")
    nonsense = DataSpec(spec.source, scaling="standard", learnt=frozen(learnt))
    with pytest.raises(DataError, match="leave it out|was not learnt for"):
        inputs(nonsense, folder / "data.npz")
    try:
        assert same(prepare(nonsense, folder), prepare(spec, folder))
    except DataError as error:
        assert "leave it out" in str(error)  # noqa: PT017


def test_a_script_may_say_what_was_learnt(folder):
    scaling = {"scaling": "minmax", "shift": 1.0, "scale": 2.0, "input_shape": [3]}
    data = prepared(NPZ("data.npz"), folder, scaling="minmax", learnt=scaling)
    raw = prepared(NPZ("data.npz"), folder)
    np.testing.assert_allclose(data.train[0], (raw.train[0] - 1) / 2)


@pytest.mark.parametrize(
    ("x", "scaled", "scales"),
    [
        (np.arange(40).reshape(20, 2), False, None),
        (np.arange(40, dtype=np.uint8).reshape(20, 2), True, (2,)),
        (np.arange(40, dtype=np.uint8).reshape(10, 2, 2), True, ()),
        (np.arange(40.0).reshape(10, 2, 2), True, (2,)),
        (np.arange(80, dtype=np.int64).reshape(10, 2, 2, 2), True, (2,)),
        (np.arange(20.0), True, (1,)),
        (np.ones((20, 2)), True, (2,)),
    ],
)
def test_columns_and_channels_are_scaled_each_tokens_never_and_gray_images_as_one(tmp_path, x, scaled, scales):
    np.savez(tmp_path / "x.npz", x=x)
    data = prepare(spec_of("NPZ", path="x.npz", scaling="standard"), tmp_path)
    learnt = data.spec.learnt.get("scale")
    assert (data.train[0].dtype == np.float32) == scaled
    assert (None if learnt is None else np.shape(learnt)) == scales
    assert np.isfinite(data.train[0]).all()
    assert bool(data.notes) != scaled


def test_a_scaling_of_what_is_not_finite_names_the_column(tmp_path):
    bad = X.copy()
    bad[5, 1] = np.nan
    np.savez(tmp_path / "x.npz", x=bad, y=Y)
    with pytest.raises(DataError, match="input column number 1 has NaN or infinity"):
        prepare(spec_of("NPZ", path="x.npz", scaling="standard", validation=0.0), tmp_path)


# -- facts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("y", "target", "classes", "shape", "dtype"),
    [
        (np.arange(60) % 3, "classes", 3, (), "int64"),
        ((np.arange(60) % 3)[:, None].astype(np.uint8), "classes", 3, (), "int64"),
        (np.eye(3)[np.arange(60) % 3], "one_hot", 3, (3,), "float32"),
        (np.arange(60) % 2 == 0, "classes", 2, (), "int64"),
        ((np.arange(60) % 2).astype(float), "classes", 2, (), "int64"),
        (np.arange(60) * 0.5, "numbers", None, (), "float32"),
        (np.arange(60) * 1000, "numbers", None, (), "float32"),
        (np.arange(60) - 5, "numbers", None, (), "float32"),
        (np.ones((60, 2)), "numbers", None, (2,), "float32"),
        (np.array(["b", "a", "c"] * 20), "classes", 3, (), "int64"),
        (None, "none", None, (), None),
    ],
)
def test_what_targets_are_is_told_from_them(tmp_path, y, target, classes, shape, dtype):
    arrays = {"x": X[:60]} | ({} if y is None else {"y": y})
    np.savez(tmp_path / "x.npz", **arrays)
    data = prepare(spec_of("NPZ", path="x.npz"), tmp_path)
    facts = data.facts
    assert (facts.target, facts.classes, facts.target_shape, facts.input_shape) == (target, classes, shape, (3,))
    assert (None if y is None else str(data.train[1].dtype)) == dtype


def test_names_of_classes_become_numbers_in_the_test_part_too(tmp_path):
    y = np.array(["b", "a"] * 10)
    np.savez(tmp_path / "x.npz", x=X[:20], y=y, x_test=X[:2], y_test=np.array(["b", "b"]))
    data = prepare(spec_of("NPZ", path="x.npz"), tmp_path)
    assert (data.facts.class_names, data.test[1].tolist()) == (("a", "b"), [1, 1])
    np.savez(tmp_path / "x.npz", x=X[:20], y=y, x_test=X[:2], y_test=np.array(["b", "c"]))
    with pytest.raises(DataError, match="'c' is none of the classes"):
        prepare(spec_of("NPZ", path="x.npz"), tmp_path)


# -- files in slices -----------------------------------------------------------------------------------


def test_rows_of_a_file_are_trained_on_without_reading_it_whole(folder):
    data = prepare(spec_of("HDF5", path="data.h5", scaling="standard"), folder)
    arrays = prepare(spec_of("NPZ", path="data.npz", scaling="standard"), folder)
    assert not isinstance(data.train[0], np.ndarray)
    assert same(data, arrays)
    losses = []
    for one in (data, arrays):
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, "sigmoid")])
        model.compile("sgd", "binary_crossentropy")
        history = model.fit(*one.train, validation_data=one.validation, epochs=2, verbose=0)
        losses.append((history.history, model.predict(one.train[0], verbose=0).tolist()))
    assert losses[0] == losses[1]


@pytest.mark.parametrize(
    "wanted", [slice(3, 9), slice(9, 3), slice(None), slice(0, None, 7), [0, 5, 6, 99], 4, slice(-3, None)]
)
@pytest.mark.parametrize("arguments", [{}, {"split": "last"}, {"rows": 100}])
def test_a_view_of_a_file_gives_what_the_array_gives(folder, wanted, arguments):
    arguments = {"validation": 0.0 if arguments.get("rows") else 0.2, "scaling": "minmax", **arguments}
    view = prepare(spec_of("HDF5", path="data.h5", **arguments), folder).train[0]
    array = prepare(spec_of("NPZ", path="data.npz", **arguments), folder).train[0]
    assert (view.shape, view.dtype, view.ndim, len(view)) == (array.shape, array.dtype, array.ndim, len(array))
    assert np.array_equal(view[wanted], array[wanted])


# -- prediction, scripts, errors -----------------------------------------------------------------------


def test_a_file_of_other_rows_is_refused_for_prediction(folder):
    data = prepare(spec_of("NPZ", path="data.npz"), folder)
    np.save(folder / "new.npy", X[:, :2])
    with pytest.raises(DataError, match=r"rows of the shape \(2,\), and the model was trained on \(3,\)"):
        inputs(data.spec, folder / "new.npy")


@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        (lambda folder: CSV("data.csv", target="y"), {"scaling": "standard", "seed": 4}),
        (lambda folder: NPZ("data.npz"), {"scaling": "minmax", "validation": 0.3, "split": "last"}),
        (lambda folder: HDF5("data.h5"), {"rows": 80}),
        (lambda folder: Dataset("iris"), {"scaling": "standard"}),
    ],
)
def test_a_script_gets_the_same_bits_as_the_project(folder, source, arguments):
    source = source(folder)
    of_script = prepared(source, folder, **arguments)
    config = {name: value for name, value in source.get_config().items() if value is not None}
    assert same(of_script, prepare(spec_of(type(source).__name__, **config, **arguments), folder))
    assert same(of_script, prepare(of_script.spec, folder))


def test_a_column_may_be_called_class(tmp_path):
    (tmp_path / "iris.csv").write_text("\n".join(["width,class", *(f"{n / 8},{'ab'[n % 2]}" for n in range(20))]))
    data = prepare(spec_of("CSV", path="iris.csv"), tmp_path)
    assert data.facts.class_names == ("a", "b")
    assert Project.from_text(Project(data=data.spec).to_text()).data == data.spec


@pytest.mark.parametrize(
    ("spec", "error", "message"),
    [
        (DataSpec(), DataError, "has no data: give it a source"),
        (spec_of("NPS", path="data.npz"), UnknownName, "did you mean 'NPZ'"),
        (spec_of("NPZ", paht="data.npz"), TypeError, "did you mean 'path'"),
    ],
)
def test_a_project_without_usable_data_is_told(folder, spec, error, message):
    with pytest.raises(error, match=message):
        prepare(spec, folder)


def test_rows_that_would_not_fit_are_refused(folder, monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: 3000)
    with pytest.raises(DataError, match="The 160 rows need about 3.84 kB of memory, and 3 kB are free"):
        prepare(spec_of("NPZ", path="data.npz"), folder)


class Shuffling(keras.Source):
    """One that draws from the global generators, as other people's may."""

    def load(self, folder):
        from plugkeras.parts.source import Rows

        return Rows(np.random.permutation(X), np.array([random.random() for _ in X]))


def test_a_source_that_shuffles_is_repeatable(folder):
    a, b = prepared(Shuffling(), folder), prepared(Shuffling(), folder)
    assert same(a, b)
    assert not same(a, prepared(Shuffling(), folder, seed=1))


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ((X, Y), "must give Rows, and gave tuple"),
        ({"x": [1, 2]}, "its inputs must be an array of rows, not list"),
        ({"x": X, "y": Y[:3]}, "200 inputs and 3 targets"),
        ({"x": X[:0], "y": Y[:0]}, "there are no rows"),
        ({"x": X.astype(str)}, "inputs are of <U"),
        ({"x": X, "y": Y, "test": (X[:, :2], Y)}, "those for tests"),
    ],
)
def test_a_source_that_gives_no_rows_is_told(folder, found, message):
    from plugkeras.parts.source import Rows

    class Wrong(keras.Source):
        def load(self, folder):
            return Rows(**found) if isinstance(found, dict) else found

    with pytest.raises(DataError, match=message):
        prepared(Wrong(), folder)
