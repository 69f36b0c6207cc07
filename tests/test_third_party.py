"""Somebody else's package, installed beside plugkeras: its parts train, are saved and come back."""

import subprocess
import sys
from textwrap import dedent

import numpy as np
import pytest

from plugkeras.testing.distributions import fake_distribution

FILES = {
    "acme_parts/__init__.py": """
        from plugkeras import hookimpl

        PLUGKERAS_API = 1

        @hookimpl
        def register_layers():
            return {"Scale": "acme_parts.parts:Scale", "Dense": "acme_parts.parts:Scale"}

        @hookimpl
        def register_losses():
            return {"Quartic": "acme_parts.parts:Quartic"}

        @hookimpl
        def register_optimizers():
            return {"SignDescent": "acme_parts.parts:SignDescent"}
    """,
    "acme_parts/parts.py": """
        from plugkeras import Layer, Loss, Optimizer, ops
        from plugkeras.parts.optimizer import LearningRate

        class Scale(Layer):
            start: float = 1.0

            def build(self, input_shape):
                self.factor = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="factor")

            def call(self, x):
                return x * self.factor * self.start

        class Quartic(Loss):
            def call(self, y_true, y_pred):
                return ops.mean(ops.square(ops.square(y_true - y_pred)), axis=-1)

        class SignDescent(Optimizer):
            learning_rate: LearningRate = 0.01
            slots = {"last": 0.0}

            def update(self, value, gradient, last, *, lr, step):
                return value - lr * ops.sign(gradient + 0.5 * last), gradient
    """,
}

TRAIN = """
    import numpy as np
    import plugkeras as keras

    keras.utils.set_random_seed(1)
    x = np.random.normal(size=(64, 4)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Scale(start=0.5), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SignDescent(0.05), loss="acme>Quartic")
    history = model.fit(x, y, epochs=8, verbose=0).history["loss"]
    assert history[-1] < 0.5 * history[0], history
    assert type(model.layers[1]).__module__.startswith("plugkeras_std")  # Dense stays the standard one
    model.save("model.keras")
    np.save("x.npy", x)
    np.save("y.npy", model.predict(x, verbose=0))
    np.save("slot.npy", model.optimizer.variables[-1].numpy())
"""

LOAD = """
    import numpy as np
    import plugkeras as keras

    model = keras.models.load_model("model.keras")
    assert type(model.layers[0]).__name__ == "Scale" and model.layers[0].start == 0.5
    assert np.array_equal(model.predict(np.load("x.npy"), verbose=0), np.load("y.npy"))
    assert np.array_equal(model.optimizer.variables[-1].numpy(), np.load("slot.npy"))
    x = np.load("x.npy")
    model.fit(x, x.sum(axis=1, keepdims=True), verbose=0)
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("acme")
    files = {name: dedent(text) for name, text in FILES.items()}
    fake_distribution(folder / "site", "plugkeras-acme", "2.1", files, {"acme": "acme_parts"})
    return folder


def python(code, folder, *paths):
    environment = {"PYTHONPATH": ":".join(map(str, paths)), "PATH": "", "HOME": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", dedent(code)], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_a_model_of_somebody_elses_parts_trains_is_saved_and_loaded(place):
    for code in (TRAIN, LOAD):
        done = python(code, place, place / "site")
        assert done.returncode == 0, done.stderr
    assert np.load(place / "y.npy").shape == (64, 1)


def test_without_the_package_the_file_says_what_it_needs(place):
    python(TRAIN, place, place / "site")
    done = python("import plugkeras as keras; keras.models.load_model('model.keras')", place)
    said = done.stderr.partition("plugkeras.errors.")[2]
    assert done.returncode != 0
    for needed in ("acme>Scale", "acme>Quartic", "acme>SignDescent", "plugkeras-acme"):
        assert needed in said
