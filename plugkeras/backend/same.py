"""The backend functions that are ops, some under another name."""

from plugkeras import ops
from plugkeras.config import epsilon as epsilon
from plugkeras.config import floatx as floatx
from plugkeras.config import image_data_format as image_data_format
from plugkeras.config import set_epsilon as set_epsilon
from plugkeras.config import set_floatx as set_floatx
from plugkeras.config import set_image_data_format as set_image_data_format
from plugkeras.config import standardize_dtype as standardize_dtype
from plugkeras.ops import abs as abs
from plugkeras.ops import all as all
from plugkeras.ops import any as any
from plugkeras.ops import binary_crossentropy as binary_crossentropy
from plugkeras.ops import cast as cast
from plugkeras.ops import categorical_crossentropy as categorical_crossentropy
from plugkeras.ops import cos as cos
from plugkeras.ops import dot as dot
from plugkeras.ops import elu as elu
from plugkeras.ops import equal as equal
from plugkeras.ops import exp as exp
from plugkeras.ops import greater as greater
from plugkeras.ops import greater_equal as greater_equal
from plugkeras.ops import less as less
from plugkeras.ops import less_equal as less_equal
from plugkeras.ops import log as log
from plugkeras.ops import logsumexp as logsumexp
from plugkeras.ops import max as max
from plugkeras.ops import maximum as maximum
from plugkeras.ops import mean as mean
from plugkeras.ops import min as min
from plugkeras.ops import minimum as minimum
from plugkeras.ops import ndim as ndim
from plugkeras.ops import not_equal as not_equal
from plugkeras.ops import one_hot as one_hot
from plugkeras.ops import ones_like as ones_like
from plugkeras.ops import prod as prod
from plugkeras.ops import reshape as reshape
from plugkeras.ops import round as round
from plugkeras.ops import shape as shape
from plugkeras.ops import sigmoid as sigmoid
from plugkeras.ops import sign as sign
from plugkeras.ops import sin as sin
from plugkeras.ops import softmax as softmax
from plugkeras.ops import softplus as softplus
from plugkeras.ops import square as square
from plugkeras.ops import squeeze as squeeze
from plugkeras.ops import stack as stack
from plugkeras.ops import std as std
from plugkeras.ops import stop_gradient as stop_gradient
from plugkeras.ops import sum as sum
from plugkeras.ops import tanh as tanh
from plugkeras.ops import tile as tile
from plugkeras.ops import transpose as transpose
from plugkeras.ops import var as var
from plugkeras.ops import zeros_like as zeros_like

flatten = ops.ravel
int_shape = ops.shape
pow = ops.power
