"""Layers, standard and installed: ``plugkeras.layers.Dense``.

A layer that is made to be called at once on all that it needs is there as a function, too: ``layers.add(inputs)`` is
``layers.Add.of(inputs)``, the same as ``layers.Add()(inputs)``.
"""

from collections.abc import Mapping
from typing import Any

from plugkeras.parts.layer import Layer as Layer
from plugkeras.training.sequential import Sequential as Sequential
from plugkeras_std.layers.activations import ELU as ELU
from plugkeras_std.layers.activations import LeakyReLU as LeakyReLU
from plugkeras_std.layers.activations import PReLU as PReLU
from plugkeras_std.layers.activations import ReLU as ReLU
from plugkeras_std.layers.activations import Softmax as Softmax
from plugkeras_std.layers.activations import ThresholdedReLU as ThresholdedReLU
from plugkeras_std.layers.attention import AdditiveAttention as AdditiveAttention
from plugkeras_std.layers.attention import Attention as Attention
from plugkeras_std.layers.convolution import Conv1D as Conv1D
from plugkeras_std.layers.convolution import Conv2D as Conv2D
from plugkeras_std.layers.convolution import Conv3D as Conv3D
from plugkeras_std.layers.convolution import Convolution2D as Convolution2D
from plugkeras_std.layers.convolution import Convolution3D as Convolution3D
from plugkeras_std.layers.core import Activation as Activation
from plugkeras_std.layers.core import Dense as Dense
from plugkeras_std.layers.core import Identity as Identity
from plugkeras_std.layers.core import InputLayer as InputLayer
from plugkeras_std.layers.core import Lambda as Lambda
from plugkeras_std.layers.core import Masking as Masking
from plugkeras_std.layers.einsum_dense import EinsumDense as EinsumDense
from plugkeras_std.layers.embedding import Embedding as Embedding
from plugkeras_std.layers.embedding import ReversibleEmbedding as ReversibleEmbedding
from plugkeras_std.layers.group_normalization import GroupNormalization as GroupNormalization
from plugkeras_std.layers.group_normalization import RMSNormalization as RMSNormalization
from plugkeras_std.layers.group_normalization import UnitNormalization as UnitNormalization
from plugkeras_std.layers.merging import Add as Add
from plugkeras_std.layers.merging import Average as Average
from plugkeras_std.layers.merging import Concatenate as Concatenate
from plugkeras_std.layers.merging import Dot as Dot
from plugkeras_std.layers.merging import Maximum as Maximum
from plugkeras_std.layers.merging import Minimum as Minimum
from plugkeras_std.layers.merging import Multiply as Multiply
from plugkeras_std.layers.merging import Subtract as Subtract
from plugkeras_std.layers.multi_head_attention import GroupedQueryAttention as GroupedQueryAttention
from plugkeras_std.layers.multi_head_attention import MultiHeadAttention as MultiHeadAttention
from plugkeras_std.layers.normalization import BatchNormalization as BatchNormalization
from plugkeras_std.layers.normalization import LayerNormalization as LayerNormalization
from plugkeras_std.layers.other_convolutions import Conv1DTranspose as Conv1DTranspose
from plugkeras_std.layers.other_convolutions import Conv2DTranspose as Conv2DTranspose
from plugkeras_std.layers.other_convolutions import Conv3DTranspose as Conv3DTranspose
from plugkeras_std.layers.other_convolutions import DepthwiseConv1D as DepthwiseConv1D
from plugkeras_std.layers.other_convolutions import DepthwiseConv2D as DepthwiseConv2D
from plugkeras_std.layers.other_convolutions import SeparableConv1D as SeparableConv1D
from plugkeras_std.layers.other_convolutions import SeparableConv2D as SeparableConv2D
from plugkeras_std.layers.padding import Cropping1D as Cropping1D
from plugkeras_std.layers.padding import Cropping2D as Cropping2D
from plugkeras_std.layers.padding import Cropping3D as Cropping3D
from plugkeras_std.layers.padding import ZeroPadding1D as ZeroPadding1D
from plugkeras_std.layers.padding import ZeroPadding2D as ZeroPadding2D
from plugkeras_std.layers.padding import ZeroPadding3D as ZeroPadding3D
from plugkeras_std.layers.pooling import AveragePooling1D as AveragePooling1D
from plugkeras_std.layers.pooling import AveragePooling2D as AveragePooling2D
from plugkeras_std.layers.pooling import AveragePooling3D as AveragePooling3D
from plugkeras_std.layers.pooling import GlobalAveragePooling1D as GlobalAveragePooling1D
from plugkeras_std.layers.pooling import GlobalAveragePooling2D as GlobalAveragePooling2D
from plugkeras_std.layers.pooling import GlobalAveragePooling3D as GlobalAveragePooling3D
from plugkeras_std.layers.pooling import GlobalMaxPooling1D as GlobalMaxPooling1D
from plugkeras_std.layers.pooling import GlobalMaxPooling2D as GlobalMaxPooling2D
from plugkeras_std.layers.pooling import GlobalMaxPooling3D as GlobalMaxPooling3D
from plugkeras_std.layers.pooling import MaxPooling1D as MaxPooling1D
from plugkeras_std.layers.pooling import MaxPooling2D as MaxPooling2D
from plugkeras_std.layers.pooling import MaxPooling3D as MaxPooling3D
from plugkeras_std.layers.recurrent import LSTM as LSTM
from plugkeras_std.layers.recurrent import LSTMCell as LSTMCell
from plugkeras_std.layers.regularization import ActivityRegularization as ActivityRegularization
from plugkeras_std.layers.regularization import AlphaDropout as AlphaDropout
from plugkeras_std.layers.regularization import Dropout as Dropout
from plugkeras_std.layers.regularization import GaussianDropout as GaussianDropout
from plugkeras_std.layers.regularization import GaussianNoise as GaussianNoise
from plugkeras_std.layers.regularization import SpatialDropout1D as SpatialDropout1D
from plugkeras_std.layers.regularization import SpatialDropout2D as SpatialDropout2D
from plugkeras_std.layers.regularization import SpatialDropout3D as SpatialDropout3D
from plugkeras_std.layers.shapes import Flatten as Flatten
from plugkeras_std.layers.shapes import Permute as Permute
from plugkeras_std.layers.shapes import RepeatVector as RepeatVector
from plugkeras_std.layers.shapes import Reshape as Reshape
from plugkeras_std.layers.wrappers import SpectralNormalization as SpectralNormalization
from plugkeras_std.layers.wrappers import TimeDistributed as TimeDistributed
from plugkeras_std.layers.wrappers import Wrapper as Wrapper

