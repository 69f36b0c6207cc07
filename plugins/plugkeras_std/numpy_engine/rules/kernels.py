"""Convolution, pooling, normalisation and recurrent layers: the kernels, as ops."""

from typing import Any

from plugkeras.config import image_data_format
from plugkeras.engine.windows import per_axis
from plugkeras_std.numpy_engine import conv, gru, lstm, normalization, pooling, simple_rnn
from plugkeras_std.numpy_engine.dtypes import given
from plugkeras_std.numpy_engine.rules.nn import with_activation
from plugkeras_std.numpy_engine.tape import op, plain


def _conv(inputs: Any, kernel: Any, bias: Any = None, **options: Any) -> Any:
    x = inputs if inputs.dtype == kernel.dtype else inputs.astype(kernel.dtype)
    return conv.conv(x, kernel, bias, **options)


_conv_op = with_activation(op(_conv, conv.conv_vjp))


def convolution(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
    *,
    bias: Any = None,
    activation: Any = None,
) -> Any:
    """Convolution; how many groups there are follows from the channels."""
    inputs, kernel, bias = given(inputs), given(kernel), None if bias is None else given(bias)
    data_format = data_format or image_data_format()
    n = len(kernel.shape) - 2
    channels = inputs.shape[-1 if data_format == "channels_last" else 1]
    return _conv_op(
        inputs,
        kernel,
        bias,
        strides=per_axis(strides, n),
        padding=padding,
        dilation_rate=per_axis(dilation_rate, n),
        groups=channels // kernel.shape[-2],
        data_format=data_format,
        activation=activation,
    )


def _pooled(forward: Any, vjp: Any) -> Any:
    run = op(forward, vjp)

    def pool(
        inputs: Any, pool_size: Any, strides: Any = None, padding: str = "valid", data_format: str | None = None
    ) -> Any:
        inputs, data_format = given(inputs), data_format or image_data_format()
        n = len(inputs.shape) - 2
        size = per_axis(pool_size, n)
        steps = size if strides is None else per_axis(strides, n)
        return run(inputs, pool_size=size, strides=steps, padding=padding, data_format=data_format)

    return pool


def _batch_norm_vjp(gs: Any, saved: Any, wants: Any, into: Any) -> Any:
    return normalization.batch_norm_vjp(gs[0], saved, wants, into)


_batch_norm = op(normalization.batch_norm, _batch_norm_vjp, outputs=3)
_layer_norm = op(normalization.layer_norm, normalization.layer_norm_vjp)
_lstm = op(lstm.lstm, lstm.lstm_vjp, outputs=3)
_gru = op(gru.gru, gru.gru_vjp, outputs=2)
_simple_rnn = op(simple_rnn.simple_rnn, simple_rnn.simple_rnn_vjp, outputs=2)


TABLE: dict[str, Any] = {
    "conv": convolution,
    "max_pool": _pooled(pooling.max_pool, pooling.max_pool_vjp),
    "average_pool": _pooled(pooling.average_pool, pooling.average_pool_vjp),
    "batch_norm": lambda x, gamma, beta, axis, epsilon: _batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon),
    "layer_norm": lambda x, gamma, beta, axis, epsilon: _layer_norm(x, gamma, beta, axis=axis, epsilon=epsilon),
    "lstm": lambda x, h, c, kernel, recurrent_kernel, bias, mask=None, slope=None: _lstm(
        x, h, c, kernel, recurrent_kernel, bias, mask=plain(mask), slope=slope
    ),
    "gru": lambda x, h, kernel, recurrent_kernel, bias, mask=None, slope=None, reset_after=True: _gru(
        x, h, kernel, recurrent_kernel, bias, mask=plain(mask), slope=slope, reset_after=reset_after
    ),
    "simple_rnn": lambda x, h, kernel, recurrent_kernel, bias, mask=None, activation="tanh": _simple_rnn(
        x, h, kernel, recurrent_kernel, bias, mask=plain(mask), activation=activation
    ),
}
