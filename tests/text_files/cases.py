"""Models that prepare data, as files, with what they compute: written by one Keras, read by another.

``python cases.py write FOLDER`` and ``python cases.py read FOLDER`` do it with the ``keras`` of the interpreter, or
with plugkeras where there is none. Real Keras 3.15.1 wrote the files in this folder, with KERAS_BACKEND=tensorflow:
the layers that read text need it there.
"""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
TRAINING = {"batch_size": 8, "epochs": 1, "shuffle": False, "verbose": 0}
RANDOM = np.random.default_rng(0)
WORDS = ("the", "quick", "Brown", "fox", "jumps", "É", "over", "it's", "日本", "dog!")
TEXTS = [" ".join(RANDOM.choice(WORDS, RANDOM.integers(0, 7))) for _ in range(24)]
TABLE = [list(map(str, row)) for row in RANDOM.choice(("earth", "wind", "", "fire", "sea"), (24, 3))]
IDS = RANDOM.integers(-2, 12, (24, 3))
NUMBERS = RANDOM.normal(2, 3, (24, 4)).astype("float32")
TARGETS = RANDOM.normal(size=(24, 1)).astype("float32")


def adapted(layer, data):
    """The layer, after it has adapted to data."""
    layer.adapt(data)
    return layer


def texts(keras):
    """Sequences of words, of different lengths."""
    layers = keras.layers
    words = adapted(layers.TextVectorization(max_tokens=9, ngrams=2), TEXTS)
    rest = [layers.Embedding(9, 3, mask_zero=True), layers.LSTM(2), layers.Dense(1)]
    return [keras.Input((1,), dtype="string"), words, *rest], TEXTS


def weighed(keras):
    """Vectors of weights, which are arrays of the layer's own."""
    layers = keras.layers
    words = adapted(layers.TextVectorization(output_mode="tf_idf", split="character"), TEXTS)
    return [keras.Input((1,), dtype="string"), words, layers.Dense(1)], TEXTS


def table(keras):
    """Words that are looked up, the masked ones dropped, the unknown ones hashed."""
    layers = keras.layers
    options = {"num_oov_indices": 2, "mask_token": "", "salt": [3, 4], "output_mode": "count"}
    words = layers.StringLookup(vocabulary=["wind", "fire"], **options)
    return [keras.Input((3,), dtype="string"), words, layers.Dense(1)], TABLE


def ids(keras):
    """Integers that are looked up."""
    layers = keras.layers
    lookup = adapted(layers.IntegerLookup(max_tokens=6, num_oov_indices=2, output_mode="multi_hot"), IDS)
    return [keras.Input((3,), dtype="int64"), lookup, layers.Dense(1)], IDS


def numbers(keras):
    """Columns brought to one scale, then bins of what a layer makes of them."""
    layers = keras.layers
    bins = adapted(layers.Discretization(num_bins=5, epsilon=0.1, output_mode="count"), NUMBERS)
    return [keras.Input((4,)), adapted(layers.Normalization(), NUMBERS), layers.Rescaling(3.0, 2.0), bins], NUMBERS


MODELS = (texts, weighed, table, ids, numbers)


def given(keras, x):
    """x as this Keras wants text: real Keras predicts on its backend's tensors of it."""
    x = np.asarray(x)
    return keras.ops.convert_to_tensor(x) if x.dtype.kind == "U" and not hasattr(keras, "register") else x


def write(keras, folder):
    """Train each model for an epoch, keep it, and note what it says then, and after one more epoch."""
    for case in MODELS:
        keras.utils.set_random_seed(1)
        layers, x = case(keras)
        model, x = keras.Sequential(layers), given(keras, x)
        if model.trainable_weights:
            model.compile(keras.optimizers.SGD(0.1), "mse")
            model.fit(x, TARGETS, **TRAINING)
        model.save(folder / f"{case.__name__}.keras")
        before = model.predict(x, verbose=0)
        if model.trainable_weights:
            model.fit(x, TARGETS, **TRAINING)
        np.savez_compressed(folder / case.__name__, before=before, after=model.predict(x, verbose=0))


def differences(keras, folder, case):
    """How far a file's model is from what is noted."""
    x = given(keras, case(keras)[1])
    model = keras.models.load_model(folder / f"{case.__name__}.keras")
    noted = np.load(folder / f"{case.__name__}.npz")
    before = np.abs(model.predict(x, verbose=0) - noted["before"]).max()
    if model.trainable_weights:
        model.fit(x, TARGETS, **TRAINING)
    return float(before), float(np.abs(model.predict(x, verbose=0) - noted["after"]).max())


def read(keras, folder):
    """Print the differences, and fail if one is not tiny."""
    found = {case.__name__: differences(keras, folder, case) for case in MODELS}
    print(found)
    return int(max(map(max, found.values())) > 1e-5)


if __name__ == "__main__":
    try:
        import keras
    except ImportError:
        import plugkeras as keras
    print(f"{sys.argv[1]} with {keras.__name__} {keras.__version__}", flush=True)
    sys.exit({"write": write, "read": read}[sys.argv[1]](keras, Path(sys.argv[2])) or 0)
