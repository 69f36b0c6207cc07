"""Models as estimators of scikit-learn; those of Keras 2 are in ``scikit_learn``."""

from plugkeras.wrappers import scikit_learn as scikit_learn
from plugkeras.wrappers.estimators import SKLearnClassifier as SKLearnClassifier
from plugkeras.wrappers.estimators import SKLearnRegressor as SKLearnRegressor
from plugkeras.wrappers.estimators import SKLearnTransformer as SKLearnTransformer

__all__ = ["SKLearnClassifier", "SKLearnRegressor", "SKLearnTransformer", "scikit_learn"]
