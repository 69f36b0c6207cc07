"""Build, as it is seen: each of its states in three sizes of terminals."""

import pytest
from building import EMPTY, built, fresh
from opening import opened, template
from pictures import check, picture
from pressing import pressed

PICTURES = {
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
SIZES = ((80, 24), *(pytest.param(size, marks=pytest.mark.slow) for size in ((120, 40), (200, 60))))


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_screen_looks_as_agreed(size):
    async with opened(EMPTY, size=size) as pilot:
        for name, (project, keys) in PICTURES.items():
            await fresh(pilot, project)
            await pressed(pilot, keys)
            check(f"build-{name}-{size[0]}x{size[1]}", picture(pilot.app))
