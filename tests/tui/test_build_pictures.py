"""Build, as it is seen, in each of its states."""

import pytest
from building import EMPTY, built, fresh
from opening import done, opened, settled, template
from pictures import agreed
from pressing import pressed

STATES = {
    "empty": (EMPTY, ""),
    "layers": (template("digits"), "down"),
    "failing": (built("Flatten", ("Conv2D", {"filters": 2, "kernel_size": 3}), ("Dense", {"units": 10})), ""),
    "fixes": (built(("Conv2D", {"filters": 2, "kernel_size": 3})), "f"),
    "palette": (template("digits"), "a p o o l"),
    "asking": (template("digits"), "a d e n s e enter"),
    "properties": (template("digits"), "down enter"),
    "editing": (template("digits"), "down enter k"),
    "bypassed": (template("digits"), "down space V down"),
    "templates": (EMPTY, "t"),
}


@pytest.mark.parametrize("state", STATES)
async def test_the_screen_looks_as_agreed(state):
    project, keys = STATES[state]
    async with opened(EMPTY) as pilot:
        await fresh(pilot, project)
        await pressed(pilot, keys)
        await done(pilot, "templates")  # what they are is found behind the list
        await settled(pilot)
        await agreed(pilot, f"build-{state}")
