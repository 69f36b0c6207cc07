"""The standard datasets: what ships, what is drawn, and what is fetched; no test goes to the network.

The expectations for Keras's datasets were made by Keras 3.15 from the same small files.
"""

import gzip
import hashlib
import inspect
import io
import json
import os
import pickle
import struct
import tarfile
import zipfile

import numpy as np
import pytest

from plugkeras.errors import ArgumentError, FileError, FormatError, UnsafeFile
from plugkeras.host.kinds import CONTRACTS, part_at
from plugkeras_std.datasets import register_datasets
from plugkeras_std.datasets.sources import SOURCES, Source

OFFERED = register_datasets()
SHIPPED = ("digits", "iris")
DRAWN = ("spirals", "moons", "circles", "xor", "blobs", "sine")
FETCHED = tuple(name for name in OFFERED if name not in SHIPPED + DRAWN)


def dataset(name):
    return part_at(OFFERED[name])


def load(name, **arguments):
    (x_train, y_train), (x_test, y_test) = dataset(name).load_data(**arguments)
    return x_train, y_train, x_test, y_test


def lists(rows):
    return np.fromiter(rows, object, len(rows))


# -- what the offers are -------------------------------------------------------------------------


@pytest.mark.parametrize("name", OFFERED)
def test_every_offer_is_what_the_kind_asks_for_and_says_what_it_is(name):
    part = dataset(name)
    assert CONTRACTS["datasets"].fits(part)
    assert part.__doc__
    assert part.load_data.__doc__


TEXT = {"num_words": None, "skip_top": 0, "maxlen": None}
CHARS = {"start_char": 1, "oov_char": 2, "index_from": 3}
SIGNATURES = {
    "mnist": {"path": "mnist.npz"},
    "fashion_mnist": {},
    "cifar10": {},
    "cifar100": {"label_mode": "fine"},
    "boston_housing": {"path": "boston_housing.npz", "test_split": 0.2, "seed": 113},
    "california_housing": {"version": "large", "path": "california_housing.npz", "test_split": 0.2, "seed": 113},
    "imdb": {"path": "imdb.npz", **TEXT, "seed": 113, **CHARS},
    "reuters": {"path": "reuters.npz", **TEXT, "test_split": 0.2, "seed": 113, **CHARS},
}


@pytest.mark.parametrize("name", FETCHED)
def test_the_signature_is_that_of_keras(name):
    parameters = inspect.signature(dataset(name).load_data).parameters.values()
    defaults = [(p.name, p.default) for p in parameters if p.kind is not p.VAR_KEYWORD]
    assert defaults == list(SIGNATURES[name].items())


# -- shipped and drawn ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED + DRAWN)
def test_the_same_seed_gives_the_same_data_and_another_seed_others(name):
    first, again, other = load(name, seed=3), load(name, seed=3), load(name, seed=4)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


def test_the_digits_are_1797_small_images_of_ten_classes():
    x_train, y_train, x_test, y_test = load("digits")
    assert (x_train.shape, x_test.shape, x_train.dtype, y_train.dtype) == ((1438, 8, 8), (359, 8, 8), "u1", "i8")
    images = np.concatenate([x_train, x_test])
    assert (images.min(), images.max(), int(images.astype(int).sum())) == (0, 16, 561718)
    assert np.bincount(np.concatenate([y_train, y_test])).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.ptp(np.bincount(y_test)) <= 2


def test_the_labels_of_the_digits_belong_to_the_images():
    x_train, y_train, x_test, y_test = load("digits")
    train, test = (x.reshape(len(x), 64).astype(float) for x in (x_train, x_test))
    distances = (train**2).sum(1) - 2 * test @ train.T
    assert np.mean(y_train[distances.argmin(1)] == y_test) >= 0.97


def test_iris_is_150_flowers_of_three_species():
    x_train, y_train, x_test, y_test = load("iris")
    assert (x_train.shape, x_test.shape, x_train.dtype) == ((120, 4), (30, 4), "f4")
    assert np.bincount(y_test).tolist() == [10, 10, 10]
    x, y = np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test])
    petal_lengths = [x[y == label, 2].mean() for label in range(3)]
    np.testing.assert_allclose(petal_lengths, [1.462, 4.26, 5.552], atol=1e-5)
    assert dataset("iris").get_label_names() == ("setosa", "versicolor", "virginica")


def radius(x):
    return np.hypot(x[:, 0], x[:, 1])


def is_on_its_spiral(x, y):
    angle = 3 * np.pi * radius(x) + np.pi * y
    return np.cos(np.arctan2(x[:, 1], x[:, 0]) - angle) > 0.999


RULES = {
    "spirals": is_on_its_spiral,
    "moons": lambda x, y: np.isclose(radius(np.where(y[:, None] == 0, x, [1, 0.5] - x)), 1, atol=1e-5),
    "circles": lambda x, y: np.isclose(radius(x), np.where(y == 0, 1, 0.5), atol=1e-5),
    "xor": lambda x, y: (x[:, 0] * x[:, 1] < 0) == y,
    "blobs": lambda x, y: np.isclose(np.cos(np.arctan2(x[:, 1], x[:, 0]) - y * 2 * np.pi / 3), 1),
    "sine": lambda x, y: np.isclose(np.sin(x), y, atol=1e-5),
}


@pytest.mark.parametrize("name", DRAWN)
def test_without_noise_each_example_obeys_the_rule_of_its_dataset(name):
    x_train, y_train, x_test, y_test = load(name, n=120, noise=0, test_split=0.25)
    assert (len(x_train), len(x_test), x_train.dtype) == (90, 30, np.float32)
    assert RULES[name](x_train, y_train).all()
    assert RULES[name](x_test, y_test).all()


@pytest.mark.parametrize("name", DRAWN)
def test_noise_has_the_standard_deviation_asked_for(name):
    clean, noisy = (np.concatenate(load(name, n=4000, noise=noise)[name == "sine" :: 2]) for noise in (0, 0.1))
    assert np.std(noisy - clean) == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize("name", [n for n in DRAWN if n != "sine"])
def test_the_classes_are_of_equal_size_in_both_parts(name):
    _, y_train, _, y_test = load(name, n=600)
    assert len(set(np.bincount(y_train))) == len(set(np.bincount(y_test))) == 1


def test_a_split_of_zero_leaves_the_test_empty():
    x_train, _, x_test, y_test = load("moons", n=10, test_split=0)
    assert (x_train.shape, x_test.shape, y_test.shape) == ((10, 2), (0, 2), (0,))


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("digits", {"test_split": 1.0}, "test_split is the share"),
        ("iris", {"test_split": -0.1}, "test_split is the share"),
        ("moons", {"n": 0}, "n must be at least 1"),
        ("sine", {"noise": -1}, "noise at least 0"),
        ("sine", {"test_split": 1}, "test_split is the share"),
        ("boston_housing", {"test_split": 2}, "test_split is the share"),
        ("reuters", {"test_split": 1}, "test_split is the share"),
        ("california_housing", {"version": "tiny"}, "'small' or 'large'"),
        ("cifar100", {"label_mode": "rough"}, "'fine' or 'coarse'"),
        ("imdb", {"number": 3}, "imdb.load_data has no argument `number`"),
    ],
)
def test_an_argument_that_cannot_be_used_is_named(name, arguments, words):
    with pytest.raises(ArgumentError, match=words):
        load(name, **arguments)


# -- Keras's, from small files -------------------------------------------------------------------


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "datasets"


@pytest.fixture
def cache(home, monkeypatch):
    """Put content at a place of the cache, as the file that is expected there; its address leads nowhere."""

    def put(place, content):
        path = home / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        origin = (home / "nowhere").as_uri()
        monkeypatch.setitem(SOURCES, place, Source(origin, hashlib.sha256(content).hexdigest()))
        return path

    return put


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def idx(values):
    head = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
    return gzip.compress(head + values.tobytes())


def tar(members):
    """A .tar.gz of ``{name: bytes}``, or of TarInfo objects."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as file:
        for name, content in members.items():
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def images(n, *shape):
    return np.random.RandomState(n).randint(0, 256, (n, *shape), np.uint8)


def batch(n, **labels):
    """A pickled batch as Python 2 wrote CIFAR's: the strings are bytes, the array goes by ``_reconstruct``."""
    text = b"".join(
        _text(k) + b"]" + b"".join(b"K%c" % v + b"a" for v in values) + b"s" for k, values in labels.items()
    )
    data = images(n, 3072)
    array = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + _text("b") + b"\x87R"
    dtype = b"cnumpy\ndtype\n" + _text("u1") + b"K\x00K\x01\x87R(K\x03" + _text("|") + b"NNN" + b"J\xff\xff\xff\xff" * 2
    state = b"(K\x01K%cM\x00\x0c\x86" % n + dtype + b"K\x00tb\x89T" + struct.pack("<I", data.size) + data.tobytes()
    return b"\x80\x02}" + _text("data") + array + state + b"tbs" + text + b"."


