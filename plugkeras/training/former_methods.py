"""Methods that Sequential models had in Keras 1 and 2."""

from collections.abc import Callable
from typing import Any


class FormerMethods:
    """Each says what it is in the words of today."""

    fit: Callable[..., Any]
    evaluate: Callable[..., Any]
    predict: Callable[..., Any]

    def predict_classes(self, x: Any, batch_size: int | None = None, verbose: int = 0) -> Any:
        """Keras 1 and 2: the number of the most probable class; for one output unit, 1 where it is above 0.5."""
        p = self.predict(x, batch_size, verbose)
        return p.argmax(axis=-1) if p.shape[-1] > 1 else (p > 0.5).astype("int32")

    def predict_proba(self, x: Any, batch_size: int | None = None, verbose: int = 0) -> Any:
        """Keras 1 and 2: the same as ``predict``."""
        return self.predict(x, batch_size, verbose)

    def fit_generator(self, generator: Any, *args: Any, **kwargs: Any) -> Any:
        """Keras 1 and 2: the same as ``fit``, with what may follow the data in another order."""
        of_keras_1 = {"nb_epoch", "nb_val_samples", "max_q_size", "nb_worker", "pickle_safe"} & kwargs.keys()
        first = "samples_per_epoch" if of_keras_1 else "steps_per_epoch"
        names = (first, "epochs", "verbose", "callbacks", "validation_data", "validation_steps")
        return self.fit(generator, **dict(zip(names, args, strict=False)), **kwargs)

    def evaluate_generator(self, generator: Any, *args: Any, **kwargs: Any) -> Any:
        """Keras 1 and 2: the same as ``evaluate``, quietly."""
        return self.evaluate(generator, **{"verbose": 0, **dict(zip(("steps",), args, strict=False)), **kwargs})

    def predict_generator(self, generator: Any, *args: Any, **kwargs: Any) -> Any:
        """Keras 1 and 2: the same as ``predict``, quietly."""
        return self.predict(generator, **{"verbose": 0, **dict(zip(("steps",), args, strict=False)), **kwargs})
