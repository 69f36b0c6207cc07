"""Ops of ``keras.ops`` that are made of many: linear algebra, transforms, segments, loops, attention."""

from typing import Any

from ..parts import Given, integer, real
from .operations import Op, _named, arranged, elementwise, op, ordered, told

SQUARE, TALL, WIDE = real((2, 4, 4)), real((2, 5, 3)), real((2, 3, 5))
VECTORS = real((4, 2))


def _definite(ops: Any, x: Any) -> Any:
    return ops.matmul(x, ops.transpose(x, (0, 2, 1))) + 0.5 * ops.eye(4, dtype=x.dtype)


def _apart(ops: Any, x: Any) -> Any:
    """Matrices that are far from singular, and whose singular values are not near each other."""
    return x * 0.2 + ops.diag(ops.array([1.0, 2.0, 3.5, 5.0], dtype=x.dtype))


def _symmetric(ops: Any, x: Any) -> Any:
    x = _apart(ops, x)
    return x + ops.transpose(x, (0, 2, 1))


algebra = {
    "cholesky": op(lambda ops, x: ops.cholesky(_definite(ops, x)), SQUARE),
    "cholesky-upper": op(lambda ops, x: ops.cholesky(_definite(ops, x), upper=True), SQUARE),
    "cholesky_inverse": op(lambda ops, x: ops.cholesky_inverse(ops.cholesky(_definite(ops, x)[0])), SQUARE),
    "cholesky_inverse-upper": op(
        lambda ops, x: ops.cholesky_inverse(ops.cholesky(_definite(ops, x)[0], True), upper=True), SQUARE
    ),
    "det": op(lambda ops, x: ops.det(_apart(ops, x)), SQUARE),
    "slogdet": op(lambda ops, x: ops.slogdet(_apart(ops, x))[1], SQUARE),
    "logdet": op(lambda ops, x: ops.logdet(_definite(ops, x)), SQUARE),
    "inv": op(lambda ops, x: ops.inv(_apart(ops, x)), SQUARE),
    "solve": op(lambda ops, a, b: ops.solve(_apart(ops, a), b), SQUARE, real((2, 4, 3))),
    "solve-vector": op(lambda ops, a, b: ops.solve(_apart(ops, a)[0], b), SQUARE, real((4,))),
    "solve_triangular": op(lambda ops, a, b: ops.solve_triangular(_apart(ops, a), b), SQUARE, real((2, 4, 3))),
    "solve_triangular-lower": op(
        lambda ops, a, b: ops.solve_triangular(_apart(ops, a), b, lower=True), SQUARE, real((2, 4, 3))
    ),
    "eigh": op(lambda ops, x: ops.eigh(_symmetric(ops, x))[0], SQUARE),
    "eigh-vectors": op(lambda ops, x: ops.abs(ops.eigh(_symmetric(ops, x))[1]), SQUARE),
    "eig": told(lambda ops, x: ops.sort(ops.real(ops.eig(_symmetric(ops, x))[0])), SQUARE),
    "svd": op(lambda ops, x: ops.svd(_apart(ops, x), compute_uv=False), SQUARE),
    "svd-left": op(lambda ops, x: ops.abs(ops.svd(x, full_matrices=False)[0]), TALL),
    "svd-right": op(lambda ops, x: ops.abs(ops.svd(x, full_matrices=False)[2]), WIDE),
    "qr": op(lambda ops, x: ops.abs(ops.qr(x)[0]), TALL),
    "qr-r": op(lambda ops, x: ops.abs(ops.qr(x)[1]), SQUARE),
    "qr-wide": op(lambda ops, x: ops.abs(ops.qr(x)[1]), WIDE),
    "qr-complete": told(lambda ops, x: ops.abs(ops.qr(x, mode="complete")[0]), TALL),
    "lu_factor": op(lambda ops, x: ops.lu_factor(x)[0], SQUARE),
    "lstsq": op(lambda ops, a, b: ops.lstsq(a[0], b), TALL, real((5, 2))),
    "lstsq-vector": op(lambda ops, a, b: ops.lstsq(a[0], b), WIDE, real((3,))),
    "pinv": op(_named("pinv"), TALL),
    "pinv-wide": op(_named("pinv"), WIDE),
    "matrix_rank": told(lambda ops, x: ops.matrix_rank(ops.matmul(x, ops.transpose(x, (0, 2, 1)))), TALL),
}
"""Linear algebra; signs of vectors are nobody's affair, so they are compared without."""

