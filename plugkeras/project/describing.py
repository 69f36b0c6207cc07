"""From objects to a document: a Sequential model, its optimizer, loss and metrics, and arguments of ``fit``.

What a document cannot say is refused with the reason: a function or class without a registered name, above all.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from plugkeras.config import floatx
from plugkeras.errors import ArgumentError, PlugkerasError, UnknownArgument, did_you_mean
from plugkeras.host.kinds import FUNCTION_KINDS
from plugkeras.parts.arguments import arguments_in
from plugkeras.parts.config import Configurable, kind_of, registered_name, serialize
from plugkeras.project.arguments import arguments, found, is_default
from plugkeras.project.values import CLASS, Part
from plugkeras.training.sequential import Sequential

JSON = Any


def document_of(model: Any, name: str | None, fit: Mapping[str, Any] | None, note: str) -> dict[str, JSON]:
    """The document of a model as JSON.

    Raises:
        ArgumentError: there is something that no document can say; the message tells what and where.
    """
    if type(model) is not Sequential:
        what = f"a {type(model).__name__}" if isinstance(model, Configurable) else repr(model)[:80]
        raise ArgumentError(f"A project is made of a Sequential model, a chain of layers, and not of {what}.")
    if not model.trainable:
        raise ArgumentError(f"{model} is frozen as a whole, which a project cannot say: freeze its layers.")
    said = {"plugkeras_project": 1, "name": name or model.name, "model": _model(model), "note": note}
    data, fitting = _fit(fit or {})
    return {**said, "compile": _compile(model) if model.compiled else {}, "data": data, "fit": fitting}


def _model(model: Sequential) -> JSON:
    for layer in model.layers:
        refuse_unsayable(layer, f"The layer '{layer.name}'")
    nodes = model.get_config()["layers"]
    names = [node["config"].get("name") for node in nodes[: len(nodes) - len(model.layers)]]
    names += [layer.name for layer in model.layers]
    for given in names:
        if names.count(given) > 1:
            raise ArgumentError(f"The layer '{given}' is there twice; in a project each layer is one of its own.")
    layers = [layer_node(node, name) for node, name in zip(nodes, names, strict=True)]
    return {"name": model.name, "layers": layers}


def layer_node(node: Mapping[str, Any], name: str) -> JSON:
    """A layer of a document, called ``name``, from the config of one."""
    said = described(node, "layers")
    if said[CLASS] == "InputLayer":
        said = _input(said)
    return {CLASS: said.pop(CLASS), "as": name, **{k: v for k, v in said.items() if k != "name"}}


def _input(said: dict[str, Any]) -> dict[str, Any]:
    shape = said.get("batch_shape")
    if shape and shape[0] is None:
        said = {k: v for k, v in said.items() if k != "batch_shape"} | {"shape": shape[1:]}
    return said | {CLASS: "Input"}


def _compile(model: Sequential) -> JSON:
    given = dict(model._compiled.given) if model._compiled is not None else {}
    for key in ("weighted_metrics", "loss_weights"):
        if given.get(key):
            raise ArgumentError(f"compile's `{key}` is nothing that a project can say.")
    refuse_unsayable(model.optimizer, "The optimizer")
    _refuse_in(given.get("loss"), "The loss", ("losses",))
    _refuse_in(given.get("metrics"), "A metric", ("metrics",))
    return compile_node(model.get_compile_config() or {})


def compile_node(config: Mapping[str, Any]) -> JSON:
    """The section ``compile`` from what ``get_compile_config`` says."""
    said: dict[str, JSON] = {}
    if config.get("optimizer"):
        said["optimizer"] = short(described(config["optimizer"], "optimizers"))
    loss = _flat(config.get("loss"))
    if loss:
        said["loss"] = short(described(loss[0], "losses"))
    said["metrics"] = [_metric(m) for m in _flat(config.get("metrics"))]
    return said


def _metric(node: Any) -> JSON:
    """A metric; one that was given by name alone is called so in the logs, and an object has a name of its own."""
    said = described(node, "metrics")
    name = node["config"].get("name") if isinstance(node, Mapping) and isinstance(node.get("config"), Mapping) else None
    return said | {"name": name} if name and said.keys() == {CLASS} else short(said)


def _flat(value: Any) -> list[Any]:
    """Losses or metrics as a list: Keras also takes one alone, a dict by output, and a list of lists."""
    if isinstance(value, Mapping) and "class_name" not in value:
        value = list(value.values())
    items = value if isinstance(value, list | tuple) else [value]
    return [inner for item in items for inner in (_flat(item) if isinstance(item, list | tuple) else [item]) if inner]


_FIT = ("epochs", "batch_size", "shuffle", "seed", "class_weight", "validation_freq")
_SPLIT, _CALLBACKS = "validation_split", "callbacks"


def _fit(given: Mapping[str, Any]) -> tuple[JSON, JSON]:
    """The sections ``data`` and ``fit`` from arguments of ``fit``."""
    for name, value in given.items():
        if name not in (*_FIT, _SPLIT, _CALLBACKS, "verbose") and value is not None:
            near = did_you_mean(name, (*_FIT, _SPLIT, _CALLBACKS))
            raise UnknownArgument(f"fit's `{name}` is nothing that a project can say{near or '.'}")
    fit = {name: _plain(given[name]) for name in _FIT if given.get(name) is not None}
    callbacks = given.get(_CALLBACKS) or []
    fit[_CALLBACKS] = [_callback(c) for c in (callbacks if isinstance(callbacks, list | tuple) else [callbacks])]
    share = given.get(_SPLIT)
    return ({"validation": _plain(share), "split": "last"} if share else {}), fit


def _plain(value: Any) -> JSON:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return value.item() if isinstance(value, np.generic) else value


def _callback(callback: Any) -> JSON:
    if not isinstance(callback, Configurable):
        raise ArgumentError(f"callbacks: {callback!r} is no Callback.")
    refuse_unsayable(callback, f"The callback {type(callback).__name__}")
    return short(described(serialize(callback), "callbacks"))


# -- configs as documents ---------------------------------------------------------------------------


def described(node: Any, kind: str | None = None) -> JSON:
    """A config, of a part or of anything inside of one, as a document has it: only what differs from defaults."""
    if isinstance(node, list | tuple):
        return [described(item) for item in node]
    if isinstance(node, str) and kind is not None:
        return {CLASS: node}
    if not isinstance(node, Mapping):
        return node
    if not isinstance(node.get("class_name"), str) or node["class_name"] in ("__numpy__", "DTypePolicy"):
        return {key: described(value) for key, value in node.items()}
    name, inner = _name(node), node.get("config")
    if not isinstance(inner, Mapping):  # a function, by its name
        return {CLASS: name}
    cls = _class(name, kind)
    return {CLASS: name, **dict(_arguments(cls, inner))}


def _name(node: Mapping[str, Any]) -> str:
    registered = node.get("registered_name")
    if isinstance(registered, str) and registered not in ("", "function"):
        return registered
    return str(node.get("config") if node["class_name"] == "function" else node["class_name"])


def _class(name: str, kind: str | None) -> Any:
    for one in (kind,) if kind is not None else ("layers", *arguments_kinds()):
        try:
            return found(one, Part(name))
        except PlugkerasError:
            continue
    return None


def arguments_kinds() -> tuple[str, ...]:
    """The kinds that a part inside of a config may be of, where nothing says which."""
    return ("initializers", "regularizers", "constraints", "schedules", "losses", "metrics", "optimizers")


def _arguments(cls: Any, config: Mapping[str, Any]) -> Iterator[tuple[str, JSON]]:
    known = arguments(cls)
    for name, value in config.items():
        if name == "learning_rate" and isinstance(value, float):
            value = shortest(value)
        if is_default(cls, name, value) or (name == "dtype" and value == floatx()) or _follows(cls, name, config):
            continue
        wanted = known[name].kind if name in known else None
        if isinstance(value, Mapping):
            inner = kind_of(value) or wanted
            said = described(value, inner)
            yield name, short(said) if wanted and inner == wanted else said
        else:
            yield name, described(value)


def _follows(cls: Any, name: str, config: Mapping[str, Any]) -> bool:
    """Whether a part comes to a value by itself, as a pooling layer to its strides, and a loss to its name.

    So it may to what its config tells besides, and is no argument: of a lookup how large its vocabulary is.
    """
    argument = arguments(cls).get(name)
    is_required = argument is not None and argument.is_required
    if is_required or (name == "name" and getattr(cls, "kind", None) == "layers") or not hasattr(cls, "from_config"):
        return False
    try:
        without = cls.from_config({key: value for key, value in config.items() if key != name})
        return bool(serialize(without.get_config()) == config)
    except Exception:  # it cannot do without
        return False


def shortest(value: float) -> float:
    """The shortest number that a float32 cannot tell from ``value``, if that is a float32 at all: 0.001."""
    return float(str(np.float32(value))) if float(np.float32(value)) == value else value


def short(said: JSON) -> JSON:
    """A part without arguments as its name alone."""
    return said[CLASS] if isinstance(said, dict) and said.keys() == {CLASS} else said


# -- what cannot be said ----------------------------------------------------------------------------


def refuse_unsayable(part: Any, where: str) -> None:
    """Whether a part and all in its arguments have registered names.

    Raises:
        ArgumentError: something has none, so that no document can say it.
    """
    cls = type(part)
    if registered_name(cls, (cls.kind,)) is None:
        raise ArgumentError(
            f"{where}: its class {cls.__name__} has no name to write down; decorate it with @plugkeras.register."
        )
    try:
        values = dict(arguments_in(part))
    except PlugkerasError:  # its config is written in a way of its own
        return
    for name, value in values.items():
        _refuse_in(value, f"{where}: `{name}`", FUNCTION_KINDS)


def _refuse_in(value: Any, where: str, kinds: tuple[str, ...]) -> None:
    if isinstance(value, Configurable):
        refuse_unsayable(value, where)
    elif isinstance(value, Mapping | list | tuple):
        for item in value.values() if isinstance(value, Mapping) else value:
            _refuse_in(item, where, kinds)
    elif callable(value) and registered_name(value, kinds) is None:
        name = getattr(value, "__name__", type(value).__name__)
        raise ArgumentError(
            f"{where} is a function, {name}, that has no name to write down; decorate it with @plugkeras.register."
        )
