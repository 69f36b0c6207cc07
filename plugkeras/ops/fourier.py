"""Fourier transforms of the last axes. A complex array is a pair of real ones, so gradients flow through it."""

from typing import Any

import numpy

from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError, ShapeError
from plugkeras.ops.constants import in_dtype, together, values
from plugkeras.ops.elementwise import where
from plugkeras.ops.gradients import custom_gradient
from plugkeras.ops.reductions import wide
from plugkeras.ops.scattering import segment_sum
from plugkeras.ops.shapes import as_floats, broadcast_to, convert_to_tensor, moveaxis, pad, reshape, take

__all__ = ["extract_sequences", "fft", "fft2", "ifft2", "irfft", "istft", "rfft", "stft"]

Pair = tuple[Array, Array]


def _pair(name: str, x: Any) -> tuple[Array, Array, str]:
    """Real and imaginary part as floats of one dtype and shape, and the dtype that the result is to have."""
    if not isinstance(x, tuple | list) or len(x) != 2:
        raise ArgumentError(f"{name}: it takes a pair of arrays, the real and the imaginary parts.")
    re, im = together(*x, floats=True)
    if tuple(re.shape) != tuple(im.shape):
        raise ShapeError(f"{name}: both parts must have one shape, not {tuple(re.shape)} and {tuple(im.shape)}.")
    return wide(re)[0], wide(im)[0], str(re.dtype)


def _parts(np: Any, z: Any, like: Any) -> Any:
    return np.real(z).astype(like.dtype), np.imag(z).astype(like.dtype)


def _both(function: str, re: Array, im: Array) -> Pair:
    found: Pair = values(lambda np, a, b: _parts(np, getattr(np.fft, function)(a + 1j * b), a), re, im)
    return found


def _transform(function: str, back: str, axes: int, inverse: bool) -> Any:
    """A transform of complex numbers: its gradient is the one that goes back, scaled."""

    @custom_gradient
    def run(re: Array, im: Array) -> Any:
        size = int(numpy.prod(re.shape[-axes:], dtype=int))
        scale = 1.0 / size if inverse else float(size)

        def gradient(g_re: Array, g_im: Array) -> Pair:
            a, b = _both(back, g_re, g_im)
            return a * scale, b * scale

        return _both(function, re, im), gradient

    return run


_FFT = _transform("fft", "ifft", 1, inverse=False)
_FFT2 = _transform("fft2", "ifft2", 2, inverse=False)
_IFFT2 = _transform("ifft2", "fft2", 2, inverse=True)


def _run(name: str, transform: Any, x: Any) -> Pair:
    re, im, dtype = _pair(name, x)
    a, b = transform(re, im)
    return in_dtype(a, dtype), in_dtype(b, dtype)


def fft(x: Any) -> Pair:
    """The transform along the last axis of a pair of arrays, real and imaginary parts; a pair as well."""
    return _run("fft", _FFT, x)


def fft2(x: Any) -> Pair:
    """The transform along the last two axes of a pair of arrays."""
    return _run("fft2", _FFT2, x)


def ifft2(x: Any) -> Pair:
    """What ``fft2`` came from."""
    return _run("ifft2", _IFFT2, x)


def _fitted(x: Array, n: int) -> Array:
    """The first n numbers of the last axis, zeros following if there are fewer."""
    have = x.shape[-1]
    return x[..., :n] if have >= n else pad(x, [(0, 0)] * (len(x.shape) - 1) + [(0, n - have)])


@custom_gradient
def _rfft(x: Array) -> Any:
    n = x.shape[-1]

    def gradient(g_re: Array, g_im: Array) -> Array:
        def formula(np: Any, a: Any, b: Any) -> Any:
            rest = [(0, 0)] * (a.ndim - 1) + [(0, n - a.shape[-1])]
            return (np.real(np.fft.ifft(np.pad(a + 1j * b, rest))) * n).astype(a.dtype)

        return values(formula, g_re, g_im)

    return values(lambda np, x: _parts(np, np.fft.rfft(x), x), x), gradient


def rfft(x: Array, fft_length: int | None = None) -> Pair:
    """The transform of real numbers along the last axis, cut or filled up with zeros to ``fft_length``.

    A pair of arrays: the ``fft_length // 2 + 1`` frequencies that are not negative.
    """
    x, dtype = wide(x)
    a, b = _rfft(x if fft_length is None else _fitted(x, int(fft_length)))
    return in_dtype(a, dtype), in_dtype(b, dtype)


