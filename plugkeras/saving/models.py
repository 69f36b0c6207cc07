"""Whole models to and from files."""

import warnings
from collections.abc import Mapping
from math import prod
from typing import Any

from plugkeras.engine.variable import room
from plugkeras.errors import FormatError, UnknownArgument, UnknownName
from plugkeras.host import host
from plugkeras.host.custom_objects import custom_object_scope
from plugkeras.parts.config import deserialize, serialize
from plugkeras.saving.assets import assets_of, load_assets, refuse_assets
from plugkeras.saving.files import as_path, check_file, reading, replacing
from plugkeras.saving.format import Saved, format_for
from plugkeras.saving.origin import check_names, full_names, origin_of, with_full_names
from plugkeras.saving.state import OPTIMIZER, optimizer_variables
from plugkeras.saving.untrusted import INPUTS, check_compile_config, check_config
from plugkeras.saving.weights import assign, weights_of

METRICS = 1 << 24
"""How many elements the variables of a file's metrics may have, together."""

_WITHOUT_EFFECT = {"zipped": (None, True), "save_format": (None, "keras"), "save_traces": (True, False)}
"""Arguments of other Kerases' ``save``, and the values of them that ask for what is done anyway."""


def save_model(
    model: Any,
    filepath: Any,
    overwrite: bool = True,
    zipped: bool | None = None,
    include_optimizer: bool = True,
    format: str | None = None,
    **kwargs: Any,
) -> None:
    """Save architecture, weights, and how to go on training; the suffix, or ``format``, says how: ``"acme>.blob"``.

    Raises:
        UnknownName: no format for whole models has that suffix.
        ArgumentError: something in the model has no name to save it by.
        FileError: the file cannot be written; what was there before is unharmed.
    """
    path = as_path(filepath)
    for name, value in {"zipped": zipped, **kwargs}.items():
        if value not in _WITHOUT_EFFECT.get(name, ()):
            raise UnknownArgument(f"save: there is no `{name}={value!r}`; the suffix of the file says its format.")
    form = format_for(path, whole=True, name=format)
    if not model.built:
        warnings.warn(f"{model} is saved without weights: it is not built yet.", stacklevel=3)
    saved = _saved(model, include_optimizer)
    if not form.keeps_assets:
        refuse_assets(saved.assets, path.suffix)
    with replacing(path, overwrite) as temporary:
        form.write(temporary, saved)
    host().tell("model_saved", model=model, path=path)


def _saved(model: Any, optimizer: bool) -> Saved:
    config = {**serialize(model), "build_config": model.get_build_config() if model.built else None}
    if optimizer and model.compiled:
        config["compile_config"] = model.get_compile_config()
    weights = weights_of(model, optimizer=optimizer)
    origin = origin_of(config)
    config, assets = with_full_names(config, full_names(origin)), assets_of(model)
    return Saved(weights.weights, weights.names, config, origin, assets, weights.named)


def load_model(
    filepath: Any,
    custom_objects: Mapping[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,
    format: str | None = None,
) -> Any:
    """The model that ``save`` wrote, here or in real Keras, ready to go on training where it was.

    A file can only name registered parts and ``custom_objects``. Functions kept as bytecode are refused,
    whatever ``safe_mode`` says. With ``compile=False`` loss, metrics and optimizer are left out.

    Raises:
        UnknownName: it needs parts that are not here; the message lists them all.
        FormatError: the file is damaged or something else.
        UnsafeFile: it asks for what a file may not ask for.
        FileError: it cannot be read.
    """
    path = as_path(filepath)
    form = format_for(path, whole=True, name=format)
    check_file(path, form)
    with reading(path), custom_object_scope(custom_objects or {}), form.read(path) as saved:
        model = _model(saved)
        if compile:
            _compile(model, saved)
        assign(model, saved)
        load_assets(model, saved.assets)
    host().tell("model_loaded", model=model, path=path)
    return model


def _model(saved: Saved) -> Any:
    """The model of the config, not larger than the weights in the file are."""
    config = saved.config
    if not isinstance(config, Mapping):
        raise FormatError("There is no model in it, only weights.")
    check_config(config)
    check_names(config, saved.origin)
    elements = sum(prod(array.shape) for path, arrays in saved.weights.items() if path != OPTIMIZER for array in arrays)
    with room(elements, largest=2 * INPUTS):
        model = deserialize("layers", config)
        if not hasattr(model, "compile_from_config"):
            raise FormatError(f"It describes a {type(model).__name__}, not a model.")
        if not model.built:
            model.build_from_config(config.get("build_config") or {})
    return model


def _compile(model: Any, saved: Saved) -> None:
    assert saved.config is not None
    config = with_full_names(saved.config, full_names(saved.origin)).get("compile_config")
    if not config:
        return
    check_compile_config(config)
    try:
        with room(METRICS, largest=2 * INPUTS):
            model.compile_from_config(config)
    except UnknownName as error:
        raise UnknownName(f"{error} (Pass it in custom_objects, or load with compile=False.)") from error
    if model.built and len(saved.weights.get(OPTIMIZER, ())) > len(optimizer_variables(model.optimizer)):
        model.optimizer.build(model.trainable_weights)
