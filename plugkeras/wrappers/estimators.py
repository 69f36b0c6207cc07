"""Models as estimators of scikit-learn, for its pipelines, searches and cross-validation. It has to be installed.

A model is cloned by each ``fit``, and so is as new; or it is made by a function of ``X``, ``y`` and ``model_kwargs``.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError, DataError, MissingDependency, StateError
from plugkeras.host.extras import install_command
from plugkeras.training.model import Model, clone_model
from plugkeras.wrappers.bases import BaseEstimator, ClassifierMixin, RegressorMixin, TransformerMixin, sklearn

__all__ = ["SKLearnClassifier", "SKLearnRegressor", "SKLearnTransformer"]


class _Estimator(BaseEstimator):  # type: ignore[misc]
    """What the three share.

    Args:
        model: A compiled model; or a function ``model(X, y, **model_kwargs)`` that makes one.
        warm_start: Whether ``fit`` goes on with the weights of the last one, or of the model as it is given.
        model_kwargs: Arguments for the function.
        fit_kwargs: Arguments for the model's ``fit``; those that are given to this ``fit`` come before them.

    Attributes:
        model_: The model that was fitted.
        history_: What its ``fit`` returned.
    """

    def __init__(
        self,
        model: Model | Callable[..., Model],
        warm_start: bool = False,
        model_kwargs: Mapping[str, Any] | None = None,
        fit_kwargs: Mapping[str, Any] | None = None,
    ) -> None:
        if sklearn is None:
            name, command = type(self).__name__, install_command("scikit-learn", "plugkeras")
            raise MissingDependency(f"{name} needs scikit-learn, which is not installed: {command}.")
        self.model = model
        self.warm_start = warm_start
        self.model_kwargs = model_kwargs
        self.fit_kwargs = fit_kwargs

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.non_deterministic = True
        return tags

    def __sklearn_clone__(self) -> Any:
        """Another one, not fitted; the model itself is shared, unless its weights count."""
        model: Any = self.model
        if isinstance(model, Model) and self.warm_start:
            weights = model.get_weights() if model.built else []
            model = clone_model(model)
            if weights:
                model.set_weights(weights)
        return type(self)(model, self.warm_start, self.model_kwargs, self.fit_kwargs)

    @property
    def epoch_(self) -> int:
        """How many epochs the last ``fit`` had."""
        return len(self.history_.epoch) if hasattr(self, "history_") else 0

    def set_fit_request(self, **kwargs: Any) -> Any:
        """Ask scikit-learn for arguments of ``fit``, by its rules of metadata routing.

        Raises:
            StateError: routing is not enabled.
        """
        from sklearn.utils.metadata_routing import MetadataRequest

        if not sklearn.get_config()["enable_metadata_routing"]:
            raise StateError("set_fit_request needs sklearn.set_config(enable_metadata_routing=True).")
        self._metadata_request = MetadataRequest(owner=type(self).__name__)
        for param, alias in kwargs.items():
            self._metadata_request.fit.add_request(param=param, alias=alias)
        return self

    def fit(self, X: Any, y: Any, **kwargs: Any) -> Any:
        """Train a model on arrays of rows; ``kwargs`` go to its ``fit``.

        Raises:
            StateError: the model is not compiled with a loss.
        """
        X, y = self._checked(X, y=y, multi_output=True)
        y = self._encoded(y)
        model = self._model(X, y)
        if not (model.compiled and model.loss):
            raise StateError(f"{type(self).__name__} needs a model that is compiled, with an optimizer and a loss.")
        self.history_ = model.fit(X, y, **{**(self.fit_kwargs or {}), **kwargs})
        self.model_ = model
        return self

    def _model(self, X: Any, y: Any) -> Any:
        if self.warm_start and hasattr(self, "model_"):
            return self.model_
        if not isinstance(self.model, Model):
            return self.model(X=X, y=y, **(self.model_kwargs or {}))
        return self.model if self.warm_start else clone_model(self.model)

    def predict(self, X: Any) -> Any:
        """What the model says of rows, in the shape that the targets had."""
        return self._decoded(self._outputs(X))

    def _outputs(self, X: Any) -> Any:
        from sklearn.utils.validation import check_is_fitted

        check_is_fitted(self)
        return self.model_.predict(self._checked(X, reset=False), verbose=0)

    def _checked(self, X: Any, **options: Any) -> Any:
        from sklearn.utils.validation import validate_data

        return validate_data(self, X, **options)

    def _encoded(self, y: Any) -> Any:
        """The targets as columns."""
        from sklearn.utils.multiclass import type_of_target

        type_of_target(y, raise_unknown=True)
        self._ndim = y.ndim
        return y[:, None] if y.ndim == 1 else y

    def _decoded(self, outputs: Any) -> Any:
        return np.squeeze(outputs, axis=1) if self._ndim == 1 and outputs.ndim == 2 else outputs


class SKLearnClassifier(ClassifierMixin, _Estimator):  # type: ignore[misc]
    """A model with an output for each class, as a classifier; classes may be any labels.

    It is trained on rows of 0 and 1; ``classes_`` has the labels.
    """

    def decision_function(self, X: Any) -> Any:
        """The model's outputs, a column a class."""
        return self._outputs(X)

    def _encoded(self, y: Any) -> Any:
        from sklearn.utils.multiclass import type_of_target

        found = type_of_target(y, raise_unknown=True)
        if found not in ("binary", "multiclass"):
            raise ArgumentError(f"SKLearnClassifier: Only binary and multiclass targets are there, not {found} ones.")
        self._ndim = y.ndim
        self.classes_, numbers = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise DataError("SKLearnClassifier: a classifier can't train when only one class is present.")
        return np.eye(len(self.classes_))[numbers.ravel()]

    def _decoded(self, outputs: Any) -> Any:
        labels = self.classes_[np.argmax(outputs, axis=1)]
        return labels if self._ndim == 1 else labels[:, None]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True
        return tags


class SKLearnRegressor(RegressorMixin, _Estimator):  # type: ignore[misc]
    """A model as a regressor."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True
        return tags


class SKLearnTransformer(TransformerMixin, _Estimator):  # type: ignore[misc]
    """A model as a step of a pipeline: ``transform`` gives its outputs."""

    def transform(self, X: Any) -> Any:
        """What the model makes of rows."""
        return self._outputs(X)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags
