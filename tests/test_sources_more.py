"""The standard sources besides tables: datasets, arrays, files that are read in slices, images, and functions."""

import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from plugkeras import Source, datasets
from plugkeras.errors import ArgumentError, DataError, FileError, FormatError, PlugkerasError, UnknownName, UnsafeFile
from plugkeras.host import host
from plugkeras.parts import memory
from plugkeras.parts.source import Rows
from plugkeras.sources import CSV, HDF5, NPZ, Dataset, Function, Images

X = np.arange(24, dtype=np.float32).reshape(8, 3)
Y = np.arange(8) % 2
HERE = Path()


def test_every_source_says_what_it_is_and_is_made_from_its_config():
    for name in host().standard_names("sources"):
        cls = host().get("sources", name)
        assert issubclass(cls, Source)
        assert cls.__doc__
        source = cls("a:b")
        assert type(source)(**source.get_config()).get_config() == source.get_config()


# -- datasets --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["digits", "iris", "spirals", "moons", "circles", "xor", "blobs", "sine"])
def test_a_dataset_gives_its_rows_and_keeps_its_test_part(name):
    (x, y), (x_test, y_test) = datasets[name].load_data()
    rows = Dataset(name).load(HERE)
    assert np.array_equal(rows.x, x)
    assert np.array_equal(rows.y, y)
    assert np.array_equal(rows.test[0], x_test)
    assert np.array_equal(rows.test[1], y_test)


def test_a_dataset_is_called_with_its_arguments():
    assert len(Dataset("moons", {"n": 50, "test_split": 0.0}).load(HERE).x) == 50


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Dataset("digit").load(HERE), UnknownName, "did you mean 'digits'"),
        (lambda: Dataset("moons", {"m": 3}).load(HERE), ArgumentError, "'moons' cannot be loaded so: .*'m'"),
        (lambda: Dataset("moons", {"n": 0}).load(HERE), ArgumentError, "n must be at least 1"),
        (lambda: Dataset("moons", [3]), ArgumentError, "must be a dict of arguments"),
        (lambda: Dataset(3).load(HERE), ArgumentError, "must be the name of a dataset"),
        (lambda: Dataset("imdb", length=0), ArgumentError, "must be an integer of at least 1"),
        (lambda: NPZ("x.npz", x=3), ArgumentError, "`x` must be text, not 3"),
        (lambda: HDF5("x.h5", y=3), ArgumentError, "`y` must be text, not 3"),
        (lambda: CSV("x.csv", target=3), ArgumentError, "`target` must be text, not 3"),
        (lambda: CSV(3), ArgumentError, "`path` must be the path of a file"),
        (lambda: Images("x", size=[3]), ArgumentError, r"`size` must be \(height, width\)"),
        (lambda: Images("x", color="rgbx"), ArgumentError, "did you mean 'rgb'"),
    ],
)
def test_an_argument_that_cannot_be_used_is_one_sentence(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_texts_become_rows_of_the_length_that_nine_of_ten_fit_into(monkeypatch):
    texts = np.empty(10, object)
    texts[:] = [list(range(1, n + 2)) for n in range(10)]

    class Words:
        def load_data():
            return (texts, np.arange(10) % 2), (texts[:2], np.arange(2))

    real = type(datasets).__getitem__
    monkeypatch.setattr(type(datasets), "__getitem__", lambda module, n: Words if n == "words" else real(module, n))
    source = Dataset("words").learn(HERE)
    rows = source.load(HERE)
    assert source.length == 9
    assert rows.x.shape == (10, 9)
    assert rows.x[1].tolist() == [0] * 7 + [1, 2]
    assert rows.test[0].shape == (2, 9)


# -- NumPy's files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrays", "arguments", "names"),
    [
        ({"x": X, "y": Y}, {}, ("x", "y")),
        ({"x_train": X, "y_train": Y, "x_test": X[:2], "y_test": Y[:2]}, {}, ("x_train", "y_train")),
        ({"Images": X, "labels": Y, "more": X}, {}, ("Images", "labels")),
        ({"arr_0": X, "arr_1": Y}, {}, ("arr_0", "arr_1")),
        ({"only": X}, {}, ("only", "")),
        ({"a": X, "b": Y}, {"x": "a", "y": "b"}, ("a", "b")),
        ({"x": X, "y": Y}, {"y": ""}, ("x", "")),
    ],
)
def test_the_arrays_of_an_npz_file_are_found_by_their_names(tmp_path, arrays, arguments, names):
    np.savez(tmp_path / "data.npz", **arrays)
    source = NPZ("data.npz", **arguments).learn(tmp_path)
    rows = source.load(tmp_path)
    assert (source.x, source.y) == names
    assert np.array_equal(rows.x, X)
    assert np.array_equal(rows.y, Y) if names[1] else rows.y is None
    assert (rows.test is not None) == ("x_test" in arrays)


