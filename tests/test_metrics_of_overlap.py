"""Overlap, F-scores and agreement: in a training on every engine, with weights, and what is refused."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import metrics
from plugkeras.engine import set_engine
from plugkeras.errors import ArgumentError, ShapeError

RNG = np.random.default_rng(4)


@pytest.fixture(params=["numpy", pytest.param("jax", marks=pytest.mark.slow)])
def engine(request):
    if request.param == "jax":
        pytest.importorskip("jax")
    set_engine(request.param)
    yield request.param
    set_engine("numpy")


def test_they_are_gathered_over_the_batches_of_a_training(engine):
    x, y = RNG.normal(size=(40, 4)), np.eye(3)[RNG.integers(0, 3, 40)]
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    made = [
        metrics.OneHotMeanIoU(3, name="iou"),
        metrics.F1Score(average="macro"),
        metrics.FBetaScore("micro", 2.0, 0.4),
        metrics.R2Score(),
        metrics.PearsonCorrelation(),
        metrics.ConcordanceCorrelation(),
    ]
    model.compile("sgd", "categorical_crossentropy", metrics=made)
    history = model.fit(x, y, batch_size=16, epochs=2, verbose=0, validation_data=(x, y)).history
    expected, p = {}, model.predict(x, verbose=0)
    for metric in made:
        metric.reset_state()
        metric.update_state(y, p)
        expected[metric.name] = float(metric.result())
    names = ["iou", "f1_score", "fbeta_score", "r2_score", "pearson_correlation", "concordance_correlation"]
    for name in names:
        assert history[f"val_{name}"][-1] == pytest.approx(expected[name], rel=1e-4)
        assert len(history[name]) == 2


def test_weights_count_whole_images_or_each_pixel():
    y, p = RNG.integers(0, 3, (2, 4, 4)), RNG.integers(0, 3, (2, 4, 4))
    results = []
    for weight in (np.array([1.0, 0.0]), np.stack([np.ones((4, 4)), np.zeros((4, 4))])):
        metric = metrics.MeanIoU(3)
        metric.update_state(y, p, sample_weight=weight)
        results.append(float(metric.result()))
    alone = metrics.MeanIoU(3)
    alone.update_state(y[:1], p[:1])
    assert results == [float(alone.result())] * 2


def test_weights_are_cut_off_only_for_a_dtype_of_integers():
    for dtype, expected in ((None, 0.5 / 1.5), ("int32", 0.0)):
        metric = metrics.BinaryIoU([1], dtype=dtype)
        metric.update_state([1, 1], [0.9, 0.1], sample_weight=[0.5, 1.0])
        assert float(metric.result()) == pytest.approx(expected, abs=1e-6)


def test_a_result_stays_what_it_was_when_the_next_batch_comes():
    for metric, batch in ((metrics.Sum(), ([1.0],)), (metrics.TruePositives([0.2, 0.4]), ([1.0], [0.9]))):
        metric.update_state(*batch)
        first = metric.result()
        before = np.array(first)
        metric.update_state(*batch)
        np.testing.assert_array_equal(first, before)


def test_too_few_samples_for_the_regressors_leave_the_score_as_it_is():
    metric, plain = metrics.R2Score(num_regressors=5), metrics.R2Score()
    y, p = RNG.normal(size=(4, 1)), RNG.normal(size=(4, 1))
    for one in (metric, plain):
        one.update_state(y, p)
    with pytest.warns(UserWarning, match="too few for 5 regressors"):
        assert float(metric.result()) == float(plain.result())


def test_targets_without_any_variance_have_no_score():
    metric = metrics.R2Score()
    assert float(metric.result()) == 0
    metric.update_state(np.ones((3, 1)), np.ones((3, 1)))
    assert float(metric.result()) == 0


REFUSED = {
    "a class that is none": (lambda: metrics.IoU(3, [3]), ArgumentError),
    "no classes": (lambda: metrics.IoU(3, "all"), ArgumentError),
    "a beta of 0": (lambda: metrics.FBetaScore(beta=0.0), ArgumentError),
    "a threshold of 0": (lambda: metrics.F1Score(threshold=0.0), ArgumentError),
    "one axis": (lambda: metrics.F1Score().update_state([1, 0], [0.5, 0.5]), ShapeError),
    "another number of pixels": (lambda: metrics.MeanIoU(2).update_state([1, 0], [1, 0, 1]), ShapeError),
}


@pytest.mark.parametrize("row", REFUSED)
def test_a_mistake_is_named(row):
    attempt, error = REFUSED[row]
    with pytest.raises(error):
        attempt()
