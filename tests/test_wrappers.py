"""Models as estimators of scikit-learn, where that is installed; and what is said where it is not."""

from importlib.util import find_spec

import numpy as np
import pytest

import plugkeras as keras
from plugkeras.errors import MissingDependency, StateError

INSTALLED = find_spec("sklearn") is not None
needs_sklearn = pytest.mark.skipif(not INSTALLED, reason="scikit-learn is not installed")
X = np.random.default_rng(0).normal(size=(60, 3))
Y = X.sum(axis=1)


def of(X, y, units=8, outputs=None, activation=None):
    """A model for such data, compiled."""
    model = keras.Sequential(
        [
            keras.Input((X.shape[1],)),
            keras.layers.Dense(units, activation="tanh"),
            keras.layers.Dense(outputs or y.shape[1], activation=activation),
        ]
    )
    model.compile(keras.optimizers.Adam(0.05), "categorical_crossentropy" if activation else "mse")
    return model


@pytest.mark.skipif(INSTALLED, reason="scikit-learn is installed")
def test_without_scikit_learn_it_says_what_to_install():
    with pytest.raises(MissingDependency, match=r"SKLearnRegressor needs scikit-learn.*pip install"):
        keras.wrappers.SKLearnRegressor(of)


@needs_sklearn
@pytest.mark.parametrize("labels", [np.array([0, 1]), np.array(["no", "yes"]), np.array([5, 3, 9])])
def test_a_classifier_takes_any_labels(labels):
    y = labels[np.digitize(Y, np.linspace(-1, 1, len(labels) - 1) if len(labels) > 2 else [0])]
    given = {"epochs": 25, "verbose": 0}
    est = keras.wrappers.SKLearnClassifier(of, model_kwargs={"activation": "softmax"}, fit_kwargs=given)
    assert est.fit(X, y, epochs=30) is est
    assert (est.epoch_, given["epochs"]) == (30, 25)
    assert list(est.classes_) == sorted(labels)
    assert est.decision_function(X).shape == (60, len(labels))
    assert set(est.predict(X)) <= set(labels)
    assert est.score(X, y) > 0.9


@needs_sklearn
def test_a_regressor_goes_through_searches_and_pipelines():
    from sklearn.base import clone
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    est = keras.wrappers.SKLearnRegressor(of, fit_kwargs={"epochs": 20, "verbose": 0})
    pipe = make_pipeline(StandardScaler(), est).fit(X, Y)
    assert pipe.predict(X).shape == (60,)
    assert pipe.score(X, Y) > 0.8
    search = GridSearchCV(est, {"model_kwargs": [{"units": 1}, {"units": 6}]}, cv=2).fit(X, Y)
    assert search.best_params_["model_kwargs"]["units"] in (1, 6)
    assert clone(est).fit_kwargs == est.fit_kwargs
    assert est.__sklearn_tags__().non_deterministic
    two = keras.wrappers.SKLearnRegressor(of).fit(X, np.stack([Y, -Y], axis=1), verbose=0)
    assert two.predict(X).shape == (60, 2)


@needs_sklearn
def test_each_fit_begins_anew_unless_it_is_warm():
    model = of(X, Y[:, None])
    before = model.get_weights()[0]
    est = keras.wrappers.SKLearnRegressor(model).fit(X, Y, verbose=0)
    assert np.array_equal(model.get_weights()[0], before)
    assert est.model_ is not model
    warm = keras.wrappers.SKLearnRegressor(model, warm_start=True).fit(X, Y, verbose=0)
    assert warm.model_ is model
    assert not np.array_equal(model.get_weights()[0], before)
    assert warm.fit(X, Y, verbose=0).model_ is model
    again = warm.__sklearn_clone__()
    assert again.model is not model
    assert np.array_equal(again.model.get_weights()[0], model.get_weights()[0])


@needs_sklearn
def test_a_transformer_gives_the_outputs():
    est = keras.wrappers.SKLearnTransformer(of(X, X, outputs=2)).fit(X, np.stack([Y, Y], 1), verbose=0)
    assert est.transform(X).shape == (60, 2)


@needs_sklearn
def test_what_cannot_be_fitted_says_why():
    with pytest.raises(StateError, match="compiled"):
        keras.wrappers.SKLearnRegressor(keras.Sequential([keras.layers.Dense(1)])).fit(X, Y)
    est = keras.wrappers.SKLearnClassifier(of)
    for y, said in ((Y, "continuous"), (np.zeros(60, int), "only one class")):
        with pytest.raises(ValueError, match=said):
            est.fit(X, y)
    with pytest.raises(StateError, match="enable_metadata_routing"):
        est.set_fit_request(sample_weight=True)


def build(units=8, classes=1, rate=0.05):
    """A model for three columns."""
    loss = {0: "mse", 1: "binary_crossentropy"}.get(classes, "categorical_crossentropy")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(units, "tanh")])
    model.add(keras.layers.Dense(max(classes, 1), {0: None, 1: "sigmoid"}.get(classes, "softmax")))
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"] if classes else [])
    return model


@pytest.mark.parametrize(("classes", "edges"), [(1, [0]), (2, [0]), (3, [-1, 1])])
def test_keras_2s_classifier_takes_labels(classes, edges):
    y = np.array(["a", "b", "c"])[np.digitize(Y, edges)]
    est = keras.wrappers.scikit_learn.KerasClassifier(build, classes=classes, nb_epoch=3, verbose=0)
    with pytest.warns(DeprecationWarning, match="epochs"):
        assert len(est.fit(X, y).epoch) == 3
    est = keras.wrappers.scikit_learn.KerasClassifier(build, classes=classes, epochs=9, verbose=0)
    assert len(est.fit(X, y, epochs=40).epoch) == 40
    assert list(est.classes_) == sorted(set(y))
    p = est.predict_proba(X)
    assert p.shape == (60, len(edges) + 1)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)
    assert abs(est.score(X, y) - (est.predict(X) == y).mean()) < 1e-6
    assert est.score(X, y) > 0.85


def test_keras_2s_regressor_and_the_arguments_that_nobody_has():
    est = keras.wrappers.scikit_learn.KerasRegressor(build, classes=0, epochs=40, verbose=0)
    est.fit(X, Y)
    assert est.predict(X).shape == (60,)
    assert -0.5 < est.score(X, Y) < 0
    assert est.get_params() == {"build_fn": build, "classes": 0, "epochs": 40, "verbose": 0}
    with pytest.raises(ValueError, match="did you mean 'units'"):
        keras.wrappers.scikit_learn.KerasRegressor(build, unit=3)


@needs_sklearn
def test_keras_2s_estimators_go_through_searches():
    from sklearn.model_selection import GridSearchCV, cross_val_score

    y = (Y > 0).astype(int)
    est = keras.wrappers.scikit_learn.KerasClassifier(build, epochs=15, verbose=0)
    assert cross_val_score(est, X, y, cv=2).mean() > 0.7
    search = GridSearchCV(est, {"units": [2, 6], "batch_size": [10]}, cv=2).fit(X, y)
    assert search.best_params_["units"] in (2, 6)
