"""Connectionist temporal classification. Graves et al., 2006."""

from typing import Any

import numpy

from plugkeras.engine import Array, current
from plugkeras.errors import ArgumentError
from plugkeras.ops.constants import in_dtype, values
from plugkeras.ops.elementwise import stop_gradient
from plugkeras.ops.gradients import custom_gradient
from plugkeras.ops.nn import log_softmax
from plugkeras.ops.reductions import wide

__all__ = ["ctc_decode", "ctc_loss"]

NEVER = -1e5
"""The logarithm of a probability that is none, with room for sums: what cannot be has a large loss, and a gradient."""


class _Lattice:
    """The labels with blanks between them (2 n + 1 states), and the log-probabilities of being in one at a time."""

    def __init__(self, np: Any, log_p: Any, target: Any, lengths: Any, times: Any, blank: int) -> None:
        self.np, self.dtype = np, log_p.dtype
        n = target.shape[1]
        between = np.full((target.shape[0], n + 1), blank, target.dtype)
        pairs = np.stack([between[:, :-1], target], -1).reshape(target.shape[0], 2 * n)
        self.labels = np.concatenate([pairs, between[:, -1:]], 1)
        label = (np.arange(2 * n + 1) % 2 == 1) & (np.arange(2 * n + 1) > 1)
        before = np.concatenate([self.labels[:, :1] * 0 - 1] * 2 + [self.labels[:, :-2]], 1)[:, : 2 * n + 1]
        self.skips = label & (self.labels != before)  # a label follows another one with no blank between
        self.emitted = np.take_along_axis(log_p, self.labels[:, None, :] + np.zeros((1, log_p.shape[1], 1), "int32"), 2)
        state = np.arange(2 * n + 1)
        self.first = np.where(state < 2, 0.0, NEVER).astype(self.dtype)
        last = (state == 2 * lengths[:, None]) | (state == 2 * lengths[:, None] - 1)
        self.last = np.where(last, 0.0, NEVER).astype(self.dtype)
        self.goes = np.arange(log_p.shape[1])[None, :] < times[:, None]

    def moved(self, x: Any, by: int) -> Any:
        """The states ``by`` places on, NEVER coming in."""
        np, n = self.np, x.shape[1]
        edge = np.full((x.shape[0], min(abs(by), n)), NEVER, self.dtype)
        return np.concatenate([edge, x[:, : n - by]] if by > 0 else [x[:, -by:], edge], 1)[:, :n]

    def forward(self) -> list[Any]:
        """The log-probability of all that was emitted up to each time, with the state of that time."""
        np, found = self.np, [self.first + self.emitted[:, 0]]
        for t in range(1, self.emitted.shape[1]):
            x = found[-1]
            skipped = np.where(self.skips, self.moved(x, 2), NEVER)
            y = np.logaddexp(np.logaddexp(x, self.moved(x, 1)), skipped) + self.emitted[:, t]
            found.append(np.where(self.goes[:, t, None], y, x))
        return found

    def backward(self) -> list[Any]:
        """The log-probability of all that is emitted after each time, from the state of that time."""
        np, found = self.np, [self.last]
        for t in range(self.emitted.shape[1] - 1, 0, -1):
            x = found[-1] + self.emitted[:, t]
            skipped = self.moved(np.where(self.skips, x, NEVER), -2)
            y = np.logaddexp(np.logaddexp(x, self.moved(x, -1)), skipped)
            found.append(np.where(self.goes[:, t, None], y, found[-1]))
        return found[::-1]


def _summed(np: Any, x: Any) -> Any:
    top = np.max(x, 1)
    return np.log(np.sum(np.exp(x - top[:, None]), 1)) + top


def _loss_values(np: Any, log_p: Any, target: Any, lengths: Any, times: Any, blank: int) -> Any:
    lattice = _Lattice(np, log_p, target, lengths, times, blank)
    return -_summed(np, lattice.forward()[-1] + lattice.last)


def _slope_values(np: Any, log_p: Any, target: Any, lengths: Any, times: Any, blank: int) -> Any:
    """Less the probability of being, at each time, at each label, given what is to be said."""
    lattice = _Lattice(np, log_p, target, lengths, times, blank)
    ahead, back = np.stack(lattice.forward(), 1), np.stack(lattice.backward(), 1)
    total = _summed(np, ahead[:, -1] + lattice.last)
    share = np.exp(ahead + back - total[:, None, None]) * lattice.goes[..., None]
    labels = (lattice.labels[..., None] == np.arange(log_p.shape[2])).astype(log_p.dtype)
    return -(share.astype(log_p.dtype) @ labels)


