"""Signs of life, and word that a control has come, from a training that is busy with a long batch."""

import threading
import time
from typing import Any

from plugkeras.runs.control import ControlReader
from plugkeras.runs.events import EventWriter
from plugkeras.runs.folder import Run

BEAT = 5.0
"""Seconds between two heartbeats."""

LONG = 10.0
"""Seconds in one call of somebody else's layer after which that is told."""

GLANCE = 0.5
"""Seconds between two looks for controls that wait."""


class Watchdog(threading.Thread):
    """Runs beside a training; it computes nothing, so it costs nothing."""

    def __init__(self, run: Run, steering: Any, events: EventWriter, where: Any) -> None:
        super().__init__(name="plugkeras-watchdog", daemon=True)
        self.run_, self.steering, self.events, self.where = run, steering, events, where
        self._told: Any = None
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
            if self.where is not None:
                self._look_for_hangs()
            if self._over.wait(GLANCE):
                return
            passed += GLANCE

    def _look_for_hangs(self) -> None:
        inside = self.where.inside
        if inside is None or inside is self._told or time.monotonic() - inside[2] < LONG:
            return
        self._told = inside
        text = f"the layer '{inside[0]}' of the plugin {inside[1]} has been busy for {LONG:.0f} seconds"
        self.events.write("warn", text=text, layer=inside[0], plugin=inside[1])

    def stop(self) -> None:
        """No more signs of life."""
        self._over.set()
        self.join(timeout=2 * GLANCE)
