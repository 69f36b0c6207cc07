"""scikit-learn's base classes, or empty ones where it is not installed."""

try:
    import sklearn as sklearn
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, TransformerMixin
except ImportError:  # which is said to who makes one
    sklearn, BaseEstimator = None, object
    ClassifierMixin, RegressorMixin, TransformerMixin = (
        type(name, (), {}) for name in ("Classifier", "Regressor", "Transformer")
    )

__all__ = ["BaseEstimator", "ClassifierMixin", "RegressorMixin", "TransformerMixin", "sklearn"]
