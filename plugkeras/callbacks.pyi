"""Callbacks: ``plugkeras.callbacks.EarlyStopping``."""

from typing import Any

from plugkeras.parts.callback import Callback as Callback
from plugkeras.parts.callback import History as History
from plugkeras.parts.callback_list import CallbackList as CallbackList
from plugkeras.runs.interventions import Interventions as Interventions
from plugkeras.runs.logger import RunLogger as RunLogger
from plugkeras_std.callbacks.averages import SwapEMAWeights as SwapEMAWeights
from plugkeras_std.callbacks.backup import BackupAndRestore as BackupAndRestore
from plugkeras_std.callbacks.checkpoint import ModelCheckpoint as ModelCheckpoint
from plugkeras_std.callbacks.csv_logger import CSVLogger as CSVLogger
from plugkeras_std.callbacks.early_stopping import EarlyStopping as EarlyStopping
from plugkeras_std.callbacks.functions import LambdaCallback as LambdaCallback
from plugkeras_std.callbacks.learning_rate import LearningRateScheduler as LearningRateScheduler
from plugkeras_std.callbacks.learning_rate import ReduceLROnPlateau as ReduceLROnPlateau
from plugkeras_std.callbacks.not_a_number import TerminateOnNaN as TerminateOnNaN
from plugkeras_std.callbacks.progress import ProgbarLogger as ProgbarLogger
from plugkeras_std.callbacks.remote import RemoteMonitor as RemoteMonitor
from plugkeras_std.callbacks.tensorboard import TensorBoard as TensorBoard

def __getattr__(name: str) -> Any: ...  # what other people's plugins offer
