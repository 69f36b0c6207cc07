"""Losses for sequences of labels whose places in time nobody knows."""

from plugkeras import Loss, ops
from plugkeras.config import floatx
from plugkeras.engine import Array
from plugkeras.errors import ShapeError
from plugkeras.parts.loss import floating, reduced
from plugkeras_std.losses.formula import free_targets


@free_targets
def ctc(y_true: Array, y_pred: Array) -> Array:
    """Minus the logarithm of how likely the labels are, over all ways to spread them in time. Graves et al., 2006.

    ``y_true`` are class numbers (n, length), 0 standing for a blank and for what is behind the last one; ``y_pred``
    are logits (n, time, classes), class 0 being the blank. One value a sample.

    Raises:
        ShapeError: they have other axes.
    """
    y_true, y_pred = ops.convert_to_tensor(y_true), floating(y_pred)
    if len(y_true.shape) != 2 or len(y_pred.shape) != 3:
        raise ShapeError(
            "CTC needs class numbers (n, length) and logits (n, time, classes), not shapes "
            f"{tuple(y_true.shape)} and {tuple(y_pred.shape)}."
        )
    lengths = ops.sum(ops.cast(y_true != 0, "int32"), axis=-1)
    return ops.ctc_loss(ops.cast(y_true, "int32"), y_pred, lengths, ops.full_like(lengths, y_pred.shape[1]))


class CTC(Loss):
    """For speech and handwriting: labels in order, at times that are not known. Graves et al., 2006.

    The targets are class numbers (n, length), 0 behind the last; the predictions logits (n, time, classes), of which
    class 0 is the blank.
    """

    free_targets = True

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """One value a sample."""
        return ctc(y_true, y_pred)

    def __call__(self, y_true: Array, y_pred: Array, sample_weight: Array = None, mask: Array = None) -> Array:
        """The loss; class numbers stay integers, and a mask of times, of which there are others, is left out."""
        y_pred = floating(y_pred, self.dtype or floatx())
        return reduced(self.call(y_true, y_pred), self.reduction, sample_weight)
