"""How long it takes from a key that edits one of 50 layers until the screen shows it: ``python build_screen.py``.

The budget is 30 ms, on a terminal of 120 by 40.
"""

import asyncio
import os
import tempfile
from time import perf_counter
from typing import Any

from textual import events

from plugkeras.project import Part, Project, Table
from plugkeras.project.document import LayerSpec, ModelSpec
from plugkeras_tui.app import PlugkerasApp

LAYERS, KEYS = 50, 60


async def measured() -> list[float]:
    """Seconds of each key."""
    layers = [LayerSpec(Part("Input", Table({"shape": (32,)})), "input")]
    dense = Part("Dense", Table({"units": 64, "activation": "relu"}))
    layers += [LayerSpec(dense, f"dense_{n}") for n in range(LAYERS)]
    app: Any = PlugkerasApp(Project("fifty", ModelSpec(tuple(layers))))
    found: list[float] = []
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        shown, painted = app._display, asyncio.Event()

        def display(screen: Any, renderable: Any) -> None:
            shown(screen, renderable)
            painted.set()

        app._display = display
        for number in range(KEYS):
            painted.clear()
            begun, before = perf_counter(), app.session.project
            app.post_message(events.Key("right" if number % 2 else "left", None))
            while app.session.project == before or not painted.is_set():
                painted.clear()
                await painted.wait()
            found.append(perf_counter() - begun)
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
    return found


def main() -> None:
    """Print the median and the 99th percentile."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("STATE", "RUNS", "CONFIG"):
            os.environ[f"PLUGKERAS_{name}"] = folder
        times = sorted(asyncio.run(measured()))
    print(f"{LAYERS} layers, a key to its picture: median {times[len(times) // 2] * 1000:.1f} ms", end=", ")
    print(f"99th percentile {times[int(len(times) * 0.99)] * 1000:.1f} ms")


if __name__ == "__main__":
    main()