PAIR = real((2, 3, 8)), real((2, 3, 8))
ROWS, IDS = real((6, 2)), Given([0, 2, 2, 0, 1, -1], integer=True)
GAPS = Given([0, 2, 2, 0, 4, -1], integer=True)


def _segment(name: str, **kwargs: Any) -> Op:
    return op(lambda ops, x, i: getattr(ops, name)(x, ops.cast(i, "int32"), **kwargs), ROWS, IDS)


transforms = {
    **{
        f"{name}-{part}": op(lambda ops, a, b, n=name, i=i: getattr(ops, n)((a, b))[i], *PAIR)
        for name in ("fft", "fft2", "ifft2")
        for i, part in enumerate(("real", "imag"))
    },
    "rfft": op(lambda ops, x: ops.rfft(x)[0], real((2, 7))),
    "rfft-imag": op(lambda ops, x: ops.rfft(x, fft_length=10)[1], real((2, 7))),
    "rfft-cut": op(lambda ops, x: ops.rfft(x, fft_length=5)[0], real((2, 7))),
    "irfft": op(lambda ops, a, b: ops.irfft((a, b)), *PAIR),
    "irfft-length": op(lambda ops, a, b: ops.irfft((a, b), fft_length=11), *PAIR),
    "stft": op(lambda ops, x: ops.stft(x, 8, 3, 8)[0], real((2, 40))),
    "stft-padded": op(lambda ops, x: ops.stft(x, 6, 4, 8, window="hamming", center=False)[1], real((2, 40))),
    "stft-plain": op(lambda ops, x: ops.stft(x, 8, 4, 8, window=None)[0], real((30,))),
    "istft": op(lambda ops, a, b: ops.istft((a, b), 8, 2, 8), real((2, 9, 5)), real((2, 9, 5))),
    "istft-length": op(lambda ops, a, b: ops.istft((a, b), 8, 2, 8, length=12), real((2, 9, 5)), real((2, 9, 5))),
    "segment_sum": _segment("segment_sum", num_segments=3),
    "segment_sum-several": _segment("segment_sum", num_segments=6),
    "segment_prod": _segment("segment_prod", num_segments=5)._replace(gradients=False),
    "segment_max": _segment("segment_max", num_segments=3),
    "segment_min": _segment("segment_min", num_segments=3),
    **{
        f"segment_{name}-gaps": told(
            lambda ops, x, i, n=name: getattr(ops, f"segment_{n}")(x, ops.cast(i, "int32"), num_segments=6), ROWS, GAPS
        )
        for name in ("sum", "prod", "max", "min")
    },
    "scatter": op(lambda ops, v, i: ops.scatter(i, v, (5, 2)), real((4, 2)), Given([[0], [3], [0], [4]], integer=True)),
    "slice_update": op(lambda ops, x, u: ops.slice_update(x, (1, 2), u), real((4, 5)), real((2, 3))),
}
"""Fourier transforms, segments and scattering."""

PLACES = Given([[0, 1], [2, 0], [0, 1]], integer=True)
for _how in ("add", "max", "min", "mul"):
    transforms[f"scatter_update-{_how}"] = told(
        lambda ops, x, i, u, how=_how: ops.scatter_update(ops.copy(x), i, u, reduction=how),
        *(real((3, 2)), PLACES, real((3,))),
    )
transforms["scatter_update"] = op(
    lambda ops, x, i, u: ops.scatter_update(x, i, u), real((3, 2)), Given([[0], [2]], integer=True), real((2, 2))
)

HEADS = real((2, 5, 4, 3)), real((2, 6, 4, 3)), real((2, 6, 4, 3))
MASK = integer((2, 1, 5, 6), 2)


def _ctc(ops: Any, output: Any, target: Any) -> Any:
    lengths = ops.array([3, 2], dtype="int32"), ops.array([7, 6], dtype="int32")
    return ops.ctc_loss(ops.cast(target, "int32"), output, *lengths, mask_index=0)


