"""JSON from files that are not trusted."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from plugkeras.errors import FormatError

SIZE = 16 << 20
DEPTH = 100
LAYERS = 5000
INPUTS = 1 << 27
COUNTS = 1 << 16
"""Limits, far beyond any model: bytes of JSON, levels of nesting, layers in a row, elements of an input,
and any number in the config of a metric: how many classes, thresholds, …."""

_NAMES = ("class_name", "registered_name", "module", "name")
_SHAPES = ("batch_shape", "batch_input_shape", "build_input_shape", "input_shape", "shape", "target_shape")


def read_json(data: bytes, what: str) -> dict[str, Any]:
    """The object that ``data`` describes in JSON; ``what`` it is, for messages.

    Raises:
        FormatError: it is no JSON object, has a key twice, or is larger or deeper than any model's.
    """
    if len(data) > SIZE:
        raise FormatError(f"{what} is longer than {SIZE >> 20} MiB.")
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_object)
    except RecursionError:
        raise FormatError(f"{what} is nested too deeply.") from None
    except FormatError as error:
        raise FormatError(f"{what} {error}") from None
    except ValueError as error:
        raise FormatError(f"{what} is no valid JSON: {str(error)[:200]}.") from None
    if isinstance(value, str) and value.lstrip().startswith("{"):  # it was made JSON twice, as some scripts do
        return read_json(value.encode(), what)
    if not isinstance(value, dict):
        raise FormatError(f"{what} is no JSON object.")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise FormatError(f"has {next(k for k in keys if keys.count(k) > 1)[:80]!r} twice in one object.")
    return found


def check_config(config: Any) -> None:
    """Whether a model's config, whatever it came from, stays within what is safe to build from.

    Raises:
        FormatError: it is too deep or too long, its shapes are huge, or its names are not names.
    """
    for node in nodes(config):
        layers = node.get("layers")
        if isinstance(layers, list) and len(layers) > LAYERS:
            raise FormatError(f"Its config has more than {LAYERS} layers in a row.")
        for key in _NAMES:
            _check_name(key, node.get(key))
        for key in _SHAPES:
            _check_shape(key, node.get(key))


def nodes(config: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in the config, found without recursion, which a config could exhaust.

    Raises:
        FormatError: it is nested too deeply.
    """
    todo = [(0, config)]
    while todo:
        depth, value = todo.pop()
        if isinstance(value, Mapping):
            yield value
        if isinstance(value, Mapping | list):
            if depth > DEPTH:
                raise FormatError("Its config is nested too deeply.")
            todo += [(depth + 1, v) for v in (value.values() if isinstance(value, Mapping) else value)]


def _check_name(key: str, value: Any) -> None:
    if isinstance(value, str) and not (value.isprintable() and len(value) <= 500):
        raise FormatError(f"Its config has a {key} that is no name: {value[:80]!r}.")


def check_compile_config(config: Any) -> None:
    """Whether what ``compile`` is to be called with stays within what is safe.

    Raises:
        FormatError: it is no object, or has metrics without measure.
    """
    if not isinstance(config, Mapping):
        raise FormatError(f"Its compile_config is no JSON object: {str(config)[:80]}.")
    metrics = [config.get("metrics"), config.get("weighted_metrics")]
    if any(isinstance(m, list | Mapping) and len(m) > LAYERS for m in metrics):
        raise FormatError(f"Its compile_config has more than {LAYERS} metrics.")
    for node in nodes(metrics):
        for key, value in node.items():
            if isinstance(value, int | float) and value > COUNTS and key != "seed":
                raise FormatError(
                    f"A metric in its compile_config has a {key[:80]!r} of {value}, too many to be meant."
                )


def _check_shape(key: str, value: Any) -> None:
    is_shape = isinstance(value, list) and all(type(n) is int or n is None for n in value)
    if is_shape and math.prod(n for n in value if n) > INPUTS:
        raise FormatError(f"Its config has a {key} that no memory could hold: {str(value)[:80]}.")
