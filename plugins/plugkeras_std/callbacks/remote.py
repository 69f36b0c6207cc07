"""The logs of every epoch to a server."""

import json
import warnings
from typing import Annotated, Any

import numpy as np

from plugkeras.annotations import Via
from plugkeras.parts.callback import Callback, Logs

PATIENCE = 10.0
"""Seconds that a server may take to answer; training waits as long."""


def _address(value: Any) -> str:
    if not isinstance(value, str) or not value.lower().startswith(("http://", "https://")):
        raise ValueError("must be an address that begins with http:// or https://")
    return value


class RemoteMonitor(Callback):
    """Posts the number of each epoch and its logs to ``root + path``: as a form with one ``field`` of JSON.

    ``send_as_json``: the JSON alone. A server that does not answer, or refuses, is told as a warning.
    """

    root: Annotated[str, Via(_address)] = "http://localhost:9000"
    path: str = "/publish/epoch/end/"
    field: str = "data"
    headers: Any = None
    send_as_json: bool = False

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Post them."""
        import http.client
        import urllib.error
        import urllib.request

        try:
            with urllib.request.urlopen(self._request(epoch, logs), timeout=PATIENCE):
                pass
        except (OSError, http.client.HTTPException, ValueError) as problem:
            warnings.warn(f"RemoteMonitor: {self.root} could not be reached: {problem}", stacklevel=2)

    def _request(self, epoch: int, logs: Logs) -> Any:
        from urllib.parse import urlencode
        from urllib.request import Request

        numbers = {name: np.asarray(value).tolist() for name, value in (logs or {}).items()}
        text = json.dumps({"epoch": epoch, **numbers})
        kind = "application/json" if self.send_as_json else "application/x-www-form-urlencoded"
        body = text if self.send_as_json else urlencode({self.field: text})
        return Request(self.root + self.path, body.encode(), {"Content-Type": kind, **(self.headers or {})})