def ctc_loss(target: Array, output: Array, target_length: Array, output_length: Array, mask_index: int = 0) -> Array:
    """The negative log-likelihood of each row of labels: (n,).

    ``target`` (n, labels), ``output`` (n, time, classes) are logits; of both only the first ``target_length`` and
    ``output_length`` (n,) count. ``mask_index`` is the class that stands for a blank.
    """
    log_p = log_softmax(wide(output)[0])
    constants = [in_dtype(stop_gradient(x), "int32") for x in (target, target_length, output_length)]

    @custom_gradient
    def run(log_p: Array) -> Any:
        def gradient(g: Array) -> Array:
            slope = values(lambda np, p, t, n, m: _slope_values(np, p, t, n, m, mask_index), log_p, *constants)
            return g[:, None, None] * slope

        return values(lambda np, p, t, n, m: _loss_values(np, p, t, n, m, mask_index), log_p, *constants), gradient

    return run(log_p)


# -- decoding -------------------------------------------------------------------------------------


def ctc_decode(
    inputs: Array,
    sequence_lengths: Array,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int | None = 0,
) -> tuple[Array, Array]:
    """The likeliest labels for logits (n, time, classes): (paths, n, time), -1 behind the last, and scores (n, paths).

    "greedy" takes the likeliest class each time, and has as score less the sum of their logits; "beam_search" keeps the
    ``beam_width`` likeliest beginnings, and has the ``top_paths`` likeliest with their log-probabilities. The blank is
    ``mask_index``, the last class if it is None. No gradient flows through it.

    Raises:
        ArgumentError: ``strategy`` is another one, or a beam is searched while a step is traced.
    """
    x = stop_gradient(wide(inputs)[0])
    lengths = in_dtype(sequence_lengths, "int32")
    blank = x.shape[2] - 1 if mask_index is None else mask_index
    if strategy == "greedy":
        found: tuple[Array, Array] = values(lambda np, x, n: _greedy(np, x, n, merge_repeated, blank), x, lengths)
        return found
    if strategy != "beam_search":
        raise ArgumentError(f"ctc_decode: `strategy` must be 'greedy' or 'beam_search', not {strategy!r}.")
    logits, known = current().known(log_softmax(x)), current().known(lengths)
    if logits is None or known is None:
        raise ArgumentError("ctc_decode: a beam is searched in values; a step that is traced has none.")
    rows = [_beam(row[:n], beam_width, blank)[:top_paths] for row, n in zip(logits, known.tolist(), strict=True)]
    paths = numpy.full((top_paths, len(rows), logits.shape[1]), -1, "int32")
    scores = numpy.full((len(rows), top_paths), -numpy.inf, logits.dtype)
    for i, row in enumerate(rows):
        for k, (path, score) in enumerate(row):
            paths[k, i, : len(path)] = path
            scores[i, k] = score
    return current().array(paths), current().array(scores)


def _greedy(np: Any, x: Any, lengths: Any, merge: bool, blank: int) -> Any:
    inside = np.arange(x.shape[1])[None, :] < lengths[:, None]
    classes = np.where(inside, np.argmax(x, -1), blank).astype("int32")
    score = -np.sum(np.where(inside, np.max(x, -1), 0), 1, keepdims=True)
    gone = classes == blank
    if merge:
        gone = gone | np.concatenate([gone[:, :1] & False, classes[:, 1:] == classes[:, :-1]], 1)
    order = np.argsort(np.where(gone, x.shape[1], np.arange(x.shape[1])), -1)
    return np.take_along_axis(np.where(gone, -1, classes), order, 1)[None].astype("int32"), score.astype(x.dtype)


def _beam(log_p: Any, width: int, blank: int) -> list[tuple[tuple[int, ...], float]]:
    """Beginnings with the log-probabilities of having been said with a blank at the end, and without."""
    never, add = -numpy.inf, numpy.logaddexp
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, never)}
    for row in log_p:
        made: dict[tuple[int, ...], list[float]] = {}
        for path, (with_blank, without) in beams.items():
            both = add(with_blank, without)
            for label, p in enumerate(row):
                last = bool(path) and path[-1] == label
                same = made.setdefault(path, [never, never]) if label == blank or last else None
                if label == blank:
                    same[0] = add(same[0], both + p)  # type: ignore[index]
                    continue
                if same is not None:
                    same[1] = add(same[1], without + p)
                longer = made.setdefault((*path, label), [never, never])
                longer[1] = add(longer[1], (with_blank if last else both) + p)
        best = sorted(made.items(), key=lambda item: -add(item[1][0], item[1][1]))[:width]
        beams = {path: (scores[0], scores[1]) for path, scores in best}
    return [(path, float(add(with_blank, without))) for path, (with_blank, without) in beams.items()]
