"""What arguments usually are by their names: the conventions of Keras, for where nothing else is said."""

import re
from collections.abc import Callable
from typing import Any

from plugkeras.annotations import Range
from plugkeras.forms.controls import Choice, Control, Integer, Maybe, Number, Text, Toggle
from plugkeras.forms.nested import Items, Sizes
from plugkeras.forms.of_kind import OfKind
from plugkeras.forms.several import OneOf

FormOf = Callable[[str, str], Any]

ADVANCED = ("name", "dtype", "trainable", "input_shape", "batch_input_shape")
"""Arguments that nobody needs in the beginning, whoever takes them."""

_KINDS = {
    "activation": "activations",
    "initializer": "initializers",
    "regularizer": "regularizers",
    "constraint": "constraints",
    "optimizer": "optimizers",
    "loss": "losses",
    "layer": "layers",
}
_LISTS = {"layers": "layers", "metrics": "metrics", "callbacks": "callbacks"}
_COUNTS = ("units", "filters", "epochs", "batch_size", "num_heads", "key_dim", "input_dim", "output_dim")
_SIZES = ("kernel_size", "pool_size", "strides", "dilation_rate")


def by_name(name: str, form_of: FormOf) -> Control | None:
    """The control that an argument of this name usually has; None if there is no custom."""
    if name in ("learning_rate", "lr"):
        return OneOf((Number(Range(0)), OfKind("schedules", form_of, by_name=False)))
    if name in _LISTS:
        return Items(OfKind(_LISTS[name], form_of))
    last = name.rpartition("_")[2]
    if last in _KINDS and (name == last or _KINDS[last] not in ("layers", "losses", "optimizers")):
        return OfKind(_KINDS[last], form_of)
    if name == "shape" or name.endswith("_shape"):
        return Sizes(open=True)
    if name in _COUNTS:
        return Integer(Range(1))
    if name in _SIZES:
        return OneOf((Integer(Range(1)), Sizes(low=1)))
    if name == "data_format":
        return Maybe(Choice(("channels_last", "channels_first")))
    if name.startswith(("num_", "n_")) or name.endswith("_dim"):
        return Integer()
    if name == "seed":
        return Integer(Range(0), example="0")
    return Text() if name in ("name", "dtype") else None


def by_words(said: str) -> Control | None:
    """The control that the beginning of a description speaks of: ``Integer, the …``; None if it does not."""
    begins = said.lower()[:60]
    if sizes := re.search(r"int(?:eger)?s? or (?:an? )?(?:tuple|list)[/a-z]* of (\d)\b", begins):
        return Sizes(int(sizes[1]))
    for words, control in _WORDS:
        if re.match(rf"(an?|the|optional|positive|non-negative|single|python|\W)*\s*({words})\b", begins):
            return control
    return None


_WORDS: tuple[tuple[str, Control], ...] = (
    ("bool|boolean|whether", Toggle()),
    ("ints?(?! or)|integer(?! or)|whole number", Integer()),
    ("float|number|scalar|probability|fraction", Number()),
    ("str|string|text|path", Text()),
)


def by_default(default: Any, said: Control | None) -> Control | None:
    """The control of values like a default; ``said`` is what the description speaks of."""
    if isinstance(default, bool):
        return Toggle()
    if isinstance(default, int):
        # Keras writes 0 for 0.0; and a size of 3 may as well be one of (3, 3), which only the part knows.
        return Number() if said == Number() or (default == 0 and said != Integer()) else Integer()
    if isinstance(default, float):
        return Number()
    if isinstance(default, str):
        return Text()
    if isinstance(default, tuple | list) and default and all(type(item) is int for item in default):
        return Sizes(len(default)) if isinstance(default, tuple) else Items(Integer())
    if isinstance(default, tuple | list):
        return Items()
    return Maybe(said) if default is None and said else None


