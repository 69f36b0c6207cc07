"""Trainings over many devices and processes, each in an interpreter of its own; the results are printed as JSON.

XLA_FLAGS=--xla_force_host_platform_device_count=8 python spread.py devices FOLDER
XLA_FLAGS=--xla_force_host_platform_device_count=2 python spread.py processes FOLDER PORT NUMBER
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np

import plugkeras as keras
from plugkeras import distribution, engine
from plugkeras.errors import DataError, ShapeError

L = keras.layers
ROWS = {"mlp": 84, "cnn": 64, "lstm": 64}  # of the mlp, the last batch of 32 cannot be dealt out to 8 devices
LAYOUTS = {
    r".*dense(_\d+)?/kernel": (None, "model"),
    r".*dense(_\d+)?/bias": ("model",),
    r".*conv2d.*kernel": (None, None, None, "model"),
    r".*lstm.*kernel": (None, "model"),
    r".*embeddings": (None, "model"),
}


def layers(kind):
    """The layers of a small model; the lengths that are spread are multiples of 4."""
    if kind == "mlp":
        return [keras.Input((20,)), L.Dense(32, "relu"), L.Dropout(0.3, seed=5), L.Dense(8, "softmax")]
    if kind == "cnn":
        conv = L.Conv2D(8, 3), L.BatchNormalization(), L.ReLU(), L.MaxPooling2D(2), L.Flatten()
        return [keras.Input((12, 12, 2)), *conv, L.Dense(8, "softmax")]
    return [keras.Input((12,)), L.Embedding(30, 8, mask_zero=True), L.LSTM(16), L.Dense(8, "softmax")]


def data(kind):
    """Inputs and one-hot targets."""
    rng, n = np.random.default_rng(1), ROWS[kind]
    shapes = {"mlp": (n, 20), "cnn": (n, 12, 12, 2)}
    x = rng.integers(0, 30, (n, 12)) if kind == "lstm" else rng.random(shapes[kind], dtype="float32")
    return x, np.eye(8, dtype="float32")[rng.integers(0, 8, n)]


def made(kind, seed=3):
    """A compiled model, always with the same first weights."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(layers(kind))
    model.compile("sgd" if kind == "cnn" else "adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


def trained(model, kind, rows=None, **options):
    """The history of two epochs: losses, then accuracies."""
    x, y = (array[:rows] for array in data(kind))
    history = model.fit(x, y, batch_size=32, verbose=0, **{"epochs": 2, **options}).history
    return history["loss"] + history["accuracy"]


def data_parallel():
    """All devices share a batch."""
    return distribution.DataParallel()


def model_parallel():
    """Half of the batch each; the variables in as many parts as there are devices for them."""
    n = len(distribution.list_devices())
    mesh = distribution.DeviceMesh((2, n // 2), ("batch", "model"))
    layout_map = distribution.LayoutMap(mesh)
    layout_map.update(LAYOUTS)
    return distribution.ModelParallel(layout_map=layout_map, batch_dim_name="batch")


WAYS = {"one": lambda: None, "data": data_parallel, "model": model_parallel}


def parts(array):
    """The shapes of what the devices have of it."""
    return sorted({shard.data.shape for shard in array.addressable_shards})


def over_devices(folder):
    """Every model in every way; where things lie; a file of one arrangement in another; another one amidst."""
    yield "drawn", float(np.random.rand())
    models = {(kind, way): in_a_way(kind, way) for kind in ROWS for way in WAYS}
    yield "losses", {kind: {way: models[kind, way][1] for way in WAYS} for kind in ROWS}
    spread = models["mlp", "model"][0]
    yield "parts", [parts(v.value) for v in spread.weights]
    yield "parts of slots", [parts(v.value) for v in spread.optimizer.slot_variables()]
    spread.save(folder / "spread.keras")
    with model_parallel().scope():
        yield "parts at once", [parts(v.value) for v in made("mlp").weights]
        yield "parts of a batch", [parts(x) for x in handed_on(np.zeros((32, 20)), None, np.zeros((20, 20)))]
        yield "parts of a tensor", parts(distribution.distribute_tensor(np.zeros((8, 8)), layout("model", None)))
        yield "refused", refused(lambda: keras.Sequential([keras.Input((3,)), L.Dense(6, name="dense")]))
    yield "went on", {way: gone_on(folder, way) for way in ("data", "one")}
    yield "changed", {way: amidst(way) for way in ("data", "one")}
    yield "wide", wide()
    yield "in order", trained(made("mlp"), "mlp", 64, epochs=1, shuffle=False)


def in_a_way(kind, way):
    """A model trained in one arrangement, and its history."""
    distribution.set_distribution(WAYS[way]())
    model = made(kind)
    return model, trained(model, kind)


def layout(*axes):
    """Over the mesh of the distribution in use."""
    return distribution.TensorLayout(axes, distribution.distribution().device_mesh)


def handed_on(*batch):
    """What a step gets of a batch."""
    given = engine.current().compile(lambda *xs: tuple(x for x in xs if x is not None), list)
    return given(*batch)


def gone_on(folder, way):
    """The next epoch of the model that was saved, and how many steps it has made since it was new."""
    distribution.set_distribution(WAYS[way]())
    model = keras.models.load_model(folder / "spread.keras")
    return [*trained(model, "mlp", 64, epochs=1, shuffle=False), int(model.optimizer.iterations)]


def amidst(way):
    """Three epochs by one model, the second of them in another arrangement."""
    distribution.set_distribution(None)
    model = made("mlp")
    found = []
    for one in ("one", way, "one"):
        distribution.set_distribution(WAYS[one]())
        found += trained(model, "mlp", 64, epochs=1, shuffle=False)
    return found


def wide():
    """The loss of a model whose products are large enough to be computed by several threads."""
    with data_parallel().scope():
        model = keras.Sequential([keras.Input((784,)), L.Dense(512, "relu"), L.Dense(512, "relu"), L.Dense(10)])
        model.compile("sgd", "mse")
        x = np.full((512, 784), 0.01, "float32")
        return model.fit(x, x[:, :10], batch_size=128, verbose=0).history["loss"][0]


def refused(action):
    """The sentence of an error."""
    try:
        action()
    except (DataError, ShapeError) as error:
        return str(error)
    return None


def as_one(folder, port, number):
    """The same trainings by two processes of two devices each; only process 0 has the right seed."""
    np.random.seed(7 if number == 0 else 8)
    distribution.initialize(f"127.0.0.1:{port},127.0.0.1:{port + 1}", 2, number)
    yield "drawn", [float(np.random.rand()), float(np.random.randn())]
    yield "devices", len(distribution.list_devices())
    yield "losses", {way: in_a_way("mlp", way)[1] for way in ("data", "model")}
    model = made("mlp")
    model.save(folder / f"by-{number}.keras")
    yield "sums", [float(v.numpy().sum()) for v in model.weights]
    yield "warned", written_down(folder)
    distribution.set_distribution(distribution.DataParallel(auto_shard_dataset=False))
    x, y = (array[:64].reshape(2, 2, 16, -1)[:, number].reshape(32, -1) for array in data("mlp"))
    model = made("mlp")
    history = model.fit(x, y, batch_size=16, shuffle=False, verbose=0).history
    yield "from parts", history["loss"] + history["accuracy"]
    yield "refused", refused(lambda: model.train_on_batch(x[:3], y[:3]))


def written_down(folder):
    """Train with callbacks that write, the same in each process; how often a warning was given."""
    log, last = keras.callbacks.CSVLogger(folder / "log.csv"), folder / "last.keras"
    saving = [keras.callbacks.ModelCheckpoint(last), keras.callbacks.BackupAndRestore(folder / "backup")]
    with model_parallel().scope(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run = keras.callbacks.RunLogger(root=folder / "runs", control=True)
        trained(made("mlp"), "mlp", callbacks=[log, run, *saving])
    return [str(one.message) for one in caught]


if __name__ == "__main__":
    np.random.seed(7)
    keras.set_engine("jax")
    what, place, *numbers = sys.argv[1:]
    facts = over_devices if what == "devices" else as_one
    print(json.dumps(dict(facts(Path(place), *map(int, numbers)))))
