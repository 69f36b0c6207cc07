"""The ops that an engine has to provide, as methods; ``plugkeras.ops`` has their signatures and meanings."""

_NAMES = """
abs add arccos arccosh arcsin arcsinh arctan arctan2 arctanh cast ceil clip cos cosh divide equal erf exp
expm1 floor floor_divide greater greater_equal isfinite isinf isnan less less_equal log log10 log1p log2
logical_and logical_not logical_or logical_xor maximum minimum mod multiply negative not_equal power relu rint
sigmoid sign sin sinh softplus sqrt square stop_gradient subtract tan tanh where
arange argsort broadcast_to concatenate eye flip full get_item linspace one_hot ones pad repeat reshape roll
sort stack take take_along_axis tile transpose zeros
einsum matmul singular_values
all any argmax argmin cumprod cumsum max mean min prod sum
average_pool batch_norm binary_crossentropy categorical_crossentropy conv dense dropout gru layer_norm lstm
max_pool simple_rnn softmax sparse_categorical_crossentropy
"""
PRIMITIVES = tuple(_NAMES.split())
