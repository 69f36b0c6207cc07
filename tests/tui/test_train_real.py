"""A training that is one: F5 begins it, keys pause it, step it, change its rate and end it."""

import asyncio
import time
from dataclasses import replace

from opening import opened, settled, template


async def until(pilot, what, limit: float = 30.0) -> None:
    """Wait for another process; it has plenty of time."""
    end = time.monotonic() + limit
    while not what():
        assert time.monotonic() < end, what
        await asyncio.sleep(0.02)
        pilot.app.session.look()
    await pilot.pause()


async def test_a_training_is_begun_paused_stepped_slowed_and_stopped_by_keys():
    project = template("spirals")
    project = replace(project, fit=replace(project.fit, epochs=100_000))
    async with opened(project, size=(120, 40)) as pilot:
        session = pilot.app.session
        await pilot.press("f5")
        await settled(pilot)
        assert pilot.app.current_mode == "Train"
        await until(pilot, lambda: session.watched.step > 0)
        screen = pilot.app.screen

        def answered() -> bool:
            id = next(reversed(screen.asked))
            return session.watched.acks.get(id, {}).get("status") == "done"

        await pilot.press("space")
        await until(pilot, lambda: session.watched.state == "paused" and answered())
        step, rate = session.watched.step, session.watched.rate
        screen._each_second()
        await pilot.press("s")
        await until(pilot, lambda: answered() and session.watched.step == step + 1)
        await until(pilot, lambda: session.watched.state == "paused")
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: answered() and session.watched.rate == rate / 2)
        assert "✓ lr ÷2: the rate is" in screen.query_one("#answer").text
        await pilot.press("f8")
        await until(pilot, lambda: session.watched.state == "stopped")
        screen._each_second()
        assert screen.query_one("#card").card.kind == "end"
        assert session.worker.wait(30.0) == 0
