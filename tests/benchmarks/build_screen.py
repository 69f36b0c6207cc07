"""How long it takes from a key that edits one of 50 layers until the screen shows it: ``python build_screen.py``.

The budget is 30 ms for the echo, on a terminal of 120 by 40; shapes are found in a thread and follow.
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


PARTS = ("echoed in its form", "in its row", "with new shapes")


async def measured() -> list[list[float]]:
    """Seconds from each key until the screen shows it, for each of the ``PARTS``."""
    layers = [LayerSpec(Part("Input", Table({"shape": (32,)})), "input")]
    dense = Part("Dense", Table({"units": 64, "activation": "relu"}))
    layers += [LayerSpec(dense, f"dense_{n}") for n in range(LAYERS)]
    app: Any = PlugkerasApp(Project("fifty", ModelSpec(tuple(layers))))
    found: list[list[float]] = [[] for _ in PARTS]
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
        session, form, stack = app.session, app.screen.properties.list, app.screen.stack
        for number in range(KEYS):
            painted.clear()
            before, part = session.project, form.part
            tests = (
                lambda part=part: form.part != part,
                lambda before=before: stack.project != before,
                lambda before=before: stack.project != before and stack.report is session.report and session.is_settled,
            )
            begun = perf_counter()
            app.post_message(events.Key("right" if number % 2 else "left", None))
            for times, is_there in zip(found, tests, strict=True):
                while not (painted.is_set() and is_there()):
                    painted.clear()
                    await painted.wait()
                times.append(perf_counter() - begun)
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
    return found


def main() -> None:
    """Print the medians and the 99th percentiles."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("STATE", "RUNS", "CONFIG"):
            os.environ[f"PLUGKERAS_{name}"] = folder
        measures = asyncio.run(measured())
    print(f"{LAYERS} layers, a key to its picture:")
    for what, found in zip(PARTS, measures, strict=True):
        times = sorted(found)
        middle, late = times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000
        print(f"  {what:20} median {middle:5.1f} ms, 99th percentile {late:5.1f} ms")


if __name__ == "__main__":
    main()