@pytest.mark.parametrize(("x", "y"), [("x", "y"), ("x_train", "y_train"), ("train_images", "train_labels")])
def test_a_pair_of_npy_files_goes_together_by_name_or_as_it_is_said(tmp_path, x, y):
    np.save(tmp_path / f"{x}.npy", X)
    np.save(tmp_path / f"{y}.npy", Y)
    np.save(tmp_path / "else.npy", 1 - Y)
    assert np.array_equal(NPZ(f"{x}.npy").load(tmp_path).y, Y)
    assert np.array_equal(NPZ(f"{x}.npy", y="else.npy").load(tmp_path).y, 1 - Y)
    assert NPZ(f"{x}.npy", y="").load(tmp_path).y is None
    assert np.array_equal(NPZ(f"{x}.npy").learn(tmp_path).load(tmp_path).y, Y)


def claiming(shape, dtype="<f4", data=b"\0" * 16):
    """An .npy file whose header says this."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}}}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + data


BAD = {
    "no zip": (b"PK nothing", FormatError, "damaged"),
    "a huge claim": (claiming((10**12,)), FormatError, "damaged: it has .* where its shape"),
    "objects": (claiming((1,), "|O"), UnsafeFile, "Python objects"),
    "records": (claiming((1,), "|V16"), DataError, "rows are of numbers"),
    "half a file": (claiming((8,), data=b"\0" * 8), FormatError, "damaged"),
    "a bad header": (b"\x93NUMPY\x01\x00\x10\x00{'descr': oh no}", FormatError, "damaged"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_of_numpy_that_is_damaged_or_lies_is_one_sentence(tmp_path, what):
    data, error, message = BAD[what]
    (tmp_path / "x.npy").write_bytes(data)
    with pytest.raises(error, match=message):
        NPZ("x.npy").load(tmp_path)
    with zipfile.ZipFile(tmp_path / "x.npz", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("x.npy", data)
    with pytest.raises(PlugkerasError):
        NPZ("x.npz").load(tmp_path)


def test_arrays_that_would_not_fit_are_refused(tmp_path, monkeypatch):
    np.savez_compressed(tmp_path / "big.npz", x=np.zeros((1000, 1000)))
    monkeypatch.setattr(memory, "available", lambda: 10**6)
    with pytest.raises(DataError, match="need about 8 MB of memory, and 1 MB are free: keep them as HDF5"):
        NPZ("big.npz").load(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"x": "xx"}, "no array 'xx'"), ({"y": "labels"}, "no array 'labels'.*it has"), ({}, "cannot be told: say x=")],
)
def test_arrays_that_are_not_there_are_told(tmp_path, arguments, message):
    np.savez(tmp_path / "data.npz", first=X, second=Y)
    if "y" in arguments:
        arguments = {"x": "first", **arguments}
    with pytest.raises(DataError, match=message):
        NPZ("data.npz", **arguments).load(tmp_path)


# -- HDF5 ----------------------------------------------------------------------------------------------


def hdf5(path, **arrays):
    h5py = pytest.importorskip("h5py")
    with h5py.File(path, "w") as file:
        for name, array in arrays.items():
            file.create_dataset(name, data=array)
    return path


def test_datasets_of_an_hdf5_file_stay_in_it(tmp_path):
    hdf5(tmp_path / "data.h5", x=X, y=Y, x_test=X[:2], y_test=Y[:2], words=np.array([b"a"]))
    source = HDF5("data.h5").learn(tmp_path)
    rows = source.load(tmp_path)
    assert (source.x, source.y) == ("x", "y")
    assert hasattr(rows.x, "chunks")
    assert np.array_equal(rows.x[2:4], X[2:4])
    assert rows.test[0].shape == (2, 3)
    assert np.array_equal(source.inputs(tmp_path / "data.h5")[:], X)


def test_datasets_in_groups_are_named_by_their_paths(tmp_path):
    hdf5(tmp_path / "data.h5", **{"a/b": X, "a/c": Y})
    rows = HDF5("data.h5", "a/b", "a/c").load(tmp_path)
    assert (rows.x.shape, rows.y.shape) == ((8, 3), (8,))


def test_an_hdf5_file_that_points_elsewhere_or_is_none_is_refused(tmp_path):
    h5py = pytest.importorskip("h5py")
    hdf5(tmp_path / "data.h5", x=X)
    with h5py.File(tmp_path / "links.h5", "w") as file:
        file["x"] = h5py.ExternalLink("data.h5", "x")
    layout = h5py.VirtualLayout((8, 3), "f4")
    layout[:] = h5py.VirtualSource(tmp_path / "data.h5", "x", (8, 3))
    with h5py.File(tmp_path / "virtual.h5", "w") as file:
        file.create_virtual_dataset("x", layout)
    (tmp_path / "none.h5").write_text("nothing")
    for name, error, message in [
        ("links.h5", UnsafeFile, "is a link"),
        ("virtual.h5", UnsafeFile, "lies in another file"),
        ("none.h5", FormatError, "no HDF5 file"),
        ("nowhere.h5", FileError, "is not there"),
    ]:
        with pytest.raises(error, match=message):
            HDF5(name).load(tmp_path)


# -- functions -----------------------------------------------------------------------------------------

MODULE = """
import numpy as np
from beside import rows

