"""Convolution, pooling, normalisation and the LSTM: the kernels, as ops."""

from typing import Any

from plugkeras_std.numpy_engine import conv, lstm, normalization, pooling
from plugkeras_std.numpy_engine.rules.nn import with_activation
from plugkeras_std.numpy_engine.tape import op


def _conv(
    inputs: Any,
    kernel: Any,
    bias: Any = None,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = 1,
    activation: str | None = None,
) -> Any:
    n = kernel.ndim - 2
    channels = inputs.shape[-1 if data_format == "channels_last" else 1]
    return conv.conv(
        inputs if inputs.dtype == kernel.dtype else inputs.astype(kernel.dtype),
        kernel,
        bias,
        strides=(strides,) * n if isinstance(strides, int) else tuple(strides),
        padding=padding,
        dilation_rate=(dilation_rate,) * n if isinstance(dilation_rate, int) else tuple(dilation_rate),
        groups=channels // kernel.shape[-2],
        data_format=data_format,
        activation=activation,
    )


def _pooled(forward: Any, vjp: Any) -> Any:
    run = op(forward, vjp)

    def pool(
        inputs: Any, pool_size: Any, strides: Any = None, padding: str = "valid", data_format: str = "channels_last"
    ) -> Any:
        n = len(inputs.shape) - 2
        size = (pool_size,) * n if isinstance(pool_size, int) else tuple(pool_size)
        steps = size if strides is None else (strides,) * n if isinstance(strides, int) else tuple(strides)
        return run(inputs, pool_size=size, strides=steps, padding=padding, data_format=data_format)

    return pool


def _batch_norm_vjp(gs: Any, saved: Any, wants: Any, into: Any) -> Any:
    return normalization.batch_norm_vjp(gs[0], saved, wants, into)


_batch_norm = op(normalization.batch_norm, _batch_norm_vjp, outputs=3)
_layer_norm = op(normalization.layer_norm, normalization.layer_norm_vjp)
_lstm = op(lstm.lstm, lstm.lstm_vjp, outputs=3)


TABLE: dict[str, Any] = {
    "conv": with_activation(op(_conv, conv.conv_vjp)),
    "max_pool": _pooled(pooling.max_pool, pooling.max_pool_vjp),
    "average_pool": _pooled(pooling.average_pool, pooling.average_pool_vjp),
    "batch_norm": lambda x, gamma, beta, axis, epsilon: _batch_norm(x, gamma, beta, axis=axis, epsilon=epsilon),
    "layer_norm": lambda x, gamma, beta, axis, epsilon: _layer_norm(x, gamma, beta, axis=axis, epsilon=epsilon),
    "lstm": lambda x, h, c, kernel, recurrent_kernel, bias, mask=None: _lstm(
        x, h, c, kernel, recurrent_kernel, bias, mask
    ),
}
