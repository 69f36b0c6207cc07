"""Complex numbers. They are constants here: gradients flow through pairs of real arrays, as ``fft`` takes them."""

from math import pi

from plugkeras.engine import Array
from plugkeras.ops.constants import kind_of, together, values
from plugkeras.ops.elementwise import where
from plugkeras.ops.shapes import as_floats, convert_to_tensor, stack, zeros_like
from plugkeras.ops.telling import signbit

__all__ = ["angle", "conj", "conjugate", "imag", "polar", "real", "view_as_complex", "view_as_real"]


def angle(x: Array) -> Array:
    """The angle of x in the complex plane, in radians: 0 or pi, if it is real."""
    x = convert_to_tensor(x)
    if kind_of(x) == "c":
        return values(lambda np, x: np.angle(x), x)
    x = as_floats(x)
    return where(x != x, x, where(signbit(x), pi, zeros_like(x)))


def conjugate(x: Array) -> Array:
    """x with the other sign of its imaginary part."""
    x = convert_to_tensor(x)
    return values(lambda np, x: np.conjugate(x), x) if kind_of(x) == "c" else x


def conj(x: Array) -> Array:
    """x with the other sign of its imaginary part."""
    return conjugate(x)


def real(x: Array) -> Array:
    """The real part."""
    x = convert_to_tensor(x)
    return values(lambda np, x: np.real(x), x) if kind_of(x) == "c" else x


def imag(x: Array) -> Array:
    """The imaginary part."""
    x = convert_to_tensor(x)
    return values(lambda np, x: np.imag(x), x) if kind_of(x) == "c" else zeros_like(x)


def polar(abs_: Array, angle: Array) -> Array:
    """The complex number of that absolute value and angle, in radians."""
    length, turn = together(abs_, angle, floats=True)
    return values(lambda np, r, t: _complex(r * np.cos(t), r * np.sin(t)), length, turn)


def view_as_complex(x: Array) -> Array:
    """Pairs in the last axis, real and imaginary parts, as complex numbers."""
    return values(lambda np, x: _complex(x[..., 0], x[..., 1]), as_floats(x))


def view_as_real(x: Array) -> Array:
    """Complex numbers as pairs in a new last axis, real and imaginary parts."""
    return stack([real(x), imag(x)], -1)


def _complex(real: Array, imag: Array) -> Array:
    return real + 1j * imag
