"""Files that are damaged, or made to do harm: each gets one clear sentence, and nothing in it is run or believed."""

import gzip
import io
import json
import os
import sys
import tracemalloc
import zipfile

import h5py
import numpy as np
import pytest

import plugkeras as keras
from plugkeras.errors import FileError, FormatError, PlugkerasError, UnknownName, UnsafeFile
from plugkeras.layers import Dense, Input, Lambda

MEMBERS = ("metadata.json", "config.json", "model.weights.h5")


@keras.register(name="untrusted_doubled")
def doubled(x):
    return x * 2


def model():
    return keras.Sequential([Input((4,)), Dense(3, name="first"), Lambda(doubled), Dense(1, name="last")], name="model")


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The members of a good file, by name."""
    file = tmp_path_factory.mktemp("good") / "model.keras"
    made = model()
    made.compile("adam", "mse")
    made.fit(np.ones((4, 4)), np.ones((4, 1)), verbose=0)
    made.save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in MEMBERS}


def zipped(path, members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


# -- what is no model at all ----------------------------------------------------------------------

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
STRANGERS = {
    "an empty file": (b"", "it is empty"),
    "a Git LFS pointer": (LFS, "it is a Git LFS pointer, which stands for the file; run `git lfs pull`"),
    "an HDF5 file": (b"\x89HDF\r\n\x1a\n" + bytes(100), "it is an HDF5 file; a model in one ends in .h5"),
    "a page of errors": (b"<!DOCTYPE html>", "it is a web page"),
    "something packed": (gzip.compress(b"x"), "compressed by gzip; unpack it first"),
    "JSON": (b'{"class_name": "Sequential"}', "it is JSON; model_from_json"),
    "noise": (bytes(range(200, 250)), "it begins like no file of that format"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_no_model_is_called_what_it_is(name, tmp_path):
    content, said = STRANGERS[name]
    for file in ("model.keras", "model.weights.h5"):
        if not content.startswith(b"\x89HDF") or file.endswith(".keras"):
            refused(tmp_path / file, content, FormatError, "is not what its name says.*" + said)


def test_weights_that_are_a_zip_archive_are_called_that(tmp_path, good):
    zipped(tmp_path / "model.keras", good)
    content = (tmp_path / "model.keras").read_bytes()
    refused(tmp_path / "x.weights.h5", content, FormatError, "is a zip archive; if it is a Keras model.*end in .keras")


def refused(path, content, error, said):
    """Loading ``content`` as a model, or as weights, raises just that error, in a sentence with the file's name."""
    path.write_bytes(content)
    load = model().load_weights if path.name.endswith(".weights.h5") else keras.models.load_model
    with pytest.raises(error, match=f"(?s){said}") as raised:
        load(path)
    assert type(raised.value) is error
    assert str(path) in str(raised.value)


def test_what_is_no_ordinary_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.keras")
    with pytest.raises(FileError, match="pipe.keras is no ordinary file"):
        keras.models.load_model(tmp_path / "pipe.keras")


# -- the zip archive ------------------------------------------------------------------------------


def bomb(good):
    return {**good, "config.json": b'{"x": "' + b" " * (20 << 20) + b'"}'}


def weights_bomb(good):
    return {**good, "model.weights.h5": bytes(300 << 20)}


