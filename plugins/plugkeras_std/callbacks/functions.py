"""A callback from functions."""

from collections.abc import Callable
from typing import Any

from plugkeras.errors import ArgumentError, UnknownArgument, did_you_mean
from plugkeras.parts.callback import Callback

Hook = Callable[..., Any] | None
HOOKS = frozenset(name for name in dir(Callback) if name.startswith("on_"))


class LambdaCallback(Callback):
    """Calls the functions it is given, each as the method of ``Callback`` of that name is called; any may be given.

    Raises:
        UnknownArgument: there is no such event.
        ArgumentError: something given is no function, or is given under the old name and the new.
    """

    def __init__(
        self,
        on_epoch_begin: Hook = None,
        on_epoch_end: Hook = None,
        on_train_begin: Hook = None,
        on_train_end: Hook = None,
        on_train_batch_begin: Hook = None,
        on_train_batch_end: Hook = None,
        **hooks: Hook,
    ) -> None:
        hooks |= {"on_epoch_begin": on_epoch_begin, "on_epoch_end": on_epoch_end}
        hooks |= {"on_train_begin": on_train_begin, "on_train_end": on_train_end}
        hooks |= {"on_train_batch_begin": on_train_batch_begin, "on_train_batch_end": on_train_batch_end}
        given = {name: function for name, function in hooks.items() if function is not None}
        for name, function in given.items():
            setattr(self, _event(name), _function(name, function))
        for old in ("on_batch_begin", "on_batch_end"):
            new = old.replace("on_", "on_train_")
            if old in given and new in given:
                raise ArgumentError(f"LambdaCallback: `{old}` is the old name of `{new}`; give one of them.")


def _event(name: str) -> str:
    if name not in HOOKS:
        raise UnknownArgument(f"LambdaCallback has no argument `{name}`{did_you_mean(name, HOOKS) or '.'}")
    return name


def _function(name: str, function: Any) -> Any:
    if not callable(function):
        raise ArgumentError(f"LambdaCallback: `{name}` must be a function, not {function!r}.")
    return function
