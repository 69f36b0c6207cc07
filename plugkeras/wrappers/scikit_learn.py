"""Keras 2's estimators for scikit-learn, ``keras.wrappers.scikit_learn``, which work without it, too.

They are made of a function that makes a model; its arguments, and those of ``fit`` and ``predict``, are the
estimator's, and so a search may try them: ``KerasClassifier(build, units=8, epochs=20)``.
"""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError, UnknownArgument, did_you_mean
from plugkeras.training.sequential import Sequential
from plugkeras.utils import to_categorical
from plugkeras.wrappers.bases import BaseEstimator, ClassifierMixin, RegressorMixin

__all__ = ["BaseWrapper", "KerasClassifier", "KerasRegressor"]
OLD = ("nb_epoch",)
"""What ``fit`` takes besides what its signature says."""


class BaseWrapper(BaseEstimator):  # type: ignore[misc]
    """What the two share.

    Args:
        build_fn: A function, or an object that can be called, which returns a compiled Sequential model; without it,
            the ``__call__`` of a subclass is that.
        sk_params: Arguments for it, and for ``fit``, ``predict`` and ``evaluate``.

    Attributes:
        model: The model that was fitted.
    """

    def __init__(self, build_fn: Callable[..., Any] | None = None, **sk_params: Any) -> None:
        self.build_fn = build_fn
        self.sk_params = sk_params
        self._check(sk_params)

    def _builder(self) -> Callable[..., Any]:
        found: Any = self if self.build_fn is None else self.build_fn
        if not callable(found):
            raise ArgumentError(f"{type(self).__name__}: `build_fn` must be a function that makes a model.")
        return found if inspect.isroutine(found) or inspect.isclass(found) else found.__call__

    def _check(self, params: dict[str, Any]) -> None:
        functions = (Sequential.fit, Sequential.predict, Sequential.evaluate, self._builder())
        known = {*OLD, *(name for function in functions for name in inspect.signature(function).parameters)}
        takes_all = any(p.kind is p.VAR_KEYWORD for p in inspect.signature(functions[-1]).parameters.values())
        for name in params.keys() - known if not takes_all else ():
            raise UnknownArgument(
                f"{type(self).__name__}: neither the model's function nor fit, predict or evaluate has an argument "
                f"`{name}`{did_you_mean(name, known) or '.'}"
            )

    def get_params(self, deep: bool = True, **params: Any) -> dict[str, Any]:
        """All arguments, for scikit-learn."""
        return {**self.sk_params, "build_fn": self.build_fn}

    def set_params(self, **params: Any) -> Any:
        """Take other arguments.

        Raises:
            UnknownArgument: nobody has an argument of that name.
        """
        if "build_fn" in params:
            self.build_fn = params.pop("build_fn")
        self._check(params)
        self.sk_params = {**self.sk_params, **params}
        return self

    def filter_sk_params(self, fn: Callable[..., Any], override: dict[str, Any] | None = None) -> dict[str, Any]:
        """Those of the arguments that ``fn`` takes, and ``override``."""
        parameters = inspect.signature(fn).parameters
        old = OLD if fn is Sequential.fit else ()
        return {k: v for k, v in self.sk_params.items() if k in parameters or k in old} | (override or {})

    def fit(self, x: Any, y: Any, **kwargs: Any) -> Any:
        """Make a model and train it; ``kwargs`` go to its ``fit``. Returns the History."""
        build = self._builder()
        self.model = build(**self.filter_sk_params(build))
        y = self._targets(y)
        return self.model.fit(x, y, **self.filter_sk_params(Sequential.fit, kwargs))

    def _targets(self, y: Any) -> Any:
        """The targets as the loss wants them."""
        name = getattr(self.model.loss, "__name__", self.model.loss)
        named = name if isinstance(name, str) else getattr(name, "name", "")
        return to_categorical(y) if named == "categorical_crossentropy" and np.ndim(y) != 2 else y

    def _outputs(self, x: Any, kwargs: dict[str, Any]) -> Any:
        return self.model.predict(x, **self.filter_sk_params(Sequential.predict, kwargs))

    def _evaluated(self, x: Any, y: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
        given = self.filter_sk_params(Sequential.evaluate, kwargs)
        found: dict[str, Any] = self.model.evaluate(x, self._targets(y), **given, return_dict=True)
        return found


class KerasClassifier(ClassifierMixin, BaseWrapper):  # type: ignore[misc]
    """A classifier; ``classes_`` has the labels."""

    def fit(self, x: Any, y: Any, **kwargs: Any) -> Any:
        """Train a new model on labels, or on rows of 0 and 1. Returns the History.

        Raises:
            ArgumentError: ``y`` has more than two axes.
        """
        y = np.asarray(y)
        if y.ndim > 2:
            raise ArgumentError(f"KerasClassifier: the targets have shape {y.shape}, and need one axis or two.")
        if y.ndim == 2 and y.shape[1] > 1:
            self.classes_ = np.arange(y.shape[1])
        else:
            self.classes_ = np.unique(y)
            y = np.searchsorted(self.classes_, y)
        self.n_classes_ = len(self.classes_)
        return super().fit(x, y, **kwargs)

    def predict(self, x: Any, **kwargs: Any) -> Any:
        """The labels of rows."""
        return self.classes_[np.argmax(self.predict_proba(x, **kwargs), axis=-1)]

    def predict_proba(self, x: Any, **kwargs: Any) -> Any:
        """A probability for each class; for two, also where the model has one output."""
        p = self._outputs(x, kwargs)
        return np.hstack([1 - p, p]) if p.shape[1] == 1 else p

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """The accuracy.

        Raises:
            ArgumentError: the model is not compiled with it.
        """
        y = np.asarray(y)
        y = y if y.ndim == 2 and y.shape[1] > 1 else np.searchsorted(self.classes_, y)
        found = self._evaluated(x, y, kwargs)
        if "accuracy" not in found and "acc" not in found:
            raise ArgumentError("KerasClassifier: score needs a model that is compiled with metrics=['accuracy'].")
        return float(found.get("accuracy", found.get("acc")))  # type: ignore[arg-type]


class KerasRegressor(RegressorMixin, BaseWrapper):  # type: ignore[misc]
    """A regressor."""

    def predict(self, x: Any, **kwargs: Any) -> Any:
        """The numbers for rows; of one output, without its axis."""
        y = self._outputs(x, kwargs)
        return np.squeeze(y, axis=-1) if y.shape[-1] == 1 else y

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """The loss, negative, so that more is better."""
        return -float(self._evaluated(x, y, kwargs)["loss"])