def _text(value):
    return b"U%c" % len(value) + value.encode()


def put_fakes(cache):
    x, y = images(6, 28, 28), images(6) % 10
    cache("mnist.npz", npz(x_train=x, y_train=y, x_test=x[:2], y_test=y[:2]))
    for part, n in (("train", 6), ("t10k", 2)):
        cache(f"fashion-mnist/{part}-images-idx3-ubyte.gz", idx(x[:n]))
        cache(f"fashion-mnist/{part}-labels-idx1-ubyte.gz", idx(y[:n]))
    cache(CIFAR10, tar({name: batch(2, labels=[int(name[-1], 36) % 10, 1]) for name in CIFAR10_NAMES}))
    batch100 = batch(3, fine_labels=[99, 5, 6], coarse_labels=[1, 2, 3])
    cache("cifar-100-python-target_archive", tar(dict.fromkeys(CIFAR100_NAMES, batch100)))
    cache("boston_housing.npz", npz(x=np.arange(65.0).reshape(5, 13), y=np.arange(5.0)))
    cache("california_housing.npz", npz(x=np.zeros((700, 8), "f4"), y=np.zeros(700, "f4")))
    cache("imdb.npz", npz(x_train=lists(A), y_train=[0, 1, 0, 1], x_test=lists(B), y_test=[1, 0, 1]))
    cache("reuters.npz", npz(x=lists(A + B), y=[10, 11, 12, 13, 14, 15, 16]))


CIFAR10, FASHION = "cifar-10-batches-py-target_archive", "fashion-mnist/train-images-idx3-ubyte.gz"
CIFAR10_NAMES = [
    f"cifar-10-batches-py/{n}" for n in ("data_batch_4", "test_batch", *(f"data_batch_{i}" for i in "3251"))
]
CIFAR100_NAMES = ["cifar-100-python/train", "cifar-100-python/test"]
A = [[1, 2, 3, 4], [5, 6], [7], [8, 9, 10, 11, 12]]
B = [[1], [2, 3, 4], [13, 1]]

SHAPES = {
    "mnist": ("u1 6,28,28", "u1 6", "u1 2,28,28", "u1 2"),
    "fashion_mnist": ("u1 6,28,28", "u1 6", "u1 2,28,28", "u1 2"),
    "cifar10": ("u1 10,32,32,3", "u1 10,1", "u1 2,32,32,3", "u1 2,1"),
    "cifar100": ("u1 3,32,32,3", "i8 3,1", "u1 3,32,32,3", "i8 3,1"),
    "boston_housing": ("f8 4,13", "f8 4", "f8 1,13", "f8 1"),
    "california_housing": ("f4 560,8", "f4 560", "f4 140,8", "f4 140"),
    "imdb": ("O8 4", "i8 4", "O8 3", "i8 3"),
    "reuters": ("O8 5", "i8 5", "O8 2", "i8 2"),
}


@pytest.mark.parametrize("name", FETCHED)
def test_the_shapes_and_dtypes_are_those_of_keras_and_the_arrays_may_be_written_to(cache, name):
    put_fakes(cache)
    arrays = load(name)
    assert (
        tuple(f"{a.dtype.str[1:]} {','.join(map(str, a.shape))}".replace("O ", "O8 ") for a in arrays) == SHAPES[name]
    )
    assert all(a.flags.writeable for a in arrays)


@pytest.mark.parametrize("name", FETCHED)
def test_a_cached_file_is_read_the_same_way_twice(cache, name):
    put_fakes(cache)
    assert [a.tolist() for a in load(name)] == [a.tolist() for a in load(name)]


def test_the_pictures_of_cifar_have_their_channels_last_and_their_batches_in_order(cache):
    put_fakes(cache)
    x_train, y_train, _, y_test = load("cifar10")
    assert np.array_equal(x_train[1, 4, 5], images(2, 3072)[1].reshape(3, 32, 32)[:, 4, 5])
    assert y_train.ravel().tolist() == [1, 1, 2, 1, 3, 1, 4, 1, 5, 1]
    assert y_test.ravel().tolist() == [int("h", 36) % 10, 1]
    assert load("cifar100")[1].ravel().tolist() == [99, 5, 6]
    assert load("cifar100", label_mode="coarse")[1].ravel().tolist() == [1, 2, 3]


