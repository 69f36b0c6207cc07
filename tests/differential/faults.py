"""What real Keras 3.15.1 (on its torch backend) is known to get wrong: such cases are not drawn, or excused."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .draw import Json


class Fault(NamedTuple):
    """What is wrong, which cases meet with it, and which lines about them it explains: all, or those that match."""

    reason: str
    is_met: Callable[[Json], bool]
    lines: str = ".*"


def parts(document: Any) -> Iterator[Json]:
    """Every object in Keras's JSON within a document."""
    if isinstance(document, dict):
        if "class_name" in document:
            yield document
        for value in document.values():
            yield from parts(value)
    elif isinstance(document, list):
        for value in document:
            yield from parts(value)


def _has(name: str, is_met: Callable[[Json], bool] = lambda config: True) -> Callable[[Json], bool]:
    return lambda case: any(p["class_name"] == name and is_met(p["config"]) for p in parts(case))


def _mentions(*words: str) -> Callable[[Json], bool]:
    return lambda case: any(f'"{word}"' in json.dumps(case) for word in words)


def _several_axes(config: Json) -> bool:
    return isinstance(config.get("axis"), list)


def _untied(config: Json) -> bool:
    return config.get("tie_weights") is False


def _always(case: Json) -> bool:
    return True


def _padded_means(case: Json) -> bool:
    means = (p["config"] for p in parts(case) if p["class_name"].startswith("AveragePooling"))
    return any(config.get("padding") == "same" for config in means)


def _column_of_classes(case: Json) -> bool:
    shape = case["y"]["shape"]
    return len(shape) > 1 and shape[-1] == 1 and _has("CategoricalGeneralizedCrossEntropy")(case)


def _muon_by_size(case: Json) -> bool:
    return case["compile"]["optimizer"] == "muon" or _has("Muon", lambda c: c.get("rms_rate", 0.2) is not None)(case)


def _weights_in_place(case: Json) -> bool:
    weighted = "weight" in case or "class_weight" in case
    return weighted and bool(case["compile"].get("weighted_metrics")) and '"ignore_class"' in json.dumps(case)


def _scaled_with_more(case: Json) -> bool:
    return _has("LossScaleOptimizer")(case) and (_has("Nadam")(case) or _has("Adafactor")(case))


def _masked(case: Json) -> bool:
    return _has("Masking")(case) or _has("Embedding", lambda c: c.get("mask_zero", False))(case)


def _unrolled_backwards(case: Json) -> bool:
    configs = [p["config"] for p in parts(case) if isinstance(p["config"], dict)]
    return _masked(case) and any(config.get("unroll") and config.get("go_backwards") for config in configs)


def _bicubic(config: Json) -> bool:
    return config.get("interpolation") == "bicubic"


def _given(name: str) -> Callable[[Json], bool]:
    return lambda config: name in config


FROM_KERAS = r".* reads what keras wrote"
BETWEEN = r".*(reads what keras wrote|keras reads what plugkeras wrote)"
TRAINED = r".*(trained|resumed)/"
CURVES = r"float64 .*(AUC|PrecisionAtRecall|RecallAtPrecision|SensitivityAtSpecificity|SpecificityAtSensitivity)"
FAULTS = [
    Fault("on torch, average pooling that pads counts copies of the edge", _padded_means),
    Fault("on torch, normalisation over several axes takes the last ones", _has("LayerNormalization", _several_axes)),
    Fault("SimpleRNN forgets its activity_regularizer", _has("SimpleRNN", _given("activity_regularizer"))),
    Fault("columns of classes are laid along the rows", _column_of_classes),
    Fault("on torch, the places that count are multiplied into the caller's weights", _weights_in_place),
    Fault("LossScaleOptimizer leaves out of files what two keep besides", _scaled_with_more, BETWEEN),
    Fault("Huber's delta is not written to files", _has("Huber", _given("delta")), FROM_KERAS),
    Fault("CosineSimilarity's axis is not written to files", _has("CosineSimilarity", _given("axis")), FROM_KERAS),
    Fault("R2Score counts numbers for rows", _has("R2Score", _given("num_regressors")), r".*R2Score"),
    Fault("on torch, what has no gradient is not decayed", _has("ReversibleEmbedding", _untied), TRAINED),
    Fault("a picture that is given back as it is makes a circle in the model", _always, r".*part of a cycle"),
    Fault("RandomShear refuses the factors that it writes", _has("RandomShear"), FROM_KERAS),
    Fault("spectrograms want another package", _always, r".*keras alone refuses: .*You can install it via"),
    Fault("on torch, MelSpectrogram's weights are float32", _has("MelSpectrogram"), "float64"),
    Fault("on torch, what has no gradient is not decayed", _has("Discretization"), TRAINED),
    Fault("on torch, bicubic interpolation has another constant", _has("UpSampling2D", _bicubic)),
    Fault("on torch, weights are added up for curves as float32", _always, CURVES),
    Fault("on torch, an unrolled layer does not turn its mask round", _unrolled_backwards),
    Fault("masks do not reach areas", _masked, r".*IoU"),
    Fault("a column of weights meets a mask of steps", _masked, r".*keras alone refuses: .*match the broadcast shape"),
    Fault("torch's convolutions refuse gradients of some layouts", _always, r".* RuntimeError: .*contiguous"),
    Fault("on torch, the sixth in hard_sigmoid is a float32", _mentions("hard_sigmoid", "hard_silu"), "float64"),
    Fault("on torch, the root in Muon's rate is a float32", _muon_by_size, "float64"),
    Fault("on torch, the areas of IoU are float32", _always, r"float64 .*IoU"),
]


def known(case: Json) -> str | None:
    """The reason why a case says nothing, if there is one."""
    return next((fault.reason for fault in FAULTS if fault.lines == ".*" and fault.is_met(case)), None)


def excused(case: Json, line: str) -> bool:
    """Whether a difference is Keras's fault."""
    return any(re.match(fault.lines, line) and fault.is_met(case) for fault in FAULTS)
