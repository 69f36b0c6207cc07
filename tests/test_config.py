"""What holds for all: how trainings tell, how long they may be, and dtype policies."""

import logging

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import config, dtype_policies, mixed_precision
from plugkeras.errors import ArgumentError

X, Y = np.ones((20, 2), "float32"), np.ones((20, 1), "float32")


@pytest.fixture(autouse=True)
def as_before():
    yield
    config.enable_interactive_logging()
    config.set_floatx("float32")
    config._Defaults.most.clear()


def model(**options):
    made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, **options)])
    made.compile("sgd", "mse")
    return made


def test_what_a_training_tells_can_be_logged(capsys, caplog):
    config.disable_interactive_logging()
    assert not keras.utils.is_interactive_logging_enabled()
    with caplog.at_level(logging.INFO, "plugkeras"):
        model().fit(X, Y, epochs=2)
    assert capsys.readouterr().out == ""
    assert "Epoch 2/2" in caplog.text
    keras.utils.enable_interactive_logging()
    model().fit(X, Y, epochs=1)
    assert "loss" in capsys.readouterr().out


def rows():
    while True:
        yield X[:4], Y[:4]


def test_trainings_can_be_kept_short():
    config.set_max_epochs(2)
    config.set_max_steps_per_epoch(3)
    made = model()
    with pytest.warns(UserWarning, match="Only 2 epochs"):
        history = made.fit(X, Y, epochs=5, batch_size=4, verbose=0)
    assert (history.epoch, int(made.optimizer.iterations)) == ([0, 1], 6)
    assert made.predict(X, batch_size=4, verbose=0).shape == (12, 1)
    with pytest.warns(UserWarning, match="Only 3 steps"):
        made.fit(rows(), steps_per_epoch=7, verbose=0)
    made.fit(rows(), verbose=0)
    assert int(made.optimizer.iterations) == 12
    made.fit(X[:4], Y[:4], batch_size=4, verbose=0)  # fewer than may be
    assert int(made.optimizer.iterations) == 13
    config.set_max_epochs(None)
    assert config.max_epochs() is None


def test_the_environment_says_so_too(monkeypatch):
    monkeypatch.setenv("KERAS_MAX_EPOCHS", "1")
    with pytest.warns(UserWarning, match="Only 1 epochs"):
        assert model().fit(X, Y, epochs=3, verbose=0).epoch == [0]
    monkeypatch.setenv("KERAS_MAX_STEPS_PER_EPOCH", "0")
    assert config.max_steps_per_epoch() is None


def test_a_policy_is_a_dtype():
    policy = keras.DTypePolicy("float64")
    assert (policy.compute_dtype, policy.variable_dtype, policy.name) == ("float64",) * 3
    layer = keras.layers.Dense(1, dtype=policy)
    assert layer(X).dtype == "float64"
    again = dtype_policies.deserialize(dtype_policies.serialize(policy))
    assert again == policy
    config.set_dtype_policy("float16")
    assert config.dtype_policy() == mixed_precision.global_policy() == dtype_policies.get("float16")
    assert keras.layers.Dense(1)(X).dtype == "float16"
    mixed_precision.set_global_policy(mixed_precision.Policy("float32"))
    assert config.floatx() == "float32"
    assert mixed_precision.LossScaleOptimizer is keras.optimizers.LossScaleOptimizer


REFUSED = {
    "a mixed policy": (lambda: keras.DTypePolicy("mixed_float16"), "weights and arithmetic"),
    "bfloat16": (lambda: config.set_dtype_policy("bfloat16"), "no bfloat16"),
    "a quantized policy": (lambda: dtype_policies.get("int8"), "quantized"),
    "no epochs": (lambda: config.set_max_epochs(0), "at least 1"),
    "code in files": (config.enable_unsafe_deserialization, "never runs code"),
    "a kernel": (config.enable_flash_attention, "no such kernel"),
}


@pytest.mark.parametrize("row", REFUSED)
def test_what_has_no_meaning_here_is_refused_with_the_reason(row):
    attempt, message = REFUSED[row]
    with pytest.raises(ArgumentError, match=message):
        attempt()


def test_names_that_change_nothing_are_there():
    config.disable_traceback_filtering()
    config.disable_flash_attention()
    with pytest.warns(UserWarning, match="whole"):
        config.enable_traceback_filtering()
    assert not config.is_traceback_filtering_enabled() | config.is_flash_attention_enabled() | config.is_nnx_enabled()
    assert config.backend() == "numpy"
