"""Callbacks: ``plugkeras.callbacks.EarlyStopping``."""

from plugkeras.callback import Callback as Callback
from plugkeras.callback import CallbackList as CallbackList
from plugkeras.callback import History as History
from plugkeras.host import namespace

__getattr__, __dir__ = namespace("callbacks", own=("CallbackList",))