AvgPool1D = AveragePooling1D
AvgPool2D = AveragePooling2D
AvgPool3D = AveragePooling3D
Convolution1D = Conv1D
Convolution1DTranspose = Conv1DTranspose
Convolution2DTranspose = Conv2DTranspose
Convolution3DTranspose = Conv3DTranspose
GlobalAvgPool1D = GlobalAveragePooling1D
GlobalAvgPool2D = GlobalAveragePooling2D
GlobalAvgPool3D = GlobalAveragePooling3D
GlobalMaxPool1D = GlobalMaxPooling1D
GlobalMaxPool2D = GlobalMaxPooling2D
GlobalMaxPool3D = GlobalMaxPooling3D
GroupQueryAttention = GroupedQueryAttention
Input = InputLayer
MaxPool1D = MaxPooling1D
MaxPool2D = MaxPooling2D
MaxPool3D = MaxPooling3D
SeparableConvolution1D = SeparableConv1D
SeparableConvolution2D = SeparableConv2D
add = Add.of
average = Average.of
concatenate = Concatenate.of

def deserialize(data: Any, custom_objects: Mapping[str, Any] | None = None) -> Any: ...
def serialize(part: Any) -> Any: ...

dot = Dot.of
maximum = Maximum.of
minimum = Minimum.of
multiply = Multiply.of
subtract = Subtract.of

def __getattr__(name: str) -> Any: ...  # what other people's plugins offer
