"""The ops that few programs need: their modules are imported when one of their names is first used."""

__all__: list[str] = []

MODULES = {
    "arithmetic": """
        absolute cbrt deg2rad divide_no_nan exp2 fabs fmax fmin fmod heaviside hypot ldexp logaddexp logaddexp2
        nan_to_num nextafter rad2deg sinc true_divide trunc
    """,
    "arranging": """
        append array_split diag diagflat diagonal diff dsplit dstack fliplr flipud hsplit hstack kron rot90
        select size trace trapezoid vsplit vstack
    """,
    "attention": """
        batch_normalization depth_to_space dot_product_attention layer_normalization psnr rms_normalization
        space_to_depth
    """,
    "bends": """
        celu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh selu soft_shrink softsign sparse_plus
        sparse_sigmoid sparsemax squareplus swish tanh_shrink threshold
    """,
    "complex_numbers": """
        angle conj conjugate imag polar real view_as_complex view_as_real
    """,
    "control": """
        associative_scan cond fori_loop map switch vectorized_map while_loop
    """,
    "convolutions": """
        conv_transpose depthwise_conv separable_conv
    """,
    "ctc": """
        ctc_decode ctc_loss
    """,
    "factors": """
        eigh lu_factor qr svd
    """,
    "folding": """
        fold unfold
    """,
    "fourier": """
        extract_sequences fft fft2 ifft2 irfft istft rfft stft
    """,
    "kinds": """
        dtype is_tensor saturate_cast
    """,
    "making": """
        array bartlett blackman copy empty empty_like geomspace hamming hanning kaiser logspace meshgrid tri
        tril triu vander view
    """,
    "matrices": """
        cholesky cholesky_inverse det eig inv logdet lstsq matrix_rank pinv slogdet solve solve_triangular
    """,
    "nans": """
        nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmin nanprod nanstd nansum nanvar
    """,
    "order": """
        amax amin argpartition bincount digitize histogram median nanmedian nanpercentile nanquantile nonzero
        percentile ptp quantile searchsorted unique unravel_index
    """,
    "pooling": """
        adaptive_average_pool adaptive_max_pool
    """,
    "scattering": """
        scatter scatter_update segment_max segment_min segment_prod segment_sum slice_update
    """,
    "special": """
        erfc erfinv i0
    """,
    "statistics": """
        average cdist corrcoef correlate cross vdot
    """,
    "tangents": """
        jvp
    """,
    "telling": """
        allclose bitwise_and bitwise_invert bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift
        bitwise_xor gcd isclose isin isneginf isposinf isreal lcm left_shift right_shift signbit
    """,
    "vectorizing": """
        rearrange vectorize
    """,
}
LATER = {name: module for module, names in MODULES.items() for name in names.split()}
"""The name of an op, and the module below ``plugkeras.ops`` that has it."""
