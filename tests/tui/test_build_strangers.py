"""Layers of other people in the palette: those that work are added like any other, those that do not say why."""

import importlib
import sys

import pytest
from opening import done, opened, settled, told
from pictures import picture
from pressing import pressed

from plugkeras.host import Host, use
from plugkeras.project import Part, Project, Table
from plugkeras.project.document import DataSpec
from plugkeras.testing.distributions import fake_distribution
from plugkeras_tui import strangers as strangers_module
from plugkeras_tui.build import offers
from plugkeras_tui.build.palette import Palette
from plugkeras_tui.plugins import admitting

FILES = {
    "acme_built/__init__.py": """
        from plugkeras import hookimpl

        PLUGKERAS_API = 1
        NAMES = ("Good", "Raises", "Hangs", "Prints", "Exits")

        @hookimpl
        def register_layers():
            found = {name: f"acme_built.layers:{name}" for name in NAMES}
            return found | {"Missing": "acme_built.needy:Missing", "Stuck": "acme_built.stuck:Stuck"}

        @hookimpl
        def register_templates():
            return {name: f"acme_built.templates:{name}" for name in ("endless", "torn", "whole")}
    """,
    "acme_built/templates.py": """
        import threading

        from plugkeras.project import Project

        def endless():
            threading.Event().wait()

        def torn():
            raise RuntimeError("the paper is wet")

        def whole():
            return Project("whole", note="all of it")
    """,
    "acme_built/needy.py": "import no_such_package_at_all",
    "acme_built/stuck.py": "import threading\nthreading.Event().wait()",
    "acme_built/layers.py": """
        import os, threading

        from plugkeras import Layer

        class Good(Layer):
            '''Gives everything times a number.'''

            times: int

            def call(self, x):
                return x * self.times

        class Raises(Layer):
            def __init__(self, **kwargs):
                raise RuntimeError("the chip is cold")

        class Hangs(Layer):
            def __init__(self, **kwargs):
                threading.Event().wait()

        class Prints(Layer):
            def __init__(self, **kwargs):
                print("noise " * 1000, flush=True)
                super().__init__(**kwargs)

            def call(self, x):
                return x

        class Exits(Layer):
            def __init__(self, **kwargs):
                os._exit(3)
    """,
}
BROKEN = "raise RuntimeError('torn')"
EMPTY = Project("own", data=DataSpec(Part("Dataset", Table({"name": "digits"}))))


@pytest.fixture
def strangers(tmp_path, monkeypatch):
    """Two packages are installed: one with layers of all sorts, one that cannot be read."""
    monkeypatch.setattr(strangers_module, "STARTUP", 15.0)
    monkeypatch.syspath_prepend(tmp_path)
    fake_distribution(tmp_path, "acme-built", files=FILES, entry_points={"acme": "acme_built"})
    fake_distribution(tmp_path, "torn", files={"torn_all.py": BROKEN}, entry_points={"torn": "torn_all"})
    importlib.invalidate_caches()
    with use(Host()):
        yield
    for name in [name for name in sys.modules if name.startswith(("acme_built", "torn_all"))]:
        del sys.modules[name]


async def surveyed(pilot):
    """Wait until the palette has tried all of them."""
    found = pilot.app.screen.query_one(Palette)
    for _ in range(3000):
        strange = [offer for offer in found.lines.offers if offer.strange]
        if strange and all(not offer.wait or offer.reason for offer in strange):
            break
        await pilot.pause(0.01)
    await settled(pilot)
    return {offer.title: offer.reason for offer in found.lines.offers if offer.strange}


REASONS = {
    "Good": "",
    "Prints": "",
    "Raises": "the chip is cold",
    "Hangs": "did not answer within",
    "Exits": "ends the process that asks it (exit code 3)",
    "Missing": "no_such_package_at_all",
    "Stuck": "was not imported within",
    "torn": "torn",
}


@pytest.mark.slow
async def test_strangers_stand_in_the_palette_and_those_that_cannot_be_used_say_why(strangers):
    async with opened(EMPTY, size=(120, 40)) as pilot:
        reasons = await surveyed(pilot)
        assert reasons.keys() == REASONS.keys()
        for name, said in REASONS.items():
            assert said in reasons[name], name
            assert bool(said) == bool(reasons[name]), name
        await pressed(pilot, "a r a i s e s")
        assert "⚠▸Raises" in picture(pilot.app)
        await pressed(pilot, "enter")
        assert "the chip is cold" in told(pilot)[-1]
        assert pilot.app.session.project == EMPTY
        await pressed(pilot, "escape escape a g o o d enter 3 enter")
        (layer,) = pilot.app.session.project.model.layers
        assert layer.part == Part("acme>Good", Table({"times": 3}))
        assert "(acme)" in picture(pilot.app)
        assert "noise" not in picture(pilot.app)


@pytest.mark.slow
async def test_only_strangers_are_waited_for(strangers, monkeypatch):
    monkeypatch.setattr(Palette, "survey", lambda palette: None)
    monkeypatch.setattr(admitting, "apart", lambda row, seconds: row)
    async with opened(EMPTY) as pilot:
        await done(pilot, "completing")
        pilot.app.screen.query_one(Palette)._offer(offers.everything())
        await pressed(pilot, "a g o o d enter")
        assert "It is still being looked at." in picture(pilot.app)
        await pressed(pilot, "escape escape a f l a t enter")
        assert [spec.name for spec in pilot.app.session.project.model.layers] == ["flatten"]


@pytest.mark.slow
async def test_a_template_that_hangs_or_fails_keeps_nobody_from_the_others(strangers):
    async with opened(EMPTY, size=(120, 40)) as pilot:
        await pressed(pilot, "t")
        lines = pilot.app.screen.query_one("TemplateLines")
        for _ in range(3000):
            if isinstance(lines.projects.get("whole"), Project) and "wet" in str(lines.projects.get("torn")):
                break
            await pilot.pause(0.01)
        said = picture(pilot.app)
        assert "still being looked at" in said
        assert "the paper is wet" in said
        lines.put("whole")
        await pressed(pilot, "enter")
        assert pilot.app.session.project.name == "whole"


async def test_a_layer_of_a_plugin_that_is_not_here_stands_in_the_stack_with_its_reason():
    project = Project.from_json(
        {
            "plugkeras_project": 1,
            "model": {"layers": [{"class": "nobody>Layer", "as": "lost", "units": 3}]},
            "data": {"source": {"class": "Dataset", "name": "digits"}},
        }
    )
    async with opened(project, size=(120, 40)) as pilot:
        seen = " ".join(picture(pilot.app).split())
        assert "✖▸0 Layer" in seen
        assert "no plugin is called 'nobody'" in seen
