"""What the Train screen costs: a frame of a million points, and the steps that a watched training loses.

Run it by hand: ``python tests/benchmarks/tui_frames.py``. A frame is to take under 16 ms, and watching under 2 %.
Steps are counted by the processor's time that the trainer takes, so that what else the machine does counts for little.
"""

import asyncio
import os
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from plugkeras.host import host
from plugkeras.runs import Run, Watched, create
from plugkeras.runs.starting import start
from plugkeras_tui.app import PlugkerasApp
from plugkeras_tui.train.curves.look import Look

POINTS = 1_000_000
SIZE = (200, 60)


def long_run() -> tuple[Run, Watched]:
    """A run of a million batches that goes on."""
    run = create("long")
    (run.path / "events.jsonl").touch()
    watched = Watched(run)
    rng, step = np.random.default_rng(0), np.arange(1, POINTS + 1)
    loss = np.exp(-step / 3e5) + rng.normal(size=POINTS) * 0.05
    rows = np.stack([step, step // 1000, step * 0 + 1, loss - 0.1, loss, loss + 0.1, step * 0 + 0.01, step * 0.05], 1)
    watched.batches._rows, watched.batches._count = np.concatenate([rows, rows[:1000]]), POINTS
    return run, watched


async def frames() -> None:
    """Milliseconds from one more batch to a picture of all."""
    app = PlugkerasApp()
    run, watched = long_run()
    async with app.run_test(size=SIZE) as pilot:
        app.session.run, app.session.watched = run, watched
        app.switch_mode("Train")
        await pilot.pause(0.5)
        plot = app.screen.plot
        for look in (Look(), Look(smoothing=4), Look(log_x=True, log_y=True), Look(window=1), Look(points="epochs")):
            plot.look = look
            took = []
            for _ in range(50):
                step = watched.batches.last + 1
                watched.batches.append(step, 1, 1, 0.1, 0.2, 0.3, 0.01, step * 0.05)
                watched.version += 1
                begun = time.perf_counter()
                for y in range(plot.size.height):
                    plot.render_line(y)
                took.append(1000 * (time.perf_counter() - begun))
            print(f"{statistics.median(took):6.2f} ms, at most {max(took):6.2f} ms   {look.words or 'as it is'}")


async def watching(seconds: float, size: tuple[int, int] | None) -> float:
    """Steps a second of processor's time of a training of its own, with the app watching it, or without."""
    project = host().get("templates", "spirals")()
    project = replace(project, fit=replace(project.fit, epochs=1_000_000))
    run = create("speed", project=project)
    worker = start(run)
    watched = Watched(run)
    while not watched.step:
        await asyncio.sleep(0.05)
        watched.look()
    if size is None:
        rate = await _rate(watched, seconds)
    else:
        app = PlugkerasApp()
        async with app.run_test(size=size) as pilot:
            app.session.attach(run)
            app.switch_mode("Train")
            await pilot.pause(1.0)
            own = time.process_time()
            rate = await _rate(watched, seconds)
            print(f"the app takes {100 * (time.process_time() - own) / seconds:.0f} % of a core")
    run.send("stop")
    worker.wait(30)
    return rate


async def _rate(watched: Watched, seconds: float) -> float:
    run = Run(watched.reader.path.parent)
    watched.look()
    first, begun = watched.step, _processor(run)
    await asyncio.sleep(seconds)
    watched.look()
    return (watched.step - first) / (_processor(run) - begun)


def _processor(run: Run) -> float:
    """Seconds of processor's time that the trainer has taken."""
    fields = Path(f"/proc/{run.info['pid']}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def main() -> None:
    """Both, in a folder that is thrown away."""
    os.environ["PLUGKERAS_RUNS"] = os.environ["PLUGKERAS_STATE"] = str(Path(tempfile.mkdtemp()))
    await frames()
    pairs = [(await watching(5, None), await watching(5, SIZE)) for _ in range(5)]
    for alone, seen in pairs:
        print(f"{alone:8.0f} steps a second of processor alone, {seen:8.0f} watched: {100 * (seen / alone - 1):+.1f} %")
    print(f"median {100 * (statistics.median(seen / alone for alone, seen in pairs) - 1):+.1f} %")


if __name__ == "__main__":
    asyncio.run(main())
