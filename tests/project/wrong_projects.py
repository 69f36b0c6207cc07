"""Projects with something wrong in them, each with the place of the problem and a fix; and some that are right."""

from dataclasses import replace

from plugkeras import hookimpl
from plugkeras.parts.source import Source
from plugkeras.project import Project
from plugkeras.project.facts import Facts


class Given(Source):
    """Rows from nowhere."""


class Manifest:
    PLUGKERAS_API = 1

    @hookimpl
    def register_sources(self):
        return {"Given": Given}


IMAGES = Facts(1000, (28, 28, 1), "float32", 0.0, 1.0, "classes", 10)
ROWS = Facts(1000, (8,), "float32", -2.0, 2.0, "classes", 3)
TWO = replace(ROWS, classes=2)
ONE_HOT = replace(ROWS, target="one_hot", target_shape=(3,))
NUMBERS = replace(ROWS, target="numbers", classes=None)
STEPS = Facts(1000, (12, 4), "float32", -1.0, 1.0, "classes", 3)
WORDS = Facts(1000, (20,), "int64", 0.0, 999.0, "classes", 2)


def project(*layers, loss="sparse_categorical_crossentropy", metrics=(), callbacks=(), data=None, fit=None, how=None):
    """A project of layers ``("Dense", {"units": 3})``, called a, b, c …"""
    nodes = [{"class": name, "as": chr(97 + i), **arguments} for i, (name, arguments) in enumerate(layers)]
    return Project.from_json(
        {
            "plugkeras_project": 1,
            "model": {"layers": nodes},
            "data": {"source": "Given", **(data or {})},
            "compile": {**({"loss": loss} if loss else {}), "metrics": list(metrics), **(how or {})},
            "fit": {"callbacks": list(callbacks), **(fit or {})},
        }
    )


def dense(units, activation=None, **others):
    return "Dense", {"units": units, **({"activation": activation} if activation else {}), **others}


def layer(name, **arguments):
    return name, arguments


HIDDEN, CLASSES, TEN, YES = dense(16, "relu"), dense(3, "softmax"), dense(10, "softmax"), dense(1, "sigmoid")
FLAT = layer("Flatten")
CONV = layer("Conv2D", filters=4, kernel_size=3, activation="relu")
LOGITS = {"class": "SparseCategoricalCrossentropy", "from_logits": True}
STOPPING = {"class": "EarlyStopping"}
MAPS = replace(STEPS, target="numbers", classes=None, target_shape=(12, 2))
LABELS = replace(NUMBERS, target_shape=(3,))
UNWATCHED = {"callbacks": [STOPPING], "data": {"validation": 0.0}}


def stopping(monitor):
    return {"class": "EarlyStopping", "monitor": monitor}


def words(*layers, **others):
    """A model of words that tells two classes."""
    return project(layer("Embedding", input_dim=1000, output_dim=4), *layers, YES, loss="bce", **others)


SCALED_WORDS = replace(WORDS, input_dtype="float32", low=0.0, high=1.0)
FRACTIONS = replace(WORDS, low=-1.5, high=1.5)
FEW_ROWS = project(layer("Embedding", input_dim=500, output_dim=4), FLAT, YES, loss="bce")
HUGE = project(layer("Input", shape=[512, 512, 16]), FLAT, HIDDEN, dense(1), loss="mse")
ONE_BY_ONE = layer("Conv2D", filters=10, kernel_size=1)
EIGHT = replace(NUMBERS, target_shape=(8,))
WATCHED = "fit.callbacks.0.monitor"
MISSPELT = project(HIDDEN, CLASSES, callbacks=[stopping("val_acuracy")], metrics=["accuracy"])
FALLING = {"class": "CosineDecay", "initial_learning_rate": 0.01, "decay_steps": 100}
TWO_RATES = {"how": {"optimizer": {"class": "Adam", "learning_rate": FALLING}}, "callbacks": ["ReduceLROnPlateau"]}
NO_NUMBER = project(CLASSES, callbacks=[{"class": "EarlyStopping", "patience": "two"}])


