"""Sounds as pictures of their frequencies over time."""

from typing import Annotated, Any, Literal

import numpy as np

from plugkeras import Layer, config, ops
from plugkeras.annotations import Count, DataFormat, Via
from plugkeras.engine import Array
from plugkeras.errors import ArgumentError
from plugkeras.parts.shapes import Shape
from plugkeras_std.initializers.waves import STFT, _window


class MelSpectrogram(Layer):
    """Sounds (…, time) as their power in bands of equal width to the ear, (…, bands, pieces): the mel scale.

    With ``power_to_db``, in decibel of ``ref_power``, and not less than ``top_db`` below the loudest of the batch.
    Stevens, Volkmann and Newman, 1937; as HTK has it.
    """

    float_inputs = True
    fft_length: Count = 2048
    sequence_stride: Count = 512
    sequence_length: int | None = None
    window: Any = "hann"
    sampling_rate: int | float = 16000
    num_mel_bins: Count = 128
    min_freq: float = 20.0
    max_freq: float | None = None
    power_to_db: bool = True
    top_db: float = 80.0
    mag_exp: float = 2.0
    min_power: float = 1e-10
    ref_power: float = 1.0

    def setup(self) -> None:
        """Lengths and frequencies that follow from others."""
        self.sequence_length = self.sequence_length or self.fft_length
        self.max_freq = self.max_freq or int(self.sampling_rate / 2)
        if self.sequence_length > self.fft_length:
            raise ArgumentError(
                f"{type(self).__name__}: `sequence_length` {self.sequence_length} is more than `fft_length` "
                f"{self.fft_length}."
            )

    def call(self, x: Array) -> Array:
        """The pictures; halves are computed in singles."""
        dtype = self.dtype if self.dtype in ("float32", "float64") else "float32"
        re, im = ops.stft(
            ops.cast(x, dtype), self.sequence_length or 0, self.sequence_stride, self.fft_length, self.window
        )
        power = ops.square(re) + ops.square(im)
        power = power if self.mag_exp == 2 else ops.power(power, self.mag_exp / 2)
        lowest, highest = self.min_freq, self.max_freq or 0.0
        mel = self.linear_to_mel_weight_matrix(
            self.num_mel_bins, power.shape[-1], self.sampling_rate, lowest, highest, dtype
        )
        y = ops.tensordot(power, mel, 1)
        return ops.cast(ops.swapaxes(self._in_decibel(y) if self.power_to_db else y, -1, -2), self.dtype)

    def _in_decibel(self, power: Array) -> Array:
        if not power.size:
            return power
        reference = 10 * np.log10(max(abs(self.ref_power), self.min_power))
        y = ops.log(ops.maximum(power, self.min_power)) * (10 / np.log(10)) - float(reference)
        return ops.maximum(y, ops.max(y) - self.top_db)

    def linear_to_mel_weight_matrix(
        self,
        num_mel_bins: int = 20,
        num_spectrogram_bins: int = 129,
        sampling_rate: float = 8000,
        lower_edge_hertz: float = 125.0,
        upper_edge_hertz: float = 3800.0,
        dtype: str = "float32",
    ) -> Array:
        """How much of each frequency each band has: (frequencies, bands), triangles that overlap by half."""
        frequencies = np.linspace(0, sampling_rate / 2, num_spectrogram_bins)[1:]
        mel = _mel(frequencies)[:, None]
        edges = np.linspace(_mel(lower_edge_hertz), _mel(upper_edge_hertz), num_mel_bins + 2)
        low, middle, high = edges[:-2], edges[1:-1], edges[2:]
        sides = np.minimum((mel - low) / (middle - low), (high - mel) / (high - middle))
        return ops.convert_to_tensor(np.pad(np.maximum(sides, 0), ((1, 0), (0, 0))).astype(dtype))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(…, bands, pieces)."""
        time, beyond = input_shape[-1], 2 * (self.fft_length // 2) - self.fft_length
        pieces = None if time is None else (time + beyond + self.sequence_stride) // self.sequence_stride
        return (*input_shape[:-1], self.num_mel_bins, pieces)


def _mel(hertz: Any) -> Any:
    return 1127.0 * np.log(1.0 + hertz / 700.0)


class STFTSpectrogram(Layer):
    """Sounds (n, time, channels) as their frequencies in pieces, by convolutions whose kernels may be trained.

    ``mode`` says what of each frequency: the "log" of its magnitude, the "magnitude", the power ("psd"), the "real" or
    the "imag" part, the "angle", or both parts ("stft"). The output is (n, pieces, channels * frequencies) or, with
    ``expand_dims``, a picture (n, pieces, frequencies, channels); with channels first, these come right after n.
    """

    float_inputs = True
    input_ndim = 3
    mode: Literal["log", "magnitude", "psd", "real", "imag", "angle", "stft"] = "log"
    frame_length: Count = 256
    frame_step: Count | None = None
    fft_length: Count | None = None
    window: Annotated[Any, Via(_window)] = "hann"
    periodic: bool = False
    scaling: Literal["density", "spectrum"] | None = "density"
    padding: Literal["valid", "same"] = "valid"
    expand_dims: bool = False
    data_format: DataFormat = None

    def setup(self) -> None:
        """Pieces begin at most their length apart, and are transformed whole."""
        owner, length = type(self).__name__, self.frame_length
        if self.frame_step is not None and self.frame_step > length:
            raise ArgumentError(f"{owner}: `frame_step` {self.frame_step} is more than `frame_length` {length}.")
        if self.fft_length is not None and self.fft_length < length:
            raise ArgumentError(f"{owner}: `fft_length` {self.fft_length} is less than `frame_length` {length}.")
        self._step = self.frame_step or max(length // 2, 1)
        self._frequencies = (self.fft_length or 1 << (length - 1).bit_length()) // 2 + 1
        self.data_format = self.data_format or config.image_data_format()  # type: ignore[assignment]

    @property
    def _last(self) -> bool:
        return self.data_format == "channels_last"

    def build(self, input_shape: Shape) -> None:
        """real_kernel and imag_kernel (frame_length, 1, frequencies), as far as the mode needs them."""
        for side, without in (("real", "imag"), ("imag", "real")):
            if self.mode != without:
                start = STFT(side, self.window, self.scaling, self.periodic)
                shape = (self.frame_length, 1, self._frequencies)
                setattr(self, f"{side}_kernel", self.add_weight(name=f"{side}_kernel", shape=shape, initializer=start))

    def call(self, x: Array) -> Array:
        """The pictures."""
        x = ops.transpose(x, (0, 2, 1)) if self._last else x
        n, channels, time = x.shape
        rows = ops.reshape(x, (n * channels, time, 1))
        y = self._pictured(*(self._part(rows, side) for side in ("real", "imag")))
        return self._arranged(ops.reshape(y, (n, channels, *y.shape[1:])))

    def _part(self, rows: Array, side: str) -> Array | None:
        kernel = getattr(self, f"{side}_kernel", None)
        if kernel is None:
            return None
        return ops.conv(rows, kernel, strides=self._step, padding=self.padding, data_format="channels_last")

    def _pictured(self, re: Array, im: Array) -> Array:
        """What the mode asks for, of (rows, pieces, frequencies)."""
        if self.mode in ("real", "imag"):
            return re if self.mode == "real" else im
        if self.mode == "stft":
            return ops.concatenate([re, im], axis=-1)
        if self.mode == "angle":
            return ops.arctan2(im, re)
        power = ops.square(re) + ops.square(im)
        if self.mode == "psd":  # each frequency but the first and the last stands for a negative one, too
            return power + ops.pad(power[:, :, 1:-1], ((0, 0), (0, 0), (1, 1)))
        magnitude = ops.sqrt(ops.maximum(power, config.epsilon()))
        return magnitude if self.mode == "magnitude" else ops.log(ops.maximum(magnitude, config.epsilon()))

    def _arranged(self, y: Array) -> Array:
        """(n, channels, pieces, frequencies) as the arguments say."""
        n, channels, pieces, frequencies = y.shape
        if self.expand_dims:
            return ops.transpose(y, (0, 2, 3, 1)) if self._last else y
        if self._last:
            return ops.reshape(ops.transpose(y, (0, 2, 1, 3)), (n, pieces, channels * frequencies))
        return ops.reshape(ops.transpose(y, (0, 1, 3, 2)), (n, channels * frequencies, pieces))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """As above."""
        n, *rest = input_shape
        time, channels = rest if self._last else reversed(rest)
        frequencies = self._frequencies * (2 if self.mode == "stft" else 1)
        pieces = None if time is None else -(-time // self._step)
        if time is not None and self.padding == "valid":
            pieces = max((time - self.frame_length) // self._step + 1, 0)
        if self.expand_dims:
            return (n, pieces, frequencies, channels) if self._last else (n, channels, pieces, frequencies)
        together = None if channels is None else channels * frequencies
        return (n, pieces, together) if self._last else (n, together, pieces)
