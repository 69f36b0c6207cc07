"""Callbacks: ``plugkeras.callbacks.EarlyStopping``."""

from plugkeras.host import namespace
from plugkeras.parts.callback import Callback as Callback
from plugkeras.parts.callback import History as History
from plugkeras.parts.callback_list import CallbackList as CallbackList

__getattr__, __dir__ = namespace(__name__, own=("CallbackList",))
