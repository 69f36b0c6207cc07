"""What else comes back: layers as activations, models of one's own, and parts of the plugin that was meant."""

import json

import h5py
import numpy as np
import pytest
from test_saving import Npz, far, host_with, inputs, row, same_bits, save_with_acme, small

import plugkeras as keras
from plugkeras import layers
from plugkeras.errors import AmbiguousName, ArgumentError, FormatError, UnknownName
from plugkeras.host import use

ACTIVATIONS = {
    "LeakyReLU": lambda: layers.Dense(3, activation=layers.LeakyReLU(negative_slope=0.3)),
    "ReLU": lambda: layers.Dense(3, activation=layers.ReLU(max_value=0.5)),
    "ELU": lambda: layers.Dense(3, activation=layers.ELU(alpha=0.5)),
    "Softmax": lambda: layers.Dense(3, activation=layers.Softmax()),
    "Activation": lambda: layers.Activation(layers.LeakyReLU(negative_slope=0.3)),
    "a class": lambda: layers.Dense(3, activation=layers.ReLU),
    "a config": lambda: layers.Dense(3, activation=keras.saving.serialize_keras_object(layers.ReLU(max_value=0.5))),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_layer_as_activation_comes_back(name, tmp_path):
    model = keras.Sequential([keras.Input((4,)), ACTIVATIONS[name]()])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert same_bits([again.predict(inputs((4,)), verbose=0)], [model.predict(inputs((4,)), verbose=0)])


@keras.register
class Net(keras.Model):
    """Its layers are built by its call, and only so."""

    def __init__(self, width, **kwargs):
        super().__init__(**kwargs)
        self.first = layers.Dense(width)
        self.rest = [layers.Dense(2), layers.BatchNormalization()]

    def call(self, x):
        for layer in (self.first, *self.rest):
            x = layer(x)
        return x


def test_a_model_of_ones_own_trains_from_its_first_epoch_and_comes_back(tmp_path):
    x, y = inputs((4,)), inputs((2,))
    model = Net(3)
    model.compile("adam", "mse")
    model.fit(x, y, verbose=0)
    before = model.get_weights()
    model.fit(x, y, verbose=0)
    assert not np.array_equal(before[0], model.get_weights()[0])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert same_bits([again.predict(x, verbose=0)], [model.predict(x, verbose=0)])
    assert same_bits([v.numpy() for v in again.optimizer.variables], [v.numpy() for v in model.optimizer.variables])


def test_the_state_of_an_untrained_nadam_is_step_and_rate_and_lands_there(tmp_path):
    model = small()
    model.compile(keras.optimizers.Nadam(0.25), "mse")
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert {v.name: float(v.numpy()) for v in again.optimizer.variables} == {
        v.name: float(v.numpy()) for v in model.optimizer.variables
    }
    model.save_weights(tmp_path / "model.weights.h5")
    with h5py.File(tmp_path / "model.weights.h5") as file:
        assert list(file["optimizer/vars"]) == ["0", "1"]


def test_a_clone_is_compiled_as_its_model_and_may_have_other_layers():
    model = small()
    model.compile("nadam", "mae")
    clone = keras.models.clone_model(model)
    assert (clone.compiled, type(clone.optimizer).__name__) == (True, "Nadam")
    wider = keras.models.clone_model(model, clone_function=lambda layer: layers.Dense(5))
    assert wider.output_shape == (None, 5)
    with pytest.raises(ArgumentError, match="`input_tensors` is not supported"):
        keras.models.clone_model(model, input_tensors=[1])
    with pytest.raises(ArgumentError, match="`clone_function` is for Sequential"):
        keras.models.clone_model(Net(3), clone_function=lambda layer: layer)


def test_a_config_that_was_made_json_twice_is_read():
    again = keras.models.model_from_json(json.dumps(small().to_json()))
    assert [layer.units for layer in again.layers] == [3, 1]
    with pytest.raises(ArgumentError, match="too long to be a name") as raised:
        layers.deserialize(json.dumps(small().to_json()))
    assert len(str(raised.value)) < 200


def test_a_whole_model_called_weights_says_what_it_is(tmp_path):
    with h5py.File(tmp_path / "old.weights.h5", "w") as file:
        file.attrs["model_config"] = "{}"
    with pytest.raises(FormatError, match="older HDF5 format"):
        small().load_weights(tmp_path / "old.weights.h5")


def test_of_two_plugins_that_offer_a_suffix_one_is_chosen_by_its_full_name(tmp_path):
    both = (row("acme", "a", formats={".blob": Npz}), row("other", "b", formats={".blob": Npz}))
    with use(host_with(*both)):
        model = small()
        with pytest.raises(AmbiguousName, match=r"say 'acme>.blob' or 'other>.blob', as format="):
            model.save(tmp_path / "model.blob")
        model.save(tmp_path / "model.blob", format="acme>.blob")
        again = keras.models.load_model(tmp_path / "model.blob", format="acme>.blob")
        assert same_bits(again.get_weights(), model.get_weights())
        again.load_weights(tmp_path / "model.blob", format="acme>.blob")
        with pytest.raises(UnknownName, match="no format has the suffix '.foo'"):
            model.save(tmp_path / "model.foo")


def test_a_loss_given_by_its_bare_name_is_still_the_one_that_was_meant(tmp_path):
    def other(y_true, y_pred):
        return y_true * 0

    acme, rival = row("acme", "acme-layers", losses={"far": far}), row("rival", "rival", losses={"far": other})
    with use(host_with(acme)):
        model = small()
        model.compile("sgd", "far")
        model.save(tmp_path / "model.keras")
    with use(host_with(row("acme", "acme-layers", losses={"far": far}), rival)):
        assert keras.models.load_model(tmp_path / "model.keras").loss == "acme>far"


def test_a_plugin_of_another_distribution_is_not_taken_for_the_one_in_the_file(tmp_path):
    save_with_acme(tmp_path / "model.keras")
    parts = {"Swish": layers.ReLU, "Halved": layers.ReLU}
    thief = row("acme", "evil-layers", layers=parts, losses={"far": far})
    with use(host_with(thief)), pytest.raises(UnknownName, match="it is from acme-layers; installed .* evil-layers"):
        keras.models.load_model(tmp_path / "model.keras")


def test_a_disabled_plugin_is_said_to_be_disabled(tmp_path, monkeypatch):
    save_with_acme(tmp_path / "model.keras")
    monkeypatch.setenv("PLUGKERAS_DISABLE", "acme")
    off = row("acme", "acme-layers", losses={"far": far})
    with use(host_with(off)), pytest.raises(UnknownName, match="the plugin 'acme' .* is disabled by PLUGKERAS_DISABLE"):
        keras.models.load_model(tmp_path / "model.keras")