def _irfft(n: int) -> Any:
    @custom_gradient
    def run(re: Array, im: Array) -> Any:
        twice = numpy.full(n // 2 + 1, 2.0 / n)
        twice[0] = 1 / n
        twice[n // 2 :] = (2 - (n % 2 == 0)) / n

        def gradient(g: Array) -> Pair:
            found: Pair = values(lambda np, g: _parts(np, np.fft.rfft(g) * np.asarray(twice, g.dtype), g), g)
            return found

        return values(lambda np, a, b: np.fft.irfft(a + 1j * b, n).astype(a.dtype), re, im), gradient

    return run


def irfft(x: Any, fft_length: int | None = None) -> Array:
    """The ``fft_length`` real numbers (an even one, by default) of which ``rfft`` gives this pair of arrays."""
    re, im, dtype = _pair("irfft", x)
    n = 2 * (re.shape[-1] - 1) if fft_length is None else int(fft_length)
    return in_dtype(_irfft(n)(_fitted(re, n // 2 + 1), _fitted(im, n // 2 + 1)), dtype)


# -- in pieces ------------------------------------------------------------------------------------


def _places(count: int, length: int, stride: int) -> Any:
    return numpy.arange(count)[:, None] * stride + numpy.arange(length)


def extract_sequences(x: Array, sequence_length: int, sequence_stride: int) -> Array:
    """The pieces of the last axis that are ``sequence_length`` long and begin ``sequence_stride`` apart."""
    x = convert_to_tensor(x)
    count = (x.shape[-1] - (sequence_length - sequence_stride)) // sequence_stride
    return take(x, _places(count, sequence_length, sequence_stride), -1)


def _window(name: str, window: Any, length: int, whole: int, dtype: str) -> Array | None:
    """A window of ``length``, with zeros on both sides up to ``whole``."""
    if window is None:
        return None
    if isinstance(window, str):
        if window not in ("hann", "hamming"):
            raise ArgumentError(f"{name}: `window` must be 'hann', 'hamming', an array or None, not {window!r}.")
        base = 0.5 if window == "hann" else 0.54
        window = current().array(base - (1 - base) * numpy.cos(2 * numpy.pi * numpy.arange(length) / length), dtype)
    window = in_dtype(window, dtype)
    if tuple(window.shape) != (length,):
        raise ShapeError(f"{name}: `window` must have shape ({length},), not {tuple(window.shape)}.")
    before = (whole - length) // 2
    return pad(window, (before, whole - length - before))


def _sizes(name: str, sequence_length: int, fft_length: int) -> None:
    if fft_length < sequence_length:
        raise ArgumentError(f"{name}: `fft_length` {fft_length} is less than `sequence_length` {sequence_length}.")


def stft(
    x: Array, sequence_length: int, sequence_stride: int, fft_length: int, window: Any = "hann", center: bool = True
) -> Pair:
    """The spectra of pieces of x (…, time): a pair of arrays (…, pieces, ``fft_length // 2 + 1``).

    Each piece is multiplied by the window; with ``center``, x is mirrored at both ends so that pieces have their
    middle on it.

    Raises:
        ArgumentError: the lengths do not fit, or there is no such window.
    """
    _sizes("stft", sequence_length, fft_length)
    x = as_floats(x)
    if center:
        x = pad(x, [(0, 0)] * (len(x.shape) - 1) + [(fft_length // 2, fft_length // 2)], "reflect")
    shape = _window("stft", window, sequence_length, fft_length, str(x.dtype))
    pieces = extract_sequences(x, fft_length, sequence_stride)
    return rfft(pieces if shape is None else pieces * shape)


def istft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> Array:
    """The x (…, ``length``) of which ``stft`` with these arguments gives this pair of arrays.

    Raises:
        ArgumentError: the lengths do not fit, or there is no such window.
    """
    _sizes("istft", sequence_length, fft_length)
    pieces = irfft(x, fft_length)
    count = pieces.shape[-2]
    total = fft_length + sequence_stride * (count - 1)
    places = _places(count, fft_length, sequence_stride).reshape(-1)
    shape = _window("istft", window, sequence_length, fft_length, str(pieces.dtype))
    if shape is None:
        y = _overlapped(pieces, places, total)
    else:
        over = _overlapped(broadcast_to(shape * shape, (count, fft_length)), places, total)
        y = _overlapped(pieces * shape, places, total) / where(over > 1e-10, over, 1.0)
    start = fft_length // 2 if center else 0
    end = start + length if length is not None else total - start
    return y[..., start:end]


def _overlapped(pieces: Array, places: Any, total: int) -> Array:
    """The pieces (…, count, length) added up at their places on one axis."""
    lead = pieces.shape[:-2]
    rows = reshape(pieces, (*lead, -1))
    return moveaxis(segment_sum(moveaxis(rows, -1, 0), places, total), 0, -1)