def _total(ops: Any, x: Any) -> Any:
    return ops.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x + 1), (0, x))[1]


network = {
    "dot_product_attention": op(_named("dot_product_attention"), *HEADS),
    "dot_product_attention-scale": op(_named("dot_product_attention", scale=0.7), *HEADS),
    "dot_product_attention-causal": op(_named("dot_product_attention", is_causal=True), *HEADS),
    "dot_product_attention-mask": op(
        lambda ops, q, k, v, m: ops.dot_product_attention(q, k, v, mask=ops.cast(m, "bool")), *HEADS, MASK
    ),
    "dot_product_attention-bias": op(
        lambda ops, q, k, v, b: ops.dot_product_attention(q, k, v, bias=b), *HEADS, real((2, 4, 5, 6))
    ),
    "dot_product_attention-groups": op(
        _named("dot_product_attention"), real((2, 5, 4, 3)), real((2, 6, 2, 3)), real((2, 6, 2, 3))
    ),
    "layer_normalization-all": op(
        lambda ops, x, g, b: ops.layer_normalization(x, g, b, axis=(1, 2), epsilon=1e-2),
        *(real((2, 3, 4)), real((3, 4)), real((3, 4))),
    ),
    "rms_normalization-scale": op(
        lambda ops, x, s: ops.rms_normalization(x, s, epsilon=1e-2), real((2, 3, 4)), real((4,))
    ),
    "batch_normalization": op(
        lambda ops, x, m, v, o, s: ops.batch_normalization(x, m, v, 1, o, s, 0.01),
        *(real((2, 3, 4)), real((3,)), real((3,), 0.5, 2), real((3,)), real((3,))),
    ),
    "psnr": op(_named("psnr", 2.0), real((3, 4)), real((3, 4))),
    "ctc_loss": op(_ctc, real((2, 7, 5), -2, 2), Given([[1, 2, 2], [3, 1, 0]], integer=True)),
    "ctc_decode": told(lambda ops, x: ops.ctc_decode(x, ops.array([6, 4], dtype="int32")), real((2, 6, 4), -3, 3)),
    "ctc_decode-apart": told(
        lambda ops, x: ops.ctc_decode(x, ops.array([6, 4], dtype="int32"), merge_repeated=False, mask_index=2),
        real((2, 6, 4), -3, 3),
    ),
    "while_loop": op(_total, real((3,))),
    "while_loop-most": told(
        lambda ops, x: ops.while_loop(lambda y: ops.sum(y) < 1e3, lambda y: y * 2, x, maximum_iterations=3),
        real((3,), 1, 2),
    ),
    "fori_loop": op(lambda ops, x: ops.fori_loop(1, 4, lambda i, y: y * x + i, x), real((3,))),
    "cond": op(lambda ops, x: ops.cond(ops.sum(x) > -99, lambda: x * 2, lambda: x), real((3,))),
    "switch": op(lambda ops, x: ops.switch(1, [lambda y: y, lambda y: y * y], x), real((3,))),
    "map": op(lambda ops, x: ops.map(lambda row: ops.sum(row) * row, x), VECTORS),
    "vectorized_map": op(lambda ops, x: ops.vectorized_map(lambda row: ops.sum(row) * row, x), VECTORS),
    "scan": op(lambda ops, x: ops.scan(lambda c, row: (c + row, c * row), x[0], x)[1], VECTORS),
    "associative_scan": told(lambda ops, x: ops.associative_scan(lambda a, b: a * b, x), real((7, 2))),
    "associative_scan-back": told(
        lambda ops, x: ops.associative_scan(lambda a, b: a + b, x, reverse=True, axis=1), real((3, 6))
    ),
    "vectorize": op(lambda ops, x: ops.vectorize(lambda a: a * a + 1)(x), real((5,))),
    "unstack": op(lambda ops, x: ops.unstack(x, axis=1)[1], VECTORS),
}
"""What networks are made of, and loops."""

CASES: dict[str, Op] = {**elementwise, **ordered, **arranged, **algebra, **transforms, **network}
