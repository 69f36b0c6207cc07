"""How each layer's arguments are drawn: a row each, by the layer's name.

A row says from which kinds of input the layer may be reached and, given the shape of a row of the input, what its
arguments are; None where it cannot take that shape. Those of weights (``kernel_regularizer`` and so on) are drawn for
all layers alike, in ``cases.py``.
"""

from . import layers_of_images, layers_over_time
from .draw import Drawn, Json, activation, part
from .rows import ANY, FEATURES, IMAGES, NUMBERS, ROWS, SPACES, STEPS, VOLUMES, WORDS, Row, Shape

AXES = (1, 2, 3)


def dense(d: Drawn, shape: Shape) -> Json:
    return {"units": d.whole(2, 5), "activation": activation(d), **d.some(use_bias=[False])}


def einsum_dense(d: Drawn, shape: Shape) -> Json | None:
    out, bias = d.whole(2, 4), d.one_of
    if len(shape) == 1:
        return {"equation": "ab,bc->ac", "output_shape": out, "bias_axes": bias(None, "c"), "activation": activation(d)}
    c = shape[-1]
    return d.one_of(
        {"equation": "abc,cd->abd", "output_shape": [None, out], "bias_axes": bias(None, "d")},
        {"equation": "abc,bd->adc", "output_shape": [out, c], "bias_axes": bias(None, "d", "c")},
        {"equation": "...x,xy->...y", "output_shape": out, "bias_axes": bias(None, "y")},
        {"equation": "abc,bcde->ade", "output_shape": [2, out], "bias_axes": bias(None, "de"), "activation": "tanh"},
    )


def embedding(d: Drawn, shape: Shape) -> Json:
    return {"input_dim": 7, "output_dim": d.whole(2, 4), **d.some(mask_zero=[True, True])}


def permute(d: Drawn, shape: Shape) -> Json:
    return {"dims": [int(i) + 1 for i in d.random.permutation(len(shape))]}


def reshape(d: Drawn, shape: Shape) -> Json:
    size = 1
    for n in shape:
        size *= n
    targets = [[-1], [size, 1], [1, size], list(shape[::-1]), [-1, shape[-1]], [*shape, 1]]
    return {"target_shape": d.one_of(*[target for target in targets if len(target) <= 4])}


def relu(d: Drawn, shape: Shape) -> Json:
    return d.some(max_value=[1.0, 0.3], negative_slope=[0.1], threshold=[0.25])


def softmax(d: Drawn, shape: Shape) -> Json:
    return {"axis": d.one_of(-1, 1, *([[1, 2]] if len(shape) > 1 else []))}


def prelu(d: Drawn, shape: Shape) -> Json:
    return d.some(shared_axes=[[1], list(range(1, len(shape)))] if len(shape) > 1 else [])


def batch_normalization(d: Drawn, shape: Shape) -> Json:
    options = d.some(momentum=[0.5, 0.9], epsilon=[0.1], center=[False], scale=[False], axis=[1, -1])
    if d.chance(0.25):
        options |= {"renorm": True, **d.some(renorm_momentum=[0.6])}
        options |= d.some(renorm_clipping=[{"rmax": 1.2}, {"rmin": 0.9, "rmax": 1.1, "dmax": 0.1}])
    return options


def layer_normalization(d: Drawn, shape: Shape) -> Json:
    axes = [1, -1] if len(shape) == 1 else [1, -1, [1, 2], [-1, -2]]
    return d.some(axis=axes, epsilon=[0.1], center=[False], scale=[False])


def group_normalization(d: Drawn, shape: Shape) -> Json:
    axis = d.one_of(-1, -1, *range(1, len(shape) + 1))
    size = shape[axis] if axis < 0 else shape[axis - 1]
    groups = d.one_of(-1, *[n for n in range(1, size + 1) if size % n == 0])
    return {"groups": groups, "axis": axis, **d.some(epsilon=[0.1], center=[False], scale=[False])}


def spectral_normalization(d: Drawn, shape: Shape) -> Json:
    inner = part("layers", "Dense", units=d.whole(2, 4), name="inner")
    if len(shape) == 3:
        inner = part("layers", "Conv2D", filters=d.whole(2, 4), kernel_size=2, padding="same", name="inner")
    return {"layer": inner, **d.some(power_iterations=[2])}


def normalization(d: Drawn, shape: Shape) -> Json:
    if d.chance(0.5):
        return {"axis": None, "mean": d.real(-1, 1), "variance": d.real(0.5, 2), **d.some(invert=[True])}
    mean, variance = ([d.real(low, 2) for _ in range(shape[-1])] for low in (-1, 0.5))
    return {"axis": -1, "mean": mean, "variance": variance, **d.some(invert=[True])}


def discretization(d: Drawn, shape: Shape) -> Json:
    return {"bin_boundaries": [-0.5, 0.0, 1.0], "output_mode": d.one_of("int", "int", "one_hot", "multi_hot", "count")}


def category_encoding(d: Drawn, shape: Shape) -> Json:
    return {"num_tokens": 7, "output_mode": d.one_of("multi_hot", "one_hot", "count")}


