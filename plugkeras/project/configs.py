"""From the config of a saved model to a document. Of parts that are not here, it keeps what the file says."""

from collections.abc import Mapping
from math import prod
from typing import Any

from plugkeras.engine.variable import room
from plugkeras.errors import FormatError, UnknownName
from plugkeras.parts.config import deserialize, serialize
from plugkeras.parts.naming import snake_case
from plugkeras.project.describing import compile_node, layer_node
from plugkeras.saving.untrusted import INPUTS, check_compile_config, check_config

ELEMENTS = 1 << 24
"""How many elements the variables may have that parts make when they are only described: those of metrics, say."""

JSON = Any


def document_of_config(config: Any, name: str, elements: int = 0) -> dict[str, JSON]:
    """The document, as JSON, of a model that a file describes, with ``compile_config`` if it was compiled.

    Nothing is built, but for models inside of the model: those may have as many ``elements`` as the file has weights.

    Raises:
        FormatError: it describes no chain of layers, or asks for what no model would.
    """
    if not isinstance(config, Mapping):
        raise FormatError("There is no model in it, only weights.")
    check_config(config)
    if config.get("class_name") != "Sequential":
        raise FormatError(f"It describes a {str(config.get('class_name'))[:80]}; a project is a chain of layers.")
    with room(max(elements, ELEMENTS), largest=2 * INPUTS):
        said: dict[str, JSON] = {"plugkeras_project": 1, "name": name, "model": _model(config.get("config"))}
        compiled = config.get("compile_config")
        if compiled:
            check_compile_config(compiled)
            said["compile"] = compile_node({**compiled, "optimizer": _normal(compiled.get("optimizer"), "optimizers")})
    return said


def elements_of(weights: Mapping[str, Any]) -> int:
    """How many numbers a file has for weights."""
    return sum(prod(array.shape) for arrays in weights.values() for array in arrays)


def _model(config: Any) -> JSON:
    if isinstance(config, list):  # Keras before 2.2.3
        config = {"layers": config}
    layers = config.get("layers") if isinstance(config, Mapping) else None
    if not isinstance(layers, list) or not all(_is_part(node) for node in layers):
        raise FormatError("The config of a Sequential model needs a list of layers.")
    nodes = [_normal(node, "layers") for node in layers]
    first = _first(layers, config)
    all_nodes = [*([first] if first is not None else []), *nodes]
    named = [layer_node(node, name) for node, name in zip(all_nodes, _names(all_nodes), strict=True)]
    return {"name": config.get("name") or "sequential", "layers": named}


def _names(nodes: list[Any]) -> list[str]:
    """The names of layers; one whose config says none is called after its class."""
    found: list[str] = []
    for node in nodes:
        said = node["config"].get("name")
        name = base = str(said or snake_case(str(node.get("class_name"))))
        number = 0
        while name in found and not said:
            number += 1
            name = f"{base}_{number}"
        found.append(name)
    return found


def _is_part(node: Any) -> bool:
    return isinstance(node, Mapping) and isinstance(node.get("config"), Mapping)


def _first(layers: list[Any], config: Mapping[str, Any]) -> JSON:
    """An Input for a model that was told its shape in another way: by its first layer, or by its data."""
    if not layers or layers[0].get("class_name") in ("InputLayer", "Input"):
        return None
    inner = layers[0]["config"]
    shape = inner.get("batch_input_shape") or inner.get("batch_shape") or config.get("build_input_shape")
    if not isinstance(shape, list):
        return None
    return {"class_name": "InputLayer", "config": {"batch_shape": shape, "name": "input"}, "registered_name": None}


def _normal(node: Any, kind: str) -> Any:
    """A config as this plugkeras writes it; of a part that is not here, as it is."""
    if not isinstance(node, Mapping):
        return node
    try:
        return serialize(deserialize(kind, node))
    except UnknownName:
        return node