def test_the_pictures_of_cifar_have_their_channels_first_if_that_is_the_format(cache, monkeypatch):
    put_fakes(cache)
    last = load("cifar100")[0]
    monkeypatch.setattr("plugkeras_std.datasets.cifar.image_data_format", lambda: "channels_first")
    assert np.array_equal(load("cifar100")[0], last.transpose(0, 3, 1, 2))


def test_the_small_california_has_600_rows(cache):
    put_fakes(cache)
    assert [len(a) for a in load("california_housing", version="small", test_split=0.5)] == [300, 300, 300, 300]


@pytest.mark.parametrize(
    ("arguments", "y_train", "y_test"),
    [
        ({}, [1, 0, 3, 2], [4]),
        ({"seed": 1, "test_split": 0.5}, [2, 1], [4, 0, 3]),
        ({"test_split": 0}, [1, 0, 3, 2, 4], []),
    ],
)
def test_houses_are_shuffled_and_split_as_by_keras(cache, arguments, y_train, y_test):
    put_fakes(cache)
    x_train, *labels = load("boston_housing", **arguments)
    assert [labels[0].tolist(), labels[2].tolist()] == [y_train, y_test]
    assert (x_train[:, 0] / 13).tolist() == y_train


BY_KERAS = [
    ("imdb", {}, "1 11 12 13 14 15, 1 10, 1 4 5 6 7, 1 8 9 | 1 5 6 7, 1 4, 1 2 4", [1, 0, 0, 1], [0, 1, 1]),
    ("imdb", {"num_words": 8}, "1 2 2 2 2 2, 1 2, 1 4 5 6 7, 1 2 2 | 1 5 6 7, 1 4, 1 2 4", [1, 0, 0, 1], [0, 1, 1]),
    (
        "imdb",
        {"skip_top": 5},
        "2 11 12 13 14 15, 2 10, 2 2 5 6 7, 2 8 9 | 2 5 6 7, 2 2, 2 2 2",
        [1, 0, 0, 1],
        [0, 1, 1],
    ),
    ("imdb", {"maxlen": 4}, "1 10, 1 8 9 | 1 4, 1 2 4", [0, 1], [1, 1]),
    (
        "imdb",
        {"maxlen": 5, "num_words": 12, "skip_top": 2, "seed": 7},
        "2 10, 2 8 9 | 2 4, 2 5 6 7, 2 2 4",
        [0, 1],
        [1, 0, 1],
    ),
    (
        "imdb",
        {"start_char": None, "index_from": 0},
        "8 9 10 11 12, 7, 1 2 3 4, 5 6 | 2 3 4, 1, 2 1",
        [1, 0, 0, 1],
        [0, 1, 1],
    ),
    ("imdb", {"oov_char": None, "num_words": 9}, "1, 1, 1 4 5 6 7, 1 8 | 1 5 6 7, 1 4, 1 4", [1, 0, 0, 1], [0, 1, 1]),
    (
        "imdb",
        {"index_from": 10, "start_char": 5, "oov_char": 6},
        "5 18 19 20 21 22, 5 17, 5 11 12 13 14, 5 15 16 | 5 12 13 14, 5 11, 5 6 11",
        [1, 0, 0, 1],
        [0, 1, 1],
    ),
    ("reuters", {}, "1 8 9, 1 11 12 13 14 15, 1 4 5 6 7, 1 2 4, 1 10 | 1 4, 1 5 6 7", [11, 13, 10, 16, 12], [14, 15]),
    (
        "reuters",
        {"num_words": 8, "test_split": 0.5},
        "1 2 2, 1 2 2 2 2 2, 1 4 5 6 7 | 1 2 4, 1 2, 1 4, 1 5 6 7",
        [11, 13, 10],
        [16, 12, 14, 15],
    ),
    ("reuters", {"maxlen": 4, "seed": 7}, "1 10, 1 2 4, 1 8 9 | 1 4", [12, 16, 11], [14]),
    (
        "reuters",
        {"start_char": None},
        "8 9, 11 12 13 14 15, 4 5 6 7, 2 4, 10 | 4, 5 6 7",
        [11, 13, 10, 16, 12],
        [14, 15],
    ),
    (
        "reuters",
        {"oov_char": None, "skip_top": 6},
        "8 9, 11 12 13 14 15, 6 7, , 10 | , 6 7",
        [11, 13, 10, 16, 12],
        [14, 15],
    ),
]


