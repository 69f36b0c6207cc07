"""Signs of life, and word that a control has come, from a training that is busy with a long batch."""

import threading
from typing import Any

from plugkeras.runs.control import ControlReader
from plugkeras.runs.events import EventWriter
from plugkeras.runs.folder import Run

BEAT = 5.0
"""Seconds between two heartbeats."""

GLANCE = 0.5
"""Seconds between two looks for controls that wait."""


class Watchdog(threading.Thread):
    """Runs beside a training; it computes nothing, so it costs nothing."""

    def __init__(self, run: Run, steering: Any, events: EventWriter) -> None:
        super().__init__(name="plugkeras-watchdog", daemon=True)
        self.run_, self.steering, self.events = run, steering, events
        self._over = threading.Event()
        self._controls = ControlReader(run)
        self._controls.skip()

    def run(self) -> None:
        """Until ``stop``."""
        waiting: list[str] = []
        passed = BEAT
        while True:
            if passed >= BEAT:
                self.run_.beat()
                passed = 0.0
            if self.steering is not None:
                for id in waiting:
                    if id not in self.steering.acknowledged:
                        self.events.write("ack", id=id, status="pending", text="a batch is being trained")
                waiting = [control["id"] for control in self._controls.read()]
            if self._over.wait(GLANCE):
                return
            passed += GLANCE

    def stop(self) -> None:
        """No more signs of life."""
        self._over.set()
        self.join(timeout=2 * GLANCE)