def pair(n=4):
    return np.ones((n, 2)), np.arange(n)

def both():
    return pair(4), pair(2)

def lists():
    return [[1, 2], [3, 4]], [0, 1]

def alone():
    return rows

def named():
    from plugkeras.parts.source import Rows
    return Rows(rows, x_names=("a", "b"))

def three():
    return 1, 2, 3

def fails():
    raise KeyError("age")

number = 3
"""


@pytest.fixture
def code(tmp_path):
    (tmp_path / "mydata.py").write_text(MODULE)
    (tmp_path / "beside.py").write_text("import numpy as np\nrows = np.zeros((3, 2))\n")
    (tmp_path / "broken.py").write_text("import nowhere_at_all\n")
    (tmp_path / "json.py").write_text("def load():\n    return [[1.0], [2.0]], [0, 1]\n")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "inner.py").write_text("def load():\n    return [[1.0], [2.0]], [0, 1]\n")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "shape", "y", "test"),
    [
        ("mydata:pair", (4, 2), (4,), None),
        ("mydata:both", (4, 2), (4,), (2, 2)),
        ("mydata:lists", (2, 2), (2,), None),
        ("mydata:alone", (3, 2), None, None),
        ("mydata:named", (3, 2), None, None),
        ("deep.inner:load", (2, 1), (2,), None),
        ("json:load", (2, 1), (2,), None),
    ],
)
def test_a_function_of_the_projects_folder_gives_rows(code, name, shape, y, test):
    before = set(sys.modules)
    rows = Function(name).load(code)
    assert isinstance(rows, Rows)
    assert (rows.x.shape, None if rows.y is None else rows.y.shape) == (shape, y)
    assert (None if rows.test is None else rows.test[0].shape) == test
    assert {"mydata", "beside", "deep", "deep.inner"} & (set(sys.modules) - before) == set()
    assert "loads" in dir(sys.modules["json"])


def test_a_function_is_read_anew_each_time_and_never_from_bytecode(code):
    assert len(Function("mydata:pair", {"n": 7}).load(code).x) == 7
    assert not (code / "__pycache__").exists()
    (code / "beside.py").write_text("import numpy as np\nrows = np.zeros((5, 2))\n")
    assert len(Function("mydata:alone").load(code).x) == 5


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("mydata", ArgumentError, "\"module:function\", not as 'mydata'"),
        ("my data:load", ArgumentError, '"module:function"'),
        (":load", ArgumentError, '"module:function"'),
        (None, ArgumentError, '"module:function"'),
        ("mydatta:pair", DataError, "no module 'mydatta'.*did you mean 'mydata'"),
        ("mydata:pairs", DataError, "no 'pairs' in it; did you mean 'pair'"),
        ("mydata:number", DataError, "is 3, and no function"),
        ("broken:load", DataError, "'broken' cannot be imported: .*nowhere_at_all"),
        ("mydata:fails", DataError, "'mydata:fails' failed: KeyError: 'age'"),
        ("mydata:three", DataError, "not 3 values"),
    ],
)
def test_a_function_that_gives_no_rows_is_one_sentence(code, name, error, message):
    with pytest.raises(error, match=message):
        Function(name).load(code)


# -- other files to predict from -----------------------------------------------------------------------


@pytest.mark.parametrize("source", [Dataset("iris"), Function("a:b"), NPZ("x.npz"), HDF5("x.h5")], ids=repr)
def test_inputs_come_from_files_of_any_known_make(tmp_path, source):
    np.savez(tmp_path / "new.npz", x=X)
    np.save(tmp_path / "new.npy", X)
    hdf5(tmp_path / "new.h5", x=X)
    text = "\n".join(",".join(map(str, row)) for row in [["a", "b", "c"], *X.tolist()])
    (tmp_path / "new.csv").write_text(text)
    for suffix in ("npz", "npy", "h5", "csv"):
        assert np.array_equal(np.asarray(source.inputs(tmp_path / f"new.{suffix}")), X)
    with pytest.raises(DataError, match="should end in"):
        source.inputs(tmp_path / "new.doc")


def test_a_csv_source_says_that_it_has_not_learnt_yet(tmp_path):
    with pytest.raises(DataError, match=r"call learn\(folder\) first"):
        CSV("x.csv").inputs(tmp_path / "x.csv")


# -- images --------------------------------------------------------------------------------------------


@pytest.fixture
def pets(tmp_path):
    image = pytest.importorskip("PIL.Image")
    for number, (name, color) in enumerate([("cat", (200, 0, 0)), ("dog", (0, 0, 200))] * 3):
        (tmp_path / "pets" / name).mkdir(parents=True, exist_ok=True)
        image.new("RGB", (6, 4), color).save(tmp_path / "pets" / name / f"{number}.png")
    return tmp_path


def test_images_in_class_folders_are_bytes_and_classes(pets):
    source = Images("pets").learn(pets)
    rows = source.load(pets)
    assert (source.size, source.color, source.classes) == ((4, 6), "rgb", ("cat", "dog"))
    assert (rows.x.shape, rows.x.dtype, rows.y.tolist()) == ((6, 4, 6, 3), np.uint8, [0, 0, 0, 1, 1, 1])
    assert rows.x[0, 0, 0].tolist() == [200, 0, 0]
    assert rows.class_names == ("cat", "dog")


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ({"size": [2, 3]}, (2, 3, 3)),
        ({"size": 5}, (5, 5, 3)),
        ({"color": "gray"}, (4, 6, 1)),
        ({"color": "rgba"}, (4, 6, 4)),
    ],
)
def test_images_have_the_size_and_channels_that_are_asked_for(pets, arguments, shape):
    source = Images("pets", **arguments).learn(pets)
    assert source.load(pets).x.shape == (6, *shape)
    assert source.inputs(pets / "pets" / "cat").shape == (3, *shape)
    assert source.inputs(pets / "pets" / "cat" / "0.png").shape == (1, *shape)


def test_images_of_different_sizes_get_the_usual_one_and_gray_ones_one_channel(tmp_path):
    image = pytest.importorskip("PIL.Image")
    for name, size in (("a", (3, 3)), ("b", (9, 5))):
        (tmp_path / name).mkdir()
        image.new("L", size, 7).save(tmp_path / name / "1.png")
    rows = Images(".").load(tmp_path)
    assert rows.x.shape == (2, 64, 64, 1)
    assert (rows.x == 7).all()


def test_folders_named_train_and_test_are_those_parts(pets):
    (pets / "pets").rename(pets / "train")
    (pets / "test" / "dog").mkdir(parents=True)
    (pets / "test" / "cat").mkdir()
    (pets / "train" / "dog" / "1.png").rename(pets / "test" / "dog" / "1.png")
    (pets / "train" / "cat" / "0.png").rename(pets / "test" / "cat" / "0.png")
    (pets / "whole").mkdir()
    for name in ("train", "test"):
        (pets / name).rename(pets / "whole" / name)
    rows = Images("whole").load(pets)
    assert (rows.y.tolist(), rows.test[1].tolist()) == ([0, 0, 1, 1], [0, 1])


@pytest.mark.parametrize(
    ("spoil", "error", "message"),
    [
        (lambda pets: (pets / "pets/cat/0.png").write_bytes(b"no image"), FormatError, r"0\.png cannot be read"),
        (
            lambda pets: (pets / "pets/dog/3.png").write_bytes((pets / "pets/dog/3.png").read_bytes()[:45]),
            FormatError,
            r"3\.png",
        ),
        (lambda pets: huge(pets / "pets/cat/0.png"), UnsafeFile, r"0\.png has .*pixels"),
        (lambda pets: [f.unlink() for f in (pets / "pets").rglob("*.png")], DataError, "no images"),
    ],
)
def test_an_image_that_is_broken_or_huge_is_named(pets, spoil, error, message):
    spoil(pets)
    with pytest.raises(error, match=message):
        Images("pets").load(pets)


def huge(path):
    """A PNG file that claims 50 000 by 50 000 pixels."""
    import struct
    import zlib

    body = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + b"\0" * 4)


def test_a_folder_of_no_classes_is_told(tmp_path):
    (tmp_path / "pets").mkdir()
    for path, error, message in [("pets", DataError, "has 0 folders"), ("pet", FileError, "did you mean 'pets'")]:
        with pytest.raises(error, match=message):
            Images(path).load(tmp_path)


def test_images_without_pillow_say_what_to_do(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.png").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(ImportError, match=r"pip install 'plugkeras\[images\]'"):
        Images(".").load(tmp_path)
