"""Products of matrices."""

from typing import Any

import numpy as np

from plugkeras_std.numpy_engine.contracting import einsum
from plugkeras_std.numpy_engine.dtypes import agreed, together
from plugkeras_std.numpy_engine.rules.families import unbroadcast
from plugkeras_std.numpy_engine.tape import op


def _matmul(a: Any, b: Any) -> Any:
    if not agreed(a, b):
        a, b = together(a, b)
    return np.matmul(a, b), (a, b)


def _matmul_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    a, b = (np.asarray(v) for v in saved)
    rows, columns = np.atleast_2d(a), b[:, None] if b.ndim == 1 else b
    if a.ndim == 1:
        g = np.expand_dims(g, -1 if b.ndim == 1 else -2)
    if b.ndim == 1:
        g = np.expand_dims(g, -1)
    ga = unbroadcast(g @ columns.swapaxes(-1, -2), rows.shape).reshape(a.shape) if wants[0] else None
    gb = unbroadcast(rows.swapaxes(-1, -2) @ g, columns.shape).reshape(b.shape) if wants[1] else None
    return ga, gb


def _einsum(*operands: Any, subscripts: str) -> Any:
    operands = operands if len(operands) == 1 else together(*operands)
    return einsum(subscripts, *operands), (subscripts, operands)


def _einsum_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    subscripts, operands = saved
    left, right = subscripts.replace(" ", "").split("->")
    terms = left.split(",")
    return [_operand(g, right, terms, operands, i) if want else None for i, want in enumerate(wants)]


def _operand(g: Any, right: str, terms: list[str], operands: Any, i: int) -> Any:
    """The gradient of one operand: the others times g, summed to its axes; an axis only it has is repeated."""
    others = [t for j, t in enumerate(terms) if j != i]
    present = "".join([right, *others])
    target = "".join(c for c in terms[i] if c in present)
    result = einsum(f"{','.join([right, *others])}->{target}", g, *[o for j, o in enumerate(operands) if j != i])
    shape = operands[i].shape
    if target != terms[i]:
        result = result.reshape([n if c in target else 1 for c, n in zip(terms[i], shape, strict=True)])
    return np.broadcast_to(result, shape)


_einsum_op = op(_einsum, _einsum_vjp)


def _singular(x: Any) -> Any:
    u, s, v = np.linalg.svd(x, full_matrices=False)
    return s, (u, v)


def _singular_vjp(g: Any, saved: Any, wants: Any, into: Any) -> Any:
    u, v = saved
    return ((u * g[..., None, :]) @ v,)


TABLE: dict[str, Any] = {
    "singular_values": op(_singular, _singular_vjp),
    "matmul": op(_matmul, _matmul_vjp),
    "einsum": lambda subscripts, *operands: _einsum_op(*operands, subscripts=subscripts),
}