HELP = {
    "activation": "What the outputs go through: relu, say; none for the outputs as they are.",
    "activity_regularizer": "A penalty on the outputs, added to the loss.",
    "axis": "The axis, or axes, along which it works; -1 is the last.",
    "beta_1": "How much of the mean of the gradients is kept from step to step.",
    "beta_2": "How much of the mean of their squares is kept from step to step.",
    "bias_constraint": "What the bias is held to after each step.",
    "bias_initializer": "What the bias begins with.",
    "bias_regularizer": "A penalty on the bias, added to the loss.",
    "center": "Whether an offset, beta, is learnt and added.",
    "class_id": "The one class that counts; none for all of them.",
    "clipnorm": "The largest norm that the gradient of one variable may have.",
    "clipvalue": "The largest size that an element of the gradients may have.",
    "data_format": "Where the channels are; none for `image_data_format()`.",
    "decay": "Keras 2's: at update t the rate is `lr / (1 + decay * t)`.",
    "decay_rate": "What the rate is multiplied by in each `decay_steps`.",
    "decay_steps": "In how many steps the rate falls.",
    "dilation_rate": "The distance between the elements of the kernel.",
    "dtype": "The dtype that it computes in; none for `floatx()`.",
    "ema_momentum": "How much of the moving average of the weights is kept in each step.",
    "ema_overwrite_frequency": "After how many steps the weights become their average; none for at the end.",
    "epsilon": "A small number that keeps a division from zero.",
    "filters": "How many channels come out.",
    "from_logits": "Whether the predictions are scores before softmax or sigmoid, not probabilities.",
    "global_clipnorm": "The largest norm that all gradients together may have.",
    "gradient_accumulation_steps": "How many batches are gathered for one step.",
    "groups": "In how many groups the channels are kept apart.",
    "go_backwards": "Whether the steps are read from the last to the first.",
    "initial_learning_rate": "The rate that it begins with.",
    "input_dim": "How many different numbers may come in: the largest plus 1.",
    "keepdims": "Whether the axes that are gone stay, with length 1.",
    "kernel_constraint": "What the kernel is held to after each step.",
    "kernel_initializer": "What the kernel begins with.",
    "kernel_regularizer": "A penalty on the kernel, added to the loss.",
    "kernel_size": "The size of the window that is moved over the inputs.",
    "label_smoothing": "The share by which the targets are moved towards an even spread.",
    "layers": "The layers, one after another.",
    "learning_rate": "How far each step goes: a number, or a schedule.",
    "loss_scale_factor": "What losses are multiplied by against underflow; gradients are divided by it.",
    "mode": "Whether a smaller or a larger value is better.",
    "momentum": "How much of what was before is kept in each step.",
    "monitor": "The name in the logs that is watched.",
    "name": "Its name, which is shown and saved.",
    "output_dim": "How many numbers come out for each one.",
    "padding": "What is added at the borders.",
    "patience": "How many epochs may pass without an improvement.",
    "pool_size": "The size of the window that becomes one value.",
    "rate": "The share that is dropped.",
    "recurrent_activation": "What the gates go through.",
    "recurrent_initializer": "What the kernel of the state begins with.",
    "reduction": "How the losses of a batch become one number.",
    "return_sequences": "Whether the output of each step is given, not that of the last alone.",
    "return_state": "Whether the last state is given besides.",
    "save_weights_only": "Whether the weights are saved without the model.",
    "scale": "Whether a factor, gamma, is learnt and multiplied by.",
    "seed": "Where its randomness begins: the same seed, the same numbers; none for others each time.",
    "strides": "How far the window moves each time.",
    "trainable": "Whether training changes its weights.",
    "units": "How many numbers come out.",
    "threshold": "The value above which something counts.",
    "thresholds": "The values above which a prediction counts as yes.",
    "top_k": "How many of the highest predictions count; none for those above the threshold.",
    "use_bias": "Whether a bias is added.",
    "use_ema": "Whether a moving average of the weights is kept.",
    "verbose": "0 is silent, 1 tells what happens.",
    "weight_decay": "The share by which weights shrink in each step.",
}
"""For arguments that a part takes without a word on them."""
