"""Keys pressed one after another, each when all that the one before has begun is done: pilots wait by the clock."""

from typing import Any

from opening import settled
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot


async def strokes(pilot: Pilot[Any], keys: str) -> None:
    """Press the keys, with spaces between them: ``"a d e n s e enter"``."""
    for key in keys.split():
        pilot.app.post_message(Key(_character_to_key(key) if len(key) == 1 else key, key if len(key) == 1 else None))
        for _ in range(3):  # the app, the widget with the focus, those that it tells
            await pilot.pause(0)


async def pressed(pilot: Pilot[Any], keys: str) -> None:
    """Press the keys; then wait for data and checks."""
    await strokes(pilot, keys)
    await settled(pilot)
