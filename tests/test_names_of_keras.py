"""Names that Keras's modules have besides their parts, each as Keras's users call it."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import callbacks

KINDS = {
    "activations": ("activation", "config", "relu"),
    "constraints": ("constraint", "config", "MaxNorm"),
    "initializers": ("initializer", "config", "HeNormal"),
    "losses": ("loss", "name", "Huber"),
    "metrics": ("metric", "config", "AUC"),
    "optimizers": ("optimizer", "config", "Adam"),
    "regularizers": ("regularizer", "config", "L2"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_serialize_and_deserialize_take_their_argument_by_the_name_that_keras_has(kind):
    one, data, name = KINDS[kind]
    module = getattr(keras, kind)
    part = module.get(name)
    config = module.serialize(**{one: part})
    assert module.serialize(module.deserialize(**{data: config}, custom_objects={})) == config
    with pytest.raises(TypeError, match=one):
        module.serialize(other=part)


def test_a_clone_of_an_initializer_draws_what_it_draws():
    one = keras.initializers.HeNormal(seed=3)
    other = one.clone()
    assert other is not one
    assert np.array_equal(np.asarray(one((2, 3))), np.asarray(other((2, 3))))


class Told(callbacks.Callback):
    """Notes what it is told."""

    def __init__(self):
        self.events = []

    def on_train_begin(self, logs=None):
        self.events.append(("train", logs))

    def on_epoch_end(self, epoch, logs=None):
        self.events.append(("epoch", epoch, logs))

    def on_train_batch_begin(self, batch, logs=None):
        self.events.append(("begins", batch))

    def on_train_batch_end(self, batch, logs=None):
        self.events.append(("batch", batch, logs))


def test_a_list_of_callbacks_is_told_as_one_in_a_loop_of_ones_own():
    told, model = Told(), keras.Sequential([keras.layers.Dense(1)])
    listeners = callbacks.CallbackList([told], add_history=True, model=model, epochs=1, steps=2, verbose=0)
    listeners.on_train_begin()
    for batch in range(2):
        listeners.on_train_batch_begin(batch)
        listeners.on_train_batch_end(batch, {"loss": batch})
    listeners.on_epoch_end(0, {"loss": 0.5})
    listeners.on_train_end()
    batches = [("begins", 0), ("batch", 0, {"loss": 0}), ("begins", 1), ("batch", 1, {"loss": 1})]
    assert told.events == [("train", {}), *batches, ("epoch", 0, {"loss": 0.5})]
    assert (told.model, told.params["steps"]) == (model, 2)
    assert model.history.history == {"loss": [0.5]}
    assert len(callbacks.CallbackList([callbacks.History()], add_history=True).callbacks) == 1
    added = callbacks.CallbackList(add_progbar=True, verbose=0, epochs=1, steps=1)
    assert [type(c).__name__ for c in added.callbacks] == ["ProgbarLogger"]


class LastOfThree(callbacks.EarlyStopping):
    """Stops by a number of its own."""

    def get_monitor_value(self, logs):
        return -logs["loss"]


def test_early_stopping_asks_what_decides():
    stopping = LastOfThree("loss", patience=1, mode="min")
    stopping.set_model(type("Model", (), {"stop_training": False})())
    stopping.on_train_begin()
    for epoch, loss in enumerate([3.0, 2.0, 1.0]):  # which it thinks gets worse
        stopping.on_epoch_end(epoch, {"loss": loss})
    assert stopping.model.stop_training


def test_a_dataset_is_told_that_an_epoch_begins_and_ends():
    class Noting(keras.utils.PyDataset):
        def __init__(self):
            super().__init__()
            self.said = []

        def __len__(self):
            return 2

        def __getitem__(self, index):
            self.said.append("batch")
            return np.ones((2, 1)), np.ones((2, 1))

        def on_epoch_begin(self):
            self.said.append("begins")

        def on_epoch_end(self):
            self.said.append("ends")

    data = Noting()
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(data, epochs=2, verbose=0)
    assert [s for s in data.said if s != "batch"] == ["begins", "ends"] * 2
    assert data.said[0] == "begins"


def test_losses_take_their_arguments_in_the_order_that_keras_has():
    dice = keras.losses.Dice("sum", "mine", -1)
    assert (dice.reduction, dice.name, dice.axis) == ("sum", "mine", -1)
    tversky = keras.losses.Tversky(0.3, 0.7, "none", "mine", (1, 2))
    assert (tversky.alpha, tversky.beta, tversky.reduction, tversky.axis) == (0.3, 0.7, "none", (1, 2))
    sparse = keras.losses.SparseCategoricalCrossentropy(True, None, "sum", 1, "mine")
    assert (sparse.from_logits, sparse.reduction, sparse.axis, sparse.name) == (True, "sum", 1, "mine")
    y, p = np.array([[0, 1]]), np.random.default_rng(0).normal(size=(1, 3, 2))
    wanted = -sum(p[0, y[0, i], i] - np.log(np.exp(p[0, :, i]).sum()) for i in range(2))
    assert abs(float(sparse(y, p)) - wanted) < 1e-5
    for loss in (dice, tversky, sparse):
        assert keras.losses.deserialize(keras.losses.serialize(loss)).get_config() == loss.get_config()


def test_a_progress_bar_averages_what_it_is_told_to():
    bar = keras.utils.Progbar(2, verbose=0, stateless_metrics=["loss"], unit_name="sample")
    bar.update(1, [("loss", 1.0), ("rate", 1.0)])
    bar.update(2, [("loss", 3.0), ("rate", 3.0)])
    assert bar._means() == {"loss": 2.0, "rate": 3.0}
    with pytest.raises(ValueError, match="only one of"):
        keras.utils.Progbar(2, stateful_metrics=[], stateless_metrics=[])


def test_files_are_whole(tmp_path):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    keras.models.save_model(model, tmp_path / "a.keras", zipped=True)
    with pytest.raises(ValueError, match="zipped"):
        keras.models.save_model(model, tmp_path / "b.keras", zipped=False)
    with pytest.raises(ValueError, match="one file"):
        keras.saving.save_weights(model, tmp_path / "c.weights.h5", max_shard_size=0.1)
    assert keras.version() == keras.__version__
