"""What of Keras's public API is left out for good, and why: ``docs/keras.md`` has the same reasons for readers.

A name of ``differences.py`` that a pattern matches whole is left out; there may be no others.
"""

import re
from typing import NamedTuple


class LeftOut(NamedTuple):
    """Names, as regular expressions for the whole of them, and why they are not here as they are in Keras."""

    what: str
    patterns: tuple[str, ...]
    reason: str


LEFT_OUT = (
    LeftOut(
        "graphs of layers",
        (r"keras\.(Function|Operation|SymbolicScope)",),
        "models are Sequential or subclasses of Model; a layer is called on arrays, and no graph is drawn",
    ),
    LeftOut(
        "trained models of others",
        (r"keras\.applications\..*",),
        "they are graphs of layers with weights of hundreds of megabytes; a saved Sequential of theirs is opened",
    ),
    LeftOut(
        "quantization",
        (
            r"keras\.(quantizers\..*|Quantizer)",
            r"keras\..*\.(quantize|quantized_\w+|get_quantization_layer_structure|variable_serialization_spec)",
            r"keras\..*\((quantization_config|gptq_unpacked_column_size|type_check|config)\)",
            r"keras\.dtype_policies\.(\w*Quantized\w*|AWQ\w*|GPTQ\w*|Int4\w*|DTypePolicyMap)",
        ),
        "weights and arithmetic have one dtype of floats, for a model and for each layer",
    ),
    LeftOut(
        "adapters of low rank",
        (r"keras\..*\.enable_lora", r"keras\..*\(lora_(rank|alpha)\)"),
        "LoRA changes large models that were trained elsewhere",
    ),
    LeftOut(
        "distillation",
        (r"keras\.distillation\..*",),
        "a train_step of one's own with two models does it",
    ),
    LeftOut(
        "other frameworks",
        (
            r"keras\.layers\.(TFSMLayer|TorchModuleWrapper|FlaxLayer|JaxLayer)",
            r"keras\.export\..*",
            r"keras\.callbacks\.OrbaxCheckpoint",
            r"keras\.distribution\..*\.(distribute_dataset|distribute_tf_dataset|backend_mesh|backend_layout)",
        ),
        "they wrap objects of TensorFlow, PyTorch or JAX, or write their files",
    ),
    LeftOut(
        "how a backend computes",
        (
            r"keras\.(device|remat|RematScope|StatelessScope)",
            r"keras\..*\.rematerialized_call",
            r"keras\.layers\.\w+\.(convolution_op|inner_loop)",
            r"keras\..*\(autocast\)",
        ),
        "an engine decides it; the stateless_ methods do what a StatelessScope is for",
    ),
    LeftOut(
        "pictures of pictures",
        (r"keras\.visualization\..*",),
        "they draw by matplotlib and OpenCV",
    ),
    LeftOut(
        "sparse and ragged arrays",
        (
            r"keras\..*\((ragged|sparse|optional|tensor|input_tensor)\)",
            r"keras\.KerasTensor\.(ragged_rank|row_splits_dtype)",
        ),
        "arrays are dense, every input is needed, and asking for something else is refused with a sentence",
    ),
    LeftOut(
        "names of what is passed on by position",
        (
            r"keras\..*\.call\((inputs|training|sequences|sequence|states|query|value|mask|x)\)",
            r"keras\..*\.compute_mask\((inputs|previous_mask|mask)\)",
            r"keras\..*\.build\((var_list|input_shape)\)",
            r"keras\..*\.(finalize_variable_values\(var_list\)|update_step\(grad\))",
        ),
        "layers are called, with `inputs` by name too if wanted; what their authors write has the names they like",
    ),
    LeftOut(
        "places of arguments that are given by name",
        (
            r"keras\.(Loss|Metric|Optimizer)\(\w+\)",
            r"keras\.(Input|layers\.InputLayer)\((batch_shape|dtype|name)\)",
            r"keras\.layers\.\w+\((name|dtype)\)",
            r"keras\.layers\.(Conv3DTranspose\((data_format|output_padding)\)|Embedding\(weights\))",
            r"keras\.distribution\.ModelParallel\(layout_map\)",
        ),
        "they are there, and stand after the others, or before them",
    ),
    LeftOut(
        "further arguments of from_config",
        (r"keras\..*\.from_config\((custom_objects|safe_mode)\)",),
        "a custom_object_scope around it does it; functions as bytecode are never read, whatever safe_mode says",
    ),
    LeftOut(
        "the inside of parts",
        (
            r"keras\.metrics\.AUC\.interpolate_pr_auc",
            r"keras\.layers\.\w+\.(convert_weight|get_(shifted|clipped)_bbox|get_transformed_x_y)",
            r"keras\.layers\.RandomElasticTransform\.get_elastic_transform_params",
            r"keras\.layers\.\w+\.(transform_\w+|get_random_transformation)\((transformations?|images)\)",
            r"keras\.callbacks\.TensorBoard\.summary",
            r"keras\.optimizers\.Muon\.(lr_adjust|transpose_last_axis|zeropower_via_newtonschulz5)",
            r"keras\.(optimizers|mixed_precision)\.LossScaleOptimizer\.check_finite",
            r"keras\.layers\.SpectralNormalization\.normalized_weights",
            r"keras\.name_scope\((caller|deduplicate|override_parent)\)",
        ),
        "they are steps of a computation that is written otherwise here",
    ),
    LeftOut(
        "tools beside models",
        (
            r"keras\.utils\.(FeatureSpace|legacy\..*)",
            r"keras\.legacy\..*",
        ),
        "a project says how its columns are prepared (`plugkeras` has an app for that), and saving has the functions",
    ),
)


def reason(name: str) -> str | None:
    """Why a name is left out; None if it is only not there yet."""
    for row in LEFT_OUT:
        if any(re.fullmatch(pattern, name) for pattern in row.patterns):
            return row.reason
    return None