@pytest.mark.parametrize(("name", "arguments", "texts", "y_train", "y_test"), BY_KERAS)
def test_texts_are_shuffled_filtered_and_numbered_as_by_keras(cache, name, arguments, texts, y_train, y_test):
    put_fakes(cache)
    x_train, *labels = load(name, **arguments)
    parts = [[[int(word) for word in row.split()] for row in part.split(",")] for part in texts.split("|")]
    assert [x_train.tolist(), labels[1].tolist()] == parts
    assert [labels[0].tolist(), labels[2].tolist()] == [y_train, y_test]


@pytest.mark.parametrize("name", ["imdb", "reuters"])
def test_texts_of_one_length_are_lists_all_the_same(cache, name):
    put_fakes(cache)
    x_train, _, x_test, _ = load(name, maxlen=3)
    assert (x_train.shape, x_test.shape) == ((1,), (1,))
    assert [len(x_train[0]), len(x_test[0])] == [2, 2]


@pytest.mark.parametrize("name", ["imdb", "reuters"])
def test_a_maxlen_that_leaves_no_text_is_refused(cache, name):
    put_fakes(cache)
    with pytest.raises(ArgumentError, match="no text is shorter than maxlen=1"):
        load(name, maxlen=1)


@pytest.mark.parametrize("name", ["imdb", "reuters"])
def test_the_number_of_words_may_be_called_as_in_keras_1(cache, name):
    put_fakes(cache)
    with pytest.warns(DeprecationWarning, match="`nb_words` is now called `num_words`"):
        old = load(name, nb_words=8)
    assert old[0].tolist() == load(name, num_words=8)[0].tolist()


@pytest.mark.parametrize("name", ["imdb", "reuters"])
def test_the_word_index_is_read_and_a_damaged_one_refused(cache, name):
    cache(f"{name}_word_index.json", json.dumps({"the": 1, "été": 2}).encode())
    assert dataset(name).get_word_index() == {"the": 1, "été": 2}
    for content in (b'{"the": 1', b"[1, 2]", b"\xff\xfe", b"[" * 100_000):
        cache(f"{name}_word_index.json", content)
        with pytest.raises(FormatError, match=f"{name}_word_index.json"):
            dataset(name).get_word_index()


def test_reuters_has_46_topics():
    topics = dataset("reuters").get_label_names()
    assert (len(topics), len(set(topics)), topics[0], topics[3], topics[45]) == (46, 46, "cocoa", "earn", "lead")


def test_the_path_may_be_another_name_or_an_absolute_path(cache, home, tmp_path):
    put_fakes(cache)
    os.rename(home / "mnist.npz", tmp_path / "elsewhere.npz")
    assert load("mnist", path=str(tmp_path / "elsewhere.npz"))[0].shape == (6, 28, 28)
    os.rename(tmp_path / "elsewhere.npz", home / "other.npz")
    assert load("mnist", path="other.npz")[0].shape == (6, 28, 28)


@pytest.mark.parametrize("name", FETCHED)
def test_without_the_file_and_a_network_the_message_says_where_it_belongs_and_comes_from(home, name, monkeypatch):
    def no_network(*_, **__):
        raise OSError("no network")

    monkeypatch.setattr("urllib.request.urlopen", no_network)
    with pytest.raises(FileError, match="is not there and cannot be fetched") as caught:
        load(name)
    place = next(place for place in SOURCES if str(home / place) in str(caught.value))
    assert SOURCES[place].origin in str(caught.value)
    assert list(home.rglob("*.*")) == []


# -- damaged and hostile files -------------------------------------------------------------------


class Calling:
    """What pickles as the call ``function(*arguments)``, with ``state`` set on the result."""

    def __init__(self, function, *arguments, state=None):
        self.reduced = (function, arguments, state) if state else (function, arguments)

    def __reduce__(self):
        return self.reduced


def array_of(dtype, data, shape=(4,)):
    reconstruct = np.empty(0).__reduce__()[0]
    return Calling(reconstruct, np.ndarray, (0,), b"b", state=(1, shape, dtype, False, data))


