"""All Variables of a model, its optimizer and its metrics as nested dicts by their paths."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plugkeras.engine.variable import Variable
from plugkeras.errors import ArgumentError

Named = tuple[str, Variable]


def state_tree(model: Any, value_format: str = "backend_tensor") -> dict[str, Any]:
    """The values by the names of Keras's groups; as ndarrays, or as the engine has them.

    Raises:
        ArgumentError: ``value_format`` is neither, or two Variables have one path.
    """
    if value_format not in ("backend_tensor", "numpy_array"):
        raise ArgumentError(
            f'get_state_tree: `value_format` is "backend_tensor" or "numpy_array", not {value_format!r}.'
        )
    ours = value_format == "backend_tensor"
    return {group: _nested(named, ours) for group, named in _groups(model).items()}


def set_state_tree(model: Any, values: Mapping[str, Any]) -> None:
    """Take values from such dicts; what is not in them stays.

    Raises:
        ArgumentError: there is no such Variable; nothing is changed then.
    """
    groups = {group: dict(named) for group, named in _groups(model).items()}
    plan = []
    for group, tree in values.items():
        for path, value in _flat(tree, ""):
            if path not in groups.get(group, {}):
                raise ArgumentError(f"set_state_tree: {model} has no {path} among its {group}.")
            plan.append((groups[group][path], value))
    for variable, value in plan:
        variable.assign(value)


def _groups(model: Any) -> dict[str, list[Named]]:
    found = {
        "trainable_variables": [(v.path, v) for v in model.trainable_variables],
        "non_trainable_variables": [(v.path, v) for v in model.non_trainable_variables],
    }
    if model.optimizer is not None:
        of = model.optimizer
        found["optimizer_variables"] = [(f"{of.name}/{_of_optimizer(v)}", v) for v in of.variables]
    metrics = [(f"{metric.name}/{v.name}", v) for metric in model.metrics for v in metric.variables]
    return {**found, "metrics_variables": metrics}


def _of_optimizer(variable: Variable) -> str:
    if variable.like is None:
        return variable.name
    return variable.like.path.replace("/", "_") + variable.name.removeprefix(variable.like.name)


def _nested(named: Iterable[Named], ours: bool) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, variable in named:
        *folders, last = path.split("/")
        place = tree
        for folder in folders:
            place = place.setdefault(folder, {})
        if last in place:
            raise ArgumentError(f"get_state_tree: two variables have the path {path}: give layers names of their own.")
        place[last] = variable.value if ours else variable.numpy()
    return tree


def _flat(tree: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        inner = f"{path}/{name}".lstrip("/")
        if isinstance(value, Mapping):
            yield from _flat(value, inner)
        else:
            yield inner, value