TABLE = [
    # shapes
    (project(CONV, TEN), IMAGES, "layers.b", "Insert Flatten"),
    (project(CONV, TEN), IMAGES, "layers.b", "Insert GlobalAveragePooling2D"),
    (project(CONV, FLAT, CONV, TEN), IMAGES, "layers.c", "Move 'b' behind 'c'"),
    (project(CONV, FLAT, layer("MaxPooling2D"), CONV, TEN), IMAGES, "layers.c", "Move 'b'"),
    (project(CONV, FLAT, CONV, FLAT, TEN), IMAGES, "layers.c", "Insert Resh"),
    (project(CONV, FLAT, CONV, TEN), IMAGES, "layers.c", "Bypass 'c'"),
    (project(CONV, FLAT, TEN), replace(IMAGES, input_shape=(28, 28)), "layers.a", "Insert R"),
    (project(CONV, FLAT, TEN), replace(IMAGES, input_shape=(784,)), "layers.a", "Insert R"),
    (project(layer("LSTM", units=4), CLASSES), ROWS, "layers.a", "Insert Reshape (8, 1)"),
    (project(layer("LSTM", units=4), layer("LSTM", units=4), CLASSES), STEPS, "layers.b", "Let 'a' give every step"),
    (project(layer("LSTM", units=4, return_sequences=True), CLASSES), STEPS, "layers.b", "Let 'a' give its last step"),
    (project(layer("Conv1D", filters=4, kernel_size=13), FLAT, CLASSES), STEPS, "layers.a", "Give 'a' pad"),
    (project(layer("Input", shape=[5]), HIDDEN, CLASSES), ROWS, "layers.a.shape", "Give 'a' the shape of the data"),
    (project(layer("Input", shape=[784]), TEN), IMAGES, "layers.a.shape", "Take rows of shape (28,"),
    (project(dense(10, "softmax", input_shape=[784])), IMAGES, "layers.a.input_shape", "Take rows of shape (28,"),
    (project(HIDDEN, layer("Input", shape=[8]), CLASSES), ROWS, "layers.b", "Move 'b' to the front"),
    (project(HIDDEN, layer("Input", shape=[8]), CLASSES), ROWS, "layers.b", "Take 'b' out"),
    # the end
    (project(HIDDEN, dense(4, "softmax")), ROWS, "layers.b.units", "Give 'b' 3"),
    (project(HIDDEN, YES, loss="bce"), ROWS, "layers.b.units", "Fit the last layer"),
    (project(HIDDEN, dense(2), loss="mse"), NUMBERS, "layers.b.units", "Give 'b' 1 unit"),
    (project(HIDDEN, dense(2, "softmax"), loss="categorical_crossentropy"), ONE_HOT, "layers.b.units", "Give 'b' 3"),
    (project(HIDDEN, CLASSES, loss=LOGITS), ROWS, "compile.loss.from_logits", "Leave from_logits out"),
    (project(HIDDEN, CLASSES, loss=LOGITS), None, "compile.loss.from_logits", "Take softmax off 'b'"),
    (project(HIDDEN, dense(3), layer("Softmax"), loss=LOGITS), ROWS, "compile.loss.from_logits", "Take softmax off"),
    (project(HIDDEN, dense(3)), ROWS, "layers.b.activation", "Give 'b' a softmax"),
    (project(HIDDEN, dense(3)), ROWS, "layers.b.activation", "Take the outputs as logits"),
    (project(HIDDEN, dense(1), loss="bce"), TWO, "layers.b.activation", "Give 'b' a sigmoid"),
    (project(HIDDEN, dense(1), loss="bce"), None, "layers.b.activation", "Take the outputs as logits"),
    (project(HIDDEN, dense(3, "relu")), ROWS, "layers.b.activation", "Give 'b' a softmax"),
    (project(HIDDEN, dense(3, "sigmoid")), ROWS, "layers.b.activation", "Give 'b' a softmax"),
    (project(HIDDEN, dense(1, "softmax"), loss="bce"), TWO, "layers.b.activation", "Fit the last layer"),
    (project(HIDDEN, dense(1, "softmax"), loss="bce"), None, "layers.b.activation", "Take a sigmoid"),
    (project(HIDDEN, CLASSES, loss="mse"), ROWS, "compile.loss", "Take sparse_categ"),
    (project(HIDDEN, dense(1), loss="mse"), TWO, "compile.loss", "Fit the last layer"),
    (project(HIDDEN, CLASSES), ONE_HOT, "compile.loss", "Take categorical_crossentropy"),
    (project(HIDDEN, CLASSES, loss="categorical_crossentropy"), ROWS, "compile.loss", "Take sparse_"),
    (project(HIDDEN, dense(3, "sigmoid"), loss="bce"), ROWS, "compile.loss", "Fit the last layer"),
    (project(HIDDEN, dense(2, "softmax"), loss="bce"), TWO, "compile.loss", "Fit the last layer"),
    (project(HIDDEN, YES, loss="bce"), NUMBERS, "compile.loss", "Fit the last layer"),
    (project(HIDDEN, dense(1)), NUMBERS, "compile.loss", "Take mse"),
    (project(layer("TimeDistributed", layer={"class": "Dense", "units": 4}), loss="mse"), MAPS, "layers.a.units", ""),
    # what is missing
    (project(HIDDEN, CLASSES, loss=None), ROWS, "compile.loss", "Take sparse_categ"),
    (project(HIDDEN, dense(1), loss=None), None, "compile.loss", "Take mse"),
    (project(HIDDEN, loss=None), ROWS, "compile.loss", "Fit the last layer"),
    (project(), ROWS, "model.layers", "Fit the last layer"),
    (project(layer("Input", shape=[8])), None, "model.layers", "Add a Dense layer"),
    # what is measured
    (project(HIDDEN, dense(1), loss="mse", metrics=["accuracy"]), NUMBERS, "compile.metrics.0", "Measure mae"),
    (project(HIDDEN, CLASSES, metrics=["mae"]), ROWS, "compile.metrics.0", "Measure accuracy"),
    (project(HIDDEN, CLASSES, metrics=["accuracy", "AUC"]), ROWS, "compile.metrics.1", "Leave AUC out"),
    (project(HIDDEN, CLASSES, metrics=["categorical_accuracy"]), ROWS, "compile.metrics.0", "Measure accuracy"),
    (project(HIDDEN, CLASSES, **UNWATCHED), ROWS, WATCHED, "Keep a fifth"),
    (project(HIDDEN, CLASSES, **UNWATCHED), ROWS, WATCHED, "Watch loss"),
    (MISSPELT, None, WATCHED, "Watch val_accuracy"),
    (project(HIDDEN, CLASSES, **TWO_RATES), ROWS, "fit.callbacks.0", "Leave ReduceLROnPlateau out"),
    (project(HIDDEN, CLASSES, **TWO_RATES), None, "fit.callbacks.0", "Begin with a constant rate"),
    # what it is fed with
    (FEW_ROWS, WORDS, "layers.a.input_dim", "Give 'a' 1000 rows"),
    (words(FLAT), FRACTIONS, "layers.a", "Take 'a' out"),
    (words(layer("GlobalAveragePooling1D")), FRACTIONS, "layers.a", "Put a Dense layer"),
    (words(FLAT, data={"scaling": "minmax"}), SCALED_WORDS, "data.scaling", "Leave the inputs"),
    (project(HIDDEN, YES, loss="bce"), WORDS, "layers.a", "Insert BatchNormalization"),
    (project(HIDDEN, CLASSES), replace(ROWS, low=0.0, high=255.0), "data.scaling", "Divide them by 255"),
    (project(HIDDEN, CLASSES), replace(ROWS, high=9000.0), "data.scaling", "Scale them to mean 0"),
    (project(HIDDEN, CLASSES), replace(ROWS, high=9000.0), "data.scaling", "Insert BatchNormalization before 'a'"),
    (project(HIDDEN, CLASSES, fit={"batch_size": 64}), replace(ROWS, rows=40), "fit.batch_size", "Take batches of 40"),
    # chains
    (project(dense(16), dense(16, "relu"), CLASSES), ROWS, "layers.a.activation", "Give 'a' a relu"),
    (project(dense(16), layer("Dropout", rate=0.5), CLASSES), ROWS, "layers.a.activation", "Give 'a' a relu"),
    (HUGE, None, "layers.c", "Put GlobalAveragePooling2D"),
    (HUGE, None, "layers.c", "Insert MaxPooling2D of 2"),
    # what cannot be made
    (project(layer("Dens", units=3, activation="softmax")), ROWS, "layers.a", "Take Dense"),
    (project(layer("Dens", units=3), CLASSES), None, "layers.a", "Bypass 'a'"),
    (project(dense(3, "softmaxx")), ROWS, "layers.a.activation", "Take softmax"),
    (project(layer("Dense", unit=3, activation="softmax")), ROWS, "layers.a.unit", "Call it `units`"),
    (project(dense(3, "softmax", colour="red")), ROWS, "layers.a.colour", "Leave `colour` out"),
    (project(dense(3, "softmax", use_bias="perhaps")), ROWS, "layers.a.use_bias", "Leave `use_bias` out"),
    (project(layer("Dense", activation="relu"), CLASSES), ROWS, "layers.a.units", "Set `units` to 32"),
    (project(dense(-3, "relu"), CLASSES), ROWS, "layers.a.units", "Set `units` to 32"),
    (project(CLASSES, loss="sparse_categorical_crossentropi"), ROWS, "compile.loss", "Take sparse_categ"),
    (project(CLASSES, metrics=["acuracy"]), ROWS, "compile.metrics.0", "Leave acuracy out"),
    (NO_NUMBER, ROWS, "fit.callbacks.0.patience", "Leave `patience` out"),
    (project(CLASSES, callbacks=["EarlyStoping"]), ROWS, "fit.callbacks.0", "Take EarlyStopping"),
]  # fmt: skip


