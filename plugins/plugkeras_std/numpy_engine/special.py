"""The error function, which NumPy does not have."""

from typing import Any

import numpy as np

# erf(x) = 1 - exp(-x²) · t · P(t), t = 1 / (1 + x / 2): Chebyshev coefficients of Numerical Recipes' erfc,
# Press et al., 3rd ed., §6.2.2, good to 1.2e-16 relative to erfc.
_COEFFICIENTS = (
    *(-1.3026537197817094, 6.4196979235649026e-1, 1.9476473204185836e-2, -9.561514786808631e-3),
    *(-9.46595344482036e-4, 3.66839497852761e-4, 4.2523324806907e-5, -2.0278578112534e-5),
    *(-1.624290004647e-6, 1.303655835580e-6, 1.5626441722e-8, -8.5238095915e-8, 6.529054439e-9),
    *(5.059343495e-9, -9.91364156e-10, -2.27365122e-10, 9.6467911e-11, 2.394038e-12, -6.886027e-12),
    *(8.94487e-13, 3.13092e-13, -1.12708e-13, 3.81e-16, 7.106e-15, -1.523e-15, -9.4e-17, 1.21e-16, -2.8e-17),
)


def erf(x: Any) -> Any:
    """The error function, elementwise, computed in float64 and returned in x's dtype."""
    x = np.asarray(x)
    z = np.abs(x).astype(np.float64)
    t = 2.0 / (2.0 + z)
    d = dd = np.zeros_like(z)
    for c in _COEFFICIENTS[:0:-1]:
        d, dd = (4.0 * t - 2.0) * d - dd + c, d
    erfc = t * np.exp(-z * z + 0.5 * (_COEFFICIENTS[0] + (4.0 * t - 2.0) * d) - dd)
    y = np.where(x >= 0, 1.0 - erfc, erfc - 1.0)
    return y.astype(x.dtype if x.dtype.kind == "f" else np.float64)
