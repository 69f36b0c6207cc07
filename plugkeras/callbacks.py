"""Callbacks: ``plugkeras.callbacks.EarlyStopping``."""

from plugkeras.callback import Callback as Callback, CallbackList as CallbackList, History as History
from plugkeras.host import namespace

__getattr__, __dir__ = namespace("callbacks", own=("Callback", "CallbackList", "History"))