FINE = [
    (project(HIDDEN, dense(3, "sigmoid"), loss="bce", metrics=["binary_accuracy"]), LABELS),
    (project(layer("Input", shape=[28, 28]), FLAT, TEN), IMAGES),
    (words(FLAT, data={"scaling": "standard"}), WORDS),
    (project(HIDDEN, CLASSES, metrics=["accuracy"], callbacks=[STOPPING]), ROWS),
    (project(HIDDEN, dense(3), loss=LOGITS, metrics=["acc"]), ROWS),
    (project(HIDDEN, dense(3), layer("Activation", activation="softmax")), ROWS),
    (project(HIDDEN, YES, loss="bce", metrics=["accuracy", "AUC", "Precision"]), TWO),
    (project(HIDDEN, dense(2, "softmax")), TWO),
    (project(HIDDEN, CLASSES, loss="CategoricalCrossentropy", metrics=["AUC"]), ONE_HOT),
    (project(HIDDEN, dense(1), loss="mae", metrics=["mse"]), NUMBERS),
    (project(HIDDEN, dense(8), loss="mse"), EIGHT),
    (project(HIDDEN, dense(8, "sigmoid"), loss="bce"), EIGHT),
    (project(CONV, layer("GlobalAveragePooling2D"), TEN), IMAGES),
    (project(CONV, ONE_BY_ONE, layer("GlobalAveragePooling2D"), layer("Softmax")), IMAGES),
    (project(layer("LSTM", units=4, return_sequences=True), CLASSES), replace(STEPS, target_shape=(12,))),
    (words(FLAT), WORDS),
    (project(layer("BatchNormalization"), HIDDEN, CLASSES), replace(ROWS, high=9000.0)),
    (project(HIDDEN, CLASSES, data={"scaling": "standard"}), replace(ROWS, high=9000.0)),
    (project(HIDDEN, CLASSES, callbacks=["ReduceLROnPlateau", stopping("learning_rate") | {"mode": "min"}]), ROWS),
    (project(HIDDEN, CLASSES, callbacks=[{"class": "ModelCheckpoint", "filepath": "a.keras"}]), ROWS),
    (project(HIDDEN, CLASSES, how=TWO_RATES["how"], callbacks=[STOPPING]), ROWS),
    (project(HIDDEN, CLASSES, loss="crossentropy", metrics=["ce"]), ROWS),
    (project(HIDDEN, CLASSES), replace(ROWS, target="none", classes=None)),
]  # fmt: skip