ARCHIVES = {
    "no members": (lambda good: {"a": b""}, FormatError, "no member metadata.json, so it is no Keras model"),
    "no weights": (lambda good: {k: good[k] for k in MEMBERS[:2]}, FormatError, "no member model.weights.h5"),
    "a way out": (lambda good: {**good, "../../etc/passwd": b""}, UnsafeFile, "points out of the archive: '../../etc"),
    "an absolute path": (lambda good: {**good, "/etc/passwd": b""}, UnsafeFile, "points out of the archive: '/etc"),
    "a drive": (lambda good: {**good, "C:\\x": b""}, UnsafeFile, "points out of the archive"),
    "a way out on Windows": (lambda good: {**good, "a\\..\\..\\x": b""}, UnsafeFile, "points out of the archive"),
    "very many members": (
        lambda good: {**good, **{f"a{i}": b"" for i in range(10_001)}},
        UnsafeFile,
        "10004 members; a model has a handful",
    ),
    "JSON that unpacks to much": (bomb, UnsafeFile, "config.json would unpack to 20971529 bytes, more than any"),
    "weights that unpack to much": (weights_bomb, UnsafeFile, "model.weights.h5 would unpack to 314572800 bytes"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_is_none_of_keras_is_refused(name, good, tmp_path):
    change, error, said = ARCHIVES[name]
    zipped(tmp_path / "made.zip", change(good), zipfile.ZIP_DEFLATED)
    refused(tmp_path / "model.keras", (tmp_path / "made.zip").read_bytes(), error, said)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_with_a_member_twice_is_refused(good, tmp_path):
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as archive:
        for name, content in [*good.items(), ("config.json", b"{}")]:
            archive.writestr(name, content)
    said = "more than one member config.json"
    refused(tmp_path / "model.keras", (tmp_path / "made.zip").read_bytes(), FormatError, said)


def test_a_member_with_a_wrong_checksum_is_refused(good, tmp_path):
    zipped(tmp_path / "made.zip", good)
    content = (tmp_path / "made.zip").read_bytes()
    place = content.index(b'"units": 3')
    damaged = content[:place] + b'"units": 4' + content[place + 10 :]
    refused(tmp_path / "model.keras", damaged, FormatError, "damaged or cut short: Bad CRC-32")


def test_an_encrypted_member_is_refused(good, tmp_path):
    zipped(tmp_path / "made.zip", good)
    content = bytearray((tmp_path / "made.zip").read_bytes())
    place = content.rindex(b"PK\x01\x02")  # the entry of the weights in the directory
    content[place + 8] |= 1
    refused(tmp_path / "model.keras", bytes(content), FormatError, "is encrypted")


def test_an_archive_packed_anew_is_read(good, tmp_path):
    zipped(tmp_path / "model.keras", dict(reversed(good.items())), zipfile.ZIP_DEFLATED)
    assert keras.models.load_model(tmp_path / "model.keras").count_params() == 19


# -- the config -----------------------------------------------------------------------------------


def at(config, *path):
    for key in path:
        config = config[key]
    return config


def replaced(value, *path):
    """A change to the config: ``value`` at ``path``."""

    def change(config):
        at(config, *path[:-1])[path[-1]] = value

    return change


FIRST = ("config", "layers", 1)
FUNCTION = ("config", "layers", 2, "config", "function")
OPTIMIZER = ("compile_config", "optimizer")
LAMBDA = {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None, "closure": None}}
SYSTEM = {"module": "os", "class_name": "system", "config": {"command": "touch owned"}, "registered_name": None}
COMMAND = {"module": "keras.commands", "class_name": "plugins", "config": {"argv": []}, "registered_name": None}
DATASET = {"module": "keras.datasets", "class_name": "digits", "config": {}, "registered_name": None}
ADAM = {"module": "keras.optimizers", "class_name": "Adam", "config": {}, "registered_name": None}
OBJECTS = {"class_name": "__numpy__", "config": {"value": [1], "dtype": "O"}}
LONG_TEXT = {"class_name": "__numpy__", "config": {"value": ["x"], "dtype": "S1000000000"}}


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def inside(depth):
    """Models within models."""

    def change(config):
        for _ in range(depth):
            config["config"]["layers"] = [json.loads(json.dumps(config))]

    return change


def many(config):
    config["config"]["layers"] = [{"class_name": "Flatten", "config": {}, "module": "keras.layers"}] * 6000


CONFIGS = {
    "bytecode": (replaced(LAMBDA, *FUNCTION), UnsafeFile, "a function as bytecode.*never run here.*custom_objects"),
    "a class from a module": (replaced(SYSTEM, *FIRST), UnknownName, "no layers named 'system'"),
    "a function from a module": (replaced(SYSTEM, *FUNCTION), UnknownName, "'system'"),
    "a loss from a module": (replaced(SYSTEM, "compile_config", "loss"), UnknownName, "system"),
    "a command": (replaced(COMMAND, *FUNCTION), UnknownName, "plugins"),
    "a dataset": (replaced(DATASET, *FUNCTION), UnknownName, "digits"),
    "an optimizer for a layer": (replaced(ADAM, *FIRST), UnknownName, "no layers named 'Adam'"),
    "a layer for an optimizer": (
        lambda c: replaced(at(c, *FIRST), *OPTIMIZER)(c),
        UnknownName,
        "optimizers named 'Dense'",
    ),
    "an activation for a model": (replaced("relu", "class_name"), FormatError, "ReLU has no argument `layers`"),
    "a layer for a model": (lambda c: c.update(at(c, *FIRST)), FormatError, "describes a Dense, not a model"),
    "an unknown name": (replaced("Dence", *FIRST, "class_name"), UnknownName, "no layers named 'Dence'; did you mean"),
    "a name with an escape": (replaced("\x1b[2J", *FIRST, "class_name"), FormatError, r"no name: '\\x1b\[2J'"),
    "a name that is very long": (replaced("x" * 10**6, *FIRST, "config", "name"), FormatError, "has a name that is no"),
    "no class name": (replaced(None, *FIRST, "class_name"), FormatError, "no class_name"),
    "a branching model": (replaced("Functional", "class_name"), UnknownName, "plugkeras has Sequential models"),
    "too many units": (replaced(10**12, *FIRST, "config", "units"), FormatError, "more than the file has weights for"),
    "a few units too many": (replaced(4, *FIRST, "config", "units"), FormatError, "do not fit|more than the file"),
    "no units": (replaced(0, *FIRST, "config", "units"), FormatError, "units"),
    "units that are no number": (replaced("many", *FIRST, "config", "units"), FormatError, "units"),
    "units that are not": (replaced(float("nan"), *FIRST, "config", "units"), FormatError, "units"),
    "units without end": (replaced(float("inf"), *FIRST, "config", "units"), FormatError, "units"),
    "a huge input": (
        replaced([None, 10**12], "config", "layers", 0, "config", "batch_shape"),
        FormatError,
        "no memory",
    ),
    "a huge input to build for": (replaced([None, 10**12], "config", "build_input_shape"), FormatError, "no memory"),
    "many layers": (many, FormatError, "more than 5000 layers in a row"),
    "layers that are no list": (replaced(7, "config", "layers"), FormatError, "needs a list of layers"),
    "a config that is a list": (replaced([1], "config"), FormatError, "config"),
    "a layer that is a number": (replaced(7, *FIRST), FormatError, "7"),
    "deep lists": (replaced(nested(400), "config", "note"), FormatError, "nested too deeply"),
    "models within models": (inside(60), FormatError, "nested too deeply"),
    "an array of objects": (
        replaced(OBJECTS, *FIRST, "config", "units"),
        FormatError,
        "array in a config is of numbers",
    ),
    "an array of long texts": (replaced(LONG_TEXT, *FIRST, "config", "units"), FormatError, "array in a config is of"),
    "an argument of nobody": (replaced(1, *FIRST, "config", "uints"), FormatError, "uints.*did you mean 'units'"),
    "a loss of nobody": (replaced("nse", "compile_config", "loss"), UnknownName, "'nse'.*or load with compile=False"),
    "an optimizer without sense": (replaced([1, 2], *OPTIMIZER), FormatError, r"\[1, 2\]"),
    "a rate without sense": (replaced("fast", *OPTIMIZER, "config", "learning_rate"), FormatError, "learning_rate"),
    "a compile without sense": (replaced(7, "compile_config"), FormatError, "7|int"),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_config_can_ask_for_no_more_than_registered_parts_of_the_right_kind(name, good, tmp_path, monkeypatch):
    change, error, said = CONFIGS[name]
    monkeypatch.chdir(tmp_path)
    config = json.loads(good["config.json"])
    change(config)
    zipped(tmp_path / "made.zip", {**good, "config.json": json.dumps(config)})
    modules = set(sys.modules)
    refused(tmp_path / "model.keras", (tmp_path / "made.zip").read_bytes(), error, said)
    assert not (tmp_path / "owned").exists()
    assert {m for m in set(sys.modules) - modules if not m.startswith(("plugkeras", "numpy"))} <= {"difflib"}


def test_a_config_cannot_have_a_module_imported(good, tmp_path, monkeypatch):
    (tmp_path / "evil_module.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    config = json.loads(good["config.json"])
    at(config, *FIRST).update(module="evil_module", class_name="evil_module:Evil", registered_name="evil_module>Evil")
    zipped(tmp_path / "made.zip", {**good, "config.json": json.dumps(config)})
    refused(tmp_path / "model.keras", (tmp_path / "made.zip").read_bytes(), UnknownName, "evil_module>Evil")
    assert "evil_module" not in sys.modules


TEXTS = {
    "no JSON": (b"{", "config.json is no valid JSON"),
    "no text": (b"\xff\xfe\x00", "config.json is no valid JSON"),
    "a list": (b"[]", "config.json is no JSON object"),
    "a key twice": (
        b'{"class_name": "Dense", "class_name": "Evil"}',
        "config.json has 'class_name' twice in one object",
    ),
    "brackets without end": (b"[" * 100_000, "config.json is (nested too deeply|no valid JSON)"),
    "a number without end": (b'{"a": ' + b"9" * 10_000 + b"}", "config.json is no valid JSON"),
    "nothing": (b"{}", "has no class_name"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_json_that_is_no_config_is_refused(name, good, tmp_path):
    text, said = TEXTS[name]
    zipped(tmp_path / "made.zip", {**good, "config.json": text})
    refused(tmp_path / "model.keras", (tmp_path / "made.zip").read_bytes(), FormatError, said)


ORIGINS = [
    7,
    [],
    {"plugins": 7},
    {"plugins": [7, {}]},
    {"plugins": [{"names": 7}, {"names": [7, "x", "a/b", "layers/"]}]},
]


@pytest.mark.parametrize("origin", ORIGINS, ids=str)
def test_a_list_of_plugins_that_makes_no_sense_is_passed_over(origin, good, tmp_path):
    zipped(tmp_path / "model.keras", {**good, "metadata.json": json.dumps({"plugkeras": origin})})
    assert keras.models.load_model(tmp_path / "model.keras").built


# -- the weights ----------------------------------------------------------------------------------

KERNEL = "layers/dense/vars/0"


def instead(make):
    """A change to the weights: what ``make(group, name)`` puts in the place of the first kernel."""

    def change(file):
        del file[KERNEL]
        make(file["layers/dense/vars"], "0")

    return change


def dataset(**kwargs):
    return instead(lambda group, name: group.create_dataset(name, **kwargs))


def link(to):
    return instead(lambda group, name: group.__setitem__(name, to))


def virtual(group, name):
    layout = h5py.VirtualLayout((4, 3), "float32")
    layout[...] = h5py.VirtualSource("secret.h5", "x", (4, 3))
    group.create_virtual_dataset(name, layout)


def circle(file):
    file["layers/dense/again"] = file["layers"]


def unknown_filter(group, name):
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_chunk((4, 3))
    properties.set_filter(32015, h5py.h5z.FLAG_OPTIONAL)  # Zstandard, which h5py does not bring
    space = h5py.h5s.create_simple((4, 3))
    h5py.h5d.create(group.id, name.encode(), h5py.h5t.IEEE_F32LE, space, properties)


def many_groups(file):
    for number in range(200):
        file.create_group("/".join(["deep"] * 60) if number == 0 else f"g{number}")


def shadowed(group, name):
    group.create_dataset(name, shape=(4, 3), dtype="float32", external=[("/etc/passwd", 0, 48)])


HUGE = {"shape": (2**31, 2**9), "dtype": "float32"}
WEIGHTS = {
    "a soft link": (link(h5py.SoftLink("/layers/dense_1/vars/0")), UnsafeFile, "is a link to something else"),
    "a dangling link": (link(h5py.SoftLink("/nowhere")), UnsafeFile, "is a link to something else"),
    "an external link": (link(h5py.ExternalLink("/etc/secret.h5", "/x")), UnsafeFile, "is a link to something else"),
    "external storage": (instead(shadowed), UnsafeFile, "lies in another file"),
    "a virtual array": (instead(virtual), UnsafeFile, "lies in another file"),
    "a circle of groups": (circle, UnsafeFile, "lead back to themselves"),
    "groups within groups": (many_groups, UnsafeFile, "more groups within groups"),
    "an array nobody wrote": (dataset(**HUGE), UnsafeFile, "far more memory than the file"),
    "an array of compressed zeros": (dataset(**HUGE, chunks=(2**15, 2**9), compression="gzip"), UnsafeFile, "far more"),
    "a chunk larger than its array": (
        dataset(shape=(4, 3), dtype="float32", maxshape=(None, None), chunks=(2**14, 2**14), compression="gzip"),
        UnsafeFile,
        "far more memory",
    ),
    "a filter from a plugin": (instead(unknown_filter), UnsafeFile, "would need a plugin of HDF5"),
    "texts": (dataset(data=[b"a", b"b"]), FormatError, "holds .*where numbers belong"),
    "objects": (dataset(shape=(4, 3), dtype=h5py.string_dtype()), FormatError, "holds 'object', where numbers belong"),
    "references": (dataset(shape=(4, 3), dtype=h5py.ref_dtype), FormatError, "where numbers belong"),
    "records": (dataset(data=np.zeros((4, 3), [("a", "f4"), ("b", "i4")])), FormatError, "where numbers belong"),
    "complex numbers": (dataset(data=np.zeros((4, 3), "complex64")), FormatError, "where numbers belong"),
    "nothing at all": (dataset(data=h5py.Empty("f")), FormatError, "holds 'nothing', where numbers belong"),
    "another shape": (dataset(data=np.zeros((3, 4), "float32")), FormatError, r"needs kernel \(4, 3\)"),
    "another rank": (
        dataset(data=np.zeros(12, "float32")),
        FormatError,
        r"needs kernel \(4, 3\).*the file has \(12,\)",
    ),
    "a group": (instead(lambda group, name: group.create_group(name)), FormatError, r"lacks some of the arrays"),
    "a type": (instead(lambda g, name: g.__setitem__(name, np.dtype("f4"))), FormatError, "has a named type"),
    "none": (lambda file: file.__delitem__(KERNEL), FormatError, "lacks some of the arrays of layers/dense"),
    "none in the layer": (lambda file: file.__delitem__("layers/dense"), FormatError, "has nothing|has weights for"),
    "a layer too many": (lambda file: file.copy("layers/dense", "layers/extra"), FormatError, "layers/extra: nothing"),
    "a name with an escape": (lambda file: file.create_group("\x1b[2J"), FormatError, r"no name: '\\x1b\[2J'"),
    "a number that is too large": (
        lambda f: f["layers/dense/vars"].create_dataset("9" * 400, data=1.0),
        FormatError,
        "",
    ),
}


@pytest.mark.parametrize("name", WEIGHTS)
def test_weights_can_be_nothing_but_arrays_of_numbers_in_the_file_itself(name, good, tmp_path):
    change, error, said = WEIGHTS[name]
    image = io.BytesIO(good["model.weights.h5"])
    with h5py.File(image, "r+") as file:
        change(file)
    refused(tmp_path / "model.weights.h5", image.getvalue(), error, said)
    zipped(tmp_path / "made.zip", {**good, "model.weights.h5": image.getvalue()})
    tracemalloc.start()
    refused(tmp_path / "model.keras", (tmp_path / "made.zip").read_bytes(), error, said)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 << 20


HARMLESS = {
    "other precision": (dataset(data=np.full((4, 3), 1e300)), np.inf),
    "whole numbers": (dataset(data=np.full((4, 3), 7)), 7),
    "packed": (dataset(data=np.full((4, 3), 2, "float32"), compression="gzip", shuffle=True, fletcher32=True), 2),
    "no numbers": (dataset(data=np.full((4, 3), np.nan, "float32")), np.nan),
    "big-endian": (dataset(data=np.full((4, 3), 3, ">f4")), 3),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_weights_in_another_form_are_taken(name, good, tmp_path):
    change, value = HARMLESS[name]
    image = io.BytesIO(good["model.weights.h5"])
    with h5py.File(image, "r+") as file:
        change(file)
    (tmp_path / "model.weights.h5").write_bytes(image.getvalue())
    made = model()
    made.load_weights(tmp_path / "model.weights.h5")
    assert np.array_equal(made.get_weights()[0], np.full((4, 3), value, "float32"), equal_nan=True)


def of_keras_2(file):
    """As tf.keras 2.12 to 2.15 wrote: another name for layers, backslashes, a wide step, and no rate."""
    for name in list(file["layers"]):
        file.move(f"layers/{name}", f"_layer_checkpoint_dependencies\\{name}")
    del file["layers"]
    state = [file[f"optimizer/vars/{i}"][()] for i in range(len(file["optimizer/vars"]))]
    del file["optimizer"]
    for number, value in enumerate([np.int64(state[0]), *state[2:]]):
        file[f"optimizer/vars/{number}"] = value
    file["metrics/mean/vars/0"] = 1.0


def test_weights_as_keras_2_laid_them_out_are_read_with_the_optimizers_state(good, tmp_path):
    image = io.BytesIO(good["model.weights.h5"])
    with h5py.File(image, "r+") as file:
        of_keras_2(file)
    for name, weights in (("new", good["model.weights.h5"]), ("old", image.getvalue())):
        zipped(tmp_path / f"{name}.keras", {**good, "model.weights.h5": weights})
    new, old = (keras.models.load_model(tmp_path / f"{name}.keras") for name in ("new", "old"))
    for mine, theirs in ((new.weights, old.weights), (new.optimizer.variables, old.optimizer.variables)):
        assert all(np.array_equal(a.numpy(), b.numpy()) for a, b in zip(mine, theirs, strict=True))
    assert int(old.optimizer.iterations) == 1


def keras_2_config(config):
    """As tf.keras 2.12 to 2.15 wrote it: an old name for the input shape, prefixes, arguments that are gone."""
    first, *layers = config["config"]["layers"]
    first["config"] = {
        "batch_input_shape": [None, 4],
        "dtype": "float32",
        "sparse": False,
        "ragged": False,
        "name": "i",
    }
    for layer in layers:
        layer["config"].pop("activity_regularizer", None)
        layer["build_config"] = {"input_shape": [None, 4]}
    del config["config"]["build_input_shape"], config["config"]["dtype"]
    optimizer = config["compile_config"]["optimizer"]
    optimizer["class_name"] = optimizer["registered_name"] = "Custom>Adam"
    optimizer["config"] |= {"jit_compile": False, "is_legacy_optimizer": False, "name": "Adam"}
    del optimizer["config"]["gradient_accumulation_steps"], optimizer["config"]["loss_scale_factor"]
    config["compile_config"]["run_eagerly"] = None


def test_a_config_as_keras_2_wrote_it_is_read(good, tmp_path):
    config = json.loads(good["config.json"])
    keras_2_config(config)
    zipped(tmp_path / "model.keras", {**good, "config.json": json.dumps(config)})
    again = keras.models.load_model(tmp_path / "model.keras")
    assert (again.input_shape, type(again.optimizer).__name__) == ((None, 4), "Adam")
    assert int(again.optimizer.iterations) == 1


# -- damage of any sort ---------------------------------------------------------------------------


def survives(path, content):
    """Whether loading gives a model, or an error of plugkeras that names the file; others come through."""
    path.write_bytes(content)
    try:
        keras.models.load_model(path)
    except PlugkerasError as error:
        return str(path) in str(error)
    return True


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(4))
def test_a_file_with_flipped_bytes_gives_a_model_or_a_clear_error(seed, good, tmp_path):
    random = np.random.default_rng(seed)
    for member in (None, None, *MEMBERS[1:]):  # anywhere, or within a member whose checksum is right again
        for _ in range(20):
            members = good if member is None else {**good, member: flipped(good[member], random)}
            zipped(tmp_path / "made.zip", members, random.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
            content = (tmp_path / "made.zip").read_bytes()
            assert survives(tmp_path / "model.keras", content if member else flipped(content, random))


def flipped(content, random):
    """A few bytes other than they were."""
    damaged = bytearray(content)
    for place in random.integers(0, len(content), random.integers(1, 6)):
        damaged[place] = random.integers(0, 256)
    return bytes(damaged)


@pytest.mark.filterwarnings("ignore")
def test_a_file_that_is_cut_short_gives_a_clear_error(good, tmp_path):
    zipped(tmp_path / "made.zip", good)
    whole = (tmp_path / "made.zip").read_bytes()
    for length in [*range(0, 64, 7), *range(64, len(whole), len(whole) // 40)]:
        refused(tmp_path / "model.keras", whole[:length], FormatError, "")
    weights = good["model.weights.h5"]
    for length in [*range(0, 64, 7), *range(64, len(weights), len(weights) // 40)]:
        refused(tmp_path / "model.weights.h5", weights[:length], FormatError, "")


def test_after_a_failed_load_the_model_is_what_it_was(good, tmp_path):
    made = model()
    before = made.get_weights()
    for length in range(100, len(good["model.weights.h5"]), 4000):
        (tmp_path / "model.weights.h5").write_bytes(good["model.weights.h5"][:length])
        with pytest.raises(FormatError):
            made.load_weights(tmp_path / "model.weights.h5")
    assert all(np.array_equal(a, b) for a, b in zip(before, made.get_weights(), strict=True))
