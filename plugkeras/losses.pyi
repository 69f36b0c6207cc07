"""Losses, as classes and as functions: ``plugkeras.losses.MeanSquaredError``."""

from collections.abc import Mapping
from typing import Any

from plugkeras.parts.loss import Loss as Loss
from plugkeras_std.losses.embeddings import Circle as Circle
from plugkeras_std.losses.embeddings import circle as circle
from plugkeras_std.losses.hinges import CategoricalHinge as CategoricalHinge
from plugkeras_std.losses.hinges import Hinge as Hinge
from plugkeras_std.losses.hinges import SquaredHinge as SquaredHinge
from plugkeras_std.losses.hinges import categorical_hinge as categorical_hinge
from plugkeras_std.losses.hinges import hinge as hinge
from plugkeras_std.losses.hinges import squared_hinge as squared_hinge
from plugkeras_std.losses.overlap import Dice as Dice
from plugkeras_std.losses.overlap import Tversky as Tversky
from plugkeras_std.losses.overlap import dice as dice
from plugkeras_std.losses.overlap import tversky as tversky
from plugkeras_std.losses.probabilistic import BinaryCrossentropy as BinaryCrossentropy
from plugkeras_std.losses.probabilistic import BinaryFocalCrossentropy as BinaryFocalCrossentropy
from plugkeras_std.losses.probabilistic import CategoricalCrossentropy as CategoricalCrossentropy
from plugkeras_std.losses.probabilistic import CategoricalFocalCrossentropy as CategoricalFocalCrossentropy
from plugkeras_std.losses.probabilistic import CategoricalGeneralizedCrossEntropy as CategoricalGeneralizedCrossEntropy
from plugkeras_std.losses.probabilistic import KLDivergence as KLDivergence
from plugkeras_std.losses.probabilistic import Poisson as Poisson
from plugkeras_std.losses.probabilistic import SparseCategoricalCrossentropy as SparseCategoricalCrossentropy
from plugkeras_std.losses.probabilistic import binary_crossentropy as binary_crossentropy
from plugkeras_std.losses.probabilistic import binary_focal_crossentropy as binary_focal_crossentropy
from plugkeras_std.losses.probabilistic import categorical_crossentropy as categorical_crossentropy
from plugkeras_std.losses.probabilistic import categorical_focal_crossentropy as categorical_focal_crossentropy
from plugkeras_std.losses.probabilistic import (
    categorical_generalized_cross_entropy as categorical_generalized_cross_entropy,
)
from plugkeras_std.losses.probabilistic import kl_divergence as kl_divergence
from plugkeras_std.losses.probabilistic import poisson as poisson
from plugkeras_std.losses.probabilistic import sparse_categorical_crossentropy as sparse_categorical_crossentropy
from plugkeras_std.losses.regression import CosineSimilarity as CosineSimilarity
from plugkeras_std.losses.regression import Huber as Huber
from plugkeras_std.losses.regression import LogCosh as LogCosh
from plugkeras_std.losses.regression import MeanAbsoluteError as MeanAbsoluteError
from plugkeras_std.losses.regression import MeanAbsolutePercentageError as MeanAbsolutePercentageError
from plugkeras_std.losses.regression import MeanSquaredError as MeanSquaredError
from plugkeras_std.losses.regression import MeanSquaredLogarithmicError as MeanSquaredLogarithmicError
from plugkeras_std.losses.regression import cosine_similarity as cosine_similarity
from plugkeras_std.losses.regression import huber as huber
from plugkeras_std.losses.regression import log_cosh as log_cosh
from plugkeras_std.losses.regression import mean_absolute_error as mean_absolute_error
from plugkeras_std.losses.regression import mean_absolute_percentage_error as mean_absolute_percentage_error
from plugkeras_std.losses.regression import mean_squared_error as mean_squared_error
from plugkeras_std.losses.regression import mean_squared_logarithmic_error as mean_squared_logarithmic_error
from plugkeras_std.losses.sequences import CTC as CTC
from plugkeras_std.losses.sequences import ctc as ctc

BCE = binary_crossentropy
KLD = kl_divergence
MAE = mean_absolute_error
MAPE = mean_absolute_percentage_error
MSE = mean_squared_error
MSLE = mean_squared_logarithmic_error
bce = binary_crossentropy

def deserialize(data: Any, custom_objects: Mapping[str, Any] | None = None) -> Any: ...
def get(identifier: Any) -> Any: ...
def serialize(part: Any) -> Any: ...

kld = kl_divergence
mae = mean_absolute_error
mape = mean_absolute_percentage_error
mse = mean_squared_error
msle = mean_squared_logarithmic_error

def __getattr__(name: str) -> Any: ...  # what other people's plugins offer
