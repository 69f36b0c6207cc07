"""The error function, which NumPy does not have."""

from typing import Any

import numpy as np

from plugkeras_std.numpy_engine import buffers

# erf(x) = 1 - exp(-x²) · t · P(t), t = 1 / (1 + x / 2): Chebyshev coefficients of Numerical Recipes' erfc,
# Press et al., 3rd ed., §6.2.2, good to 1.2e-16 relative to erfc.
_COEFFICIENTS = (
    *(-1.3026537197817094, 6.4196979235649026e-1, 1.9476473204185836e-2, -9.561514786808631e-3),
    *(-9.46595344482036e-4, 3.66839497852761e-4, 4.2523324806907e-5, -2.0278578112534e-5),
    *(-1.624290004647e-6, 1.303655835580e-6, 1.5626441722e-8, -8.5238095915e-8, 6.529054439e-9),
    *(5.059343495e-9, -9.91364156e-10, -2.27365122e-10, 9.6467911e-11, 2.394038e-12, -6.886027e-12),
    *(8.94487e-13, 3.13092e-13, -1.12708e-13, 3.81e-16, 7.106e-15, -1.523e-15, -9.4e-17, 1.21e-16, -2.8e-17),
)

# For float32, erf(x) = x P(x²) / Q(x²) up to 3.95, where erf is 1 but for 3e-8: a fit of ours by least squares whose
# weights follow the errors, good to 2e-8; rounding makes that 4e-7.
_SINGLE = (
    (1.128379144, 0.1915385017, 5.287393545e-2, 3.807676271e-3, 2.846798838e-4, 2.026030671e-6),
    (1.0, 0.503079255, 0.1145547889, 1.50541070e-2, 1.170614496e-3, 3.783268435e-5),
)


def erf(x: Any) -> Any:
    """The error function, elementwise, in x's dtype; float16 and integers are computed in float64."""
    x = np.asarray(x)
    return _of_singles(x) if x.dtype == np.float32 else _of_doubles(x)


def _of_singles(x: Any) -> Any:
    x = np.clip(x, -3.95, 3.95, out=buffers.empty(x.shape, x.dtype))
    squares = np.multiply(x, x, out=buffers.empty_like(x))
    above, below = (_polynomial(squares, coefficients) for coefficients in _SINGLE)
    x *= above
    x /= below
    return np.clip(x, -1, 1, out=x)


def _polynomial(x: Any, coefficients: tuple[float, ...]) -> Any:
    *rest, last = coefficients
    y = buffers.empty_like(x)
    y.fill(last)
    for c in reversed(rest):
        y *= x
        y += np.float32(c)
    return y


def _of_doubles(x: Any) -> Any:
    z = np.abs(x).astype(np.float64)
    t = 2.0 / (2.0 + z)
    d = dd = np.zeros_like(z)
    for c in _COEFFICIENTS[:0:-1]:
        d, dd = (4.0 * t - 2.0) * d - dd + c, d
    erfc = t * np.exp(-z * z + 0.5 * (_COEFFICIENTS[0] + (4.0 * t - 2.0) * d) - dd)
    y = np.where(x >= 0, 1.0 - erfc, erfc - 1.0)
    return y.astype(x.dtype if x.dtype.kind == "f" else np.float64)