LAYERS: dict[str, Row] = {
    "Dense": Row(ANY, dense),
    "EinsumDense": Row(ROWS | STEPS, einsum_dense),
    "Embedding": Row(WORDS, embedding),
    "ReversibleEmbedding": Row(WORDS, lambda d, s: embedding(d, s) | d.some(tie_weights=[False])),
    "Identity": Row(ANY, lambda d, s: {}),
    "Masking": Row(STEPS, lambda d, s: d.some(mask_value=[0.0])),
    "Activation": Row(ANY, lambda d, s: {"activation": activation(d) or "linear"}),
    "ReLU": Row(ANY, relu),
    "LeakyReLU": Row(ANY, lambda d, s: d.some(negative_slope=[0.05, 0.5])),
    "ELU": Row(ANY, lambda d, s: d.some(alpha=[0.5])),
    "PReLU": Row(ANY, prelu),
    "Softmax": Row(ANY, softmax),
    "Flatten": Row(ANY, lambda d, s: d.some(data_format=["channels_first"])),
    "Reshape": Row(ANY, reshape),
    "Permute": Row(SPACES, permute),
    "RepeatVector": Row(ROWS, lambda d, s: {"n": d.whole(1, 4)}),
    "Dropout": Row(ANY, lambda d, s: {"rate": d.noise()}),
    "GaussianDropout": Row(ANY, lambda d, s: {"rate": d.noise()}),
    "GaussianNoise": Row(ANY, lambda d, s: {"stddev": d.noise()}),
    "AlphaDropout": Row(ANY, lambda d, s: {"rate": d.noise()}),
    "SpatialDropout1D": Row(STEPS, lambda d, s: {"rate": d.noise()}),
    "SpatialDropout2D": Row(IMAGES, lambda d, s: {"rate": d.noise(), **d.some(data_format=["channels_first"])}),
    "SpatialDropout3D": Row(VOLUMES, lambda d, s: {"rate": d.noise()}),
    "ActivityRegularization": Row(ANY, lambda d, s: d.some(l1=[0.01], l2=[0.02])),
    "BatchNormalization": Row(ANY, batch_normalization),
    "LayerNormalization": Row(ANY, layer_normalization),
    "GroupNormalization": Row(FEATURES, group_normalization),
    "RMSNormalization": Row(ANY, lambda d, s: d.some(epsilon=[0.1])),
    "UnitNormalization": Row(ANY, lambda d, s: d.some(axis=[1] if len(s) == 1 else [1, [1, 2]])),
    "SpectralNormalization": Row(ROWS | STEPS | IMAGES, spectral_normalization),
    "Normalization": Row(ANY, normalization),
    "Rescaling": Row(ANY, lambda d, s: {"scale": d.real(0.1, 2), "offset": d.one_of(0.0, 0.5)}),
    "Discretization": Row(ROWS, discretization),
    "CategoryEncoding": Row(NUMBERS, category_encoding),
    **layers_of_images.LAYERS,
    **layers_over_time.LAYERS,
}

PLAIN = ("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "Discretization", "HashedCrossing")
"""Those that take none of the arguments that all layers have but a name and a dtype."""

AROUND = (
    *("SpectralNormalization", "TimeDistributed", "Bidirectional", "RNN"),
    *("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"),
)
"""Those that hold others, which go on learning in Keras if the outer one is made with ``trainable=False``."""

NOT_DRAWN: dict[str, str] = {
    **dict.fromkeys(("Input", "InputLayer", "Sequential", "Model", "Layer"), "what a model is made of"),
    **dict.fromkeys(
        (
            *("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot"),
            *("Attention", "AdditiveAttention", "MultiHeadAttention", "GroupedQueryAttention", "HashedCrossing"),
        ),
        "has several inputs, which a Sequential cannot give: see the golden rows",
    ),
    **dict.fromkeys(
        ("LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells", "ConvLSTMCell", "ConvLSTM1DCell"),
        "a step of a layer, drawn within RNN",
    ),
    "InputSpec": "is no layer",
    "Wrapper": "does nothing by itself",
    "FeatureSpace": "is called on columns by name",
    "Pipeline": "is drawn as a Sequential of its layers",
    "RandomCrop": "gives images of another size than it says in Keras, out of training",
    "ContrastLimitedAdaptiveHistogramEqualization": "Keras on torch cuts its limit to a whole number, 0",
    "Lambda": "holds code, and files with code are refused",
    **dict.fromkeys(("StringLookup", "TextVectorization", "IntegerLookup", "Hashing"), "needs TensorFlow in Keras"),
    **dict.fromkeys(("MixUp", "CutMix", "MaxNumBoundingBoxes"), "takes and gives labels as well"),
    **dict.fromkeys(
        (
            *("ThresholdedReLU", "Highway", "MaxoutDense", "LocallyConnected1D", "LocallyConnected2D"),
            *("TimeDistributedDense", "Deconvolution2D", "Deconvolution3D", "AtrousConvolution1D"),
            *("AtrousConvolution2D", "CuDNNLSTM", "CuDNNGRU"),
        ),
        "is not in Keras 3",
    ),
    **dict.fromkeys(("Convolution2D", "Convolution3D", "SeparableConvolution2D"), "another with Keras 1's arguments"),
}
"""Layers without a row, and why."""
