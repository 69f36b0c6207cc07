"""Metrics: ``plugkeras.metrics.AUC``."""

from collections.abc import Mapping
from typing import Any

from plugkeras.parts.metric import MeanMetricWrapper as MeanMetricWrapper
from plugkeras.parts.metric import Metric as Metric
from plugkeras_std.losses.hinges import categorical_hinge as categorical_hinge
from plugkeras_std.losses.hinges import hinge as hinge
from plugkeras_std.losses.hinges import squared_hinge as squared_hinge
from plugkeras_std.losses.probabilistic import binary_crossentropy as binary_crossentropy
from plugkeras_std.losses.probabilistic import binary_focal_crossentropy as binary_focal_crossentropy
from plugkeras_std.losses.probabilistic import categorical_crossentropy as categorical_crossentropy
from plugkeras_std.losses.probabilistic import categorical_focal_crossentropy as categorical_focal_crossentropy
from plugkeras_std.losses.probabilistic import kl_divergence as kl_divergence
from plugkeras_std.losses.probabilistic import poisson as poisson
from plugkeras_std.losses.probabilistic import sparse_categorical_crossentropy as sparse_categorical_crossentropy
from plugkeras_std.losses.regression import huber as huber
from plugkeras_std.losses.regression import log_cosh as log_cosh
from plugkeras_std.losses.regression import mean_absolute_error as mean_absolute_error
from plugkeras_std.losses.regression import mean_absolute_percentage_error as mean_absolute_percentage_error
from plugkeras_std.losses.regression import mean_squared_error as mean_squared_error
from plugkeras_std.losses.regression import mean_squared_logarithmic_error as mean_squared_logarithmic_error
from plugkeras_std.metrics.accuracies import Accuracy as Accuracy
from plugkeras_std.metrics.accuracies import BinaryAccuracy as BinaryAccuracy
from plugkeras_std.metrics.accuracies import CategoricalAccuracy as CategoricalAccuracy
from plugkeras_std.metrics.accuracies import SparseCategoricalAccuracy as SparseCategoricalAccuracy
from plugkeras_std.metrics.accuracies import SparseTopKCategoricalAccuracy as SparseTopKCategoricalAccuracy
from plugkeras_std.metrics.accuracies import TopKCategoricalAccuracy as TopKCategoricalAccuracy
from plugkeras_std.metrics.accuracies import binary_accuracy as binary_accuracy
from plugkeras_std.metrics.accuracies import categorical_accuracy as categorical_accuracy
from plugkeras_std.metrics.accuracies import sparse_categorical_accuracy as sparse_categorical_accuracy
from plugkeras_std.metrics.accuracies import sparse_top_k_categorical_accuracy as sparse_top_k_categorical_accuracy
from plugkeras_std.metrics.accuracies import top_k_categorical_accuracy as top_k_categorical_accuracy
from plugkeras_std.metrics.agreement import ConcordanceCorrelation as ConcordanceCorrelation
from plugkeras_std.metrics.agreement import PearsonCorrelation as PearsonCorrelation
from plugkeras_std.metrics.agreement import R2Score as R2Score
from plugkeras_std.metrics.agreement import concordance_correlation as concordance_correlation
from plugkeras_std.metrics.agreement import pearson_correlation as pearson_correlation
from plugkeras_std.metrics.confusion import FalseNegatives as FalseNegatives
from plugkeras_std.metrics.confusion import FalsePositives as FalsePositives
from plugkeras_std.metrics.confusion import Precision as Precision
from plugkeras_std.metrics.confusion import Recall as Recall
from plugkeras_std.metrics.confusion import TrueNegatives as TrueNegatives
from plugkeras_std.metrics.confusion import TruePositives as TruePositives
from plugkeras_std.metrics.curves import AUC as AUC
from plugkeras_std.metrics.curves import PrecisionAtRecall as PrecisionAtRecall
from plugkeras_std.metrics.curves import RecallAtPrecision as RecallAtPrecision
from plugkeras_std.metrics.curves import SensitivityAtSpecificity as SensitivityAtSpecificity
from plugkeras_std.metrics.curves import SpecificityAtSensitivity as SpecificityAtSensitivity
from plugkeras_std.metrics.fscores import F1Score as F1Score
from plugkeras_std.metrics.fscores import FBetaScore as FBetaScore
from plugkeras_std.metrics.means import BinaryCrossentropy as BinaryCrossentropy
from plugkeras_std.metrics.means import CategoricalCrossentropy as CategoricalCrossentropy
from plugkeras_std.metrics.means import CategoricalHinge as CategoricalHinge
from plugkeras_std.metrics.means import CosineSimilarity as CosineSimilarity
from plugkeras_std.metrics.means import Hinge as Hinge
from plugkeras_std.metrics.means import KLDivergence as KLDivergence
from plugkeras_std.metrics.means import LogCoshError as LogCoshError
from plugkeras_std.metrics.means import Mean as Mean
from plugkeras_std.metrics.means import MeanAbsoluteError as MeanAbsoluteError
from plugkeras_std.metrics.means import MeanAbsolutePercentageError as MeanAbsolutePercentageError
from plugkeras_std.metrics.means import MeanSquaredError as MeanSquaredError
from plugkeras_std.metrics.means import MeanSquaredLogarithmicError as MeanSquaredLogarithmicError
from plugkeras_std.metrics.means import Poisson as Poisson
from plugkeras_std.metrics.means import RootMeanSquaredError as RootMeanSquaredError
from plugkeras_std.metrics.means import SparseCategoricalCrossentropy as SparseCategoricalCrossentropy
from plugkeras_std.metrics.means import SquaredHinge as SquaredHinge
from plugkeras_std.metrics.means import Sum as Sum
from plugkeras_std.metrics.overlaps import BinaryIoU as BinaryIoU
from plugkeras_std.metrics.overlaps import IoU as IoU
from plugkeras_std.metrics.overlaps import MeanIoU as MeanIoU
from plugkeras_std.metrics.overlaps import OneHotIoU as OneHotIoU
from plugkeras_std.metrics.overlaps import OneHotMeanIoU as OneHotMeanIoU

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
