"""Weights to and from files: all that fit, or none."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError, FormatError, StateError
from plugkeras.saving.files import as_path, check_file, reading, replacing
from plugkeras.saving.format import Saved, format_for
from plugkeras.saving.state import OPTIMIZER, Part, parts_of

Plan = list[tuple[Variable, Any]]


def save_weights(
    model: Any,
    filepath: Any,
    overwrite: bool = True,
    max_shard_size: float | None = None,
    *,
    objects_to_skip: Iterable[Any] | None = None,
    format: str | None = None,
) -> None:
    """Save the weights alone (and the optimizer's state), without those of ``objects_to_skip``.

    The suffix says in which format: ``.weights.h5``, unless a plugin has others.

    Raises:
        ArgumentError: files of a ``max_shard_size`` are asked for.
        StateError: the model has no weights yet.
        UnknownName: no format for weights has that suffix.
        FileError: the file cannot be written; what was there before is unharmed.
    """
    path = as_path(filepath)
    if max_shard_size is not None:
        raise ArgumentError("save_weights: `max_shard_size` is not supported; the weights go into one file.")
    if not model.built:
        raise StateError(f"{model} has no weights to save before it is built: call build(input_shape), or fit.")
    form = format_for(path, whole=False, name=format)
    saved = weights_of(model, objects_to_skip or ())
    with replacing(path, overwrite) as temporary:
        form.write(temporary, saved)


def weights_of(model: Any, skip: Iterable[Any] = (), optimizer: bool = True) -> Saved:
    """The weights by path, as a file holds them."""
    parts = [part for part in parts_of(model, skip) if optimizer or part.path != OPTIMIZER]
    weights = {part.path: [np.asarray(v) for v in part.variables] for part in parts}
    named: dict[str, dict[str, Any]] = {}
    for part in parts:
        if _overrides(part.owner, "save_own_variables"):
            store: dict[str, Any] = {}
            part.owner.save_own_variables(store)
            numbers = sorted((name for name in store if name.isdecimal()), key=int)
            weights[part.path] = [np.asarray(store.pop(name)) for name in numbers]
            named |= {part.path: {name: np.asarray(array) for name, array in store.items()}} if store else {}
    return Saved(weights, {part.path: part.name for part in parts}, named=named)


def _overrides(owner: Any, method: str) -> bool:
    """Whether its author has a way of their own."""
    return not getattr(getattr(type(owner), method, None), "__module__", "plugkeras.").startswith("plugkeras.")


def load_weights(
    model: Any,
    filepath: Any,
    skip_mismatch: bool = False,
    by_name: bool = False,
    objects_to_skip: Iterable[Any] | None = None,
    format: str | None = None,
) -> None:
    """Take the weights from a file that ``save_weights`` or ``save`` wrote; except those of ``objects_to_skip``.

    The optimizer's state is taken as well if it has been trained with and the file's fits; not if it is new,
    so that its learning rate stays what ``compile`` was given.

    Raises:
        StateError: the model is not built.
        FormatError: the file is damaged, or its weights do not fit; the message lists all that do not, and
            nothing is changed. With ``skip_mismatch`` a warning lists them, and the others are taken.
    """
    path = as_path(filepath)
    if by_name:
        raise ArgumentError("load_weights: `by_name` is for older .h5 files; the others go by the place of a layer.")
    if not model.built:
        raise StateError(f"{model} cannot take weights before it is built: call build(input_shape), or fit.")
    form = format_for(path, name=format)
    check_file(path, form)
    new = [model.optimizer] if model.compiled and not model.optimizer.built else []
    with reading(path), form.read(path) as saved:
        assign(model, saved, skip_mismatch, [*(objects_to_skip or ()), *new])


def assign(model: Any, saved: Saved, skip_mismatch: bool = False, skip: Iterable[Any] = ()) -> None:
    """Give the model the weights of a file.

    Raises:
        FormatError: as in ``load_weights``.
    """
    plan: Plan = []
    problems: list[str] = []
    parts = list(parts_of(model, skip))
    own = [part for part in parts if _overrides(part.owner, "load_own_variables")]
    for part in parts:
        if part.path != OPTIMIZER and part not in own:
            _match(part, saved.weights.get(part.path, ()), plan, problems)
    problems += _left_over(saved.weights, {part.path for part in parts_of(model)})
    if problems and not skip_mismatch:
        raise FormatError(f"The weights in the file do not fit {model}:\n{_listed(problems)}")
    if problems:
        warnings.warn(f"{model} did not take all weights of the file:\n{_listed(problems)}", stacklevel=4)
    for part in parts:
        if part.path == OPTIMIZER and part not in own:
            plan += _optimizer_plan(part, saved.weights.get(OPTIMIZER, ()))
    for variable, array in plan:
        variable.assign(array)
    for part in own:
        numbered = {str(number): array for number, array in enumerate(saved.weights.get(part.path, ()))}
        store = numbered | dict(saved.named.get(part.path, {}))
        part.owner.load_own_variables({name: np.asarray(array) for name, array in store.items()})


def _match(part: Part, stored: Sequence[Any], plan: Plan, problems: list[str]) -> None:
    """Add to the plan what goes into a part's variables, or to the problems why it cannot."""
    where = f"{part.path or 'the model itself'} (here '{part.name}')"
    wanted = [f"{v.name} {v.shape}" for v in part.variables]
    if len(wanted) != len(stored):
        problems.append(f"{where}: needs {', '.join(wanted) or 'no arrays'}; the file has {_shapes(stored)}")
        return
    wrong = [w for w, v, s in zip(wanted, part.variables, stored, strict=True) if tuple(s.shape) != v.shape]
    if wrong:
        problems.append(f"{where}: needs {', '.join(wanted)}; the file has {_shapes(stored)}")
        return
    for variable, array in zip(part.variables, stored, strict=True):
        value = _converted(np.asarray(array), variable)
        if value is None:
            problems.append(f"{where}: {variable.name} is {variable.dtype}, and {array.dtype} does not go into it")
        else:
            plan.append((variable, value))


def _converted(array: Any, variable: Variable) -> Any:
    """``array`` in the variable's dtype; None if that would not keep what it says."""
    if array.dtype.kind not in "biuf" or (variable.dtype[0] in "iub" and array.dtype.kind == "f"):
        return None
    with np.errstate(over="ignore"):
        value = array.astype(variable.dtype, copy=False)
    return None if variable.dtype[0] in "iub" and not np.array_equal(value, array) else value


def _shapes(stored: Sequence[Any]) -> str:
    return ", ".join(str(tuple(s.shape)) for s in stored[:20]) or "nothing"


def _left_over(weights: Mapping[str, Sequence[Any]], known: set[str]) -> list[str]:
    left = [path for path, stored in weights.items() if stored and path not in known and path.startswith("layers/")]
    return [f"{path}: nothing here; the file has {_shapes(weights[path])}" for path in left]


def _listed(problems: Sequence[str], most: int = 50) -> str:
    more = [f"and {len(problems) - most} more"] if len(problems) > most else []
    return "\n".join(f"  {line}" for line in [*problems[:most], *more])


def _optimizer_plan(part: Part, stored: Sequence[Any]) -> Plan:
    """What goes into the optimizer: all of its state or none, with a warning if there was one that does not fit."""
    if len(stored) != len(part.variables):
        without = [v for v in part.variables if v.name != "learning_rate"]  # Keras 2 keeps the rate elsewhere
        part = part._replace(variables=without if len(stored) == len(without) else part.variables)
    plan: Plan = []
    problems: list[str] = []
    _match(part, stored, plan, problems)
    if problems and stored:
        warnings.warn(f"The optimizer begins anew, for its state in the file does not fit: {problems[0]}", stacklevel=4)
    return [] if problems else plan
