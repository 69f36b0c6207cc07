"""What the Train screen costs: a frame of a million points, and the steps that a watched training loses.

Run it by hand: ``python tests/benchmarks/tui_frames.py``. A frame is to take under 16 ms, and watching under 2 %.
Steps are counted by the processor's time that the trainer takes, so that what else the machine does counts for little;
and one training is watched and let alone in turn, many times, since no two of them are equally fast.
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
from plugkeras_tui.everywhere.sweeping import Sweeping
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
    """Milliseconds of the processor from one more batch to a picture of all."""
    app = PlugkerasApp()
    run, watched = long_run()
    async with app.run_test(size=SIZE) as pilot:
        Sweeping(app).begin()  # as in a terminal
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
                begun = time.thread_time()
                plot.tell()
                for y in range(plot.size.height):
                    plot.render_line(y)
                took.append(1000 * (time.thread_time() - begun))
            print(f"{statistics.median(took):6.2f} ms, at most {max(took):6.2f} ms   {look.words or 'as it is'}")


async def watching(turns: int, seconds: float) -> None:
    """What one training loses to an app that watches it every other ``seconds``, and what that app takes itself."""
    project = host().get("templates", "spirals")()
    run = create("speed", project=replace(project, fit=replace(project.fit, epochs=10_000_000)))
    worker, watched = start(run), Watched(run)
    while not watched.step:
        await asyncio.sleep(0.05)
        watched.look()
    rates: dict[bool, list[float]] = {True: [], False: []}
    took: list[float] = []
    app = PlugkerasApp()
    async with app.run_test(size=SIZE) as pilot:
        for turn in range(2 * turns):
            is_seen = turn % 2 == 1
            if is_seen:
                app.session.attach(run)
            app.switch_mode("Train" if is_seen else "Welcome")
            await pilot.pause(0.5)  # what is subscribed to is told, and what was is not any more
            own = time.process_time()
            rates[is_seen].append(await _rate(run, watched, seconds))
            if is_seen:
                took.append(100 * (time.process_time() - own) / seconds)
                app.session.detach()
    run.send("stop")
    worker.wait(30)
    lost = _lost(rates)
    spread = 1.25 * statistics.stdev(lost) / len(lost) ** 0.5  # of a median
    print(f"{statistics.median(rates[False]):.0f} steps a second of processor")
    print(f"{statistics.median(lost):.1f} ± {spread:.1f} % less while it is watched")
    print(f"the app takes {statistics.median(took):.1f} % of a core")


def _lost(rates: dict[bool, list[float]]) -> list[float]:
    """In per cent, by turn: how much slower than the mean of the turns before and after it one that is watched is."""
    alone = [*rates[False], rates[False][-1]]
    return [100 * (1 - 2 * seen / (alone[n] + alone[n + 1])) for n, seen in enumerate(rates[True])]


async def _rate(run: Run, watched: Watched, seconds: float) -> float:
    """Steps in a second of the processor's time of the trainer."""
    first, begun = await _news(run, watched)
    await asyncio.sleep(seconds)
    last, ended = await _news(run, watched)
    return (last - first) / (ended - begun)


async def _news(run: Run, watched: Watched) -> tuple[int, float]:
    """The next step that is told, and the processor's time then: five a second are, and between them none is known."""
    before = watched.step
    while watched.step == before:
        await asyncio.sleep(0.005)
        watched.look()
    return watched.step, _processor(run)


def _processor(run: Run) -> float:
    """Seconds of processor's time that the trainer has taken."""
    return float(Path(f"/proc/{run.info['pid']}/schedstat").read_text().split()[0]) / 1e9


async def main() -> None:
    """Both, in a folder that is thrown away."""
    os.environ["PLUGKERAS_RUNS"] = os.environ["PLUGKERAS_STATE"] = str(Path(tempfile.mkdtemp()))
    await frames()
    await watching(turns=60, seconds=1.0)


if __name__ == "__main__":
    asyncio.run(main())
