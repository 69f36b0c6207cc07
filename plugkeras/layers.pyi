"""Layers, standard and installed: ``plugkeras.layers.Dense``.

A layer that is made to be called at once on all that it needs is there as a function, too: ``layers.add(inputs)`` is
``layers.Add.of(inputs)``, the same as ``layers.Add()(inputs)``.
"""

from collections.abc import Mapping
from typing import Any

from plugkeras.parts.layer import Layer as Layer
from plugkeras.parts.specs import InputSpec as InputSpec
from plugkeras.training.sequential import Sequential as Sequential
from plugkeras_std.layers.activations import ELU as ELU
from plugkeras_std.layers.activations import LeakyReLU as LeakyReLU
from plugkeras_std.layers.activations import PReLU as PReLU
from plugkeras_std.layers.activations import ReLU as ReLU
from plugkeras_std.layers.activations import Softmax as Softmax
from plugkeras_std.layers.activations import ThresholdedReLU as ThresholdedReLU
from plugkeras_std.layers.adaptive_pooling import AdaptiveAveragePooling1D as AdaptiveAveragePooling1D
from plugkeras_std.layers.adaptive_pooling import AdaptiveAveragePooling2D as AdaptiveAveragePooling2D
from plugkeras_std.layers.adaptive_pooling import AdaptiveAveragePooling3D as AdaptiveAveragePooling3D
from plugkeras_std.layers.adaptive_pooling import AdaptiveMaxPooling1D as AdaptiveMaxPooling1D
from plugkeras_std.layers.adaptive_pooling import AdaptiveMaxPooling2D as AdaptiveMaxPooling2D
from plugkeras_std.layers.adaptive_pooling import AdaptiveMaxPooling3D as AdaptiveMaxPooling3D
from plugkeras_std.layers.attention import AdditiveAttention as AdditiveAttention
from plugkeras_std.layers.attention import Attention as Attention
from plugkeras_std.layers.convolution import Conv1D as Conv1D
from plugkeras_std.layers.convolution import Conv2D as Conv2D
from plugkeras_std.layers.convolution import Conv3D as Conv3D
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
from plugkeras_std.layers.images.bends import RandomElasticTransform as RandomElasticTransform
from plugkeras_std.layers.images.bends import RandomPerspective as RandomPerspective
from plugkeras_std.layers.images.chains import AugMix as AugMix
from plugkeras_std.layers.images.chains import RandAugment as RandAugment
from plugkeras_std.layers.images.chains import RandomColorJitter as RandomColorJitter
from plugkeras_std.layers.images.colors import RandomBrightness as RandomBrightness
from plugkeras_std.layers.images.colors import RandomColorDegeneration as RandomColorDegeneration
from plugkeras_std.layers.images.colors import RandomContrast as RandomContrast
from plugkeras_std.layers.images.colors import RandomGrayscale as RandomGrayscale
from plugkeras_std.layers.images.colors import RandomHue as RandomHue
from plugkeras_std.layers.images.colors import RandomInvert as RandomInvert
from plugkeras_std.layers.images.colors import RandomPosterization as RandomPosterization
from plugkeras_std.layers.images.colors import RandomSaturation as RandomSaturation
from plugkeras_std.layers.images.crops import CenterCrop as CenterCrop
from plugkeras_std.layers.images.crops import RandomCrop as RandomCrop
from plugkeras_std.layers.images.crops import RandomFlip as RandomFlip
from plugkeras_std.layers.images.crops import Resizing as Resizing
from plugkeras_std.layers.images.mixing import CutMix as CutMix
from plugkeras_std.layers.images.mixing import MaxNumBoundingBoxes as MaxNumBoundingBoxes
from plugkeras_std.layers.images.mixing import MixUp as MixUp
from plugkeras_std.layers.images.neighbours import RandomErasing as RandomErasing
from plugkeras_std.layers.images.neighbours import RandomGaussianBlur as RandomGaussianBlur
from plugkeras_std.layers.images.neighbours import RandomSharpness as RandomSharpness
from plugkeras_std.layers.images.tones import AutoContrast as AutoContrast
from plugkeras_std.layers.images.tones import (
    ContrastLimitedAdaptiveHistogramEqualization as ContrastLimitedAdaptiveHistogramEqualization,
)
from plugkeras_std.layers.images.tones import Equalization as Equalization
from plugkeras_std.layers.images.tones import Solarization as Solarization
from plugkeras_std.layers.images.warps import RandomRotation as RandomRotation
from plugkeras_std.layers.images.warps import RandomShear as RandomShear
from plugkeras_std.layers.images.warps import RandomTranslation as RandomTranslation
from plugkeras_std.layers.images.warps import RandomZoom as RandomZoom
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
from plugkeras_std.layers.of_keras_1.convolutions import AtrousConvolution2D as AtrousConvolution2D
from plugkeras_std.layers.of_keras_1.convolutions import Convolution2D as Convolution2D
from plugkeras_std.layers.of_keras_1.convolutions import Convolution3D as Convolution3D
from plugkeras_std.layers.of_keras_1.convolutions import Deconvolution2D as Deconvolution2D
from plugkeras_std.layers.of_keras_1.convolutions import Deconvolution3D as Deconvolution3D
from plugkeras_std.layers.of_keras_1.convolutions import SeparableConvolution2D as SeparableConvolution2D
from plugkeras_std.layers.of_keras_1.dense import Highway as Highway
from plugkeras_std.layers.of_keras_1.dense import MaxoutDense as MaxoutDense
from plugkeras_std.layers.of_keras_1.dense import TimeDistributedDense as TimeDistributedDense
from plugkeras_std.layers.of_keras_1.unshared import LocallyConnected1D as LocallyConnected1D
from plugkeras_std.layers.of_keras_1.unshared import LocallyConnected2D as LocallyConnected2D
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
from plugkeras_std.layers.preparing.discretization import Discretization as Discretization
from plugkeras_std.layers.preparing.encoding import CategoryEncoding as CategoryEncoding
from plugkeras_std.layers.preparing.feature_space import FeatureSpace as FeatureSpace
from plugkeras_std.layers.preparing.hashing import HashedCrossing as HashedCrossing
from plugkeras_std.layers.preparing.hashing import Hashing as Hashing
from plugkeras_std.layers.preparing.lookups import IntegerLookup as IntegerLookup
from plugkeras_std.layers.preparing.lookups import StringLookup as StringLookup
from plugkeras_std.layers.preparing.pipeline import Pipeline as Pipeline
from plugkeras_std.layers.preparing.scaling import Normalization as Normalization
from plugkeras_std.layers.preparing.scaling import Rescaling as Rescaling
from plugkeras_std.layers.preparing.spectrograms import MelSpectrogram as MelSpectrogram
from plugkeras_std.layers.preparing.spectrograms import STFTSpectrogram as STFTSpectrogram
from plugkeras_std.layers.preparing.text import TextVectorization as TextVectorization
from plugkeras_std.layers.recurrent.bidirectional import Bidirectional as Bidirectional
from plugkeras_std.layers.recurrent.cells import GRUCell as GRUCell
from plugkeras_std.layers.recurrent.cells import LSTMCell as LSTMCell
from plugkeras_std.layers.recurrent.cells import SimpleRNNCell as SimpleRNNCell
from plugkeras_std.layers.recurrent.conv_lstm import ConvLSTM1D as ConvLSTM1D
from plugkeras_std.layers.recurrent.conv_lstm import ConvLSTM2D as ConvLSTM2D
from plugkeras_std.layers.recurrent.conv_lstm import ConvLSTM3D as ConvLSTM3D
from plugkeras_std.layers.recurrent.layers import GRU as GRU
from plugkeras_std.layers.recurrent.layers import LSTM as LSTM
from plugkeras_std.layers.recurrent.layers import CuDNNGRU as CuDNNGRU
from plugkeras_std.layers.recurrent.layers import CuDNNLSTM as CuDNNLSTM
from plugkeras_std.layers.recurrent.layers import SimpleRNN as SimpleRNN
from plugkeras_std.layers.recurrent.rnn import RNN as RNN
from plugkeras_std.layers.recurrent.stacked import StackedRNNCells as StackedRNNCells
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
from plugkeras_std.layers.upsampling import UpSampling1D as UpSampling1D
from plugkeras_std.layers.upsampling import UpSampling2D as UpSampling2D
from plugkeras_std.layers.upsampling import UpSampling3D as UpSampling3D
from plugkeras_std.layers.wrappers import SpectralNormalization as SpectralNormalization
from plugkeras_std.layers.wrappers import TimeDistributed as TimeDistributed
from plugkeras_std.layers.wrappers import Wrapper as Wrapper

AtrousConv1D = Conv1D
AtrousConv2D = AtrousConvolution2D
AtrousConvolution1D = Conv1D
AvgPool1D = AveragePooling1D
AvgPool2D = AveragePooling2D
AvgPool3D = AveragePooling3D
Convolution1D = Conv1D
Convolution1DTranspose = Conv1DTranspose
Convolution2DTranspose = Conv2DTranspose
Convolution3DTranspose = Conv3DTranspose
Deconv2D = Deconvolution2D
Deconv3D = Deconvolution3D
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
