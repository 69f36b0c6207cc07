"""The standard layers."""

from plugkeras import hookimpl

PLUGKERAS_API = 1

_FILES = {
    "core": ("Input", "InputLayer", "Dense", "Activation", "Lambda", "Masking", "Identity"),
    "einsum_dense": ("EinsumDense",),
    "activations": ("ReLU", "LeakyReLU", "ELU", "Softmax", "PReLU", "ThresholdedReLU"),
    "shapes": ("Flatten", "Reshape", "Permute", "RepeatVector"),
    "regularization": (
        *("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianDropout", "GaussianNoise"),
        *("AlphaDropout", "ActivityRegularization"),
    ),
    "embedding": ("Embedding", "ReversibleEmbedding"),
    "convolution": ("Conv1D", "Conv2D", "Conv3D"),
    "other_convolutions": (
        *("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose", "DepthwiseConv1D", "DepthwiseConv2D"),
        *("SeparableConv1D", "SeparableConv2D"),
    ),
    "pooling": (
        *("MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "AveragePooling1D", "AveragePooling2D", "AveragePooling3D"),
        *("GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D"),
        *("GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D"),
    ),
    "adaptive_pooling": (
        *("AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D"),
        *("AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D"),
    ),
    "padding": (
        *("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D"),
        *("Cropping1D", "Cropping2D", "Cropping3D"),
    ),
    "upsampling": ("UpSampling1D", "UpSampling2D", "UpSampling3D"),
    "normalization": ("BatchNormalization", "LayerNormalization"),
    "group_normalization": ("GroupNormalization", "RMSNormalization", "UnitNormalization"),
    "recurrent.layers": ("SimpleRNN", "LSTM", "GRU", "CuDNNLSTM", "CuDNNGRU"),
    "recurrent.conv_lstm": ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"),
    "recurrent.bidirectional": ("Bidirectional",),
    "recurrent.rnn": ("RNN",),
    "recurrent.cells": ("SimpleRNNCell", "LSTMCell", "GRUCell"),
    "recurrent.stacked": ("StackedRNNCells",),
    "wrappers": ("TimeDistributed", "Wrapper", "SpectralNormalization"),
    "attention": ("Attention", "AdditiveAttention"),
    "multi_head_attention": ("MultiHeadAttention", "GroupedQueryAttention"),
    "merging": ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot"),
    "preparing.scaling": ("Rescaling", "Normalization"),
    "preparing.discretization": ("Discretization",),
    "preparing.encoding": ("CategoryEncoding",),
    "preparing.hashing": ("Hashing", "HashedCrossing"),
    "preparing.lookups": ("StringLookup", "IntegerLookup"),
    "preparing.text": ("TextVectorization",),
    "preparing.spectrograms": ("MelSpectrogram", "STFTSpectrogram"),
    "preparing.pipeline": ("Pipeline",),
    "preparing.feature_space": ("FeatureSpace",),
    "images.crops": ("CenterCrop", "RandomCrop", "Resizing", "RandomFlip"),
    "images.warps": ("RandomRotation", "RandomTranslation", "RandomZoom", "RandomShear"),
    "images.bends": ("RandomPerspective", "RandomElasticTransform"),
    "images.colors": (
        *("RandomBrightness", "RandomContrast", "RandomHue", "RandomSaturation", "RandomColorDegeneration"),
        *("RandomGrayscale", "RandomInvert", "RandomPosterization"),
    ),
    "images.tones": (
        *("Solarization", "AutoContrast", "Equalization", "ContrastLimitedAdaptiveHistogramEqualization"),
    ),
    "images.neighbours": ("RandomSharpness", "RandomGaussianBlur", "RandomErasing"),
    "images.mixing": ("MixUp", "CutMix", "MaxNumBoundingBoxes"),
    "images.chains": ("RandomColorJitter", "RandAugment", "AugMix"),
    "of_keras_1.convolutions": (
        *("Convolution2D", "Convolution3D", "AtrousConvolution2D", "SeparableConvolution2D"),
        *("Deconvolution2D", "Deconvolution3D"),
    ),
    "of_keras_1.unshared": ("LocallyConnected1D", "LocallyConnected2D"),
    "of_keras_1.dense": ("MaxoutDense", "Highway", "TimeDistributedDense"),
}
_ALIASES = {
    **{f"MaxPool{n}D": f"MaxPooling{n}D" for n in (1, 2, 3)},
    **{f"AvgPool{n}D": f"AveragePooling{n}D" for n in (1, 2, 3)},
    **{f"GlobalMaxPool{n}D": f"GlobalMaxPooling{n}D" for n in (1, 2, 3)},
    **{f"GlobalAvgPool{n}D": f"GlobalAveragePooling{n}D" for n in (1, 2, 3)},
    "Convolution1D": "Conv1D",
    **dict.fromkeys(("AtrousConv1D", "AtrousConvolution1D"), "Conv1D"),
    "AtrousConv2D": "AtrousConvolution2D",
    **{f"Deconv{n}D": f"Deconvolution{n}D" for n in (2, 3)},
    **{f"Convolution{n}DTranspose": f"Conv{n}DTranspose" for n in (1, 2, 3)},
    "SeparableConvolution1D": "SeparableConv1D",
    "GroupQueryAttention": "GroupedQueryAttention",
}


@hookimpl
def register_layers():
    layers = {name: f"plugkeras_std.layers.{file}:{name}" for file, names in _FILES.items() for name in names}
    layers |= {"Input": layers["InputLayer"]}
    layers |= {"Sequential": "plugkeras.training.sequential:Sequential"}  # a model is a layer, too
    return layers | {alias: layers[name] for alias, name in _ALIASES.items()}