LYING_DTYPE = Calling(np.dtype, "O8", False, True, state=(3, "|", None, None, None, -1, -1, 0))
HOSTILE = {
    "a call of the shell": (Calling(os.system, "true"), UnsafeFile, "system, which a dataset has no use for"),
    "an eval": (Calling(eval, "1"), UnsafeFile, "eval"),
    "a call inside a text": ([Calling(os.getcwd)], UnsafeFile, "getcwd"),
    "another part of numpy": (Calling(np.load, "x"), UnsafeFile, "load"),
    "addresses as objects": (array_of(LYING_DTYPE, b"A" * 32), FormatError, "reuters.npz"),
    "a structured dtype": (array_of(np.dtype("i4,O"), []), UnsafeFile, "asks for an array of"),
    "too few bytes": (array_of(np.dtype("f8"), b"A" * 8), FormatError, "reuters.npz"),
    "a shape too large": (array_of(np.dtype("f8"), b"A" * 32, (1 << 60,)), FormatError, "reuters.npz"),
    "a class as an array": (np.ndarray, FormatError, "reuters.npz"),
    "no lists": (lists(["text"]), FormatError, "something else than lists"),
    "no numbers": (lists([["a", "b"]]), FormatError, "something else than lists"),
    "no array": (17, FormatError, "reuters.npz"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_pickle_that_asks_for_more_than_arrays_is_refused(cache, what):
    value, error, words = HOSTILE[what]
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|O", "fortran_order": False, "shape": (1,)})
    buffer = io.BytesIO(npz(y=[1]))
    with zipfile.ZipFile(buffer, "a") as file:
        file.writestr("x.npy", header.getvalue() + pickle.dumps(value, protocol=4))
    cache("reuters.npz", buffer.getvalue())
    with pytest.raises(error, match=words):
        load("reuters")


DAMAGED = {
    "an empty file": ("mnist", "mnist.npz", b""),
    "no zip": ("mnist", "mnist.npz", b"<html>not found</html>"),
    "half of a file": ("mnist", "mnist.npz", npz(x_train=images(9, 28, 28))[:-200]),
    "a missing array": ("mnist", "mnist.npz", npz(x_train=images(2, 28, 28))),
    "objects where numbers belong": ("boston_housing", "boston_housing.npz", npz(x=lists([[1], [2, 3]]), y=[1, 2])),
    "unequal lengths": ("boston_housing", "boston_housing.npz", npz(x=np.zeros((3, 13)), y=np.zeros(2))),
    "texts without enough labels": ("reuters", "reuters.npz", npz(x=lists(A), y=[1])),
    "no gzip": ("fashion_mnist", FASHION, b"plain"),
    "more pictures than labels": ("fashion_mnist", FASHION, idx(images(9, 28, 28))),
    "no IDX": ("fashion_mnist", FASHION, gzip.compress(b"\x01" * 900)),
    "an IDX file that promises more": (
        "fashion_mnist",
        FASHION,
        gzip.compress(struct.pack(">HBBI", 0, 8, 1, 9) + b"1234"),
    ),
    "no tar": ("cifar10", CIFAR10, b"plain"),
    "half of a tar": ("cifar10", CIFAR10, tar({"cifar-10-batches-py/test_batch": images(9, 3072).tobytes()})[:9000]),
    "a missing batch": ("cifar10", CIFAR10, tar({"cifar-10-batches-py/test_batch": batch(2, labels=[1, 2])})),
    "a batch without labels": ("cifar10", CIFAR10, tar({"cifar-10-batches-py/test_batch": batch(2)})),
    "more labels than pictures": ("cifar10", CIFAR10, tar(dict.fromkeys(CIFAR10_NAMES, batch(2, labels=[1, 2, 3])))),
    "no pickle": ("cifar10", CIFAR10, tar({"cifar-10-batches-py/test_batch": b"plain"})),
    "a list": ("cifar10", CIFAR10, tar({"cifar-10-batches-py/test_batch": pickle.dumps([1])})),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_file_is_named_and_left_as_it_is(cache, what):
    name, place, content = DAMAGED[what]
    put_fakes(cache)
    path = cache(place, content)
    with pytest.raises(FormatError, match=path.name):
        load(name)
    assert path.read_bytes() == content
