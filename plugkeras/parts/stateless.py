"""Calls that leave no trace: Variables have given values while they last, and those that come out are returned."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from plugkeras.engine import Array
from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError
from plugkeras.parts.naming import calling


def traceless(
    variables: Sequence[Variable], values: Sequence[Any], function: Callable[[], Any]
) -> tuple[Any, list[Array]]:
    """What ``function()`` returns while ``variables`` have ``values``, and what they have then; afterwards, the old."""
    before = [_kept(v) for v in variables]
    try:
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
        result = function()
        return result, [_kept(v) for v in variables]
    finally:
        for variable, value in zip(variables, before, strict=True):
            variable.assign(value)


def _kept(variable: Variable) -> Array:
    """Its value, as nobody is going to change it."""
    return variable.numpy() if isinstance(variable.value, np.ndarray) else variable.value


def as_many(owner: object, name: str, values: Sequence[Any], variables: Sequence[Variable]) -> None:
    """Whether there is one value a variable.

    Raises:
        ArgumentError: there is not.
    """
    if len(values) != len(variables):
        raise ArgumentError(f"{owner}: `{name}` needs {len(variables)} values, one a variable, and got {len(values)}.")


class StatelessLayer:
    """What a layer can do with values that are not its own."""

    built: bool
    trainable_variables: Any
    non_trainable_variables: Any
    losses: Any

    def stateless_call(
        self,
        trainable_variables: Sequence[Any],
        non_trainable_variables: Sequence[Any],
        *args: Any,
        return_losses: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Call the layer with these values in its variables: the outputs, and what the untrained ones become.

        With ``return_losses``, the penalties too. Its random numbers are drawn as in any call.

        Raises:
            ArgumentError: it is not built, or there are too few or many values.
        """
        if not self.built:
            raise ArgumentError(f"{self}: stateless_call needs its variables, so build it before.")
        trained, others = list(self.trainable_variables), list(self.non_trainable_variables)
        as_many(self, "trainable_variables", trainable_variables, trained)
        as_many(self, "non_trainable_variables", non_trainable_variables, others)
        outer, calling.losses = calling.losses, []
        phase, calling.training = calling.training, bool(calling.training)  # so that what comes out is no ndarray
        try:
            (y, losses), after = traceless(
                [*trained, *others],
                [*trainable_variables, *non_trainable_variables],
                lambda: (self(*args, **kwargs), list(self.losses) if return_losses else []),  # type: ignore[operator]
            )
        finally:
            calling.losses, calling.training = outer, phase
        return (y, after[len(trained) :], losses) if return_losses else (y, after[len(trained) :])


class StatelessMetric:
    """What a metric can do with state that is not its own."""

    variables: Any
    update_state: Callable[..., Any]
    result: Callable[[], Any]
    reset_state: Callable[[], None]

    def stateless_update_state(self, metric_variables: Sequence[Any], *args: Any, **kwargs: Any) -> list[Array]:
        """The state that ``update_state`` makes of this one."""
        as_many(self, "metric_variables", metric_variables, self.variables)
        return traceless(self.variables, metric_variables, lambda: self.update_state(*args, **kwargs))[1]

    def stateless_result(self, metric_variables: Sequence[Any]) -> Any:
        """The result of this state."""
        as_many(self, "metric_variables", metric_variables, self.variables)
        return traceless(self.variables, metric_variables, self.result)[0]

    def stateless_reset_state(self) -> list[Array]:
        """The state that a metric begins with."""
        return traceless(self.variables, [v.numpy() for v in self.variables], self.reset_state)[1]
