"""The moving average of a curve, however long."""

import numpy as np

from plugkeras.errors import ArgumentError


@np.errstate(all="ignore")  # between gaps there is nothing to divide by; great numbers overflow
def smoothed(values: np.ndarray, weight: float) -> np.ndarray:
    """The exponential moving average: with each step, what came before counts ``weight`` (0 to 1) of what it did.

    It is corrected for its beginning, where nothing came before.

    What is not finite is passed over, and is NaN in the result. O(n), in O(√n) NumPy calls.

    Raises:
        ArgumentError: ``weight`` is not at least 0 and below 1.
    """
    if not 0 <= weight < 1:
        raise ArgumentError(f"The weight of smoothing must be at least 0 and below 1, not {weight}.")
    values = np.asarray(values, np.float64)
    if not weight or not len(values):
        return values
    fine = np.isfinite(values)
    if fine.all():
        averages = _decayed(values, weight) * (1 - weight)
        begin = averages[: int(-40 / np.log(weight)) + 1]  # beyond, what came before counts less than a bit
        begin /= 1 - weight ** np.arange(1.0, len(begin) + 1)
        return averages
    sums = _decayed(np.where(fine, values, 0.0), weight)
    counts = _decayed(fine.astype(np.float64), weight)
    return np.where(fine, sums / counts, np.nan)


def _decayed(values: np.ndarray, weight: float) -> np.ndarray:
    """``out[t] = weight · out[t-1] + values[t]``, in blocks side by side whose beginnings are then carried over."""
    length = int(np.ceil(np.sqrt(len(values))))
    blocks = np.zeros((length, length))  # position in the block, block: a step is one contiguous row
    padded = np.zeros(length * length)
    padded[: len(values)] = values
    blocks[:] = padded.reshape(length, length).T
    for now, before in zip(blocks[1:], blocks[:-1], strict=True):
        now += weight * before
    carried, whole = np.zeros(length), weight**length
    for n in range(1, length):
        carried[n] = carried[n - 1] * whole + blocks[-1, n - 1]
    blocks += weight ** np.arange(1, length + 1)[:, None] * carried
    return blocks.T.reshape(-1)[: len(values)]
