"""The layers that ``layers.py`` times: inputs, the layer, and what PyTorch has for it."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Row(NamedTuple):
    """The shapes of the inputs, how the layer is made, and the module or function of PyTorch that does the same."""

    shapes: tuple[tuple[int, ...], ...]
    ours: Callable[[Any], Any]
    torch: Callable[[Any], Any]
    is_image: bool = False
    """Whether PyTorch wants the last axis second."""
    below: int | None = None
    """Inputs are whole numbers below this one."""
    apart: bool = False
    """Whether the layer takes its inputs one by one instead of in a list."""

    def arrays(self, np: Any) -> list[Any]:
        """The inputs."""
        random = np.random.RandomState(0)
        if self.below is not None:
            return [random.randint(0, self.below, shape) for shape in self.shapes]
        return [random.uniform(-1, 1, shape).astype("float32") for shape in self.shapes]


FLAT = (128, 512)
STEPS = (32, 64, 64)
LINES = (32, 128, 64)
IMAGES = (16, 32, 32, 32)
VOLUMES = (4, 16, 16, 16, 16)


def on(shape: tuple[int, ...], ours: Any, torch: Any, **more: Any) -> Row:
    """A row of one input."""
    return Row((shape,), ours, torch, **more)


def image(shape: tuple[int, ...], ours: Any, torch: Any) -> Row:
    """A row of one input with channels."""
    return Row((shape,), ours, torch, is_image=True)


def _last(torch: Any, make: Any) -> Any:
    """Only the outputs of a recurrent module, batch first."""
    module = make(torch.nn)

    class Last(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.module = module

        def forward(self, x: Any) -> Any:
            return self.module(x)[0]

    return Last()


def _separable(torch: Any) -> Any:
    return torch.nn.Sequential(torch.nn.Conv2d(32, 32, 3, groups=32, bias=False), torch.nn.Conv2d(32, 64, 1))


def _heads(torch: Any) -> Any:
    module = torch.nn.MultiheadAttention(128, 4, batch_first=True)

    class Self(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.module = module

        def forward(self, x: Any, y: Any) -> Any:
            return self.module(x, y, y, need_weights=False)[0]

    return Self()


ACTIVATIONS = {
    "relu": lambda t: t.relu,
    "sigmoid": lambda t: t.sigmoid,
    "tanh": lambda t: t.tanh,
    "softmax": lambda t: lambda x: t.softmax(x, -1),
    "gelu": lambda t: t.nn.functional.gelu,
    "silu": lambda t: t.nn.functional.silu,
    "elu": lambda t: t.nn.functional.elu,
    "selu": lambda t: t.selu,
    "softplus": lambda t: t.nn.functional.softplus,
    "softsign": lambda t: t.nn.functional.softsign,
    "hard_sigmoid": lambda t: t.nn.functional.hardsigmoid,
    "hard_silu": lambda t: t.nn.functional.hardswish,
    "hard_tanh": lambda t: t.nn.functional.hardtanh,
    "hard_shrink": lambda t: t.nn.functional.hardshrink,
    "soft_shrink": lambda t: t.nn.functional.softshrink,
    "tanh_shrink": lambda t: t.nn.functional.tanhshrink,
    "mish": lambda t: t.nn.functional.mish,
    "celu": lambda t: t.celu,
    "glu": lambda t: t.nn.functional.glu,
    "leaky_relu": lambda t: t.nn.functional.leaky_relu,
    "relu6": lambda t: t.nn.functional.relu6,
    "log_sigmoid": lambda t: t.nn.functional.logsigmoid,
    "log_softmax": lambda t: lambda x: t.log_softmax(x, -1),
    "exponential": lambda t: t.exp,
}
POOL = {"Max": "Max", "Average": "Avg"}
POOLS = {1: LINES, 2: IMAGES, 3: VOLUMES}

ROWS: dict[str, Row] = {
    "Dense": on(FLAT, lambda L: L.Dense(512), lambda t: t.nn.Linear(512, 512)),
    "Dense relu": on(
        FLAT, lambda L: L.Dense(512, "relu"), lambda t: t.nn.Sequential(t.nn.Linear(512, 512), t.nn.ReLU())
    ),
    "EinsumDense": on(
        LINES, lambda L: L.EinsumDense("abc,cd->abd", (None, 64), bias_axes="d"), lambda t: t.nn.Linear(64, 64)
    ),
    "Embedding": on((64, 128), lambda L: L.Embedding(10000, 64), lambda t: t.nn.Embedding(10000, 64), below=10000),
    "Embedding small": on((64, 32), lambda L: L.Embedding(1000, 32), lambda t: t.nn.Embedding(1000, 32), below=1000),
    **{
        f"Activation {name}": on(FLAT, lambda L, name=name: L.Activation(name), make)
        for name, make in ACTIVATIONS.items()
    },
    "ReLU": on(FLAT, lambda L: L.ReLU(), lambda t: t.nn.ReLU()),
    "ReLU bounded": on(FLAT, lambda L: L.ReLU(max_value=6.0), lambda t: t.nn.ReLU6()),
    "LeakyReLU": on(FLAT, lambda L: L.LeakyReLU(), lambda t: t.nn.LeakyReLU(0.3)),
    "ELU": on(FLAT, lambda L: L.ELU(), lambda t: t.nn.ELU()),
    "Softmax": on(FLAT, lambda L: L.Softmax(), lambda t: t.nn.Softmax(-1)),
    "PReLU": image(IMAGES, lambda L: L.PReLU(shared_axes=[1, 2]), lambda t: t.nn.PReLU(32)),
    "Conv1D": image(LINES, lambda L: L.Conv1D(64, 3), lambda t: t.nn.Conv1d(64, 64, 3)),
    "Conv1D causal": image(
        LINES, lambda L: L.Conv1D(64, 3, padding="causal", dilation_rate=2),
        lambda t: t.nn.Sequential(t.nn.ConstantPad1d((4, 0), 0.0), t.nn.Conv1d(64, 64, 3, dilation=2)),
    ),
    "Conv2D": image(IMAGES, lambda L: L.Conv2D(64, 3), lambda t: t.nn.Conv2d(32, 64, 3)),
    "Conv2D same": image(
        IMAGES, lambda L: L.Conv2D(32, 3, padding="same"), lambda t: t.nn.Conv2d(32, 32, 3, padding=1)
    ),
    "Conv2D 1x1": image(IMAGES, lambda L: L.Conv2D(64, 1), lambda t: t.nn.Conv2d(32, 64, 1)),
    "Conv2D 5x5": image(IMAGES, lambda L: L.Conv2D(32, 5), lambda t: t.nn.Conv2d(32, 32, 5)),
    "Conv2D strides": image(IMAGES, lambda L: L.Conv2D(64, 3, strides=2), lambda t: t.nn.Conv2d(32, 64, 3, stride=2)),
    "Conv2D dilated": image(
        IMAGES, lambda L: L.Conv2D(32, 3, dilation_rate=2), lambda t: t.nn.Conv2d(32, 32, 3, dilation=2)
    ),
    "Conv2D groups": image(IMAGES, lambda L: L.Conv2D(64, 3, groups=4), lambda t: t.nn.Conv2d(32, 64, 3, groups=4)),
    "Conv3D": image(VOLUMES, lambda L: L.Conv3D(16, 3), lambda t: t.nn.Conv3d(16, 16, 3)),
    "Conv1DTranspose": image(
        LINES, lambda L: L.Conv1DTranspose(64, 4, strides=2, padding="same"),
        lambda t: t.nn.ConvTranspose1d(64, 64, 4, stride=2, padding=1),
    ),
    "Conv2DTranspose": image(
        IMAGES, lambda L: L.Conv2DTranspose(32, 4, strides=2, padding="same"),
        lambda t: t.nn.ConvTranspose2d(32, 32, 4, stride=2, padding=1),
    ),
    "Conv3DTranspose": image(
        (4, 8, 8, 8, 16), lambda L: L.Conv3DTranspose(16, 4, strides=2, padding="same"),
        lambda t: t.nn.ConvTranspose3d(16, 16, 4, stride=2, padding=1),
    ),
    "DepthwiseConv1D": image(LINES, lambda L: L.DepthwiseConv1D(3), lambda t: t.nn.Conv1d(64, 64, 3, groups=64)),
    "DepthwiseConv2D": image(IMAGES, lambda L: L.DepthwiseConv2D(3), lambda t: t.nn.Conv2d(32, 32, 3, groups=32)),
    "DepthwiseConv2D strides": image(
        IMAGES, lambda L: L.DepthwiseConv2D(3, strides=2), lambda t: t.nn.Conv2d(32, 32, 3, stride=2, groups=32)
    ),
    "SeparableConv1D": image(
        LINES, lambda L: L.SeparableConv1D(64, 3),
        lambda t: t.nn.Sequential(t.nn.Conv1d(64, 64, 3, groups=64, bias=False), t.nn.Conv1d(64, 64, 1)),
    ),
    "SeparableConv2D": image(IMAGES, lambda L: L.SeparableConv2D(64, 3), _separable),
    **{
        f"{kind}Pooling{n}D{' overlapping' if size == 3 else ''}": image(
            POOLS[n],
            lambda L, n=n, kind=kind, size=size: getattr(L, f"{kind}Pooling{n}D")(size, strides=2),
            lambda t, n=n, kind=kind, size=size: getattr(t.nn, f"{POOL[kind]}Pool{n}d")(size, stride=2),
        )
        for n in POOLS
        for kind in ("Max", "Average")
        for size in (2, 3)
    },
    **{
        f"Global{kind}Pooling{n}D": image(
            POOLS[n],
            lambda L, n=n, kind=kind: getattr(L, f"Global{kind}Pooling{n}D")(),
            lambda t, n=n, kind=kind: getattr(t.nn, f"Adaptive{POOL[kind]}Pool{n}d")(1),
        )
        for n in POOLS
        for kind in ("Max", "Average")
    },
    **{
        f"Adaptive{kind}Pooling{n}D": image(
            POOLS[n],
            lambda L, n=n, kind=kind: getattr(L, f"Adaptive{kind}Pooling{n}D")(5),
            lambda t, n=n, kind=kind: getattr(t.nn, f"Adaptive{POOL[kind]}Pool{n}d")(5),
        )
        for n in POOLS
        for kind in ("Max", "Average")
    },
    "BatchNormalization": image(IMAGES, lambda L: L.BatchNormalization(), lambda t: t.nn.BatchNorm2d(32)),
    "BatchNormalization rows": on(FLAT, lambda L: L.BatchNormalization(), lambda t: t.nn.BatchNorm1d(512)),
    "LayerNormalization": on((32, 64, 256), lambda L: L.LayerNormalization(), lambda t: t.nn.LayerNorm(256)),
    "GroupNormalization": image(IMAGES, lambda L: L.GroupNormalization(8), lambda t: t.nn.GroupNorm(8, 32)),
    "RMSNormalization": on((32, 64, 256), lambda L: L.RMSNormalization(), lambda t: t.nn.RMSNorm(256)),
    "UnitNormalization": on(FLAT, lambda L: L.UnitNormalization(), lambda t: t.nn.functional.normalize),
    "SpectralNormalization": on(
        FLAT, lambda L: L.SpectralNormalization(L.Dense(512)),
        lambda t: t.nn.utils.parametrizations.spectral_norm(t.nn.Linear(512, 512)),
    ),
    "Dropout": on(FLAT, lambda L: L.Dropout(0.5), lambda t: t.nn.Dropout(0.5)),
    "SpatialDropout1D": image(LINES, lambda L: L.SpatialDropout1D(0.5), lambda t: t.nn.Dropout1d(0.5)),
    "SpatialDropout2D": image(IMAGES, lambda L: L.SpatialDropout2D(0.5), lambda t: t.nn.Dropout2d(0.5)),
    "SpatialDropout3D": image(VOLUMES, lambda L: L.SpatialDropout3D(0.5), lambda t: t.nn.Dropout3d(0.5)),
    "GaussianDropout": on(FLAT, lambda L: L.GaussianDropout(0.5), lambda t: lambda x: x * (1 + t.randn_like(x))),
    "GaussianNoise": on(FLAT, lambda L: L.GaussianNoise(0.5), lambda t: lambda x: x + 0.5 * t.randn_like(x)),
    "AlphaDropout": on(FLAT, lambda L: L.AlphaDropout(0.5), lambda t: t.nn.AlphaDropout(0.5)),
    "Flatten": on(IMAGES, lambda L: L.Flatten(), lambda t: t.nn.Flatten()),
    "Reshape": on(IMAGES, lambda L: L.Reshape((64, -1)), lambda t: lambda x: x.reshape(16, 64, -1)),
    "Permute": on(IMAGES, lambda L: L.Permute((3, 1, 2)), lambda t: lambda x: x.permute(0, 3, 1, 2)),
    "RepeatVector": on(FLAT, lambda L: L.RepeatVector(16), lambda t: lambda x: x[:, None].repeat(1, 16, 1)),
    "ZeroPadding1D": on(LINES, lambda L: L.ZeroPadding1D(2), lambda t: t.nn.ZeroPad2d((0, 0, 2, 2))),
    "ZeroPadding2D": image(IMAGES, lambda L: L.ZeroPadding2D(1), lambda t: t.nn.ZeroPad2d(1)),
    "ZeroPadding3D": image(VOLUMES, lambda L: L.ZeroPadding3D(1), lambda t: t.nn.ConstantPad3d(1, 0.0)),
    "Cropping2D": image(IMAGES, lambda L: L.Cropping2D(2), lambda t: lambda x: x[:, :, 2:-2, 2:-2]),
    "UpSampling1D": image(LINES, lambda L: L.UpSampling1D(2), lambda t: t.nn.Upsample(scale_factor=2)),
    "UpSampling2D": image(IMAGES, lambda L: L.UpSampling2D(2), lambda t: t.nn.Upsample(scale_factor=2)),
    "UpSampling2D bilinear": image(
        IMAGES, lambda L: L.UpSampling2D(2, interpolation="bilinear"),
        lambda t: t.nn.Upsample(scale_factor=2, mode="bilinear"),
    ),
    "UpSampling3D": image(VOLUMES, lambda L: L.UpSampling3D(2), lambda t: t.nn.Upsample(scale_factor=2)),
    "Add": Row((FLAT, FLAT), lambda L: L.Add(), lambda t: lambda x, y: x + y),
    "Subtract": Row((FLAT, FLAT), lambda L: L.Subtract(), lambda t: lambda x, y: x - y),
    "Multiply": Row((FLAT, FLAT), lambda L: L.Multiply(), lambda t: lambda x, y: x * y),
    "Average": Row((FLAT, FLAT), lambda L: L.Average(), lambda t: lambda x, y: (x + y) / 2),
    "Maximum": Row((FLAT, FLAT), lambda L: L.Maximum(), lambda t: t.maximum),
    "Minimum": Row((FLAT, FLAT), lambda L: L.Minimum(), lambda t: t.minimum),
    "Concatenate": Row((FLAT, FLAT), lambda L: L.Concatenate(), lambda t: lambda x, y: t.cat((x, y), -1)),
    "Dot": Row((FLAT, FLAT), lambda L: L.Dot(axes=1), lambda t: lambda x, y: (x * y).sum(1, keepdim=True)),
    "Attention": Row(
        ((16, 64, 64), (16, 64, 64)), lambda L: L.Attention(), lambda t: lambda q, v: t.softmax(q @ v.mT, -1) @ v
    ),
    "AdditiveAttention": Row(
        ((16, 32, 64), (16, 32, 64)), lambda L: L.AdditiveAttention(use_scale=False),
        lambda t: lambda q, v: t.softmax(t.tanh(q[:, :, None] + v[:, None]).sum(-1), -1) @ v,
    ),
    "MultiHeadAttention": Row(
        ((16, 64, 128), (16, 64, 128)), lambda L: L.MultiHeadAttention(4, 32), _heads, apart=True
    ),
    "TimeDistributed": on(LINES, lambda L: L.TimeDistributed(L.Dense(64)), lambda t: t.nn.Linear(64, 64)),
    **{
        name: on(
            STEPS, lambda L, name=name: getattr(L, name)(64, return_sequences=True),
            lambda t, theirs=theirs: _last(t, lambda nn: getattr(nn, theirs)(64, 64, batch_first=True)),
        )
        for name, theirs in {"LSTM": "LSTM", "GRU": "GRU", "SimpleRNN": "RNN"}.items()
    },
    "Bidirectional": on(
        STEPS, lambda L: L.Bidirectional(L.LSTM(64, return_sequences=True)),
        lambda t: _last(t, lambda nn: nn.LSTM(64, 64, batch_first=True, bidirectional=True)),
    ),
    "Rescaling": on(IMAGES, lambda L: L.Rescaling(1 / 255), lambda t: lambda x: x * (1 / 255)),
    "Normalization": on(
        FLAT, lambda L: L.Normalization(axis=None, mean=0.5, variance=2.0), lambda t: lambda x: (x - 0.5) / 2**0.5
    ),
    "Resizing": image(
        IMAGES, lambda L: L.Resizing(48, 48), lambda t: t.nn.Upsample((48, 48), mode="bilinear")
    ),
    "CenterCrop": image(IMAGES, lambda L: L.CenterCrop(24, 24), lambda t: lambda x: x[:, :, 4:-4, 4:-4]),
}  # fmt: skip

NOT_TIMED: dict[str, str] = {
    **dict.fromkeys(
        (
            "Layer",
            "InputLayer",
            "InputSpec",
            "FeatureSpace",
            "Sequential",
            "Identity",
            "Masking",
            "Lambda",
            "Wrapper",
            "Pipeline",
        ),
        "does no work itself",
    ),
    **dict.fromkeys(
        ("LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells", "RNN"), "a step of a layer that is timed"
    ),
    **dict.fromkeys(
        (
            *("ActivityRegularization", "ThresholdedReLU", "ReversibleEmbedding", "Convolution2D", "Convolution3D"),
            *("SeparableConvolution2D", "Deconvolution2D", "Deconvolution3D", "AtrousConvolution2D", "Cropping1D"),
            *(
                "TimeDistributedDense",
                "CuDNNLSTM",
                "CuDNNGRU",
                "GroupedQueryAttention",
                "LocallyConnected1D",
                "Cropping3D",
            ),
        ),
        "does what another does that is timed",
    ),
    **dict.fromkeys(
        (
            *("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "LocallyConnected2D", "Highway", "MaxoutDense"),
            *("STFTSpectrogram", "MelSpectrogram"),
        ),
        "is no module of PyTorch",
    ),
    **dict.fromkeys(
        (
            *(
                "FeatureSpace",
                "CategoryEncoding",
                "Discretization",
                "HashedCrossing",
                "Hashing",
                "IntegerLookup",
                "StringLookup",
            ),
            *("TextVectorization", "AugMix", "AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization", "CutMix"),
            *("Equalization", "MaxNumBoundingBoxes", "MixUp", "RandAugment", "RandomBrightness", "RandomCrop"),
            *("RandomColorDegeneration", "RandomColorJitter", "RandomContrast", "RandomElasticTransform", "RandomFlip"),
            *("RandomErasing", "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert", "RandomRotation"),
            *("RandomPerspective", "RandomPosterization", "RandomSaturation", "RandomSharpness", "RandomShear"),
            *("RandomTranslation", "RandomZoom", "Solarization"),
        ),
        "prepares data, and is no module of PyTorch",
    ),
}
"""Layers without a row, and why."""
